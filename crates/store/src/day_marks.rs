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

macro_rules! marks_sql {
    ($which:literal) => {
        concat!(
            "select d.metric_id, d.day, ",
            is_outdated!(),
            " as is_outdated, d.has_rows_without_object, ",
            is_early!(),
            " as is_early
             from dbag_day d
             where ",
            $which,
            " and (d.is_outdated or d.has_rows_without_object or d.is_early)
             order by d.metric_id, d.day"
        )
    };
}

const SQLITE: &str = marks_sql!("d.metric_id in (select value from json_each($1))");
const POSTGRES: &str = marks_sql!("d.metric_id in (select unnest($1::bigint[]))");
const SINCE: &str = marks_sql!("d.day >= $1");

impl Store {
    /// The special days of all metrics that have any, from a day on.
    pub async fn asked_since(&self, from: Day) -> Result<HashMap<MetricId, AskedDays>, StoreError> {
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(SINCE)
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

/// The metric, the day, and whether it is outdated, has rows of no object, and was asked too early.
type Row = (i64, i32, bool, bool, bool);

/// In order of metrics and days.
fn by_metric(rows: &[Row]) -> HashMap<MetricId, AskedDays> {
    let of_metric = |rows: &[Row]| {
        let days = |is_wanted: fn(&Row) -> bool| {
            let wanted = rows.iter().filter(|row| is_wanted(row));
            let days: Vec<Day> = wanted.map(|row| Day::from_days(row.1)).collect();
            DayRange::from_sorted_days(&days)
        };
        let asked = AskedDays {
            outdated: days(|row| row.2),
            without_object: days(|row| row.3),
            early: days(|row| row.4),
        };
        (MetricId(rows[0].0), asked)
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(of_metric).collect()
}
