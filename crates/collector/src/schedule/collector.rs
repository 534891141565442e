//! The collector: one metric, some days, one run.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Batch, Day, DayRange, GapReason, Measure, Metric, MetricSettings, Observation, Origin, Problem,
    SeriesId, SourceId, Zone,
};
use dbag_store::{Claim, Failure, FinishedRun, NewRun, OnConflict, Store, StoreError, Vault};
use serde::Serialize;

use super::absent::fill_absent;
use super::backoff::backoff;
use super::plan::{CatchUp, Plan, PlanInput, plan};
use crate::ask::{Answer, Ask, InputValues};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};
use crate::registry::Registry;
use crate::source::{Limits, SourceAddress, SourceConnection, Sources};

/// Asks metrics and writes what they answer.
#[derive(Clone)]
pub struct Collector {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) registry: Arc<Registry>,
    sources: Arc<Sources>,
    limits: Limits,
    catch_up: CatchUp,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Everything asked was answered.
    Done,
    /// Some rows failed, the others were written.
    Partial,
    /// Nothing was written.
    Failed,
}

/// What a run did; one line of `dbag collect --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunReport {
    /// The metric's slug.
    pub metric: String,
    /// How it ended.
    pub state: RunState,
    /// The first day asked.
    pub from: Day,
    /// The last day asked.
    pub to: Day,
    /// How many values were answered.
    pub rows: usize,
    /// What was wrong.
    pub error: Option<String>,
}

/// The type whose values others send; it is never asked.
const PUSH: &str = "push";
/// A holder has this long to ask and write before others may.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// A tick claims at most so many days.
const CLAIM_LIMIT: i64 = 2000;

impl Collector {
    /// A collector over a store, with the metric types of a registry.
    pub fn new(store: Store, vault: Vault, registry: Registry) -> Self {
        Self {
            store,
            vault,
            registry: Arc::new(registry),
            sources: Arc::new(Sources::default()),
            limits: Limits::default(),
            catch_up: CatchUp::All,
        }
    }

    /// The same with other limits for asking.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same with another rule for missed days.
    pub fn with_catch_up(mut self, catch_up: CatchUp) -> Self {
        self.catch_up = catch_up;
        self
    }

    /// The metric types there are.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// The metric type of a label.
    pub fn metric_type(&self, label: &str) -> Result<Arc<dyn MetricType>, Problem> {
        self.registry.get(label).cloned().ok_or_else(|| {
            let known: Vec<_> = self
                .registry
                .descriptions()
                .into_iter()
                .map(|one| one.label)
                .collect();
            let message = format!(
                "there is no metric type `{label}`; there are {}",
                known.join(", ")
            );
            Problem::field("metric_type", message)
        })
    }

    /// Which days a metric can be asked for; `None` for one that is never asked by itself.
    pub fn history(&self, settings: &MetricSettings) -> Option<History> {
        let metric_type = self.registry.get(&settings.metric_type)?;
        let is_derived = !metric_type.inputs(&settings.properties).is_empty();
        let is_asked = !is_derived && metric_type.describe().label != PUSH;
        is_asked.then(|| metric_type.history(&settings.properties, settings.measure))
    }

    /// A metric's zone: its own or the instance's.
    pub async fn zone_of(&self, settings: &MetricSettings) -> Result<Zone, CollectError> {
        let name = match &settings.time_zone {
            Some(name) => name.clone(),
            None => self.store.instance().await.map_err(store_failed)?.time_zone,
        };
        Zone::parse(&name).map_err(|error| CollectError::field("time_zone", error.to_string()))
    }

    /// Connects to a source; refuses Dbag's own tables.
    pub async fn connection(
        &self,
        source: Option<SourceId>,
    ) -> Result<Option<SourceConnection>, Problem> {
        let Some(id) = source else { return Ok(None) };
        let secret = self.store.source_secret(id, &self.vault).await;
        let secret = secret.map_err(|error| store_failed(error).into_problem())?;
        let address = SourceAddress::parse(&secret)?;
        let connection = self.sources.connection(id, address);
        self.refuse_own_tables(&connection).await?;
        Ok(Some(connection))
    }

    /// The way to an address that is no saved source yet; refuses Dbag's own tables.
    pub async fn connect(&self, address: SourceAddress) -> Result<SourceConnection, Problem> {
        let connection = SourceConnection::new(address);
        self.refuse_own_tables(&connection).await?;
        Ok(connection)
    }

    /// R11: before each run, because privileges change.
    async fn refuse_own_tables(&self, connection: &SourceConnection) -> Result<(), Problem> {
        if let Some(own) = self.store.location().file() {
            crate::source::refuse_own_file(connection.address(), own)?;
        }
        connection
            .probe_own_tables()
            .await
            .map_err(CollectError::into_problem)
    }

    /// Plans every metric's days; how many are newly due.
    pub async fn plan_all(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut planned = 0;
        for metric in self.store.metrics().await? {
            if let Some(plan) = self.plan_metric(&metric, now).await? {
                planned += plan.due.len() + plan.reopen.len();
                self.apply(&metric, plan, now).await?;
            }
        }
        Ok(planned)
    }

    async fn plan_metric(
        &self,
        metric: &Metric,
        now: DateTime<Utc>,
    ) -> Result<Option<Plan>, StoreError> {
        let Some(history) = self.history(metric) else {
            return Ok(None);
        };
        if !metric.do_collect {
            return Ok(None);
        }
        let Ok(zone) = self.zone_of(metric).await else {
            return Ok(None);
        };
        let today = zone.day_of(now);
        let (last_planned, first_open) = self.store.day_bounds(metric.id).await?;
        let newest = today - (metric.recollect_days.max(0) + 2);
        let from = first_open.map_or(newest, |open| open.min(newest));
        let days = self.store.days(metric.id, from).await?;
        let plan = plan(&PlanInput {
            settings: metric,
            zone: &zone,
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
            .claim_days(holder, now, now + LEASE, CLAIM_LIMIT)
            .await
    }

    /// Asks claimed days; a failure gives them back to be tried later.
    pub async fn run_claim(&self, claim: Claim, now: DateTime<Utc>) -> RunReport {
        let metric = match self.store.metric_of(claim.metric).await {
            Ok(metric) => metric,
            Err(error) => return failed(&claim.metric.0.to_string(), claim.days, &error),
        };
        let report = self
            .run(&metric, &claim, Origin::Collected, "scheduler", now)
            .await;
        if let Err((reason, _)) = &report {
            let not_before = now + backoff(claim.attempt, rand_spread());
            let failure = Failure {
                reason: *reason,
                not_before,
            };
            if let Err(error) = self.store.fail_days(&claim, &failure).await {
                tracing::warn!(metric = %metric.slug, %error, "days could not be given back");
            }
        }
        self.finished(&metric, claim.days, report, now).await
    }

    /// Asks given days now, by hand; `None` asks what the metric can answer best today.
    pub async fn collect(
        &self,
        metric: &Metric,
        days: Option<DayRange>,
        origin: Origin,
        actor: &str,
        now: DateTime<Utc>,
    ) -> RunReport {
        let zone = match self.zone_of(metric).await {
            Ok(zone) => zone,
            Err(error) => return failed(&metric.slug, DayRange::single(Day::from_days(0)), &error),
        };
        let today = zone.day_of(now);
        let asked = match self.askable(metric, days, today) {
            Ok(days) => days,
            Err(problem) => {
                return failed(
                    &metric.slug,
                    days.unwrap_or(DayRange::single(today)),
                    &problem,
                );
            }
        };
        if self.history(metric).is_none() {
            return self.recompute(metric, asked, actor, now).await;
        }
        let holder = format!("{actor} {:08x}", rand::random::<u32>());
        let claim = match self
            .store
            .claim_range(metric.id, asked, &holder, now, now + LEASE)
            .await
        {
            Ok(claim) => claim,
            Err(StoreError::LeaseLost) => {
                return failed(&metric.slug, asked, &"it is being collected right now");
            }
            Err(error) => return failed(&metric.slug, asked, &error),
        };
        let report = self.run(metric, &claim, origin, actor, now).await;
        if report.is_err()
            && let Err(error) = self.store.release_days(&claim).await
        {
            tracing::warn!(metric = %metric.slug, %error, "days could not be given back");
        }
        self.finished(metric, asked, report, now).await
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
                Err(Problem::field(
                    "day",
                    format!(
                        "`{}` can only tell today's value, not that of {days}",
                        metric.slug
                    ),
                ))
            }
            (Some(History::NowOnly), _) => Ok(DayRange::single(today)),
            (_, Some(days)) => Ok(days),
            (_, None) => Ok(DayRange {
                from: today.previous(),
                to: today,
            }),
        }
    }

    /// One run: asks, fills in what is absent, writes and finishes the days.
    async fn run(
        &self,
        metric: &Metric,
        claim: &Claim,
        origin: Origin,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(usize, usize, Option<String>), (GapReason, String)> {
        let started = NewRun {
            metric: metric.id,
            days: claim.days,
            started: now,
        };
        let internal = |error: StoreError| (GapReason::SourceDown, error.to_string());
        let run_id = self.store.start_run(started).await.map_err(internal)?;
        // How long it takes is told by a stopwatch; what time it is, by the caller.
        let stopwatch = Instant::now();
        let ended = || now + TimeDelta::from_std(stopwatch.elapsed()).unwrap_or_default();
        let asked = match self.ask(metric, claim.days, now).await {
            Ok(asked) => asked,
            Err(error) => {
                let message = error.to_string();
                self.store
                    .fail_run(run_id, now, &message)
                    .await
                    .map_err(internal)?;
                return Err((error.gap(), message));
            }
        };
        let (mut answer, zone) = asked;
        if let Err(error) = self.fill(metric, &mut answer, claim.days).await {
            return Err(internal(error));
        }
        let rows = answer
            .observations
            .iter()
            .filter(|one| one.value.is_ok())
            .count();
        let failures = answer.failures.len();
        let error = answer
            .failures
            .first()
            .map(|failure| failure.message.clone());
        let is_final = finality(metric.measure, zone, now);
        let finished = FinishedRun {
            metric,
            run_id,
            claim: Some(claim),
            batch: batch(origin, actor, now, ""),
            ended: ended(),
            observations: answer.observations,
            failures: answer.failures,
            on_conflict: OnConflict::RespectEdits,
            is_final: &is_final,
        };
        match self.store.finish_run(finished).await {
            Ok(_) => Ok((rows, failures, error)),
            Err(error) => {
                let message = error.to_string();
                self.store
                    .fail_run(run_id, now, &message)
                    .await
                    .map_err(internal)?;
                Err((GapReason::SourceDown, message))
            }
        }
    }

    /// What a metric answers for some days; nothing is written.
    pub async fn preview(
        &self,
        metric: &Metric,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<Vec<Observation>, Problem> {
        let today = self
            .zone_of(metric)
            .await
            .map_err(CollectError::into_problem)?
            .day_of(now);
        let days = self.askable(metric, Some(days), today)?;
        let asked = self
            .ask(metric, days, now)
            .await
            .map_err(CollectError::into_problem)?;
        Ok(asked.0.observations)
    }

    async fn ask(
        &self,
        metric: &Metric,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<(Answer, Zone), CollectError> {
        let metric_type = self
            .metric_type(&metric.metric_type)
            .map_err(CollectError::Refused)?;
        let zone = self.zone_of(metric).await?;
        let connection = self
            .connection(metric.source_id)
            .await
            .map_err(as_unreachable)?;
        let inputs = self.inputs(metric, days).await?;
        let ask = Ask {
            source: connection.as_ref(),
            properties: &metric.properties,
            days,
            zone: &zone,
            now,
            measure: metric.measure,
            has_objects: metric.object_kind.is_some(),
            object: None,
            inputs: &inputs,
            limits: self.limits,
        };
        let answer = metric_type.collect(&ask).await?;
        Ok((answer, zone))
    }

    /// Adds zeros or gaps for known objects that the answer leaves out.
    async fn fill(
        &self,
        metric: &Metric,
        answer: &mut Answer,
        days: DayRange,
    ) -> Result<(), StoreError> {
        let rows = self.store.series_of_metric(metric.id).await?;
        let columns = self.store.columns(&rows).await?;
        let known = rows
            .iter()
            .zip(&columns)
            .filter_map(|(row, columns)| Some((row.object_key.clone(), columns.first_day()?)))
            .collect();
        fill_absent(&mut answer.observations, days, &known, metric.absent_means);
        Ok(())
    }

    /// The report of a run; what depends on the metric is computed anew.
    async fn finished(
        &self,
        metric: &Metric,
        days: DayRange,
        outcome: Result<(usize, usize, Option<String>), (GapReason, String)>,
        now: DateTime<Utc>,
    ) -> RunReport {
        match outcome {
            Ok((rows, failures, error)) => {
                self.recompute_dependents(metric, days, now).await;
                RunReport {
                    metric: metric.slug.to_string(),
                    state: if failures == 0 {
                        RunState::Done
                    } else {
                        RunState::Partial
                    },
                    from: days.from,
                    to: days.to,
                    rows,
                    error,
                }
            }
            Err((_, message)) => failed(&metric.slug, days, &message),
        }
    }

    pub(super) async fn inputs(
        &self,
        settings: &MetricSettings,
        days: DayRange,
    ) -> Result<Vec<InputValues>, CollectError> {
        let metric_type = self
            .metric_type(&settings.metric_type)
            .map_err(CollectError::Refused)?;
        let mut inputs = Vec::new();
        for slug in metric_type.inputs(&settings.properties) {
            inputs.push(self.input(slug, days).await?);
        }
        Ok(inputs)
    }
}

/// Whether a value written at an instant was final: a flow's when the day was over, a level's
/// as soon as the day is over now.
pub fn finality(
    measure: Measure,
    zone: Zone,
    now: DateTime<Utc>,
) -> impl Fn(SeriesId, Day, DateTime<Utc>) -> bool + Send + Sync {
    move |_, day, written_at| {
        let end = zone.end_of(day);
        match measure {
            Measure::Flow => written_at >= end,
            Measure::Level => now >= end,
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
    }
}

pub(super) fn failed(
    slug: &(impl ToString + ?Sized),
    days: DayRange,
    error: &(impl ToString + ?Sized),
) -> RunReport {
    RunReport {
        metric: slug.to_string(),
        state: RunState::Failed,
        from: days.from,
        to: days.to,
        rows: 0,
        error: Some(error.to_string()),
    }
}

pub(super) fn store_failed(error: StoreError) -> CollectError {
    CollectError::Unreachable(error.to_string())
}

fn as_unreachable(problem: Problem) -> CollectError {
    match problem.kind {
        dbag_domain::ProblemKind::SourceFailed => CollectError::Unreachable(problem.message),
        _ => CollectError::Refused(problem),
    }
}

fn rand_spread() -> f64 {
    rand::random::<f64>()
}
