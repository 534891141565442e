//! Asking metrics by hand: now, and for their past.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_collector::{Preview, Waiting, parts};
use dbag_domain::{Day, DayRange, Origin, Problem};
use dbag_store::{Columns, Effect};

use crate::first_day::check_first_day;
use crate::problem::problem_of;
use crate::{Actor, Dbag, History, Operation, RunReport};

/// What a backfill would do.
#[derive(Debug, Clone, PartialEq)]
pub struct BackfillPlan {
    /// The days that would be asked.
    pub days: DayRange,
    /// How many of them have a value already, over all objects.
    pub known: usize,
    /// Values that would change, by day and object.
    pub changes: Vec<PlannedChange>,
    /// What does not come of the source, is not as it says, and stays; by day and object.
    pub kept: Vec<PlannedChange>,
    /// How many values would be new.
    pub new: usize,
    /// How many values are as the source says, but would count by another weight.
    pub reweighed: usize,
    /// How many of the days were asked before the metric was changed: asked again, they are of what it is now, whatever
    /// changes.
    pub outdated: usize,
    /// How values were taken, in sentences without a stop.
    pub notes: Vec<String>,
}

/// A known value and what the source says of its day.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedChange {
    /// The day.
    pub day: Day,
    /// The key of the object, of a metric that has objects.
    pub object: Option<String>,
    /// The value that is known; `None` where somebody removed it.
    pub before: Option<f64>,
    /// What the source says; `None` where it has nothing any more.
    pub after: Option<f64>,
}

impl BackfillPlan {
    /// Whether anything would be written.
    pub fn does_something(&self) -> bool {
        self.new > 0 || self.reweighed > 0 || self.outdated > 0 || !self.changes.is_empty()
    }

    fn add(&mut self, preview: Preview) {
        self.new += (preview.added + preview.settled) as usize;
        self.notes = preview.notes;
        self.notes.extend(preview.unusable);
        for (object, change) in preview.changes {
            let planned = PlannedChange {
                day: change.day,
                object: object.map(|key| key.as_str().to_owned()),
                before: change.old.ok(),
                after: change.new.ok(),
            };
            match (change.old, change.new) {
                (Err(_), Err(_)) => {}
                _ if change.effect == Effect::Adopted => {}
                // The same value once more is no change of it.
                (old, new) if old == new => {
                    self.reweighed += usize::from(change.effect == Effect::Replaced);
                }
                _ if change.effect == Effect::Kept => self.kept.push(planned),
                (Ok(_), _) => self.changes.push(planned),
                (Err(_), Ok(_)) => self.new += 1,
            }
        }
    }
}

/// A first backfill goes back this far.
const FIRST_BACKFILL_DAYS: i32 = 730;

impl Dbag {
    /// What waits to be asked; nothing is written.
    pub async fn waiting(&self, now: DateTime<Utc>) -> Result<Waiting, Problem> {
        self.collector.waiting(now).await.map_err(problem_of)
    }

    /// Asks a metric now; one that knows its past also answers yesterday.
    pub async fn collect(
        &self,
        actor: &Actor,
        slug: &str,
        day: Option<Day>,
        now: DateTime<Utc>,
    ) -> Result<RunReport, Problem> {
        actor.check(Operation::Collect)?;
        let metric = self.metric(slug).await?;
        if metric.metric_type == "push" {
            return Err(Problem::invalid(format!(
                "`{slug}` is sent by others and cannot be asked; use `dbag push {slug} <value>`"
            )));
        }
        let days = day.map(DayRange::single);
        Ok(self
            .collector
            .collect(&metric, days, Origin::Collected, actor.name(), now)
            .await)
    }

    /// Asks every metric that is collected, now; one that fails stops no other.
    pub async fn collect_all(
        &self,
        actor: &Actor,
        day: Option<Day>,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunReport>, Problem> {
        actor.check(Operation::Collect)?;
        let metrics = self.store.metrics().await.map_err(problem_of)?;
        let mut runs = tokio::task::JoinSet::new();
        let is_asked = |metric: &dbag_domain::Metric| {
            let history = self.collector.history(metric);
            metric.do_collect && history.is_some()
                // The past of a metric that only knows now is no failure of `--day`.
                && (day.is_none() || history == Some(History::AnyPastDay))
        };
        for metric in metrics.into_iter().filter(is_asked) {
            let (collector, actor) = (self.collector.clone(), actor.name().to_owned());
            let days = day.map(DayRange::single);
            runs.spawn(async move {
                collector
                    .collect(&metric, days, Origin::Collected, &actor, now)
                    .await
            });
        }
        let mut reports = Vec::new();
        while let Some(report) = runs.join_next().await {
            reports.extend(report);
        }
        reports.sort_by(|a, b| a.metric.cmp(&b.metric));
        Ok(reports)
    }

    /// The days that a metric's first backfill asks: two years up to today.
    pub async fn first_backfill(
        &self,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<DayRange>, Problem> {
        let metric = self.metric(slug).await?;
        if self.collector.history(&metric) != Some(History::AnyPastDay) {
            return Ok(None);
        }
        let today = self.today(&metric, now).await?;
        Ok(DayRange::new(today - FIRST_BACKFILL_DAYS, today))
    }

    /// Asks a metric's past days and writes what they say.
    pub async fn backfill(
        &self,
        actor: &Actor,
        slug: &str,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<RunReport, Problem> {
        actor.check(Operation::Backfill)?;
        check_first_day(days.from).map_err(|words| Problem::field("from", words))?;
        let metric = self.metric(slug).await?;
        self.check_has_history(&metric)?;
        let mut whole: Option<RunReport> = None;
        for part in parts(days) {
            let origin = Origin::Backfilled;
            let report = self
                .collector
                .collect(&metric, Some(part), origin, actor.name(), now)
                .await;
            let failed = report.state == crate::RunState::Failed;
            whole = Some(match whole {
                None => report,
                Some(before) => before.joined_with(report),
            });
            if failed {
                break;
            }
        }
        whole.ok_or_else(|| Problem::field("to", "there is no day in this range"))
    }

    /// What a backfill would change; asks the source but writes nothing.
    pub async fn plan_backfill(
        &self,
        actor: &Actor,
        slug: &str,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<BackfillPlan, Problem> {
        actor.check(Operation::Backfill)?;
        check_first_day(days.from).map_err(|words| Problem::field("from", words))?;
        let metric = self.metric(slug).await?;
        self.check_has_history(&metric)?;
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let outdated = self.store.outdated_days(metric.id).await;
        let outdated = outdated.map_err(problem_of)?.into_iter();
        let outdated = outdated.filter_map(|asked| asked.intersection(days));
        let values_known = |columns: &Arc<Columns>| columns.over(days).known().count();
        let mut plan = BackfillPlan {
            days,
            known: columns.iter().map(values_known).sum(),
            changes: Vec::new(),
            kept: Vec::new(),
            new: 0,
            reweighed: 0,
            outdated: outdated.map(DayRange::len).sum(),
            notes: Vec::new(),
        };
        let preview = self.collector.preview(&metric, days, actor.name(), now);
        plan.add(preview.await?);
        for changes in [&mut plan.changes, &mut plan.kept] {
            changes.sort_by(|a, b| (a.day, &a.object).cmp(&(b.day, &b.object)));
        }
        Ok(plan)
    }

    fn check_has_history(&self, metric: &dbag_domain::Metric) -> Result<(), Problem> {
        match self.collector.history(metric) {
            Some(History::NowOnly) => Err(Problem::invalid(format!(
                "`{}` can only tell its value of today; give it a date column, or a query that \
                 uses :day or :start and :end, to ask its past",
                metric.slug
            ))),
            None if metric.metric_type == "push" => Err(Problem::invalid(format!(
                "`{}` is sent by others; bring its past with `dbag import`",
                metric.slug
            ))),
            _ => Ok(()),
        }
    }
}
