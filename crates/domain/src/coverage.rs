//! How much of a range is known, and whether two ranges may be compared.

use serde::{Deserialize, Serialize};

use crate::{DayRange, Series};

/// How many days of a range have a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Days with a value.
    pub known: u32,
    /// All days.
    pub days: u32,
}

impl Coverage {
    /// How much of a range a series knows.
    pub fn of(series: &Series, range: DayRange) -> Self {
        let known = range.days().filter(|day| series.value(*day).is_some());
        Self {
            known: u32::try_from(known.count()).unwrap_or(u32::MAX),
            days: u32::try_from(range.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether every day is known.
    pub const fn is_full(self) -> bool {
        self.known == self.days
    }

    /// Whether a change between two ranges says something of the number and not of its gaps:
    /// the share of days known in one is at least four fifths of that in the other.
    ///
    /// Shares, so that a metric without weekends can be compared with itself; four fifths, so
    /// that a week may lack a day but not two.
    pub fn bears_comparison(self, other: Self) -> bool {
        let here = u64::from(self.known) * u64::from(other.days);
        let there = u64::from(other.known) * u64::from(self.days);
        here.min(there) > 0 && here.min(there) * 5 >= here.max(there) * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    #[test]
    fn only_ranges_that_are_known_alike_are_compared() {
        let cases = [
            ((30, 30), (30, 30), true),
            ((30, 30), (3, 30), false),
            ((3, 30), (30, 30), false),
            ((7, 7), (6, 7), true),
            ((7, 7), (5, 7), false),
            // Working days only, in both.
            ((65, 90), (63, 90), true),
            ((12, 30), (146, 365), true),
            ((0, 30), (0, 30), false),
        ];
        for ((known, days), (other_known, other_days), expected) in cases {
            let (here, there) = (
                Coverage { known, days },
                Coverage {
                    known: other_known,
                    days: other_days,
                },
            );
            assert_eq!(here.bears_comparison(there), expected, "{here:?} {there:?}");
            assert_eq!(there.bears_comparison(here), expected, "{there:?} {here:?}");
        }
    }

    #[test]
    fn days_outside_of_a_series_are_unknown() {
        let from = Day::from_days(10);
        let series = Series::new(from, vec![Some(1.0), None, Some(3.0)]);
        let range = DayRange {
            from: from - 1,
            to: from + 3,
        };
        let coverage = Coverage::of(&series, range);
        assert_eq!((coverage.known, coverage.days), (2, 5));
        assert!(!coverage.is_full());
    }
}
