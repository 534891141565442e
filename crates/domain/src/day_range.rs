//! Days in a row.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Day;

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// The first day.
    pub from: Day,
    /// The last day; never before `from` in a range made by `new`.
    pub to: Day,
}

impl DayRange {
    /// The range of two days; `None` where the end lies before the start.
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The range of one day.
    pub const fn single(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// How many days there are.
    pub fn len(self) -> usize {
        usize::try_from(self.to - self.from + 1).unwrap_or(0)
    }

    /// Whether there is no day in it.
    pub fn is_empty(self) -> bool {
        self.to < self.from
    }

    /// Whether `day` lies in it.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + ExactSizeIterator {
        (0..self.len() as i32).map(move |offset| self.from + offset)
    }

    /// The part that lies in both; `None` where they share no day.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// The range of the same length that ends the day before this one starts.
    pub fn preceding(self) -> Self {
        let to = self.from.previous();
        Self {
            from: to - (self.len() as i32 - 1),
            to,
        }
    }

    /// `26 Aug – 23 Nov`, with years where they are not `reference`'s.
    pub fn spoken(self, reference: Day) -> String {
        let date = |day: Day| match day.year() == reference.year() {
            true => day.short(),
            false => day.medium(),
        };
        match (self.from, self.to) {
            (from, to) if from == to => date(to),
            (from, to) if from.year() == to.year() => format!("{} – {}", from.short(), date(to)),
            (from, to) => format!("{} – {}", from.medium(), to.medium()),
        }
    }

    /// Adjacent days made one range each; `days` must be sorted.
    pub fn from_sorted_days(days: &[Day]) -> Vec<Self> {
        let mut ranges: Vec<Self> = Vec::new();
        for &day in days {
            match ranges.last_mut() {
                Some(last) if day - last.to <= 1 => last.to = day,
                _ => ranges.push(Self::single(day)),
            }
        }
        ranges
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{} to {}", self.from, self.to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn adjacent_days_become_ranges() {
        let days = ["2026-01-01", "2026-01-02", "2026-01-04"].map(day);
        assert_eq!(
            DayRange::from_sorted_days(&days),
            [
                DayRange {
                    from: days[0],
                    to: days[1]
                },
                DayRange::single(days[2]),
            ]
        );
    }

    #[test]
    fn the_preceding_range_is_as_long() {
        let range = DayRange::new(day("2026-11-01"), day("2026-11-30")).expect("in order");
        assert_eq!(range.preceding().to, day("2026-10-31"));
        assert_eq!(range.preceding().len(), 30);
    }

    #[test]
    fn a_span_names_years_only_where_it_must() {
        let today = day("2026-11-23");
        for (from, to, words) in [
            ("2026-08-26", "2026-11-23", "26 Aug – 23 Nov"),
            ("2025-12-01", "2026-11-23", "1 Dec 2025 – 23 Nov 2026"),
            ("2012-01-01", "2012-04-19", "1 Jan – 19 Apr 2012"),
            ("2026-11-23", "2026-11-23", "23 Nov"),
        ] {
            assert_eq!(
                DayRange {
                    from: day(from),
                    to: day(to)
                }
                .spoken(today),
                words
            );
        }
    }
}
