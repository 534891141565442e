//! Values that are there already, looked at before anything is written.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dbag_domain::{Day, GapReason, Mark, ObjectKey, Problem, ProblemKind};
use dbag_store::Columns;

use super::day_values::DayValue;
use super::measurements::Measurements;
use super::report::Fate;
use super::roles::Question;
use super::targets::Target;
use crate::Dbag;
use crate::problem::problem_of;

/// What stands on the days of a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Existing {
    /// Other values.
    pub(super) other: u64,
    /// The same values.
    pub(super) same: u64,
    /// Gaps and made-up values, which give way to any value.
    pub(super) giving_way: u64,
    /// Days of which it is known why they have no value, or that have one.
    pub(super) known_gaps: u64,
    /// The first of the others: metric, day and line.
    first: Option<(String, Day, u32)>,
    /// What stands in the places that were asked about, by metric, object and day.
    pub(super) asked: HashMap<(u32, u32, Day), Standing>,
}

impl Existing {
    /// Refuses the file where another value stands.
    pub(super) fn refuse(&self) -> Result<(), Problem> {
        match self.question() {
            None => Ok(()),
            Some(question) => Err(Problem {
                kind: ProblemKind::Conflict,
                ..question.problem()
            }),
        }
    }

    /// What is to be done where another value stands.
    pub(super) fn question(&self) -> Option<Question> {
        let (metric, day, line) = self.first.as_ref()?;
        let (are, place) = match self.other {
            1 => ("one of the values is".to_owned(), "in line"),
            other => (format!("{other} of the values are"), "the first in line"),
        };
        let message = format!(
            "{are} there already with another number, {place} {line}: {metric} on {day}; nothing was written"
        );
        let way_out = "choose skip to keep them or overwrite to replace them";
        Some(Question::new("conflict", message).way_out(way_out))
    }

    fn add(&mut self, target: &Target, value: &DayValue, columns: &Columns) {
        let standing = standing(columns, value);
        if let Some(asked) = self.asked.get_mut(&(value.metric, value.object, value.day)) {
            *asked = standing;
        }
        if value.value.is_err() {
            self.known_gaps += u64::from(standing == Standing::Same);
            return;
        }
        match standing {
            Standing::Nothing => {}
            Standing::Same => self.same += 1,
            Standing::GivesWay => self.giving_way += 1,
            Standing::Other => {
                self.other += 1;
                let is_earlier = self
                    .first
                    .as_ref()
                    .is_none_or(|(_, _, line)| value.line < *line);
                if is_earlier {
                    self.first = Some((target.settings.slug.to_string(), value.day, value.line));
                }
            }
        }
    }
}

/// What stands where a value would go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Standing {
    #[default]
    Nothing,
    Same,
    GivesWay,
    Other,
}

impl Standing {
    /// What would become of a value there.
    pub(super) fn fate(self, overwrites: bool) -> Fate {
        match self {
            Self::Nothing => Fate::New,
            Self::Same => Fate::Same,
            Self::GivesWay => Fate::Replaces,
            Self::Other if overwrites => Fate::Replaces,
            Self::Other => Fate::Kept,
        }
    }
}

fn standing(columns: &Columns, value: &DayValue) -> Standing {
    let Ok(new) = value.value else {
        return standing_of_gap(columns, value);
    };
    let at = usize::try_from(value.day - columns.first).ok();
    let Some(number) = at.and_then(|at| *columns.values.get(at)?) else {
        return match columns.has_row(value.day) {
            // A person's word, as what one typed is.
            true if columns.gap(value.day) == Some(GapReason::Removed) => Standing::Other,
            true => Standing::GivesWay,
            false => Standing::Nothing,
        };
    };
    let weight = at
        .and_then(|at| columns.weights.get(at).copied())
        .unwrap_or(0.0);
    let has_other_weight = new.weight().is_some_and(|new| new.get() != weight);
    if number == new.get() && !has_other_weight {
        Standing::Same
    } else if columns.marks.contains(&(value.day, Mark::Fake)) {
        Standing::GivesWay
    } else {
        Standing::Other
    }
}

/// What stands where a gap would go: a value stays, and so does a better reason.
fn standing_of_gap(columns: &Columns, value: &DayValue) -> Standing {
    let known = columns.gap(value.day);
    match (known, value.value) {
        (Some(GapReason::Removed), _) => Standing::Same,
        (Some(old), Err(new)) if old != new && (new.is_answer() || !old.is_answer()) => {
            Standing::GivesWay
        }
        (None, _) if !columns.has_row(value.day) => Standing::Nothing,
        _ => Standing::Same,
    }
}

impl Dbag {
    /// What stands on the days that values would be written to.
    pub(super) async fn existing_values(
        &self,
        found: &Measurements,
        targets: &[Target],
        values: &[DayValue],
        asked: &[(u32, u32, Day)],
    ) -> Result<Existing, Problem> {
        let mut existing = Existing {
            asked: asked
                .iter()
                .map(|place| (*place, Standing::Nothing))
                .collect(),
            ..Existing::default()
        };
        for of_metric in values.chunk_by(|a, b| a.metric == b.metric) {
            let target = &targets[of_metric[0].metric as usize];
            let Some(metric) = &target.metric else {
                continue;
            };
            let key = |value: &DayValue| match value.object {
                0 => None,
                object => Some(&found.objects[object as usize - 1].key),
            };
            let wanted: HashSet<Option<&ObjectKey>> = of_metric.iter().map(key).collect();
            let mut rows = self
                .store
                .series_of_metric(metric.id)
                .await
                .map_err(problem_of)?;
            rows.retain(|row| wanted.contains(&row.object_key.as_ref()));
            let columns = self.store.columns(&rows).await.map_err(problem_of)?;
            let by_object: HashMap<Option<&ObjectKey>, &Arc<Columns>> = rows
                .iter()
                .map(|row| row.object_key.as_ref())
                .zip(&columns)
                .collect();
            for value in of_metric {
                if let Some(columns) = by_object.get(&key(value)) {
                    existing.add(target, value, columns);
                }
            }
        }
        Ok(existing)
    }
}
