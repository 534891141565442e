//! The values of one object, of a metric without objects, or of all objects together: every page, card and
//! file takes them from here.

use std::sync::Arc;

use dbag_domain::{Day, DayRange, Metric, NO_OBJECT, Object, ObjectId, Problem};
use dbag_store::{Columns, OverObjects, SeriesRow};

use crate::Dbag;
use crate::computed::mark_without_object;
use crate::dashboards::carry;
use crate::problem::problem_of;

impl Dbag {
    /// All values of an object; without one those of the metric, of all its objects together where it has
    /// any. `rows` are the metric's series.
    pub(crate) async fn columns_of(
        &self,
        metric: &Metric,
        rows: &[SeriesRow],
        object: Option<&Object>,
    ) -> Result<Arc<Columns>, Problem> {
        if object.is_none() && metric.object_kind.is_some() {
            let whole = self.columns_of_all(metric, rows, i32::MAX).await?;
            let special = self.special_days(metric).await?;
            return Ok(mark_without_object(whole, &special.without_object));
        }
        let wanted: ObjectId = object.map_or(NO_OBJECT, |object| object.id);
        let row = rows.iter().find(|row| row.object == wanted).cloned();
        let found = self.store.columns(row.as_slice()).await;
        let found = found.map_err(problem_of)?.into_iter().next();
        Ok(found.unwrap_or_else(nothing))
    }

    /// All objects together, as their kind of number allows; so many days up to the last known one, and those that are told of since.
    pub(crate) async fn columns_of_all(
        &self,
        metric: &Metric,
        rows: &[SeriesRow],
        newest: i32,
    ) -> Result<Arc<Columns>, Problem> {
        let revisions = all_revisions(rows);
        let days = self.store.days_told_of_metric(metric.id, revisions).await;
        let Some((known, told)) = days.map_err(problem_of)? else {
            return Ok(nothing());
        };
        let days = DayRange {
            from: known.from.max(known.to - (newest - 1)),
            to: told,
        };
        let how = OverObjects::Across(metric.across_objects);
        let how = (how, carry(metric.measure));
        let whole = self.store.over_objects(metric.id, days, how, revisions);
        whole.await.map_err(problem_of)
    }

    /// The same, where the metric that it names has to be read.
    pub(crate) async fn weighted_by_input(&self, metric: &Metric) -> Option<String> {
        let words = self.weighted_by(metric, &[])?;
        match self.metric(&words).await {
            Ok(input) => self.weighted_by(metric, &[input]),
            Err(_) => Some(words),
        }
    }

    /// What a metric's values are weighted by, in words; `loaded` are metrics that are known already.
    pub(crate) fn weighted_by(&self, metric: &Metric, loaded: &[Metric]) -> Option<String> {
        let metric_type = self.collector.registry().get(&metric.metric_type)?;
        let words = metric_type.weighted_by(&metric.properties)?;
        let input = loaded.iter().find(|one| one.slug.as_str() == words);
        Some(input.map_or(words, |input| format!("“{}”", input.label)))
    }
}

/// Grows with every value of any of the series, and with every series.
pub(crate) fn all_revisions(rows: &[SeriesRow]) -> i64 {
    rows.iter().map(|row| row.revision + 1).sum()
}

fn nothing() -> Arc<Columns> {
    Arc::new(Columns::empty(Day::from_days(0)))
}
