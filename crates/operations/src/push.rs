//! Values that come from outside: sent by programs, typed by people.

use chrono::{DateTime, Utc};
use dbag_collector::{batch, finality};
use dbag_domain::{
    Day, DayRange, GapReason, Metric, ObjectKey, Origin, Problem, SeriesId, Value, Weight,
};
use dbag_store::{NewSample, OnConflict, SampleWrite, SeriesRow, StoreError, Written};

use crate::first_day::check_first_day;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What a correction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// The day had that value, or that gap, already: nothing was written.
    Nothing,
    /// The same stood there of others: it is the person's now, with their note.
    Adopted,
    /// The same person typed the same before: it has another note now, and the one before stays on record.
    Noted,
    /// The same, and it has no note any more; the one before stays on record.
    NoteRemoved,
    /// It took the place of nothing, or of what was not final: no trace is kept of it.
    Written,
    /// It took the place of something final, which stays on record.
    Revised,
}

/// A value that another program sends.
#[derive(Debug, Clone, Copy, Default)]
pub struct SentValue<'a> {
    /// The number, as text.
    pub value: &'a str,
    /// How much it counts when several become one, as text; empty where that is not said.
    pub weight: &'a str,
    /// The day; today where none.
    pub day: Option<Day>,
    /// The key of the object, of a metric that has objects.
    pub object: Option<&'a str>,
}

impl<'a> SentValue<'a> {
    /// A value whose weight is not said.
    pub fn new(value: &'a str, day: Option<Day>, object: Option<&'a str>) -> Self {
        Self {
            value,
            weight: "",
            day,
            object,
        }
    }

    fn weight(&self) -> Result<Option<Weight>, Problem> {
        let text = self.weight.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let refused = |words: String| Problem::field("weight", words);
        let number = Value::parse(text).map_err(|error| refused(error.to_string()))?;
        let weight = Weight::new(number.get()).map_err(|error| refused(error.to_string()))?;
        Ok(Some(weight))
    }
}

/// What became of a value that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pushed {
    /// The day it is of.
    pub day: Day,
    /// Whether the metric asks its values itself: then this one stands when the day is asked again.
    pub is_asked: bool,
}

/// In so many series a typed value is looked for.
const LOOKED_THROUGH: usize = 50;

impl Dbag {
    /// Keeps a value that another program sends; the last of one day stands. One that is sent of a metric
    /// that asks its values itself stands when the day is asked again, like one that a person typed.
    pub async fn push(
        &self,
        actor: &Actor,
        slug: &str,
        sent: &SentValue<'_>,
        now: DateTime<Utc>,
    ) -> Result<Pushed, Problem> {
        actor.check(Operation::Push)?;
        let metric = self.metric(slug).await?;
        let value = parse_value(sent.value)?.weighing(sent.weight()?);
        let day = self.past_day(&metric, sent.day, now).await?;
        refuse_early(day)?;
        let is_asked = self.collector.history(&metric).is_some();
        let (origin, note) = match is_asked {
            true => (Origin::Edited, "sent by a program"),
            false => (Origin::Pushed, ""),
        };
        self.write_one(
            &metric,
            sent.object,
            day,
            Ok(value),
            (origin, OnConflict::Overwrite),
            actor,
            note,
            now,
        )
        .await?;
        Ok(Pushed { day, is_asked })
    }

    /// Replaces a day's value by one that a person typed; `None` removes it. Beside an equal value, that a note is
    /// empty takes the one away that stands there, and `None` leaves it.
    #[allow(clippy::too_many_arguments)]
    pub async fn correct(
        &self,
        actor: &Actor,
        slug: &str,
        day: &str,
        value: Option<&str>,
        note: Option<&str>,
        object: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Corrected, Problem> {
        actor.check(Operation::CorrectValue)?;
        let metric = self.metric(slug).await?;
        let day = Day::parse(day).map_err(|error| Problem::field("day", error.to_string()))?;
        let day = self.past_day(&metric, Some(day), now).await?;
        let value = match value.map(str::trim) {
            None => Err(GapReason::Removed),
            Some("") => return Err(Problem::field("value", "type the value")),
            Some(text) => Ok(parse_value(text)?),
        };
        if value.is_ok() || !self.stands(&metric, object, day).await? {
            refuse_early(day)?;
        }
        let on_conflict = match note {
            Some(_) => OnConflict::OverwriteNotes,
            None => OnConflict::Overwrite,
        };
        let note = note.unwrap_or_default().trim();
        if note.chars().count() > 500 {
            return Err(Problem::field("note", "a note has at most 500 characters"));
        }
        let written = self
            .write_one(
                &metric,
                object,
                day,
                value,
                (Origin::Edited, on_conflict),
                actor,
                note,
                now,
            )
            .await?;
        self.audit(actor, "correct value", &format!("{slug} {day}"), now)
            .await;
        Ok(corrected(&written, note))
    }

    /// Whether a person typed some of these days' values: asking does not replace them.
    pub async fn has_typed_values(
        &self,
        actor: &Actor,
        slug: &str,
        days: DayRange,
    ) -> Result<bool, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let series = self.store.series_of_metric(metric.id).await;
        for row in series.map_err(problem_of)?.iter().take(LOOKED_THROUGH) {
            let samples = self.store.samples(row.id, days, days.len() as i64).await;
            let mut samples = samples.map_err(problem_of)?.into_iter();
            if samples.any(|sample| sample.origin == Origin::Edited) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn past_day(
        &self,
        metric: &Metric,
        day: Option<Day>,
        now: DateTime<Utc>,
    ) -> Result<Day, Problem> {
        let today = self.today(metric, now).await?;
        let day = day.unwrap_or(today);
        if day > today {
            let message = format!("{day} is in the future; today is {today}");
            return Err(Problem::field("day", message));
        }
        Ok(day)
    }

    /// Whether anything stands on a day: then it can be removed, whatever day it is.
    async fn stands(
        &self,
        metric: &Metric,
        object: Option<&str>,
        day: Day,
    ) -> Result<bool, Problem> {
        let key = object.filter(|key| !key.is_empty());
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let is_asked = |row: &&SeriesRow| row.object_key.as_ref().map(ObjectKey::as_str) == key;
        let Some(series) = rows.iter().find(is_asked) else {
            return Ok(false);
        };
        let known = self
            .store
            .samples(series.id, DayRange::single(day), 1)
            .await;
        Ok(!known.map_err(problem_of)?.is_empty())
    }

    /// The series of a metric, or of one of its objects.
    async fn series_for(&self, metric: &Metric, object: Option<&str>) -> Result<SeriesId, Problem> {
        match (&metric.object_kind, object.filter(|key| !key.is_empty())) {
            (None, None) => self
                .store
                .ensure_plain_series(metric.id)
                .await
                .map_err(problem_of),
            (Some(kind), Some(key)) => {
                let key = ObjectKey::parse(key)
                    .map_err(|error| Problem::field("object", error.to_string()))?;
                let objects = [(key.clone(), None)];
                let found = self.store.ensure_series_of(metric.id, kind, &objects).await;
                let found = found.map_err(problem_of)?;
                found
                    .get(&key)
                    .copied()
                    .ok_or_else(|| Problem::field("object", "try again"))
            }
            (None, Some(_)) => {
                let message = format!("`{}` has one value a day, not one per object", metric.slug);
                Err(Problem::field("object", message))
            }
            (Some(kind), None) => Err(Problem::field(
                "object",
                format!("say for which {kind} the value is"),
            )),
        }
    }

    #[allow(clippy::too_many_arguments)]
    async fn write_one(
        &self,
        metric: &Metric,
        object: Option<&str>,
        day: Day,
        value: Result<Value, GapReason>,
        (origin, on_conflict): (Origin, OnConflict),
        actor: &Actor,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<Written, Problem> {
        let zone = self.zone(metric).await?;
        let is_final = finality(metric.measure, zone, now);
        let mut is_again = false;
        let written = loop {
            let series = self.series_for(metric, object).await?;
            let value = match (value, origin) {
                (Ok(value), Origin::Edited) => {
                    Ok(self.with_known_weight(series, day, value).await?)
                }
                (value, _) => value,
            };
            let write = SampleWrite {
                batch: batch(origin, actor.name(), now, note),
                samples: vec![NewSample { series, day, value }],
                on_conflict,
                is_final: &is_final,
            };
            match self.store.write_samples(write).await {
                // The object became a part of another just now: it is found there.
                Err(StoreError::Stale) if !is_again => is_again = true,
                written => break written.map_err(problem_of)?,
            }
        };
        self.collector
            .recompute_dependents(metric, DayRange::single(day), now)
            .await;
        Ok(written)
    }
}

impl Dbag {
    /// Whoever corrects a value says nothing of how much it counts.
    async fn with_known_weight(
        &self,
        series: SeriesId,
        day: Day,
        value: Value,
    ) -> Result<Value, Problem> {
        if value.weight().is_some() {
            return Ok(value);
        }
        let known = self.store.samples(series, DayRange::single(day), 1).await;
        let known = known.map_err(problem_of)?;
        let weight = known.first().and_then(|known| known.weight);
        Ok(value.weighing(weight.and_then(|weight| Weight::new(weight).ok())))
    }
}

fn corrected(written: &Written, note: &str) -> Corrected {
    match (
        written.added + written.replaced,
        written.adopted,
        written.noted,
    ) {
        _ if written.revised > 0 => Corrected::Revised,
        (1.., ..) => Corrected::Written,
        (0, _, 1..) if note.is_empty() => Corrected::NoteRemoved,
        (0, _, 1..) => Corrected::Noted,
        (0, 1.., 0) => Corrected::Adopted,
        (0, 0, 0) => Corrected::Nothing,
    }
}

fn refuse_early(day: Day) -> Result<(), Problem> {
    check_first_day(day).map_err(|words| Problem::field("day", words))
}

fn parse_value(text: &str) -> Result<Value, Problem> {
    Value::parse(text).map_err(|error| Problem::field("value", error.to_string()))
}
