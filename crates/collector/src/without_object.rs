//! Rows of which nobody can say whose they are.

use std::collections::BTreeSet;

use dbag_domain::Day;

/// The days with rows whose object is NULL, or no key: they are in no object's value, and so in no number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WithoutObject {
    /// The column that is NULL.
    column: String,
    days: BTreeSet<Day>,
    /// Days with rows whose key is refused. What is wrong with it is told as a failure.
    refused: BTreeSet<Day>,
}

impl WithoutObject {
    /// A row whose object is NULL.
    pub(crate) fn add(&mut self, column: &str, day: Day) {
        if self.column.is_empty() {
            column.clone_into(&mut self.column);
        }
        self.days.insert(day);
    }

    /// A row whose object is no key.
    pub(crate) fn add_refused(&mut self, day: Day) {
        self.refused.insert(day);
    }

    /// All days with such rows, in order.
    pub fn days(&self) -> Vec<Day> {
        self.days.union(&self.refused).copied().collect()
    }

    /// Those of another part of a range, too.
    pub(crate) fn join(&mut self, other: Self) {
        for day in other.days {
            self.add(&other.column, day);
        }
        self.refused.extend(other.refused);
    }

    /// What people should know of rows whose object is NULL, in a sentence without a stop.
    pub fn note(&self) -> Option<String> {
        let column = &self.column;
        let rest = "they are of no object, and in no number";
        Some(
            match (self.days.len(), self.days.first()?, self.days.last()?) {
                (1, day, _) => format!("rows of {day} have no `{column}`: {rest}"),
                (many, first, last) => {
                    format!("rows of {many} days from {first} to {last} have no `{column}`: {rest}")
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_as_one() {
        let of = |column: &str, days: &[i32]| {
            let mut found = WithoutObject::default();
            days.iter()
                .for_each(|day| found.add(column, Day::from_days(*day)));
            found
        };
        assert_eq!(WithoutObject::default().note(), None);
        let mut found = of("customer", &[0, 0]);
        assert_eq!(
            found.note().as_deref(),
            Some("rows of 1970-01-01 have no `customer`: they are of no object, and in no number")
        );
        found.join(of("customer", &[2, 0, 3]));
        assert_eq!(
            found.note().as_deref(),
            Some(
                "rows of 3 days from 1970-01-01 to 1970-01-04 have no `customer`: they are of no \
                 object, and in no number"
            )
        );
    }
}
