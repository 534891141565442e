//! Metrics computed from other metrics: recomputed when an input changes.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, GapReason, Mark, Measure, Metric, MetricId, ObjectKey, Observation, Origin,
    Slug, Value,
};
use dbag_store::{AnsweredDays, FinishedRun, NewRun, OnConflict, SeriesRow, StoreError};

use super::collector::{Collector, store_failed};
use super::dependencies::Dependencies;
use super::report::{RunReport, RunState};
use super::run::{Clock, batch, finality};
use crate::ask::{Answer, InputValues};
use crate::error::CollectError;
use crate::without_object::WithoutObject;

/// A day, and of whom.
type Place = (Day, Option<ObjectKey>);

/// What a metric is computed from.
pub(super) struct Input {
    pub(super) values: InputValues,
    /// The metric, and the sum of its revisions when it was read.
    read: (MetricId, i64),
    /// Where its values are made up.
    made_up: HashSet<Place>,
}

/// What was computed, and from what.
struct Computed {
    answer: Answer,
    read: Vec<(MetricId, i64)>,
    made_up: HashSet<Place>,
}

/// Who computes, and when.
#[derive(Clone, Copy)]
struct Asked<'a> {
    actor: &'a str,
    now: DateTime<Utc>,
    clock: Clock,
}

/// Inputs that change while something is computed from them are read again, so often at most.
const ATTEMPTS: usize = 5;

impl Collector {
    /// The values of a metric over some days, as an input of another.
    pub(super) async fn input(&self, slug: Slug, days: DayRange) -> Result<Input, CollectError> {
        let metric = self.store.metric(slug.as_str()).await;
        let metric = metric.map_err(store_failed)?;
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(store_failed)?;
        let columns = self.store.columns(&rows).await.map_err(store_failed)?;
        let mut observations = Vec::new();
        let mut made_up = HashSet::new();
        for (row, columns) in rows.iter().zip(&columns) {
            let series = columns.over(days);
            let value = |(day, value)| (day, Value::new(value).map_err(|_| GapReason::BadValue));
            let gap = |(day, mark): &(Day, Mark)| match mark {
                Mark::Gap(reason) => Some((*day, Err(*reason))),
                _ => None,
            };
            let gaps = series.marks.iter().filter_map(gap);
            let fakes = series.marks.iter().filter(|(_, mark)| *mark == Mark::Fake);
            made_up.extend(fakes.map(|(day, _)| (*day, row.object_key.clone())));
            for (day, value) in series.known().map(value).chain(gaps) {
                observations.push(Observation {
                    day,
                    object: row.object_key.clone(),
                    object_label: None,
                    value,
                });
            }
        }
        let answered = self.answered(&metric, days, &observations).await?;
        let begins = match answered.zero.is_empty() {
            true => None,
            false => self.begins(&rows, &columns).await?,
        };
        Ok(Input {
            values: InputValues {
                adds_up: self.adds_up(&metric),
                has_objects: metric.object_kind.is_some(),
                zero_days: answered.zero.into_iter().collect(),
                begins,
                answered_days: answered.all.into_iter().collect(),
                slug,
                observations,
            },
            read: (metric.id, revisions(&rows)),
            made_up,
        })
    }

    /// The days on which a metric without a value has nothing. What is computed keeps why it has no value; of what is
    /// sent for objects a day is known on which any was sent.
    async fn answered(
        &self,
        metric: &Metric,
        days: DayRange,
        observations: &[Observation],
    ) -> Result<AnsweredDays, CollectError> {
        let all = match (self.history(metric), self.inputs_named(metric).is_empty()) {
            (Some(_), _) => {
                let answered = self.store.answered_by_any(metric, days).await;
                return answered.map_err(store_failed);
            }
            (None, false) => days.days().collect(),
            (None, true) if metric.object_kind.is_some() => {
                observations.iter().map(|one| one.day).collect()
            }
            (None, true) => Vec::new(),
        };
        Ok(AnsweredDays {
            all,
            zero: Vec::new(),
        })
    }

    /// Computes anew what depends on a metric over some days, however far: each metric once, after those that it
    /// is computed from.
    pub async fn recompute_dependents(&self, changed: &Metric, days: DayRange, now: DateTime<Utc>) {
        let dependencies = match self.dependencies().await {
            Ok(dependencies) => dependencies,
            Err(error) => {
                tracing::warn!(%error, "computed metrics could not be brought up to date");
                return;
            }
        };
        for metric in dependencies.dependents(changed.id) {
            let report = self.recompute(metric, days, "computed", now).await;
            if let Some(error) = report.error {
                tracing::warn!(metric = %metric.slug, error, "it could not be computed");
            }
        }
    }

    /// Computes a metric from its inputs over some days.
    pub async fn recompute(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> RunReport {
        let clock = Clock::start(now);
        let asked = Asked { actor, now, clock };
        for _ in 0..ATTEMPTS {
            match self.try_recompute(metric, days, asked).await {
                Ok(Some(report)) => return report,
                // An input has changed in the meantime.
                Ok(None) => {}
                Err(error) => return self.not_computed(metric, days, asked, &error).await,
            }
        }
        let error = CollectError::Store("its inputs change all the time".to_owned());
        self.not_computed(metric, days, asked, &error).await
    }

    /// Notes why a metric could not be computed where people look for it; its values stay as they are.
    async fn not_computed(
        &self,
        metric: &Metric,
        days: DayRange,
        asked: Asked<'_>,
        error: &CollectError,
    ) -> RunReport {
        let noted = async {
            let run = self.start_run(metric, days, asked.now).await?;
            let ended = asked.clock.now();
            self.store.fail_run(run, ended, &error.to_string()).await
        };
        if let Err(error) = noted.await {
            tracing::warn!(metric = %metric.slug, %error, "a run could not be noted");
        }
        RunReport::failed(&metric.slug, days, error)
    }

    async fn start_run(
        &self,
        metric: &Metric,
        days: DayRange,
        started: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let metric = metric.id;
        let run = NewRun {
            metric,
            days,
            started,
        };
        self.store.start_run(run).await
    }

    /// `None` where an input changed since it was read: nothing was written then.
    async fn try_recompute(
        &self,
        metric: &Metric,
        days: DayRange,
        asked: Asked<'_>,
    ) -> Result<Option<RunReport>, CollectError> {
        let dependencies = self.dependencies().await.map_err(store_failed)?;
        let metric = &self
            .conformed(metric, &dependencies, (asked.actor, asked.now))
            .await?;
        let computed = self.computed(metric, days, asked.now).await?;
        let values = computed.answer.observations.iter();
        let rows = values.filter(|one| one.value.is_ok()).count();
        let is_made_up = |one: &Observation| {
            let says_something = match one.value {
                Ok(_) => true,
                Err(reason) => reason.numerator().is_some(),
            };
            says_something && computed.made_up.contains(&(one.day, one.object.clone()))
        };
        let (made_up, real): (Vec<_>, Vec<_>) = computed
            .answer
            .observations
            .into_iter()
            .partition(is_made_up);
        let read = &computed.read;
        let mut is_current = self
            .write_computed(metric, days, (Origin::Computed, real), (asked, read))
            .await?;
        if is_current && !made_up.is_empty() {
            is_current = self
                .write_computed(metric, days, (Origin::Fake, made_up), (asked, read))
                .await?;
        }
        Ok(is_current.then(|| RunReport {
            metric: metric.slug.to_string(),
            state: RunState::Done,
            from: days.from,
            to: days.to,
            rows,
            error: None,
            notes: Vec::new(),
            without_object: WithoutObject::default(),
        }))
    }

    async fn computed(
        &self,
        metric: &Metric,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<Computed, CollectError> {
        let metric_type = self
            .metric_type(&metric.metric_type)
            .map_err(CollectError::Refused)?;
        let zone = self.zone_of(metric).await?;
        let inputs = self.read_inputs(metric, days).await?;
        let read = inputs.iter().map(|input| input.read).collect();
        let made_up = inputs.iter().flat_map(|input| input.made_up.clone());
        let made_up = made_up.collect();
        let values: Vec<InputValues> = inputs.into_iter().map(|input| input.values).collect();
        let ask = self.question(metric, None, days, &zone, &values, now);
        let mut answer = metric_type.collect(&ask).await?;
        self.take_back(metric, days, &mut answer).await?;
        Ok(Computed {
            answer,
            read,
            made_up,
        })
    }

    /// What was computed on a day of which no input knows anything any more is taken back.
    pub(super) async fn take_back(
        &self,
        metric: &Metric,
        days: DayRange,
        answer: &mut Answer,
    ) -> Result<(), CollectError> {
        let has_objects = metric.object_kind.is_some();
        let mut rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(store_failed)?;
        rows.retain(|row| row.object_key.is_some() == has_objects);
        let columns = self.store.columns(&rows).await.map_err(store_failed)?;
        let said: HashSet<(Day, Option<&ObjectKey>)> = answer
            .observations
            .iter()
            .map(|one| (one.day, one.object.as_ref()))
            .collect();
        let mut gone = Vec::new();
        for (row, columns) in rows.iter().zip(&columns) {
            let series = columns.over(days);
            let undivided = series.marks.iter().filter_map(|(day, mark)| match mark {
                Mark::Gap(reason) => reason.numerator().map(|_| *day),
                _ => None,
            });
            let known = series.known().map(|(day, _)| day).chain(undivided);
            let known: BTreeSet<Day> = known.collect();
            let unsaid = known
                .into_iter()
                .filter(|day| !said.contains(&(*day, row.object_key.as_ref())));
            gone.extend(unsaid.map(|day| Observation {
                day,
                object: row.object_key.clone(),
                object_label: None,
                value: Err(GapReason::InputMissing),
            }));
        }
        answer.observations.extend(gone);
        Ok(())
    }

    /// Writes what was computed; false where an input changed since it was read.
    async fn write_computed(
        &self,
        metric: &Metric,
        days: DayRange,
        (origin, observations): (Origin, Vec<Observation>),
        (asked, read): (Asked<'_>, &[(MetricId, i64)]),
    ) -> Result<bool, CollectError> {
        let now = asked.now;
        let run_id = self.start_run(metric, days, now).await;
        let run_id = run_id.map_err(store_failed)?;
        // Its inputs may be unfinished, whatever it measures itself.
        let zone = self.zone_of(metric).await?;
        let is_final = finality(Measure::Flow, zone, now);
        let finished = FinishedRun {
            metric,
            run_id,
            claim: None,
            batch: batch(origin, asked.actor, now, ""),
            ended: asked.clock.now(),
            observations,
            failures: Vec::new(),
            without_object: Vec::new(),
            early: Vec::new(),
            on_conflict: OnConflict::RespectEdits,
            is_final: &is_final,
        };
        match self.store.finish_computed(finished, (days, read)).await {
            Ok(_) => Ok(true),
            Err(StoreError::Stale) => {
                self.store.forget_run(run_id).await.map_err(store_failed)?;
                Ok(false)
            }
            Err(error) => Err(store_failed(error)),
        }
    }

    /// The metric with the zone of what it is computed from, and rolled up as that can be.
    async fn conformed(
        &self,
        metric: &Metric,
        dependencies: &Dependencies,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<Metric, CollectError> {
        // It may have been brought up to date for another of its inputs just now.
        let mut metric = self
            .store
            .metric_of(metric.id)
            .await
            .map_err(store_failed)?;
        let mut settings = metric.settings.clone();
        settings.time_zone = None;
        self.conform(&mut settings, dependencies).await?;
        if settings != metric.settings {
            let author = dbag_store::Author { actor, at };
            let changed = self
                .store
                .conform_metric(metric.id, &settings, author)
                .await;
            metric = changed.map_err(store_failed)?;
        }
        Ok(metric)
    }
}

fn revisions(rows: &[SeriesRow]) -> i64 {
    rows.iter().map(|row| row.revision + 1).sum()
}
