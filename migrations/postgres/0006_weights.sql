-- Weights, definitions, and what a kind of number says of itself.

-- How much a value counts when several become one: an average's rows, a ratio's denominator. Null where
-- that is not known.
alter table dbag_sample add column weight double precision check (weight > 0 and weight < 1e308);
alter table dbag_sample_revision add column weight double precision;

-- How the values of all objects on a day become one: sum, mean, min, max.
alter table dbag_metric add column across_objects text not null default 'sum';
-- The number of the definition by which it is asked now.
alter table dbag_metric add column definition integer not null default 1;

-- What a metric asked, and in which zone, since when. Numbered from 1; what is taken up again has its old
-- number.
create table dbag_definition (
    metric_id bigint not null references dbag_metric (id),
    number integer not null,
    -- Everything that changes what is answered, as JSON.
    what text not null,
    time_zone text not null,
    at timestamptz not null,
    actor text not null,
    primary key (metric_id, number)
);

-- By which definition a batch was asked; null where it was not asked.
alter table dbag_batch add column definition integer;
-- By which definition a day was last answered.
alter table dbag_day add column definition integer;
-- Whether that is another one than the metric's of now.
alter table dbag_day add column is_outdated boolean not null default false;
create index dbag_day_outdated on dbag_day (metric_id, day) where is_outdated;

-- Metrics that were made before numbers said of themselves how they are put together.
update dbag_metric
set across_objects = case properties::json ->> 'aggregate'
        when 'avg' then 'mean'
        when 'count_distinct' then 'mean'
        when 'min' then 'min'
        when 'max' then 'max'
        else 'sum'
    end
where metric_type = 'row_count';

-- What is of a whole day and was never to be added up.
update dbag_metric
set measure = 'share',
    rollup = case when rollup <> 'sum' then rollup else case properties::json ->> 'aggregate'
        when 'min' then 'min'
        when 'max' then 'max'
        else 'mean'
    end end
where metric_type = 'row_count' and measure = 'flow'
  and properties::json ->> 'aggregate' in ('avg', 'count_distinct', 'min', 'max');

-- No row of a count or a sum of now is none of them.
update dbag_metric
set absent_means = 'zero'
where metric_type = 'row_count' and measure = 'level' and absent_means = 'gap'
  and coalesce(properties::json ->> 'aggregate', 'count') in ('count', 'count_distinct', 'sum');

update dbag_metric
set measure = 'share', across_objects = 'mean'
where metric_type = 'ratio';

-- There were two measures: an average was a flow or a level with a mean.
update dbag_metric
set measure = 'share', across_objects = rollup
where metric_type not in ('row_count', 'ratio') and measure = 'flow' and rollup in ('mean', 'min', 'max');
update dbag_metric
set across_objects = rollup
where metric_type not in ('row_count', 'ratio') and measure = 'level' and rollup in ('mean', 'min', 'max');

-- A ratio counts by what it was divided by.
update dbag_sample
set weight = (
    select d.value
    from dbag_series r
    join dbag_metric m on m.id = r.metric_id
    join dbag_metric below on below.deleted_at is null
        and (below.slug = m.properties::json ->> 'denominator'
             or below.id = (select o.metric_id from dbag_metric_slug o
                            where o.slug = m.properties::json ->> 'denominator'))
    join dbag_series s on s.metric_id = below.id and s.object_id = r.object_id
    join dbag_sample d on d.series_id = s.id and d.day = dbag_sample.day
    where r.id = dbag_sample.series_id and d.value > 0
    limit 1
)
where value is not null
  and series_id in (
      select r.id
      from dbag_series r
      join dbag_metric m on m.id = r.metric_id
      where m.metric_type = 'ratio'
  );
update dbag_series
set revision = revision + 1
where metric_id in (select id from dbag_metric where metric_type = 'ratio');

-- The present definitions. Averages of rows did not bring their weights: what was asked before is
-- another definition, so that it is offered to be asked again.
insert into dbag_definition (metric_id, number, what, time_zone, at, actor)
select m.id, 1,
    json_build_object('metric_type', m.metric_type, 'properties', m.properties::json,
                      'source', m.source_id, 'object_kind', m.object_kind, 'measure', m.measure,
                      'absent_means', m.absent_means,
                      'is_unweighted', m.metric_type = 'row_count'
                          and coalesce(m.properties::json ->> 'aggregate', '') = 'avg')::text,
    coalesce(m.time_zone, (select i.time_zone from dbag_instance i), 'UTC'),
    m.updated_at, 'migration'
from dbag_metric m;
update dbag_day
set definition = 1
where asked_at is not null;

insert into dbag_definition (metric_id, number, what, time_zone, at, actor)
select d.metric_id, 2, jsonb_set(d.what::jsonb, '{is_unweighted}', 'false')::text, d.time_zone, d.at, d.actor
from dbag_definition d
where (d.what::json ->> 'is_unweighted')::boolean;
update dbag_metric
set definition = 2
where id in (select metric_id from dbag_definition where number = 2);
update dbag_day
set is_outdated = true
where asked_at is not null and metric_id in (select metric_id from dbag_definition where number = 2);

drop view dbag_values;
create view dbag_values as
select
    m.slug as metric,
    nullif(o.kind, '') as object_kind,
    nullif(o.key, '') as object_key,
    nullif(o.label, '') as object_label,
    date '1970-01-01' + s.day as day,
    s.value as value,
    b.origin as origin,
    s.weight as weight
from dbag_sample s
join dbag_series r on r.id = s.series_id
join dbag_metric m on m.id = r.metric_id
join dbag_object o on o.id = r.object_id
join dbag_batch b on b.id = s.batch_id
where s.value is not null
  and m.deleted_at is null;
