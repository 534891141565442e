//! What a metric type is asked, and what it answers.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, GapReason, Measure, ObjectKey, Observation, Properties, RunFailure, Slug, Value,
    Zone,
};

use crate::source::{Limits, SourceConnection};
use crate::without_object::WithoutObject;

/// One question to a metric type: a metric's properties and the days wanted.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The source, where the type needs one.
    pub source: Option<&'a SourceConnection>,
    /// The answers to the type's fields.
    pub properties: &'a Properties,
    /// The days wanted; for a type that only knows now, today alone.
    pub days: DayRange,
    /// The zone in which the days are days.
    pub zone: &'a Zone,
    /// When it is.
    pub now: DateTime<Utc>,
    /// Level or flow.
    pub measure: Measure,
    /// Whether the metric has one value per object.
    pub has_objects: bool,
    /// The one object that is asked about, for queries that use `:object`.
    pub object: Option<&'a ObjectKey>,
    /// Keys of objects that were merged, with those of the objects that they are a part of, where the source has to
    /// take both for one: how many different things both have, nobody can tell from the number of each.
    pub merged: Option<&'a HashMap<ObjectKey, ObjectKey>>,
    /// The values of the metrics named by `MetricType::inputs`, in that order.
    pub inputs: &'a [InputValues],
    /// How long and how much an answer may be.
    pub limits: Limits,
}

/// What another metric's values are over the days of an ask.
#[derive(Debug, Clone, PartialEq)]
pub struct InputValues {
    /// The metric.
    pub slug: Slug,
    /// Its values and gaps.
    pub observations: Vec<Observation>,
    /// Whether it has a value for each object.
    pub has_objects: bool,
    /// Whether sums of its values say something: of averages, distinct counts and windows they do not.
    pub adds_up: bool,
    /// The days on which an object without either has zero, once there is anything to count: they were answered, and
    /// what is counted is zero where there is no row.
    pub zero_days: BTreeSet<Day>,
    /// The first day of which its source said a value, as far as it is remembered.
    pub begins: Option<Day>,
    /// The days on which one without either has nothing: they were answered. On all others nobody knows.
    pub answered_days: BTreeSet<Day>,
}

impl InputValues {
    /// What an object has on a day of which neither a value nor a gap is kept; before anything `begins` there is no
    /// zero.
    pub fn unsaid(&self, day: Day, begins: Option<Day>) -> Result<f64, GapReason> {
        let has_begun = begins.is_some_and(|begins| begins <= day);
        if has_begun && self.zero_days.contains(&day) {
            return Ok(0.0);
        }
        Err(match self.answered_days.contains(&day) {
            true => GapReason::InputMissing,
            false => GapReason::InputFailed,
        })
    }
}

/// What a metric type found out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// At most one per day and object.
    pub observations: Vec<Observation>,
    /// What failed while the rest did not.
    pub failures: Vec<RunFailure>,
    /// What people should know of the values: how something was taken, what may be meant otherwise.
    pub notes: Vec<String>,
    /// The days of which rows have no object, or none that can be kept.
    pub without_object: WithoutObject,
}

impl Answer {
    /// All that people should know of it.
    pub fn all_notes(&self) -> Vec<String> {
        let notes = self.notes.iter().cloned();
        notes.chain(self.without_object.note()).collect()
    }
}

/// Collects an answer row by row, so that one bad row harms no other.
#[derive(Debug, Default)]
pub(crate) struct AnswerBuilder {
    answer: Answer,
    places: HashMap<(Day, Option<ObjectKey>), Place>,
    /// Failures without an object that occur many times are told once.
    repeated: Vec<(GapReason, String, usize)>,
}

/// Where the observation of a day and object is.
#[derive(Debug)]
struct Place {
    at: usize,
    is_doubled: bool,
}

impl AnswerBuilder {
    /// Adds what was said of one day and object: a value, none, or words about a bad one. That there
    /// is none is as if nothing had been said: what that means, the metric says.
    pub(crate) fn add(
        &mut self,
        day: Day,
        object: Option<ObjectKey>,
        object_label: Option<String>,
        said: Result<Option<Value>, String>,
    ) {
        if self.note_repeat(day, object.as_ref()) {
            return;
        }
        let value = match said {
            Ok(Some(value)) => Ok(value),
            Ok(None) => return,
            Err(message) => Err(self.fail(object.clone(), GapReason::BadValue, message)),
        };
        self.take_place(day, object.clone());
        self.answer.observations.push(Observation {
            day,
            object,
            object_label,
            value,
        });
    }

    /// Adds that a row says there is no value: a gap, not as if there were no row.
    pub(crate) fn add_none(&mut self, day: Day, object: Option<ObjectKey>) {
        if self.note_repeat(day, object.as_ref()) {
            return;
        }
        self.take_place(day, object.clone());
        self.add_gap(day, object, GapReason::NoAnswer);
    }

    /// Whether a row has been there for the day and object already: then neither can be trusted.
    fn note_repeat(&mut self, day: Day, object: Option<&ObjectKey>) -> bool {
        let Some(place) = self.places.get_mut(&(day, object.cloned())) else {
            return false;
        };
        let is_new = !std::mem::replace(&mut place.is_doubled, true);
        let at = place.at;
        self.spoil(at, is_new);
        true
    }

    /// The next observation is that of the day and object.
    fn take_place(&mut self, day: Day, object: Option<ObjectKey>) {
        let place = Place {
            at: self.answer.observations.len(),
            is_doubled: false,
        };
        self.places.insert((day, object), place);
    }

    /// A row whose object is NULL.
    pub(crate) fn without_object(&mut self, column: &str, day: Day) {
        self.answer.without_object.add(column, day);
    }

    /// A row whose object is no key.
    pub(crate) fn refused_key(&mut self, day: Day, words: String) {
        self.answer.without_object.add_refused(day);
        self.fail_row(GapReason::BadValue, words);
    }

    /// Adds a gap that is no failure of this run.
    pub(crate) fn add_gap(&mut self, day: Day, object: Option<ObjectKey>, reason: GapReason) {
        self.answer.observations.push(Observation {
            day,
            object,
            object_label: None,
            value: Err(reason),
        });
    }

    /// Two rows for one day and object: neither can be trusted.
    fn spoil(&mut self, at: usize, is_new: bool) {
        let observation = &mut self.answer.observations[at];
        observation.value = Err(GapReason::BadValue);
        if is_new {
            let (day, object) = (observation.day, observation.object.clone());
            let message = match &object {
                Some(object) => format!("{day} has more than one row for `{object}`"),
                None => format!("{day} has more than one row; one is needed"),
            };
            self.fail(object, GapReason::BadValue, message);
        }
    }

    /// Notes that something failed and gives the reason back.
    pub(crate) fn fail(
        &mut self,
        object: Option<ObjectKey>,
        reason: GapReason,
        message: String,
    ) -> GapReason {
        self.answer.failures.push(RunFailure {
            object,
            reason,
            message,
        });
        reason
    }

    /// Notes a failure that many rows may have; it is told once, with their number.
    pub(crate) fn fail_row(&mut self, reason: GapReason, message: String) {
        let same =
            |noted: &&mut (GapReason, String, usize)| noted.0 == reason && noted.1 == message;
        match self.repeated.iter_mut().find(same) {
            Some(noted) => noted.2 += 1,
            None => self.repeated.push((reason, message, 1)),
        }
    }

    /// Adds what people should know of the values; it is said once.
    pub(crate) fn note(&mut self, note: String) {
        if !self.answer.notes.contains(&note) {
            self.answer.notes.push(note);
        }
    }

    /// The whole answer.
    pub(crate) fn finish(mut self) -> Answer {
        for (reason, message, times) in std::mem::take(&mut self.repeated) {
            let message = if times == 1 {
                message
            } else {
                format!("{message} ({times} rows)")
            };
            self.fail(None, reason, message);
        }
        self.answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::parse("2026-11-23").expect("a date")
    }

    #[test]
    fn r29_a_bad_row_harms_no_other() {
        let mut builder = AnswerBuilder::default();
        let key = |number| Some(ObjectKey::from_integer(number));
        builder.add(day(), key(1), None, Ok(Value::new(1.0).ok()));
        builder.add(day(), key(2), None, Err("`x` is not a number".to_owned()));
        builder.add(day(), key(3), None, Ok(None));
        let answer = builder.finish();
        let values: Vec<_> = answer.observations.iter().map(|o| o.value).collect();
        assert_eq!(values[0].map(Value::get), Ok(1.0));
        assert_eq!(values[1], Err(GapReason::BadValue));
        assert_eq!(
            (values.len(), answer.failures.len()),
            (2, 1),
            "NULL is no row"
        );
    }

    #[test]
    fn r29_a_duplicate_is_a_failure_of_that_object_only() {
        let mut builder = AnswerBuilder::default();
        for number in [1, 2, 1, 1] {
            let key = Some(ObjectKey::from_integer(number));
            builder.add(day(), key, None, Ok(Value::new(5.0).ok()));
        }
        let answer = builder.finish();
        assert_eq!(answer.observations.len(), 2);
        assert_eq!(answer.observations[0].value, Err(GapReason::BadValue));
        assert!(answer.observations[1].value.is_ok());
        assert_eq!(answer.failures.len(), 1);
    }
}
