//! The days of each object as one value: rolled up in the database, which has them at hand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dbag_domain::{Day, DayRange, MetricId, ObjectId, RollUp};
use sqlx::FromRow;

use crate::db::{Db, read};
use crate::objects::json;
use crate::totals_cache::{Told, Totals, TotalsKey};
use crate::weighted::{is_undivided, mean};
use crate::{SeriesRow, Store, StoreError};

/// An object's days made into one value.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectTotal {
    /// The series it is of, with the name that its object had when the total was made: [`Store::object_labels`] knows
    /// that of now.
    pub series: SeriesRow,
    /// The value.
    pub value: f64,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    series: crate::series::Row,
    /// None where there is nothing to divide by.
    value: Option<f64>,
}

macro_rules! totals_sql {
    ($value:expr) => {
        totals_sql!($value, "v.value is not null")
    };
    ($value:expr, $is_part:expr) => {
        concat!(
            "select s.id, s.metric_id, s.object_id, o.key, o.label,
                 cast(s.revision as bigint) as revision, ",
            $value,
            " as value
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             join dbag_sample v on v.series_id = s.id
             where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
               and v.day between $2 and $3 and (",
            $is_part,
            ")
             group by s.id, s.metric_id, s.object_id, o.key, o.label, s.revision"
        )
    };
}

// SQLite takes the other columns from the row that has the largest day; Postgres says so itself.
const LAST_SQLITE: &str = "
    select id, metric_id, object_id, key, label, revision, value
    from (
        select s.id as id, s.metric_id as metric_id, s.object_id as object_id, o.key as key,
            o.label as label, s.revision as revision, v.value as value, max(v.day)
        from dbag_series s
        join dbag_object o on o.id = s.object_id
        join dbag_sample v on v.series_id = s.id
        where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
          and v.day between $2 and $3 and v.value is not null
        group by s.id
    )";
const LAST_POSTGRES: &str = "
    select distinct on (s.id) s.id, s.metric_id, s.object_id, o.key, o.label,
        cast(s.revision as bigint) as revision, v.value
    from dbag_series s
    join dbag_object o on o.id = s.object_id
    join dbag_sample v on v.series_id = s.id
    where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
      and v.day between $2 and $3 and v.value is not null
    order by s.id, v.day desc";

/// The first or the last day of a series that is a part of any number.
macro_rules! end {
    ($which:literal, $gap:expr) => {
        concat!(
            "(select ",
            $which,
            "(v.day) from dbag_sample v where v.series_id = s.id and (v.value is not null or ",
            $gap,
            "))"
        )
    };
}

/// Whether a day stands for the metric: it is over, up to `$4`, and was asked when it was.
macro_rules! is_settled {
    () => {
        "v.day <= $4 and v.day not in (
             select d.day from dbag_day d where d.metric_id = $1 and d.is_early
         )"
    };
}

/// A mean counts by weights where every one of them is known; a plain one is of days that stand for the metric, as the
/// lowest is.
const MEAN: &str = totals_sql!(
    mean!(concat!(
        "coalesce(avg(case when ",
        is_settled!(),
        " then v.value end), avg(v.value))"
    )),
    concat!("v.value is not null or ", is_undivided!())
);
const LOWEST: &str = totals_sql!(concat!(
    "coalesce(min(case when ",
    is_settled!(),
    " then v.value end), min(v.value))"
));

impl Store {
    /// The days of a range as one value for each object that has any, in no order. `newest` is the newest
    /// day whose value stands for the metric: the last value is that of no later day, where there is
    /// another.
    ///
    /// `revisions` is what [`PageMetric::all_revisions`](crate::PageMetric) said: with the same
    /// number the answer is the one that was given before.
    pub async fn object_totals(
        &self,
        metric: MetricId,
        days: DayRange,
        (how, newest): (RollUp, Day),
        revisions: i64,
    ) -> Result<Arc<Vec<ObjectTotal>>, StoreError> {
        let newest = newest.min(days.to);
        let key = TotalsKey::new(metric, days, Told::Totals(how, newest));
        if let Some(Totals::Objects(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let totals = match how {
            RollUp::Last => self.read_last(metric, days, newest).await?,
            _ => self.read_totals(metric, days, (how, newest)).await?,
        };
        let totals = Arc::new(totals);
        self.totals
            .put(key, revisions, Totals::Objects(Arc::clone(&totals)));
        Ok(totals)
    }

    /// The last values up to the newest day that counts; of objects that have none, the last of all.
    async fn read_last(
        &self,
        metric: MetricId,
        days: DayRange,
        newest: Day,
    ) -> Result<Vec<ObjectTotal>, StoreError> {
        let mut totals = Vec::new();
        let mut seen = HashSet::new();
        let parts = [
            DayRange::new(days.from, newest),
            DayRange::new(newest.next().max(days.from), days.to),
        ];
        for part in parts.into_iter().flatten() {
            let found = self
                .read_totals(metric, part, (RollUp::Last, newest))
                .await?;
            let others = found
                .into_iter()
                .filter(|total| seen.insert(total.series.id));
            totals.extend(others);
        }
        Ok(totals)
    }

    async fn read_totals(
        &self,
        metric: MetricId,
        days: DayRange,
        (how, newest): (RollUp, Day),
    ) -> Result<Vec<ObjectTotal>, StoreError> {
        let sql = match how {
            RollUp::Sum => totals_sql!("sum(v.value)"),
            RollUp::Mean | RollUp::Recomputed => MEAN,
            RollUp::Min => LOWEST,
            RollUp::Max => totals_sql!("max(v.value)"),
            RollUp::Last => match &self.db {
                Db::Sqlite { .. } => LAST_SQLITE,
                Db::Postgres(_) => LAST_POSTGRES,
            },
        };
        let rows: Vec<Row> = read!(self.db, on => {
            let of_days = sqlx::query_as(sql)
                .bind(metric.0)
                .bind(days.from.days())
                .bind(days.to.days());
            match how.is_mean() || how == RollUp::Min {
                true => of_days.bind(newest.days()).fetch_all(on),
                false => of_days.fetch_all(on),
            }
        })?;
        let total = |row: Row| {
            let value = row.value?;
            let series = row.series.try_into();
            Some(series.map(|series| ObjectTotal { series, value }))
        };
        rows.into_iter().filter_map(total).collect()
    }

    /// What people call some objects now: what is kept of totals may have older names.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn object_labels(
        &self,
        objects: &[ObjectId],
    ) -> Result<HashMap<ObjectId, String>, StoreError> {
        let ids: Vec<i64> = objects.iter().map(|object| object.0).collect();
        let rows: Vec<(i64, String)> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let query = "select id, label
                     from dbag_object
                     where id in (select value from json_each($1))";
                let query = sqlx::query_as(query).bind(json(&ids)?);
                query.fetch_all(reader).await?
            }
            Db::Postgres(pool) => {
                let query = "select id, label from dbag_object where id = any($1)";
                sqlx::query_as(query).bind(ids).fetch_all(pool).await?
            }
        };
        let labels = rows.into_iter();
        Ok(labels.map(|(id, label)| (ObjectId(id), label)).collect())
    }

    /// The first day on which any object of a metric has a value, or something to divide, and the last on which one
    /// has that or nothing to divide by, or had a value that a person removed.
    ///
    /// `revisions` as for [`object_totals`](Self::object_totals).
    pub async fn days_of_metric(
        &self,
        metric: MetricId,
        revisions: i64,
    ) -> Result<Option<DayRange>, StoreError> {
        let told = self.days_told_of_metric(metric, revisions).await?;
        Ok(told.map(|(known, _)| known))
    }

    /// The same, and the last day of which anything is told, be it that all objects failed.
    pub async fn days_told_of_metric(
        &self,
        metric: MetricId,
        revisions: i64,
    ) -> Result<Option<(DayRange, Day)>, StoreError> {
        let key = TotalsKey::of_all_days(metric);
        if let Some(Totals::Bounds(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let (from, to, told): (Option<i32>, Option<i32>, Option<i32>) = read!(
            self.db, on => sqlx::query_as(DAYS).bind(metric.0).fetch_one(on)
        )?;
        let day = |day: Option<i32>| day.map(Day::from_days);
        let known = day(from).zip(day(to));
        let known = known.and_then(|(from, to)| DayRange::new(from, to));
        let bounds = known.zip(day(told));
        self.totals.put(key, revisions, Totals::Bounds(bounds));
        Ok(bounds)
    }
}

/// The ends of each series are found by its primary key, without reading what lies between.
const DAYS: &str = concat!(
    "select min(first), max(last), max(told)
     from (
         select ",
    end!("min", is_undivided!()),
    " as first, ",
    // That there was nothing to divide by is known of the day, too, and so is that a value was removed.
    end!("max", "v.gap like 'zero_denominator%' or v.gap = 'removed'"),
    " as last,
             (select max(v.day) from dbag_sample v where v.series_id = s.id) as told
         from dbag_series s
         where s.metric_id = $1
     ) ends"
);
