//! One metric's values as JSON, in the shape the original had.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, Problem};
use serde::Serialize;

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What `/metric/<slug>.json` answers: nothing of how the number is obtained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricJson {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub name: String,
    /// What it counts, for one.
    pub unit: String,
    /// What it counts, for many.
    pub unit_plural: String,
    /// Its heading.
    pub category: String,
    /// `[seconds since 1970 of the day's start, value]`, gaps left out.
    pub data: Vec<(i64, f64)>,
    /// The same in columns: one value a day from `from` on, `null` where there is none.
    pub from: Day,
    /// The length of a step; always a day.
    pub step: &'static str,
    /// See `from`.
    pub values: Vec<Option<f64>>,
}

/// The most days that can be asked for.
const MAX_DAYS: u32 = 3_700;

impl Dbag {
    /// The last days of a metric; of all objects together where it has objects.
    pub async fn metric_json(
        &self,
        actor: &Actor,
        slug: &str,
        days: &str,
        now: DateTime<Utc>,
    ) -> Result<MetricJson, Problem> {
        actor.check(Operation::Export)?;
        let days: u32 = days
            .parse()
            .ok()
            .filter(|days| (1..=MAX_DAYS).contains(days))
            .ok_or_else(|| {
                Problem::field("days", format!("write a number from 1 to {MAX_DAYS}"))
            })?;
        let metric = self.metric(slug).await?;
        let zone = self.zone(&metric).await?;
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let columns = match columns.as_slice() {
            [one] => Some((**one).clone()),
            many => crate::gallery::sum(many),
        };
        let today = zone.day_of(now);
        let last = columns
            .as_ref()
            .and_then(dbag_store::Columns::last_day)
            .unwrap_or(today);
        let to = if metric.do_collect && metric.metric_type != "push" {
            today
        } else {
            last
        };
        let range = DayRange {
            from: to - (days as i32 - 1),
            to,
        };
        let series = match &columns {
            Some(columns) => columns.over(range),
            None => dbag_domain::Series::empty(range),
        };
        Ok(MetricJson {
            slug: metric.slug.to_string(),
            name: metric.label.to_string(),
            unit: metric.unit.singular.clone(),
            unit_plural: metric.unit.plural.clone(),
            category: metric.category.clone(),
            data: series
                .known()
                .map(|(day, value)| (zone.start_of(day).timestamp(), value))
                .collect(),
            from: range.from,
            step: "day",
            values: series.values,
        })
    }
}
