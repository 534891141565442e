-- Ratios of longer periods are those of their sums, also where the denominator of a day is zero or less.

-- A denominator can be negative.
drop view dbag_values;
alter table dbag_sample rename column weight to positive_weight;
alter table dbag_sample add column weight real check (weight <> 0 and abs(weight) < 1e308);
update dbag_sample set weight = positive_weight where positive_weight is not null;
alter table dbag_sample drop column positive_weight;
create view dbag_values as
select
    m.slug as metric,
    nullif(o.kind, '') as object_kind,
    nullif(o.key, '') as object_key,
    nullif(o.label, '') as object_label,
    date(s.day * 86400, 'unixepoch') as day,
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

update dbag_sample
set weight = (
    select below_day.value
    from dbag_series r
    join dbag_metric m on m.id = r.metric_id
    join dbag_metric below on below.deleted_at is null
        and (below.slug = json_extract(m.properties, '$.denominator')
             or below.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = json_extract(m.properties, '$.denominator')))
    join dbag_series below_series on below_series.metric_id = below.id
        and below_series.object_id = r.object_id
    join dbag_sample below_day on below_day.series_id = below_series.id
        and below_day.day = dbag_sample.day
    where r.id = dbag_sample.series_id and below_day.value < 0
    limit 1
)
where value is not null and weight is null
  and series_id in (
      select r.id
      from dbag_series r
      join dbag_metric m on m.id = r.metric_id
      where m.metric_type = 'ratio'
  );

-- A day with nothing to divide by keeps what was to be divided.
update dbag_sample
set gap = coalesce((
    select 'zero_denominator' || coalesce(':' || cast(nullif(above_day.value * (case when coalesce(json_extract(m.properties, '$.as'), '') = 'plain' then 1.0 else 100.0 end), 0) as text), '')
    from dbag_series r
    join dbag_metric m on m.id = r.metric_id
    join dbag_metric above on above.deleted_at is null
        and (above.slug = json_extract(m.properties, '$.numerator')
             or above.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = json_extract(m.properties, '$.numerator')))
    join dbag_series above_series on above_series.metric_id = above.id
        and above_series.object_id = r.object_id
    join dbag_sample above_day on above_day.series_id = above_series.id
        and above_day.day = dbag_sample.day
    join dbag_metric below on below.deleted_at is null
        and (below.slug = json_extract(m.properties, '$.denominator')
             or below.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = json_extract(m.properties, '$.denominator')))
    join dbag_series below_series on below_series.metric_id = below.id
        and below_series.object_id = r.object_id
    join dbag_sample below_day on below_day.series_id = below_series.id
        and below_day.day = dbag_sample.day
    where r.id = dbag_sample.series_id and above_day.value is not null and below_day.value = 0
    limit 1
), gap)
where gap = 'input_missing'
  and series_id in (
      select r.id
      from dbag_series r
      join dbag_metric m on m.id = r.metric_id
      where m.metric_type = 'ratio'
  );
update dbag_series
set revision = revision + 1
where metric_id in (select id from dbag_metric where metric_type = 'ratio');

-- Averages, distinct counts and windows do not add up: a ratio of them is no ratio of sums, and its days count alike.
update dbag_sample
set weight = null
where weight is not null
  and series_id in (
      select r.id
      from dbag_series r
      join dbag_metric m on m.id = r.metric_id
      join dbag_metric input on input.deleted_at is null and input.measure = 'share'
          and (input.slug in (json_extract(m.properties, '$.numerator'), json_extract(m.properties, '$.denominator'))
               or input.id in (select o.metric_id from dbag_metric_slug o where o.slug in (json_extract(m.properties, '$.numerator'), json_extract(m.properties, '$.denominator'))))
      where m.metric_type = 'ratio'
  );
