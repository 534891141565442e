//! Asking because somebody wants it now, not because a day is due.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, Metric, Origin, Problem};
use dbag_store::{Claim, StoreError};

use super::beginnings::Reach;
use super::collector::Collector;
use super::report::RunReport;
use super::run::Asking;
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
        let reach = match days {
            Some(_) => Reach::Source,
            None => Reach::Answer,
        };
        let days = match self.askable(metric, days, today) {
            Ok(days) => days,
            Err(problem) => {
                let days = days.unwrap_or(DayRange::single(today));
                return RunReport::failed(&metric.slug, days, &problem);
            }
        };
        if self.history(metric).is_none() {
            let report = self.recompute(metric, days, actor, now).await;
            self.recompute_dependents(metric, days, now).await;
            return report;
        }
        match self.claim_by_hand(metric, days, actor, now).await {
            Ok(claim) => {
                let asking = Asking {
                    origin,
                    actor,
                    reach,
                };
                self.collect_claim(metric, claim, &asking, now).await
            }
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
        asking: &Asking<'_>,
        now: DateTime<Utc>,
    ) -> RunReport {
        let outcome = self.run(metric, &claim, asking, now).await;
        if outcome.is_err()
            && let Err(error) = self.store.release_days(&claim).await
        {
            tracing::warn!(metric = %metric.slug, %error, "days could not be given back");
        }
        self.finished(metric, claim.days, outcome, now).await
    }

    /// The days that can be asked, or what is wrong with those that were wanted.
    pub(super) fn askable(
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
}

/// A longer range is asked in parts, so that each run ends in time.
const PART_DAYS: i32 = 400;

/// A range in parts of at most 400 days, the newest first.
pub fn parts(days: DayRange) -> Vec<DayRange> {
    let mut parts = Vec::new();
    let mut to = days.to;
    while to >= days.from {
        let from = (to - (PART_DAYS - 1)).max(days.from);
        parts.push(DayRange { from, to });
        if from == days.from {
            break;
        }
        to = from.previous();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_range_is_asked_in_parts() {
        let from = Day::from_days(0);
        let parts = parts(DayRange {
            from,
            to: from + 999,
        });
        let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [400, 400, 200]);
        assert_eq!(parts[2].from, from);
    }
}
