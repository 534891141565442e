-- Ratios of longer periods are those of their sums, also where the denominator of a day is zero or less.

-- A denominator can be negative.
alter table dbag_sample drop constraint dbag_sample_weight_check;
alter table dbag_sample add check (weight <> 0 and abs(weight) < 1e308);

update dbag_sample
set weight = (
    select below_day.value
    from dbag_series r
    join dbag_metric m on m.id = r.metric_id
    join dbag_metric below on below.deleted_at is null
        and (below.slug = m.properties::json ->> 'denominator'
             or below.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = m.properties::json ->> 'denominator'))
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
    select 'zero_denominator' || coalesce(':' || cast(nullif(above_day.value * (case when coalesce(m.properties::json ->> 'as', '') = 'plain' then 1.0 else 100.0 end), 0) as text), '')
    from dbag_series r
    join dbag_metric m on m.id = r.metric_id
    join dbag_metric above on above.deleted_at is null
        and (above.slug = m.properties::json ->> 'numerator'
             or above.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = m.properties::json ->> 'numerator'))
    join dbag_series above_series on above_series.metric_id = above.id
        and above_series.object_id = r.object_id
    join dbag_sample above_day on above_day.series_id = above_series.id
        and above_day.day = dbag_sample.day
    join dbag_metric below on below.deleted_at is null
        and (below.slug = m.properties::json ->> 'denominator'
             or below.id = (select o.metric_id from dbag_metric_slug o
                              where o.slug = m.properties::json ->> 'denominator'))
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
          and (input.slug in (m.properties::json ->> 'numerator', m.properties::json ->> 'denominator')
               or input.id in (select o.metric_id from dbag_metric_slug o where o.slug in (m.properties::json ->> 'numerator', m.properties::json ->> 'denominator')))
      where m.metric_type = 'ratio'
  );
