//! What is said of a table when all of its lines were read.

use dbag_domain::{Day, ObjectKind};

use super::super::cells::Moment;
use super::super::measurements::Measurements;
use super::super::roles::{ColumnRole, Columns, kind_of};
use super::{DAY_MICROS, Reader};

impl Reader {
    pub(super) fn finish(mut self, columns: &Columns) -> Measurements {
        if self.has_instants && self.are_midnights && !self.plan.is_instant {
            self.take_midnights_for_days();
            let name = self
                .plan
                .day
                .map_or("", |(at, _)| self.found.columns[at].as_str());
            self.found.notes.push(format!(
                "every time in `{name}` is midnight in UTC, so they were taken for dates; the role \
                 `day:instant` takes them for moments"
            ));
        }
        if self.found.traces > 0 {
            self.found.notes.push(format!(
                "T, for a trace, was taken for no value, {}",
                match self.found.traces {
                    1 => "once".to_owned(),
                    many => format!("{many} times"),
                }
            ));
        }
        let notes = self.notes();
        self.found.notes.extend(notes);
        self.found.kind = self.kind_by_titles(columns);
        self.found.object_column = self.plan.objects.first().map(|at| *at as u32);
        self.found.day_column = self.plan.day.map(|(at, _)| at as u32);
        if self.plan.metric.is_some() {
            self.describe_metrics(columns);
        }
        self.found
    }

    /// The kind that the titles of the objects' columns name.
    fn kind_by_titles(&self, columns: &Columns) -> Option<ObjectKind> {
        let kinds = self
            .plan
            .objects
            .iter()
            .map(|at| kind_of(&columns.list[*at].title));
        let kinds: Vec<ObjectKind> = kinds.collect::<Option<_>>()?;
        let names: Vec<&str> = kinds.iter().map(ObjectKind::as_str).collect();
        ObjectKind::parse(&names.join("-")).ok()
    }

    /// What is said of the column of values holds for every metric that lines name.
    fn describe_metrics(&mut self, columns: &Columns) {
        for value in &self.plan.values {
            let ColumnRole::Value(role) = &columns.list[value.at].role else {
                continue;
            };
            for metric in &mut self.found.metrics {
                metric.measure = role.measure;
                metric.unit = columns.unit_of(value.format.sign);
            }
        }
    }

    fn take_midnights_for_days(&mut self) {
        for row in &mut self.found.rows {
            if let Moment::Instant(micros) = row.moment {
                let days = micros.div_euclid(DAY_MICROS);
                row.moment = Moment::Day(Day::from_days(days as i32));
                row.written = None;
            }
        }
    }

    /// What else is said of lines.
    fn notes(&self) -> impl Iterator<Item = String> + use<> {
        let labels = self.other_labels.values().next().map(|[key, first, other]| {
            let objects = match self.other_labels.len() {
                1 => "one object has".to_owned(),
                objects => format!("{objects} objects have"),
            };
            format!(
                "{objects} more than one name, of which the first stands: `{key}` is `{first}`, and not `{other}`"
            )
        });
        let heads = self.other_heads.first().map(|line| {
            format!(
                "line {line} looks like the first line of another table: what stands below it was read under the \
                 titles of the first; import each table from a file of its own"
            )
        });
        labels.into_iter().chain(heads)
    }
}
