//! The statements over all objects of a metric.
//!
//! In all of them `$1` is the metric, `$2` and `$3` are the days. They are made of the constant texts below
//! and nothing else.

use dbag_domain::AcrossObjects;

use super::{CARRIED_DAYS, Carry};
use crate::weighted::{mean, numerator};

/// A gap that was answered says that there is nothing; any other that nobody knows.
const ANSWERED: &str = "(v.value is not null or v.gap in ('no_answer', 'input_missing')
    or v.gap like 'zero_denominator%')";

/// A gap that a person made.
const REMOVED: &str = "v.gap in ('removed', 'input_removed')";

/// Whether a value is made up. Whether any is, is asked once: mostly none is.
const IS_FAKE: &str = "(select exists (select 1 from dbag_batch where origin = 'fake'))
    and v.batch_id in (select id from dbag_batch where origin = 'fake')";

/// The samples of all objects.
const SAMPLES: &str = "
    from dbag_series s
    join dbag_object o on o.id = s.object_id
    join dbag_sample v on v.series_id = s.id
    where s.metric_id = $1 and s.object_id <> 0";

/// The value and the weight of a day, and what is to be divided where there is nothing to divide by.
fn of_day(across: AcrossObjects) -> String {
    const NONE: &str = "cast(null as double precision)";
    let plain = |value: &str| format!("{value} as value, {NONE} as weight, {NONE} as numerator");
    match across {
        AcrossObjects::Sum => plain("sum(v.value)"),
        AcrossObjects::Min => plain("min(v.value)"),
        AcrossObjects::Max => plain("max(v.value)"),
        AcrossObjects::Mean => format!(
            "{} as value,
             case when count(v.weight) = count(v.value)
                  then nullif(sum(v.weight), 0) end as weight,
             case when count(v.weight) = count(v.value) and coalesce(sum(v.weight), 0) = 0
                  then sum({}) end as numerator",
            mean!("avg(v.value)"),
            numerator!()
        ),
    }
}

/// All objects day by day, as they were answered.
pub(super) fn days_sql(across: AcrossObjects) -> String {
    let of_day = of_day(across);
    format!(
        "select v.day, {of_day},
             sum(case when {ANSWERED} then 1 else 0 end) as answered,
             sum(case when {ANSWERED} or {REMOVED} then 0 else 1 end) as failed,
             sum(case when {REMOVED} then 1 else 0 end) as removed,
             coalesce(
                 min(case when {ANSWERED} or {REMOVED} then null else v.gap end),
                 min(case when {REMOVED} then v.gap end),
                 min(v.gap)
             ) as gap,
             cast(0 as bigint) as carried,
             sum(case when {IS_FAKE} then 1 else 0 end) as fakes
         {SAMPLES} and v.day between $2 and $3
         group by v.day"
    )
}

/// The rows `filled`: what is known, and the last values of objects of which nothing is known that day. Beyond
/// the last value of all nothing stands for an archived object, before it as for any.
fn filled_sql() -> String {
    let answered_later = ANSWERED.replace("v.", "n.");
    format!(
        "with recursive
         known as (
             select v.series_id, v.day, v.value, v.gap, v.weight,
                 case when o.archived_at is null then 0 else 1 end as archived,
                 coalesce(
                     lead(v.day) over (partition by v.series_id order by v.day),
                     case when o.archived_at is null or exists (
                         select 1
                         from dbag_sample n
                         where n.series_id = v.series_id and n.day > v.day and {answered_later}
                     ) then $3 + 1 else v.day + 1 end
                 ) as next
             {SAMPLES} and v.day between $2 - {CARRIED_DAYS} and $3 and {ANSWERED}
         ),
         ahead (days) as (
             select 1
             union all
             select days + 1 from ahead where days < {CARRIED_DAYS}
         ),
         filled as (
             select day, value, gap, weight, archived, 0 as carried from known
             union all
             select k.day + a.days, k.value, k.gap, k.weight, k.archived, 1
             from known k
             join ahead a on a.days < k.next - k.day
             where k.next > k.day + 1 and k.value is not null
         )"
    )
}

/// All objects day by day, with what is carried; a day that nobody answered has nothing.
pub(super) fn filled_days_sql(across: AcrossObjects) -> String {
    let of_day = of_day(across);
    format!(
        "{}
         select v.day, {of_day},
             count(*) as answered, cast(0 as bigint) as failed, sum(v.carried) as carried
         from filled v
         where v.day between $2 and $3
         group by v.day
         having min(v.carried) = 0",
        filled_sql()
    )
}

/// The middle value of each day, or the mean of the two in the middle, of at least `$4` values.
pub(super) fn median_sql(carry: Carry) -> String {
    let (with, rows) = match carry {
        Carry::Nothing => (
            String::new(),
            format!("select v.day, v.value {SAMPLES} and o.archived_at is null"),
        ),
        Carry::LastValue => (
            filled_sql(),
            "select day, value from filled where archived = 0".to_owned(),
        ),
    };
    format!(
        "{with}
         select day, avg(value) as value
         from (
             select day, value,
                 row_number() over (partition by day order by value) as place,
                 count(*) over (partition by day) as values_of_day
             from ({rows}) of_objects
             where day between $2 and $3 and value is not null
         ) ranked
         where place in ((values_of_day + 1) / 2, (values_of_day + 2) / 2)
           and values_of_day >= $4
         group by day"
    )
}

/// From when to when objects are known.
pub(super) fn bounds_sql() -> String {
    let end = |which: &str| {
        format!(
            "(select {which}(v.day) from dbag_sample v where v.series_id = s.id and {ANSWERED})"
        )
    };
    format!(
        "select first, last, is_archived, count(*) as objects
         from (
             select {} as first, {} as last, o.archived_at is not null as is_archived
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             where s.metric_id = $1 and s.object_id <> 0
         ) bounds
         group by first, last, is_archived",
        end("min"),
        end("max")
    )
}
