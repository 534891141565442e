//! From metrics and their days to what is due, and to whom it is given.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, Metric, Origin, Zone};
use dbag_store::{Claim, StoreError};

use super::collector::{Collector, Zones};
use super::plan::{Plan, PlanInput, plan};
use super::run::batch;
use crate::metric_type::History;

/// A tick claims at most so many days.
const CLAIM_LIMIT: i64 = 2000;

/// Days that wait to be asked, whether or not anybody has planned them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many there are.
    pub days: usize,
    /// The first day that nobody has planned though it could be asked for a day and longer: no
    /// program has collected since.
    pub first_missed: Option<Day>,
}

impl Collector {
    /// What waits to be asked; nothing is written.
    pub async fn waiting(&self, now: DateTime<Utc>) -> Result<Waiting, StoreError> {
        let open = self.store.count_due(now).await?;
        let mut waiting = Waiting {
            days: usize::try_from(open).unwrap_or(0),
            first_missed: None,
        };
        let zones = Zones::of_instance(&self.store.instance().await?)
            .map_err(|error| StoreError::Unexpected(error.to_string()))?;
        for metric in self.store.metrics().await? {
            let Ok(zone) = zones.of(&metric) else {
                continue;
            };
            let Some(plan) = self.plan_metric(&metric, &zone, now).await? else {
                continue;
            };
            waiting.days += plan.due.len() + plan.reopen.len();
            let a_day_ago = now - TimeDelta::days(1);
            let is_missed = |day: &&Day| match self.history(&metric) {
                Some(History::NowOnly) => zone.start_of(**day) <= a_day_ago,
                _ => zone.end_of(**day) <= a_day_ago,
            };
            let missed = plan.due.iter().find(is_missed).copied();
            waiting.first_missed = match (waiting.first_missed, missed) {
                (Some(first), Some(day)) => Some(first.min(day)),
                (first, day) => first.or(day),
            };
        }
        Ok(waiting)
    }

    /// Plans every metric's days; how many are newly due.
    pub async fn plan_all(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut planned = 0;
        let zones = Zones::of_instance(&self.store.instance().await?)
            .map_err(|error| StoreError::Unexpected(error.to_string()))?;
        for metric in self.store.metrics().await? {
            // A zone that has ceased to be is told by whoever shows or asks the metric.
            let Ok(zone) = zones.of(&metric) else {
                continue;
            };
            if let Some(plan) = self.plan_metric(&metric, &zone, now).await? {
                planned += plan.due.len() + plan.reopen.len();
                self.apply(&metric, plan, now).await?;
            }
        }
        Ok(planned)
    }

    async fn plan_metric(
        &self,
        metric: &Metric,
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> Result<Option<Plan>, StoreError> {
        let Some(history) = self.history(metric) else {
            return Ok(None);
        };
        if !metric.do_collect {
            return Ok(None);
        }
        let today = zone.day_of(now);
        let (last_planned, first_open) = self.store.day_bounds(metric.id).await?;
        let newest = today - (metric.recollect_days.max(0) + 2);
        let from = first_open.map_or(newest, |open| open.min(newest));
        let days = self.store.days(metric.id, from).await?;
        let plan = plan(&PlanInput {
            settings: metric,
            zone,
            history,
            created: zone.day_of(metric.created_at),
            last_planned,
            days: &days,
            now,
            catch_up: self.catch_up,
        });
        Ok((!plan.is_empty()).then_some(plan))
    }

    async fn apply(
        &self,
        metric: &Metric,
        plan: Plan,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.store.plan_days(metric.id, &plan.due, now).await?;
        self.store.reopen_days(metric.id, &plan.reopen, now).await?;
        if !plan.close.is_empty() {
            let batch = batch(Origin::Collected, "scheduler", now, "");
            self.store.close_days(metric.id, &plan.close, batch).await?;
        }
        Ok(())
    }

    /// Takes the lease on days that are due.
    pub async fn claim(&self, holder: &str, now: DateTime<Utc>) -> Result<Vec<Claim>, StoreError> {
        self.store
            .claim_days(holder, now, now + self.lease, CLAIM_LIMIT)
            .await
    }
}
