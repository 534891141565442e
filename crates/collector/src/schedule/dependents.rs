//! Metrics computed from other metrics: recomputed when an input changes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use dbag_domain::{
    AbsentMeans, Day, DayRange, GapReason, Mark, Measure, Metric, Observation, Origin, Slug, Value,
};
use dbag_store::{FinishedRun, NewRun, OnConflict};

use super::collector::{Collector, store_failed};
use super::report::{RunReport, RunState};
use super::run::{Clock, batch, finality};
use crate::ask::InputValues;
use crate::error::CollectError;
use crate::without_object::WithoutObject;

impl Collector {
    /// The values of a metric over some days, as an input of another.
    pub(super) async fn input(
        &self,
        slug: Slug,
        days: DayRange,
    ) -> Result<InputValues, CollectError> {
        let metric = self
            .store
            .metric(slug.as_str())
            .await
            .map_err(store_failed)?;
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(store_failed)?;
        let columns = self.store.columns(&rows).await.map_err(store_failed)?;
        let mut observations = Vec::new();
        for (row, columns) in rows.iter().zip(&columns) {
            let series = columns.over(days);
            let value = |(day, value)| (day, Value::new(value).map_err(|_| GapReason::BadValue));
            let gap = |(day, mark): &(Day, Mark)| match mark {
                Mark::Gap(reason) => Some((*day, Err(*reason))),
                _ => None,
            };
            let gaps = series.marks.iter().filter_map(gap);
            for (day, value) in series.known().map(value).chain(gaps) {
                observations.push(Observation {
                    day,
                    object: row.object_key.clone(),
                    object_label: None,
                    value,
                });
            }
        }
        Ok(InputValues {
            adds_up: metric.measure != Measure::Share && self.window_days(&metric) == 1,
            has_objects: metric.object_kind.is_some(),
            zero_days: self.zero_days(&metric, days).await?,
            slug,
            observations,
        })
    }

    /// The days of a metric on which no row means zero, and which were answered.
    async fn zero_days(
        &self,
        metric: &Metric,
        days: DayRange,
    ) -> Result<BTreeSet<Day>, CollectError> {
        if metric.absent_means != AbsentMeans::Zero {
            return Ok(BTreeSet::new());
        }
        let answered = self.store.answered_days(metric.id, days.from).await;
        let answered = answered.map_err(store_failed)?.into_iter();
        Ok(answered.filter(|day| *day <= days.to).collect())
    }

    /// Computes anew what depends on a metric over some days.
    pub async fn recompute_dependents(&self, changed: &Metric, days: DayRange, now: DateTime<Utc>) {
        let metrics = match self.store.metrics().await {
            Ok(metrics) => metrics,
            Err(error) => {
                tracing::warn!(%error, "computed metrics could not be brought up to date");
                return;
            }
        };
        for metric in metrics
            .iter()
            .filter(|metric| self.depends_on(metric, changed))
        {
            let report = self.recompute(metric, days, "computed", now).await;
            if let Some(error) = report.error {
                tracing::warn!(metric = %metric.slug, error, "computed in part");
            }
        }
    }

    fn depends_on(&self, metric: &Metric, changed: &Metric) -> bool {
        self.registry
            .get(&metric.metric_type)
            .is_some_and(|kind| kind.inputs(&metric.properties).contains(&changed.slug))
    }

    /// Computes a metric from its inputs over some days.
    pub async fn recompute(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> RunReport {
        match self.try_recompute(metric, days, actor, now).await {
            Ok(report) => report,
            Err(error) => RunReport::failed(&metric.slug, days, &error),
        }
    }

    async fn try_recompute(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<RunReport, CollectError> {
        let clock = Clock::start(now);
        let metric_type = self
            .metric_type(&metric.metric_type)
            .map_err(CollectError::Refused)?;
        let zone = self.zone_of(metric).await?;
        let inputs = self.inputs(metric, days).await?;
        let ask = self.question(metric, None, days, &zone, &inputs, now);
        let answer = metric_type.collect(&ask).await?;
        let started = NewRun {
            metric: metric.id,
            days,
            started: now,
        };
        let run_id = self.store.start_run(started).await.map_err(store_failed)?;
        let rows = answer
            .observations
            .iter()
            .filter(|one| one.value.is_ok())
            .count();
        // Its inputs may be unfinished, whatever it measures itself.
        let is_final = finality(Measure::Flow, zone, now);
        let finished = FinishedRun {
            metric,
            run_id,
            claim: None,
            batch: batch(Origin::Computed, actor, now, ""),
            ended: clock.now(),
            observations: answer.observations,
            failures: Vec::new(),
            without_object: Vec::new(),
            on_conflict: OnConflict::RespectEdits,
            is_final: &is_final,
        };
        self.store
            .finish_run(finished)
            .await
            .map_err(store_failed)?;
        Ok(RunReport {
            metric: metric.slug.to_string(),
            state: RunState::Done,
            from: days.from,
            to: days.to,
            rows,
            error: None,
            notes: Vec::new(),
            without_object: WithoutObject::default(),
        })
    }
}
