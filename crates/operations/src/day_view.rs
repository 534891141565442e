//! One day of a metric: everything that is known of it.

use chrono::{DateTime, Utc};
use dbag_domain::{Annotation, Day, DayRange, GapReason, Mark, Metric, Object, Problem, Run, Unit};
use dbag_store::{DayRow, ExportedSample};

use crate::dashboards::mark_asked;
use crate::metric_view::{ValueRow, shown_series};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What is known of a metric's day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayView {
    /// The metric.
    pub metric: Metric,
    /// The object, where one was asked for.
    pub object: Option<Object>,
    /// The day.
    pub day: Day,
    /// Today in the metric's zone.
    pub today: Day,
    /// The value with how it came and what stood there before; none where nothing was remembered,
    /// and where the values of all objects are added up.
    pub row: Option<ValueRow>,
    /// What stood there before where nothing does any more: an import was undone. Newest first.
    pub gone: Vec<ExportedSample>,
    /// The value that charts show: the day's own, or that of all objects.
    pub value: Option<f64>,
    /// Why it has none, where that is known.
    pub gap: Option<GapReason>,
    /// The value of the same weekday a week before; none beside a day that is not over.
    pub week_before: Option<f64>,
    /// Whether it was asked for what the metric meant before it was changed.
    pub is_outdated: bool,
    /// Whether the value is that of all objects.
    pub is_whole: bool,
    /// Whether the value has a weight: a mean of all objects counts each by its own.
    pub is_weighted: bool,
    /// Why it is not of what all of them say on the day; nothing where it is.
    pub part_marks: Vec<Mark>,
    /// Where the asking stands; none for what is never asked.
    pub asked: Option<DayRow>,
    /// The newest runs that asked for it.
    pub runs: Vec<Run>,
    /// What was noted on it.
    pub notes: Vec<Annotation>,
    /// What the metrics that it is computed from have on the day, in their order; none of one that was removed.
    pub inputs: Vec<InputDay>,
}

/// What a computed metric is made of on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct InputDay {
    /// Its title.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// Its value, of the same object.
    pub value: Option<f64>,
    /// Why it has none, where that is known.
    pub gap: Option<GapReason>,
}

/// Runs that are told of one day.
const TOLD_RUNS: i64 = 5;

impl Dbag {
    /// Everything that is known of a metric's day.
    ///
    /// # Errors
    ///
    /// Who may not see it, and a metric, object or date that is none.
    pub async fn view_day(
        &self,
        actor: &Actor,
        (slug, day): (&str, &str),
        object: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<DayView, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let day = Day::parse(day)
            .map_err(|error| Problem::not_found(format!("there is no such day: {error}")))?;
        let today = self.today(&metric, now).await?;
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let objects = self.objects(&metric).await?;
        let object = self.asked_object(&metric, &objects, object).await?;
        let columns = self.columns_of(&metric, &rows, object.as_ref()).await?;
        let mut shown = columns.over(DayRange {
            from: day - 7,
            to: day,
        });
        let rule = self.day_rule(&metric, &[]).await?;
        rule.mark(&mut shown, today);
        let is_over = day <= rule.measure.newest_day(today);
        let special = self.special_days(&metric).await?;
        mark_asked(&mut shown, &special, today);
        let series = shown_series(&rows, object.as_ref());
        let single = DayRange::single(day);
        let row = match series {
            Some(series) => self.value_rows(series, single, &shown).await?.pop(),
            None => None,
        };
        let gone = match series.filter(|_| row.is_none()) {
            Some(series) => self.store.revisions(series, day).await,
            None => Ok(Vec::new()),
        };
        let asked = self.store.asked_day(metric.id, day).await;
        let runs = self.store.runs_of_day(metric.id, day, TOLD_RUNS).await;
        let notes = self.store.annotations(single, actor.name()).await;
        let mut notes = notes.map_err(problem_of)?;
        let about = object.as_ref().map(|object| object.id);
        notes.retain(|note| note.concerns(metric.id, about));
        Ok(DayView {
            value: shown.value(day),
            gap: shown.gap(day),
            week_before: shown
                .value(day - 7)
                .filter(|_| is_over && shown.are_comparable(day - 7, day)),
            is_outdated: shown.has_mark(day, Mark::Outdated),
            part_marks: shown.part_marks(day).collect(),
            is_whole: series.is_none() && metric.object_kind.is_some(),
            is_weighted: shown.weight(day).is_some(),
            asked: asked.map_err(problem_of)?,
            runs: runs.map_err(problem_of)?,
            row,
            gone: gone.map_err(problem_of)?,
            notes,
            inputs: self.inputs_on(&metric, object.as_ref(), day).await?,
            object,
            day,
            today,
            metric,
        })
    }
    /// What a metric is computed from, on a day.
    async fn inputs_on(
        &self,
        metric: &Metric,
        object: Option<&Object>,
        day: Day,
    ) -> Result<Vec<InputDay>, Problem> {
        let mut inputs = Vec::new();
        for slug in self.inputs_of(metric) {
            let Some(input) = self.input(&slug, &[]).await? else {
                continue;
            };
            let rows = self.store.series_of_metric(input.id).await;
            let rows = rows.map_err(problem_of)?;
            let columns = self.columns_of(&input, &rows, object).await?;
            let of_day = columns.over(DayRange::single(day));
            inputs.push(InputDay {
                label: input.label.to_string(),
                unit: input.unit.clone(),
                value: of_day.value(day),
                gap: of_day.gap(day),
            });
        }
        Ok(inputs)
    }
}
