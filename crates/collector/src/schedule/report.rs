//! What a run did, as people and programs are told.

use dbag_domain::{Day, DayRange};
use serde::Serialize;

use crate::without_object::WithoutObject;

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
    /// What people should know of the values.
    pub notes: Vec<String>,
    /// The days of which rows have no object; the last of the notes says so.
    #[serde(skip)]
    pub without_object: WithoutObject,
}

impl RunReport {
    /// The reports of two parts of a range as one: what failed first is told, and each note once.
    pub fn joined_with(mut self, other: Self) -> Self {
        if self.state != other.state {
            self.state = RunState::Partial;
        }
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.rows += other.rows;
        self.error = self.error.or(other.error);
        let parts = [self.without_object.note(), other.without_object.note()];
        self.notes
            .retain(|note| !parts.iter().flatten().any(|part| part == note));
        for note in other.notes {
            if !self.notes.contains(&note) && !parts.iter().flatten().any(|part| *part == note) {
                self.notes.push(note);
            }
        }
        self.without_object.join(other.without_object);
        self.notes.extend(self.without_object.note());
        self
    }

    /// A run that wrote nothing, and why.
    pub(super) fn failed(
        slug: &(impl ToString + ?Sized),
        days: DayRange,
        error: &(impl ToString + ?Sized),
    ) -> Self {
        Self {
            metric: slug.to_string(),
            state: RunState::Failed,
            from: days.from,
            to: days.to,
            rows: 0,
            error: Some(error.to_string()),
            notes: Vec::new(),
            without_object: WithoutObject::default(),
        }
    }
}
