//! Values that are there already, looked at before anything is written.

use std::collections::{HashMap, HashSet};

use dbag_domain::{Day, Mark, ObjectKey, Problem, ProblemKind};

use super::day_values::DayValue;
use super::measurements::Measurements;
use super::targets::Target;
use crate::Dbag;
use crate::problem::problem_of;

/// Other values on the days of a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Existing {
    pub(super) count: u64,
    /// The first of them: metric, day and line.
    first: Option<(String, Day, u32)>,
}

impl Existing {
    /// Refuses the file where another value stands.
    pub(super) fn refuse(&self) -> Result<(), Problem> {
        let Some((metric, day, line)) = &self.first else {
            return Ok(());
        };
        let message = format!(
            "{} of the values are there already with another number, the first in line {line}: \
             {metric} on {day}; nothing was written; choose skip to keep them or overwrite to \
             replace them",
            self.count
        );
        Err(Problem::new(ProblemKind::Conflict, message).at("conflict"))
    }

    fn add(&mut self, target: &Target, value: &DayValue) {
        self.count += 1;
        let is_earlier = self
            .first
            .as_ref()
            .is_none_or(|(_, _, line)| value.line < *line);
        if is_earlier {
            self.first = Some((target.settings.slug.to_string(), value.day, value.line));
        }
    }
}

impl Dbag {
    /// Values that stand where others would be written; made-up ones do not count.
    pub(super) async fn existing_values(
        &self,
        found: &Measurements,
        targets: &[Target],
        values: &[DayValue],
    ) -> Result<Existing, Problem> {
        let mut existing = Existing::default();
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
            let by_object: HashMap<_, _> = rows
                .iter()
                .map(|row| row.object_key.as_ref())
                .zip(&columns)
                .collect();
            for value in of_metric {
                let Some(columns) = by_object.get(&key(value)) else {
                    continue;
                };
                let at = usize::try_from(value.day - columns.first).ok();
                let stands = at.and_then(|at| *columns.values.get(at)?);
                let differs = stands.is_some_and(|number| number != value.value.get());
                if differs && !columns.marks.contains(&(value.day, Mark::Fake)) {
                    existing.add(target, value);
                }
            }
        }
        Ok(existing)
    }
}
