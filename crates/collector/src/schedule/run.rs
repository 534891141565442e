//! One run: asks some days of a metric under a lease and writes what is answered.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Batch, Day, DayRange, GapReason, Measure, Metric, ObjectKey, Origin, SeriesId, TimeOfDay, Zone,
};
use dbag_store::{Claim, Failure, FinishedRun, NewRun, OnConflict, StoreError};

use super::absent::{fill_absent, short_windows};
use super::backoff::backoff;
use super::beginnings::Reach;
use super::collector::{Collector, as_unreachable, store_failed};
use super::report::{RunReport, RunState};
use crate::ask::{Answer, Ask};
use crate::error::CollectError;
use crate::metric_type::History;
use crate::without_object::WithoutObject;

/// What a run brought.
pub(super) struct Brought {
    /// The days that may have another value; those that were asked, and more where zeros were found.
    days: DayRange,
    /// How many values.
    rows: usize,
    /// How many rows failed.
    failures: usize,
    /// What was wrong with the first of them.
    error: Option<String>,
    /// What people should know of the values.
    notes: Vec<String>,
    /// The days of which rows have no object.
    without_object: WithoutObject,
}

/// Why a run brought nothing.
pub(super) struct RunError {
    reason: GapReason,
    message: String,
}

impl From<CollectError> for RunError {
    fn from(error: CollectError) -> Self {
        Self {
            reason: error.gap(),
            message: error.to_string(),
        }
    }
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self {
            reason: GapReason::SourceDown,
            message: error.to_string(),
        }
    }
}

/// Who asks, and how.
pub(super) struct Asking<'a> {
    pub(super) origin: Origin,
    pub(super) actor: &'a str,
    pub(super) reach: Reach,
}

impl Asking<'static> {
    const SCHEDULER: Self = Self {
        origin: Origin::Collected,
        actor: "scheduler",
        reach: Reach::Answer,
    };
}

/// What time it is: as the caller said when the work began, and what passed since.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    began: DateTime<Utc>,
    stopwatch: Instant,
}

impl Clock {
    pub(super) fn start(began: DateTime<Utc>) -> Self {
        Self {
            began,
            stopwatch: Instant::now(),
        }
    }

    pub(super) fn now(self) -> DateTime<Utc> {
        self.began + TimeDelta::from_std(self.stopwatch.elapsed()).unwrap_or_default()
    }
}

/// A lease is renewed so many times before it would end.
const RENEWALS: i32 = 5;

impl Collector {
    /// Asks claimed days; a failure gives them back to be tried later.
    pub async fn run_claim(&self, claim: Claim, now: DateTime<Utc>) -> RunReport {
        let metric = match self.store.metric_of(claim.metric).await {
            Ok(metric) => metric,
            Err(error) => return RunReport::failed(&claim.metric.0, claim.days, &error),
        };
        let clock = Clock::start(now);
        let outcome = self.run(&metric, &claim, &Asking::SCHEDULER, now).await;
        if let Err(error) = &outcome {
            let failure = Failure {
                reason: error.reason,
                not_before: clock.now() + backoff(claim.attempt, rand::random()),
            };
            if let Err(error) = self.store.fail_days(&claim, &failure).await {
                tracing::warn!(metric = %metric.slug, %error, "days could not be given back");
            }
        }
        self.finished(&metric, claim.days, outcome, now).await
    }

    /// Asks, fills in what is absent, writes and finishes the days; the lease lasts until then.
    pub(super) async fn run(
        &self,
        metric: &Metric,
        claim: &Claim,
        asking: &Asking<'_>,
        now: DateTime<Utc>,
    ) -> Result<Brought, RunError> {
        let clock = Clock::start(now);
        let started = NewRun {
            metric: metric.id,
            days: claim.days,
            started: now,
        };
        let run_id = self.store.start_run(started).await?;
        let work = self.ask_and_write(metric, claim, (run_id, asking), clock);
        let outcome = self.holding(claim, clock, work).await;
        if let Err(error) = &outcome {
            self.store
                .fail_run(run_id, clock.now(), &error.message)
                .await?;
        }
        outcome
    }

    /// Renews the lease until the work is done, however long it waits for its source.
    async fn holding<T>(&self, claim: &Claim, clock: Clock, work: impl Future<Output = T>) -> T {
        let pause = (self.lease / RENEWALS).to_std().unwrap_or_default();
        tokio::pin!(work);
        loop {
            if let Ok(done) = tokio::time::timeout(pause, &mut work).await {
                return done;
            }
            // Lost or not, the work ends by itself, and what it brings is refused then.
            if let Err(error) = self
                .store
                .renew_lease(claim, clock.now() + self.lease)
                .await
            {
                tracing::warn!(%error, "a lease could not be renewed");
            }
        }
    }

    async fn ask_and_write(
        &self,
        metric: &Metric,
        claim: &Claim,
        (run_id, asking): (i64, &Asking<'_>),
        clock: Clock,
    ) -> Result<Brought, RunError> {
        let now = clock.began;
        let (mut answer, zone) = self.answer(metric, claim.days, now).await?;
        let note = answer.all_notes().join("; ");
        let known = self.known_series(metric).await?;
        let mut observed = self.no_beginnings(metric).await?;
        observed.observe(&answer.observations);
        let begins = self
            .beginnings(metric, &known, (observed, claim.days, asking.reach), now)
            .await?;
        let observations = &mut answer.observations;
        fill_absent(observations, claim.days, &begins, metric.absent_means);
        let window = self.window_days(metric);
        answer
            .notes
            .extend(short_windows(window, &begins, claim.days));
        let earlier = self.settle(metric, &known, (&begins, claim.days)).await?;
        observations.extend(earlier);
        let values = answer.observations.iter().filter(|one| one.value.is_ok());
        let brought = Brought {
            days: days_of(&answer.observations, claim.days),
            rows: values.count(),
            failures: answer.failures.len(),
            error: answer.failures.first().map(|first| first.message.clone()),
            notes: answer.all_notes(),
            without_object: answer.without_object.clone(),
        };
        let early = self.asked_early(metric, claim.days, (&zone, now));
        let is_final = finality(metric.measure, zone, now);
        let finished = FinishedRun {
            metric,
            run_id,
            claim: Some(claim),
            batch: batch(asking.origin, asking.actor, now, &note),
            ended: clock.now(),
            observations: answer.observations,
            failures: answer.failures,
            without_object: answer.without_object.days(),
            early,
            on_conflict: OnConflict::RespectEdits,
            is_final: &is_final,
        };
        self.store.finish_run(finished).await?;
        Ok(brought)
    }

    /// Those of some days that are asked before they are over.
    fn asked_early(
        &self,
        metric: &Metric,
        days: DayRange,
        asked: (&Zone, DateTime<Utc>),
    ) -> Vec<Day> {
        let Some(history) = self.history(metric) else {
            return Vec::new();
        };
        let kind = (history, metric.measure, metric.collect_at);
        days.days()
            .filter(|day| is_early(kind, *day, asked))
            .collect()
    }

    /// Asks the metric's type, and says in which zone.
    pub(super) async fn answer(
        &self,
        metric: &Metric,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<(Answer, Zone), CollectError> {
        let metric_type = self
            .metric_type(&metric.metric_type)
            .map_err(CollectError::Refused)?;
        let zone = self.zone_of(metric).await?;
        let source = self.connection(metric.source_id).await;
        let source = source.map_err(as_unreachable)?;
        let inputs = self.inputs(metric, days).await?;
        let merged = self.merged_keys(metric).await?;
        let ask = self.question(metric, source.as_ref(), days, &zone, &inputs, now);
        let ask = Ask {
            merged: merged.as_ref(),
            ..ask
        };
        let mut answer = metric_type.collect(&ask).await?;
        if !inputs.is_empty() {
            self.take_back(metric, days, &mut answer).await?;
        }
        Ok((answer, zone))
    }

    /// Merged keys that the source has to take for one; none where values of both can be put together.
    async fn merged_keys(
        &self,
        metric: &Metric,
    ) -> Result<Option<HashMap<ObjectKey, ObjectKey>>, CollectError> {
        match &metric.object_kind {
            Some(kind) if metric.counts_distinct() => {
                let merged = self.store.merged_keys(kind).await;
                Ok(Some(merged.map_err(store_failed)?))
            }
            _ => Ok(None),
        }
    }

    /// The report of a run; what depends on the metric is computed anew.
    pub(super) async fn finished(
        &self,
        metric: &Metric,
        days: DayRange,
        outcome: Result<Brought, RunError>,
        now: DateTime<Utc>,
    ) -> RunReport {
        let brought = match outcome {
            Ok(brought) => brought,
            Err(error) => return RunReport::failed(&metric.slug, days, &error.message),
        };
        self.recompute_dependents(metric, brought.days, now).await;
        RunReport {
            metric: metric.slug.to_string(),
            state: match brought.failures {
                0 => RunState::Done,
                _ => RunState::Partial,
            },
            from: days.from,
            to: days.to,
            rows: brought.rows,
            error: brought.error,
            notes: brought.notes,
            without_object: brought.without_object,
        }
    }
}

/// All days of which something is said.
fn days_of(observations: &[dbag_domain::Observation], asked: DayRange) -> DayRange {
    observations.iter().fold(asked, |days, one| DayRange {
        from: days.from.min(one.day),
        to: days.to.max(one.day),
    })
}

/// Whether a value written at an instant was final: that of a whole day when it was over, a level's
/// as soon as the day is over now.
pub fn finality(
    measure: Measure,
    zone: Zone,
    now: DateTime<Utc>,
) -> impl Fn(SeriesId, Day, DateTime<Utc>) -> bool + Send + Sync {
    move |_, day, written_at| {
        let end = zone.end_of(day);
        match measure.is_of_whole_days() {
            true => written_at >= end,
            false => now >= end,
        }
    }
}

/// Whether something of a day may be missing where it is asked at an instant: it is not over then. What can only be
/// asked on its day is asked last at `collect_at`, and a level is what it is at any moment of it.
fn is_early(
    (history, measure, collect_at): (History, Measure, TimeOfDay),
    day: Day,
    (zone, at): (&Zone, DateTime<Utc>),
) -> bool {
    match (history, measure) {
        (History::AnyPastDay, _) => at < zone.end_of(day),
        (History::NowOnly, Measure::Level) => false,
        (History::NowOnly, Measure::Flow | Measure::Share) => {
            at < zone.at(day, collect_at.minutes())
        }
    }
}

/// A batch's description.
pub fn batch(origin: Origin, actor: &str, at: DateTime<Utc>, note: &str) -> Batch {
    Batch {
        origin,
        actor: actor.to_owned(),
        at,
        run_id: None,
        note: note.to_owned(),
        definition: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_before_its_day_is_over_is_early() {
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        let day = Day::parse("2026-11-23").expect("a date");
        let at = TimeOfDay::DEFAULT;
        let (past, now_only) = (History::AnyPastDay, History::NowOnly);
        for (history, measure, instant, expected) in [
            (past, Measure::Flow, "2026-11-23T12:00:00Z", true),
            (past, Measure::Level, "2026-11-23T12:00:00Z", true),
            (past, Measure::Flow, "2026-11-23T22:59:59Z", true),
            (past, Measure::Flow, "2026-11-23T23:00:00Z", false),
            (now_only, Measure::Level, "2026-11-23T12:00:00Z", false),
            (now_only, Measure::Flow, "2026-11-23T12:00:00Z", true),
            // Half past eleven in the evening is the last that it can be asked.
            (now_only, Measure::Share, "2026-11-23T22:30:00Z", false),
        ] {
            let asked = (&zone, instant.parse().expect("an instant"));
            let kind = (history, measure, at);
            assert_eq!(is_early(kind, day, asked), expected, "{measure} {instant}");
        }
    }
}
