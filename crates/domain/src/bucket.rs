//! Buckets: the parts into which a step cuts a range.

use serde::{Deserialize, Serialize};

use crate::{Day, DayRange, Period, Step};

/// The days of a calendar period that lie in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bucket {
    /// The period.
    pub period: Period,
    /// Its days in the range; all of them but at the range's ends.
    pub days: DayRange,
}

impl Bucket {
    /// A whole period.
    pub fn whole(period: Period) -> Self {
        Self {
            period,
            days: period.days(),
        }
    }

    /// The part of a period that lies in a range; `None` where they share no day.
    pub fn within(period: Period, range: DayRange) -> Option<Self> {
        let days = period.days().intersection(range)?;
        Some(Self { period, days })
    }

    /// The buckets of a range, in order: each of its days lies in exactly one.
    pub fn covering(range: DayRange, step: Step) -> Vec<Self> {
        let periods = Period::covering(range, step).into_iter();
        periods
            .filter_map(|period| Self::within(period, range))
            .collect()
    }

    /// Its days up to one of them; all where that is an earlier one.
    pub fn up_to(self, last: Day) -> Self {
        let days = DayRange::new(self.days.from, self.days.to.min(last));
        Self {
            days: days.unwrap_or(self.days),
            ..self
        }
    }

    /// Whether the range begins or ends inside of the period.
    pub fn is_partial(self) -> bool {
        self.days != self.period.days()
    }

    /// Its name, with its days where it is a part: `Oct 2026, only 26 Oct – 31 Oct`.
    pub fn name(self) -> String {
        let name = self.period.name();
        match self.is_partial() {
            true => format!("{name}, only {}", self.days.spoken(self.period.start)),
            false => name,
        }
    }

    /// Whether all of its days are over.
    pub fn is_over(self, today: Day) -> bool {
        self.days.to < today
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn only_the_ends_are_parts() {
        let range = DayRange {
            from: day("2026-08-26"),
            to: day("2026-10-31"),
        };
        let names: Vec<_> = Bucket::covering(range, Step::Month)
            .into_iter()
            .map(Bucket::name)
            .collect();
        assert_eq!(
            names,
            ["Aug 2026, only 26 Aug – 31 Aug", "Sep 2026", "Oct 2026"]
        );
    }

    proptest! {
        #[test]
        fn buckets_tile_their_range(from in 0i32..40_000, len in 1i32..2_000, at in 0usize..5) {
            let from = Day::from_days(from);
            let range = DayRange { from, to: from + (len - 1) };
            let buckets = Bucket::covering(range, Step::ALL[at]);
            let days: Vec<Day> = buckets.iter().flat_map(|bucket| bucket.days.days()).collect();
            prop_assert_eq!(days, range.days().collect::<Vec<_>>());
        }
    }
}
