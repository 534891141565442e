//! What is special about days as they were asked.

use std::collections::HashMap;

use dbag_domain::{Day, DayRange, MetricId};

use crate::db::{Db, read};
use crate::objects::json;
use crate::{Store, StoreError};

/// Whether what a day (`d` of `dbag_day`) has was asked, or may have been. What was typed, sent or imported was not: a
/// day that has nothing else is not. Of a metric with objects others may have something.
macro_rules! was_asked {
    () => {
        "(
             exists (
                 select 1
                 from dbag_metric om
                 where om.id = d.metric_id and om.object_kind is not null
             )
             or exists (
                 select 1
                 from dbag_series os
                 join dbag_sample ov on ov.series_id = os.id and ov.day = d.day
                 join dbag_batch ob on ob.id = ov.batch_id
                 where os.metric_id = d.metric_id and ob.origin not in ('imported', 'pushed', 'edited')
             )
             or not exists (
                 select 1
                 from dbag_series os
                 join dbag_sample ov on ov.series_id = os.id and ov.day = d.day
                 where os.metric_id = d.metric_id
             )
         )"
    };
}

/// Whether it was last answered by another definition than that of now.
macro_rules! is_outdated {
    () => {
        concat!("d.is_outdated and ", crate::day_marks::was_asked!())
    };
}

/// Whether it was last asked before it was over.
macro_rules! is_early {
    () => {
        concat!("d.is_early and ", crate::day_marks::was_asked!())
    };
}

pub(crate) use {is_early, is_outdated, was_asked};

/// Days of a metric that are special.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedDays {
    /// They were last answered by another definition than that of now.
    pub outdated: Vec<DayRange>,
    /// They have rows of no object.
    pub without_object: Vec<DayRange>,
    /// They were last asked before they were over.
    pub early: Vec<DayRange>,
}

/// Special days are few, and found by the index of theirs: without being told, SQLite reads all days of a metric.
macro_rules! special_days {
    (sqlite, outdated) => {
        "dbag_day d indexed by dbag_day_outdated"
    };
    (sqlite, without_object) => {
        "dbag_day d indexed by dbag_day_without_object"
    };
    (sqlite, early) => {
        "dbag_day d indexed by dbag_day_early"
    };
    (postgres, $which:ident) => {
        "dbag_day d"
    };
}
pub(crate) use special_days;

macro_rules! marks_sql {
    ($engine:ident, $which:literal) => {
        concat!(
            "select d.metric_id, d.day, 0 from ",
            special_days!($engine, outdated),
            " where ",
            $which,
            " and ",
            is_outdated!(),
            " union all select d.metric_id, d.day, 1 from ",
            special_days!($engine, without_object),
            " where ",
            $which,
            " and d.has_rows_without_object
             union all select d.metric_id, d.day, 2 from ",
            special_days!($engine, early),
            " where ",
            $which,
            " and ",
            is_early!(),
            " order by 1, 2"
        )
    };
}

const SQLITE: &str = marks_sql!(sqlite, "d.metric_id in (select value from json_each($1))");
const POSTGRES: &str = marks_sql!(postgres, "d.metric_id in (select unnest($1::bigint[]))");
const SINCE_SQLITE: &str = marks_sql!(sqlite, "d.day >= $1");
const SINCE_POSTGRES: &str = marks_sql!(postgres, "d.day >= $1");

impl Store {
    /// The special days of all metrics that have any, from a day on.
    pub async fn asked_since(&self, from: Day) -> Result<HashMap<MetricId, AskedDays>, StoreError> {
        let sql = match &self.db {
            Db::Sqlite { .. } => SINCE_SQLITE,
            Db::Postgres(_) => SINCE_POSTGRES,
        };
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(sql)
            .bind(from.days())
            .fetch_all(on))?;
        Ok(by_metric(&rows))
    }

    /// The days of a metric that were last answered by another definition than that of now.
    pub async fn outdated_days(&self, metric: MetricId) -> Result<Vec<DayRange>, StoreError> {
        let mut asked = self.asked_days(&[metric]).await?;
        Ok(asked.remove(&metric).unwrap_or_default().outdated)
    }

    /// The special days of metrics; of those that have any, in one statement.
    pub async fn asked_days(
        &self,
        metrics: &[MetricId],
    ) -> Result<HashMap<MetricId, AskedDays>, StoreError> {
        let ids: Vec<i64> = metrics.iter().map(|id| id.0).collect();
        let rows: Vec<Row> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let query = sqlx::query_as(SQLITE).bind(json(&ids)?);
                query.fetch_all(reader).await?
            }
            Db::Postgres(pool) => sqlx::query_as(POSTGRES).bind(ids).fetch_all(pool).await?,
        };
        Ok(by_metric(&rows))
    }
}

/// The metric, the day, and what it is: outdated, with rows of no object, or asked too early, in the order of
/// `marks_sql`.
type Row = (i64, i32, i32);

/// In order of metrics and days.
fn by_metric(rows: &[Row]) -> HashMap<MetricId, AskedDays> {
    let of_metric = |rows: &[Row]| {
        let days = |what: i32| {
            let wanted = rows.iter().filter(|row| row.2 == what);
            let days: Vec<Day> = wanted.map(|row| Day::from_days(row.1)).collect();
            DayRange::from_sorted_days(&days)
        };
        let asked = AskedDays {
            outdated: days(0),
            without_object: days(1),
            early: days(2),
        };
        (MetricId(rows[0].0), asked)
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(of_metric).collect()
}
