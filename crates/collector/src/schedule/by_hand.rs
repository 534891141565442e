//! Asking because somebody wants it now, not because a day is due.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, Metric, Origin, Problem};
use dbag_store::{Claim, Preview, StoreError};

use super::collector::{Collector, store_failed};
use super::report::RunReport;
use super::run::batch;
use crate::error::CollectError;
use crate::metric_type::History;

impl Collector {
    /// Asks given days now; `None` asks what the metric can answer best today.
    pub async fn collect(
        &self,
        metric: &Metric,
        days: Option<DayRange>,
        origin: Origin,
        actor: &str,
        now: DateTime<Utc>,
    ) -> RunReport {
        let today = match self.zone_of(metric).await {
            Ok(zone) => zone.day_of(now),
            Err(error) => {
                let days = days.unwrap_or(DayRange::single(Day::from_days(0)));
                return RunReport::failed(&metric.slug, days, &error);
            }
        };
        let days = match self.askable(metric, days, today) {
            Ok(days) => days,
            Err(problem) => {
                let days = days.unwrap_or(DayRange::single(today));
                return RunReport::failed(&metric.slug, days, &problem);
            }
        };
        if self.history(metric).is_none() {
            return self.recompute(metric, days, actor, now).await;
        }
        match self.claim_by_hand(metric, days, actor, now).await {
            Ok(claim) => self.collect_claim(metric, claim, origin, actor, now).await,
            Err(StoreError::Leased { until }) => {
                let seconds = (until - now).num_seconds().max(1);
                let message = format!(
                    "it is being collected right now; should that have broken off, it can be \
                     collected again in {seconds} s"
                );
                RunReport::failed(&metric.slug, days, &message)
            }
            Err(error) => RunReport::failed(&metric.slug, days, &error),
        }
    }

    async fn claim_by_hand(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Claim, StoreError> {
        let holder = format!("{actor} {:08x}", rand::random::<u32>());
        self.store
            .claim_range(metric.id, days, &holder, now, now + self.lease)
            .await
    }

    async fn collect_claim(
        &self,
        metric: &Metric,
        claim: Claim,
        origin: Origin,
        actor: &str,
        now: DateTime<Utc>,
    ) -> RunReport {
        let outcome = self.run(metric, &claim, origin, actor, now).await;
        if outcome.is_err()
            && let Err(error) = self.store.release_days(&claim).await
        {
            tracing::warn!(metric = %metric.slug, %error, "days could not be given back");
        }
        self.finished(metric, claim.days, outcome, now).await
    }

    /// The days that can be asked, or what is wrong with those that were wanted.
    fn askable(
        &self,
        metric: &Metric,
        days: Option<DayRange>,
        today: Day,
    ) -> Result<DayRange, Problem> {
        if let Some(days) = days
            && days.to > today
        {
            let message = format!("{} is in the future; today is {today}", days.to);
            return Err(Problem::field("day", message));
        }
        match (self.history(metric), days) {
            (Some(History::NowOnly), Some(days)) if days != DayRange::single(today) => {
                let slug = &metric.slug;
                let message = format!("`{slug}` can only tell today's value, not that of {days}");
                Err(Problem::field("day", message))
            }
            (Some(History::NowOnly), _) => Ok(DayRange::single(today)),
            (_, Some(days)) => Ok(days),
            (_, None) => Ok(DayRange {
                from: today.previous(),
                to: today,
            }),
        }
    }

    /// What collecting some days would change; nothing is written.
    pub async fn preview(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Preview, Problem> {
        let preview = self.try_preview(metric, days, actor, now).await;
        preview.map_err(CollectError::into_problem)
    }

    async fn try_preview(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Preview, CollectError> {
        let today = self.zone_of(metric).await?.day_of(now);
        let days = self.askable(metric, Some(days), today);
        let days = days.map_err(CollectError::Refused)?;
        let (mut answer, _) = self.answer(metric, days, now).await?;
        if self.history(metric).is_some() {
            let filled = self.fill(metric, &mut answer, days).await;
            filled.map_err(store_failed)?;
        }
        let answer = dbag_store::Answer {
            metric,
            batch: batch(Origin::Backfilled, actor, now, ""),
            observations: answer.observations,
        };
        self.store
            .preview_answer(answer)
            .await
            .map_err(store_failed)
    }
}
