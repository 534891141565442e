//! All objects of a metric as one series: put together in the database, which has them at hand.

use std::collections::HashMap;
use std::sync::Arc;

use dbag_domain::{AcrossObjects, Day, DayRange, GapReason, Mark, MetricId, Numerator};
use sqlx::{AssertSqlSafe, FromRow};

use crate::db::read;
use crate::totals_cache::{Told, Totals, TotalsKey};
use crate::weighted::{mean, numerator};
use crate::{Columns, Store, StoreError};

/// How the values of all objects become one a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverObjects {
    /// As their kind of number allows.
    Across(AcrossObjects),
    /// Their median.
    Median,
    /// Their median on the days on which so many of them have a value that nobody can tell whose
    /// it is.
    MedianOfMany,
}

/// What stands for an object that nothing is known of on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carry {
    /// Nothing: what happened elsewhere is no sign of it.
    Nothing,
    /// Its last value, for a week: a level is what it was until something else is known.
    LastValue,
}

/// So long the last value of a level stands for an object that was not told of.
pub(crate) const CARRIED_DAYS: i32 = 7;

/// So many objects have a value where their median is shown to outsiders: of fewer, one who
/// knows some of the values could work out another.
const MANY: i64 = 5;

/// A day of all objects.
#[derive(Debug, Clone, Copy, FromRow)]
struct Row {
    day: i32,
    value: Option<f64>,
    weight: Option<f64>,
    /// What is to be divided where there is nothing to divide by.
    numerator: Option<f64>,
    /// Objects of which it is known what they have, a value or none.
    answered: i64,
    /// Objects whose answer failed.
    failed: i64,
    /// Objects whose last value stands for them.
    carried: i64,
    /// Objects of which nothing is known for longer than that.
    #[sqlx(default)]
    unknown: i64,
    /// Whether rows of the day have no object.
    #[sqlx(default)]
    fakes: i64,
}

/// How many objects are known from one day to another.
#[derive(Debug, Clone, Copy, FromRow)]
struct Bounds {
    first: Option<i32>,
    last: Option<i32>,
    is_archived: bool,
    objects: i64,
}

// In all statements `$1` is the metric, `$2` and `$3` are the days. They are made of the constant
// texts below and nothing else.

/// A gap that was answered says that there is nothing; any other that nobody knows.
const ANSWERED: &str = "(v.value is not null or v.gap in ('no_answer', 'input_missing')
    or v.gap like 'zero_denominator%')";

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
fn days_sql(across: AcrossObjects) -> String {
    let of_day = of_day(across);
    format!(
        "select v.day, {of_day},
             sum(case when {ANSWERED} then 1 else 0 end) as answered,
             sum(case when {ANSWERED} then 0 else 1 end) as failed,
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
fn filled_days_sql(across: AcrossObjects) -> String {
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
fn median_sql(carry: Carry) -> String {
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
fn bounds_sql() -> String {
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

impl Store {
    /// All objects of a metric as one series; days without any value are gaps.
    ///
    /// A mean has its weights, so that it is the mean of all rows over longer periods, too. Days on which
    /// the answer of some objects failed are marked, and so are those on which the last values of some
    /// stand for them, or nothing stands for some.
    ///
    /// `revisions` as for [`object_totals`](Self::object_totals).
    pub async fn over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        (how, carry): (OverObjects, Carry),
        revisions: i64,
    ) -> Result<Arc<Columns>, StoreError> {
        let key = TotalsKey::new(metric, days, Told::Over(how, carry));
        if let Some(Totals::Days(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let columns = Arc::new(self.read_over_objects(metric, days, how, carry).await?);
        self.totals
            .put(key, revisions, Totals::Days(Arc::clone(&columns)));
        Ok(columns)
    }

    async fn read_over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        how: OverObjects,
        carry: Carry,
    ) -> Result<Columns, StoreError> {
        let across = match how {
            OverObjects::Across(across) => across,
            OverObjects::Median | OverObjects::MedianOfMany => AcrossObjects::Sum,
        };
        let answered = self.days_of(days_sql(across), metric, days).await?;
        let bounds = match carry {
            Carry::LastValue => self.bounds(metric).await?,
            Carry::Nothing => Vec::new(),
        };
        let carry = match lacks_any(&bounds, days, &answered) {
            true => Carry::LastValue,
            false => Carry::Nothing,
        };
        let mut rows = match carry {
            Carry::Nothing => answered.clone(),
            Carry::LastValue => self.days_of(filled_days_sql(across), metric, days).await?,
        };
        let answered: HashMap<i32, Row> = answered.into_iter().map(|row| (row.day, row)).collect();
        for row in &mut rows {
            let answered = answered.get(&row.day);
            row.failed = (answered.map_or(0, |answered| answered.failed) - row.carried).max(0);
            row.fakes = answered.map_or(0, |answered| answered.fakes);
            let begun = objects(&bounds, |one| one.has_begun(row.day));
            row.unknown = (begun - row.answered - row.failed).max(0);
        }
        let at_least = match how {
            OverObjects::Across(_) => return Ok(columns(days, &rows)),
            OverObjects::Median => 1,
            OverObjects::MedianOfMany => MANY,
        };
        let medians = self.medians(metric, days, carry, at_least).await?;
        let medians: HashMap<i32, f64> = medians.into_iter().collect();
        for row in &mut rows {
            row.value = medians.get(&row.day).copied();
        }
        Ok(columns(days, &rows))
    }

    async fn days_of(
        &self,
        sql: String,
        metric: MetricId,
        days: DayRange,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(read!(self.db, on => sqlx::query_as(AssertSqlSafe(sql))
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .fetch_all(on))?)
    }

    async fn medians(
        &self,
        metric: MetricId,
        days: DayRange,
        carry: Carry,
        at_least: i64,
    ) -> Result<Vec<(i32, f64)>, StoreError> {
        Ok(
            read!(self.db, on => sqlx::query_as(AssertSqlSafe(median_sql(carry)))
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .bind(at_least)
            .fetch_all(on))?,
        )
    }

    async fn bounds(&self, metric: MetricId) -> Result<Vec<Bounds>, StoreError> {
        Ok(
            read!(self.db, on => sqlx::query_as(AssertSqlSafe(bounds_sql()))
            .bind(metric.0)
            .fetch_all(on))?,
        )
    }
}

/// Whether on any day fewer objects were answered than should be.
fn lacks_any(bounds: &[Bounds], days: DayRange, answered: &[Row]) -> bool {
    let in_range = |row: &&Row| days.contains(Day::from_days(row.day));
    answered
        .iter()
        .filter(in_range)
        .any(|row| row.answered > 0 && row.answered < objects(bounds, |one| one.expects(row.day)))
}

fn objects(bounds: &[Bounds], which: impl Fn(&Bounds) -> bool) -> i64 {
    let found = bounds.iter().filter(|one| which(one));
    found.map(|one| one.objects).sum()
}

impl Bounds {
    /// Whether these objects should be answered on a day: a level holds on for a while.
    fn expects(&self, day: i32) -> bool {
        let holds_on = if self.is_archived { 0 } else { CARRIED_DAYS };
        let (first, last) = (self.first, self.last);
        first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last + holds_on)
    }

    /// Whether they have been there on a day, and are not archived since.
    fn has_begun(&self, day: i32) -> bool {
        let is_over = self.is_archived && self.last.is_some_and(|last| last < day);
        self.first.is_some_and(|first| first <= day) && !is_over
    }
}

fn columns(days: DayRange, rows: &[Row]) -> Columns {
    let mut columns = Columns {
        values: vec![None; days.len()],
        ..Columns::empty(days.from)
    };
    if rows.iter().any(|row| row.weight.is_some()) {
        columns.weights = vec![0.0; days.len()];
    }
    for row in rows {
        let day = Day::from_days(row.day);
        let Some(at) = usize::try_from(day - days.from)
            .ok()
            .filter(|at| *at < days.len())
        else {
            continue;
        };
        columns.values[at] = row.value.filter(|value| value.is_finite());
        if let (Some(place), Some(weight)) = (columns.weights.get_mut(at), row.weight) {
            *place = weight;
        }
        let numerator = row.numerator.and_then(|number| Numerator::new(number).ok());
        if let Some(numerator) = numerator {
            let reason = GapReason::ZeroDenominator(numerator);
            columns.marks.push((day, Mark::Gap(reason)));
        }
        if row.fakes > 0 {
            columns.marks.push((day, Mark::Fake));
        }
        let count = |objects: i64| u32::try_from(objects).unwrap_or(u32::MAX);
        if row.failed > 0 {
            columns
                .marks
                .push((day, Mark::Incomplete(count(row.failed))));
        }
        if row.carried > 0 {
            columns.marks.push((day, Mark::Carried(count(row.carried))));
        }
        if row.unknown > 0 {
            columns.marks.push((day, Mark::Unknown(count(row.unknown))));
        }
    }
    columns.marks.sort_by_key(|(day, _)| *day);
    columns
}
