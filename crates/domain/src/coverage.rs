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

    /// Whether the sums of two ranges can be compared: a day that is known in one only would be a part of
    /// the change. Months have 30 days, or 31, and those without weekends 22, or 23: as shares of all
    /// days they are less than a day apart.
    pub fn bears_comparison_of_sums(self, other: Self) -> bool {
        let here = u64::from(self.known) * u64::from(other.days);
        let there = u64::from(other.known) * u64::from(self.days);
        here.min(there) > 0 && here.abs_diff(there) < u64::from(self.days.max(other.days))
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
    fn only_sums_of_as_many_days_are_compared() {
        let cases = [
            ((31, 31), (30, 30), true),
            ((28, 28), (31, 31), true),
            ((6, 6), (7, 7), true),
            ((6, 7), (7, 7), false),
            ((6, 7), (6, 6), true),
            ((25, 31), (30, 30), false),
            ((22, 30), (23, 31), true),
            ((65, 90), (63, 90), false),
            ((29, 30), (30, 30), false),
            ((0, 1), (1, 1), false),
            ((0, 30), (0, 30), false),
        ];
        for ((known, days), (other_known, other_days), expected) in cases {
            let here = Coverage { known, days };
            let there = Coverage {
                known: other_known,
                days: other_days,
            };
            assert_eq!(
                here.bears_comparison_of_sums(there),
                expected,
                "{here:?} {there:?}"
            );
            assert_eq!(
                there.bears_comparison_of_sums(here),
                expected,
                "{there:?} {here:?}"
            );
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
