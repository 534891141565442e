//! What is special about days as they were asked, for metrics that are computed from others.

use std::collections::HashMap;

use dbag_domain::{Day, DayRange, MetricId};

use crate::db::Db;
use crate::objects::json;
use crate::{Store, StoreError};

/// Days of a metric that are special.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedDays {
    /// They were last answered by another definition than that of now.
    pub outdated: Vec<DayRange>,
    /// They have rows of no object.
    pub without_object: Vec<DayRange>,
}

macro_rules! marks_sql {
    ($metrics:literal) => {
        concat!(
            "select metric_id, day, is_outdated, has_rows_without_object
             from dbag_day
             where metric_id in ",
            $metrics,
            " and (is_outdated or has_rows_without_object)
             order by metric_id, day"
        )
    };
}

const SQLITE: &str = marks_sql!("(select value from json_each($1))");
const POSTGRES: &str = marks_sql!("(select unnest($1::bigint[]))");

impl Store {
    /// The special days of metrics; of those that have any, in one statement.
    pub async fn asked_days(
        &self,
        metrics: &[MetricId],
    ) -> Result<HashMap<MetricId, AskedDays>, StoreError> {
        let ids: Vec<i64> = metrics.iter().map(|id| id.0).collect();
        let rows: Vec<(i64, i32, bool, bool)> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let query = sqlx::query_as(SQLITE).bind(json(&ids)?);
                query.fetch_all(reader).await?
            }
            Db::Postgres(pool) => sqlx::query_as(POSTGRES).bind(ids).fetch_all(pool).await?,
        };
        let mut found = HashMap::new();
        for of_metric in rows.chunk_by(|a, b| a.0 == b.0) {
            let days = |is_wanted: fn(&(i64, i32, bool, bool)) -> bool| {
                let wanted = of_metric.iter().filter(|row| is_wanted(row));
                let days: Vec<Day> = wanted.map(|row| Day::from_days(row.1)).collect();
                DayRange::from_sorted_days(&days)
            };
            let asked = AskedDays {
                outdated: days(|row| row.2),
                without_object: days(|row| row.3),
            };
            found.insert(MetricId(of_metric[0].0), asked);
        }
        Ok(found)
    }
}
