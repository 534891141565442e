//! One metric over a range: what its page shows.

use chrono::{DateTime, Utc};
use dbag_domain::{
    Annotation, Day, DayRange, Definition, Delta, Field, GapReason, Goal, Mark, Metric, NO_OBJECT,
    Object, ObjectKey, Origin, PanelCompare, Period, PeriodValue, Problem, RangeChoice, Run,
    Series, Step, Total, USUAL_DAYS,
};
use dbag_store::{ExportedSample, SeriesRow};

use crate::compared::{Compared, Whole};
use crate::computed::outdated_values;
use crate::dashboards::{ValueNotes, mark_asked, usual_step};
use crate::problem::problem_of;
use crate::unmarked_gaps::mark_nothing;
use crate::{Actor, Dbag, History, Operation};

/// What the address bar asks for; every part may be missing or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricQuery {
    /// A preset: `30d`, `90d`, `12m`, `year`, `all`.
    pub range: Option<String>,
    /// The first day of a custom range.
    pub from: Option<String>,
    /// The last day of a custom range.
    pub to: Option<String>,
    /// `day`, `week`, `month`.
    pub step: Option<String>,
    /// `previous` compares with the period before, `year` with the year before, `28d` with those days.
    pub compare: Option<String>,
    /// The key of an object.
    pub object: Option<String>,
}

/// One day of the table of values.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueRow {
    /// The day.
    pub day: Day,
    /// The value, or why there is none.
    pub value: Result<f64, GapReason>,
    /// How much the value counts when several become one, where that is known.
    pub weight: Option<f64>,
    /// How it came.
    pub origin: Origin,
    /// Who brought it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the writer's words.
    pub note: String,
    /// Whether merging objects made it.
    pub is_merge: bool,
    /// Whether the day is not over.
    pub is_provisional: bool,
    /// Whether it was asked for what the metric meant before it was changed.
    pub is_outdated: bool,
    /// What stood there before it was corrected, newest first.
    pub revisions: Vec<ExportedSample>,
}

/// A metric over a range.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricView {
    /// The metric.
    pub metric: Metric,
    /// The title of its type.
    pub type_title: String,
    /// The fields of its type.
    pub fields: Vec<Field>,
    /// Its source's name.
    pub source: Option<String>,
    /// The object shown, where one was asked for.
    pub object: Option<Object>,
    /// Its objects: the first 500, and the one that is shown.
    pub objects: Vec<Object>,
    /// How many objects it has.
    pub objects_in_all: usize,
    /// How the range was chosen.
    pub choice: RangeChoice,
    /// What is wrong with the range or step that was asked for; the usual ones are shown.
    pub problem: Option<Problem>,
    /// The days shown.
    pub days: DayRange,
    /// The length of a period.
    pub step: Step,
    /// The values day by day.
    pub series: Series,
    /// The values day by day from a week before the shown days on: what a day's change is on.
    pub with_week_before: Series,
    /// The values per period.
    pub points: Vec<PeriodValue>,
    /// The period before the first: what its change is on.
    pub period_before: Option<PeriodValue>,
    /// What they are compared with.
    pub compared: Option<Compared>,
    /// The value that stands for it, with its day; see [`Series::figure`].
    pub figure: Option<(Day, f64)>,
    /// What is to be known of it.
    pub figure_notes: ValueNotes,
    /// Its changes: on the day before, the week before, the year before.
    pub deltas: Vec<Delta>,
    /// The whole range as one value, and how it was made.
    pub total: Total,
    /// What the values are weighted by, in words; none where they have no weights.
    pub weighted_by: Option<String>,
    /// What it asked, and in which zone, since when; the newest first.
    pub definitions: Vec<Definition>,
    /// Days that were asked for what it meant before it was changed.
    pub outdated: Vec<DayRange>,
    /// The table of values, newest first; at most 400 days.
    pub rows: Vec<ValueRow>,
    /// The newest runs.
    pub runs: Vec<Run>,
    /// When it was last asked and answered.
    pub updated: Option<DateTime<Utc>>,
    /// What was noted on the shown days.
    pub notes: Vec<Annotation>,
    /// What is aimed at.
    pub goal: Option<Goal>,
    /// Since when asking it fails, where a value is missing for it or that is not since today.
    pub failing_since: Option<Day>,
    /// Today in the metric's zone.
    pub today: Day,
    /// The first and last known day.
    pub known: Option<DayRange>,
    /// Whether its past days can be asked.
    pub has_history: bool,
    /// Whether it is asked at all: a pushed or computed metric is not.
    pub is_asked: bool,
}

const MAX_ROWS: i64 = 400;
const SHOWN_RUNS: i64 = 10;
const SHOWN_OBJECTS: usize = 500;

/// The first objects, and behind them the one that is shown where it is none of these.
fn listed(objects: Vec<Object>, shown: Option<&Object>) -> Vec<Object> {
    let mut listed: Vec<Object> = objects.into_iter().take(SHOWN_OBJECTS).collect();
    let other = shown.filter(|shown| listed.iter().all(|one| one.id != shown.id));
    listed.extend(other.cloned());
    listed
}

impl Dbag {
    /// A metric over a range; a wrong range is told beside the usual one.
    pub async fn view_metric(
        &self,
        actor: &Actor,
        slug: &str,
        query: &MetricQuery,
        now: DateTime<Utc>,
    ) -> Result<MetricView, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let today = self.today(&metric, now).await?;
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        let objects = self.objects(&metric).await?;
        let key = query.object.as_deref();
        let object = self.asked_object(&metric, &objects, key).await?;
        let columns = self.columns_of(&metric, &rows, object.as_ref()).await?;
        let history = self.collector.history(&metric);
        let has_history = history == Some(History::AnyPastDay);

        let (choice, range_problem) = choose_range(query);
        let last = columns.last_day().map_or(today, |last| last.min(today));
        let rule = self.day_rule(&metric, &[]).await?;
        let last_shown = rule.last_shown(columns.last_answered(), today);
        let known = columns.first_day().map(|first| DayRange {
            from: first,
            to: last,
        });
        let first = known.map_or(today, |known| known.from);
        let days = choice.days(first, last_shown, today);
        let (step, step_problem) = choose_step(query, days);
        let (compare, compare_problem) = choose_compare(query);

        // What is usual is told by the weeks before, too.
        let mut longer = columns.over(DayRange {
            from: (days.from - USUAL_DAYS).max(Day::MIN),
            to: days.to,
        });
        rule.mark(&mut longer, today);
        let special = self.special_days(&metric).await?;
        mark_asked(&mut longer, &special, today);
        let series = longer.over(days);
        let mut everything = columns.all();
        mark_asked(&mut everything, &special, today);
        let computed_from = self.inputs_of(&metric);
        let outdated = match computed_from.is_empty() {
            true => special.outdated,
            false => outdated_values(&everything),
        };
        let before = Period::of(days.from.previous(), step).days();
        let whole = Whole {
            metric: &metric,
            measure: rule.measure,
            today,
        };
        // Weeks and months do not lack the days of which it was answered that there is nothing.
        let mut by_period = everything.over(DayRange {
            from: longer.from.min(everything.from),
            to: days.to.max(last),
        });
        let of_nothing = match step {
            Step::Day => Vec::new(),
            _ => self.days_of_nothing(&metric, &by_period).await?,
        };
        mark_nothing(&mut by_period, &of_nothing);
        mark_nothing(&mut longer, &of_nothing);
        let points = whole.points(&longer, days, step);
        let period_before = whole.points(&by_period, before, step).pop();
        let with_week_before = everything.over(DayRange {
            from: days.from - 7,
            to: days.to,
        });
        let compared =
            compare.and_then(|with| whole.compare(&by_period, (choice.span(days), step), with));
        let total = whole.total(&series, days);
        let figure = everything.figure(rule.measure, today);
        let figure_notes = figure.map(|(day, _)| {
            let mut of_day = everything.over(DayRange::single(day));
            rule.mark(&mut of_day, today);
            ValueNotes::of(&of_day, Some(day), rule.measure)
        });
        let deltas = figure.map(|(day, _)| whole.deltas(&everything, day));
        let lacks_value = figure.map(|(day, _)| day) < Some(rule.expected(today));
        let failing_since = self.failing_since(&metric).await?;
        let failing_since = failing_since.filter(|since| lacks_value || *since < today);
        let series_id = shown_series(&rows, object.as_ref());
        let table = match series_id {
            Some(id) => self.value_rows(id, days, &series).await?,
            None => Vec::new(),
        };
        let notes = self.store.annotations(days, actor.name()).await;
        let mut notes = notes.map_err(problem_of)?;
        let about = object.as_ref().map(|object| object.id);
        notes.retain(|note| note.concerns(metric.id, about));
        let goal = self.store.goal(metric.id, about.unwrap_or(NO_OBJECT)).await;
        let goal = goal.map_err(problem_of)?;
        let updated = self.store.last_batches().await.map_err(problem_of)?;
        let metric_type = self.collector.registry().get(&metric.metric_type);
        let described = metric_type.map(|one| one.describe());
        let (type_title, fields) = match described {
            Some(described) => (described.title, described.fields),
            None => (metric.metric_type.clone(), Vec::new()),
        };
        Ok(MetricView {
            type_title,
            fields,
            source: self.source_name(&metric).await?,
            problem: range_problem.or(step_problem).or(compare_problem),
            figure_notes: figure_notes.unwrap_or_default(),
            figure,
            deltas: deltas.unwrap_or_default(),
            total,
            weighted_by: self.weighted_by_input(&metric).await,
            definitions: self
                .store
                .definitions(metric.id)
                .await
                .map_err(problem_of)?,
            outdated,
            rows: table,
            runs: self
                .store
                .runs(metric.id, SHOWN_RUNS)
                .await
                .map_err(problem_of)?,
            updated: updated
                .into_iter()
                .find(|(id, _)| *id == metric.id)
                .map(|(_, at)| at),
            objects_in_all: objects.len(),
            objects: listed(objects, object.as_ref()),
            is_asked: history.is_some(),
            has_history,
            object,
            choice,
            days,
            step,
            series,
            with_week_before,
            points,
            period_before,
            compared,
            notes,
            goal,
            failing_since,
            today,
            known,
            metric,
        })
    }

    /// Since when all runs of a metric that is collected failed, where the newest did.
    async fn failing_since(&self, metric: &Metric) -> Result<Option<Day>, Problem> {
        if !metric.do_collect {
            return Ok(None);
        }
        let failing = self.store.failing().await.map_err(problem_of)?;
        let Some(failing) = failing.into_iter().find(|one| one.metric == metric.id) else {
            return Ok(None);
        };
        self.today(metric, failing.since).await.map(Some)
    }

    pub(crate) async fn objects(&self, metric: &Metric) -> Result<Vec<Object>, Problem> {
        match metric.object_kind {
            Some(_) => self
                .store
                .objects_of_metric(metric.id)
                .await
                .map_err(problem_of),
            None => Ok(Vec::new()),
        }
    }

    /// The object of a key, where one is asked for; it has to have values of the metric.
    pub(crate) async fn asked_object(
        &self,
        metric: &Metric,
        objects: &[Object],
        key: Option<&str>,
    ) -> Result<Option<Object>, Problem> {
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            return Ok(None);
        };
        let kind = metric
            .object_kind
            .as_ref()
            .map_or("object", |kind| kind.as_str());
        let missing =
            || Problem::not_found(format!("{kind} `{key}` has no values of `{}`", metric.slug));
        let wanted = ObjectKey::parse(key).map_err(|_| missing())?;
        if let Some(object) = objects.iter().find(|object| object.key == wanted) {
            return Ok(Some(object.clone()));
        }
        let kind = metric.object_kind.as_ref().ok_or_else(missing)?;
        // One that was merged is a part of another.
        let found = self.store.object(kind, &wanted).await.map_err(problem_of)?;
        let found = found.filter(|found| objects.iter().any(|object| object.id == found.id));
        found.map(Some).ok_or_else(missing)
    }

    pub(crate) async fn value_rows(
        &self,
        series: dbag_domain::SeriesId,
        days: DayRange,
        shown: &Series,
    ) -> Result<Vec<ValueRow>, Problem> {
        let samples = self
            .store
            .samples(series, days, MAX_ROWS)
            .await
            .map_err(problem_of)?;
        let mut rows = Vec::with_capacity(samples.len());
        for sample in samples {
            let has_before = shown.has_mark(sample.day, Mark::Corrected) || sample.is_merge;
            let revisions = if has_before {
                self.store
                    .revisions(series, sample.day)
                    .await
                    .map_err(problem_of)?
            } else {
                Vec::new()
            };
            rows.push(ValueRow {
                is_provisional: shown.has_mark(sample.day, Mark::Provisional),
                is_outdated: shown.has_mark(sample.day, Mark::Outdated),
                day: sample.day,
                value: sample.value,
                weight: sample.weight,
                origin: sample.origin,
                actor: sample.actor,
                at: sample.at,
                note: sample.note,
                is_merge: sample.is_merge,
                revisions,
            });
        }
        Ok(rows)
    }

    async fn source_name(&self, metric: &Metric) -> Result<Option<String>, Problem> {
        let Some(id) = metric.source_id else {
            return Ok(None);
        };
        let sources = self.store.sources().await.map_err(problem_of)?;
        Ok(sources
            .into_iter()
            .find(|source| source.id == id)
            .map(|one| one.slug.to_string()))
    }
}

/// The one series whose rows the table shows; none where objects are added up.
pub(crate) fn shown_series(
    rows: &[SeriesRow],
    object: Option<&Object>,
) -> Option<dbag_domain::SeriesId> {
    match object {
        Some(object) => rows
            .iter()
            .find(|row| row.object == object.id)
            .map(|row| row.id),
        None => rows
            .iter()
            .find(|row| row.object_key.is_none())
            .map(|row| row.id),
    }
}

fn choose_range(query: &MetricQuery) -> (RangeChoice, Option<Problem>) {
    let parsed = RangeChoice::parse(
        query.range.as_deref(),
        query.from.as_deref(),
        query.to.as_deref(),
    );
    match parsed {
        Ok(choice) => (choice, None),
        Err(error) => (
            RangeChoice::LastDays(90),
            Some(Problem::field(error.field(), error.to_string())),
        ),
    }
}

fn choose_compare(query: &MetricQuery) -> (Option<PanelCompare>, Option<Problem>) {
    match query.compare.as_deref().filter(|word| !word.is_empty()) {
        None | Some("none") => (None, None),
        Some(word) => match PanelCompare::parse(word) {
            Ok(compare) => (Some(compare), None),
            Err(error) => (None, Some(Problem::field("compare", error.to_string()))),
        },
    }
}

fn choose_step(query: &MetricQuery, days: DayRange) -> (Step, Option<Problem>) {
    let usual = usual_step(days);
    match query.step.as_deref().filter(|step| !step.is_empty()) {
        None => (usual, None),
        Some(word) => match Step::parse(word) {
            Ok(step) => (step, None),
            Err(error) => (usual, Some(Problem::field("step", error.to_string()))),
        },
    }
}
