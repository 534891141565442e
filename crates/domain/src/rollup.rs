//! Days made into longer periods.

use serde::{Deserialize, Serialize};

use crate::{Coverage, Day, DayRange, Period, RollUp, Series, Step};

/// Days rolled up into a period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PeriodValue {
    /// The period.
    pub period: Period,
    /// What its days make together; `None` where none of them is known.
    pub value: Option<f64>,
    /// How much is known of its days that were asked for.
    pub coverage: Coverage,
    /// Whether it is not over: the value may still change.
    pub is_provisional: bool,
}

/// The values of a series per period over `range`; a period without a value is a gap.
///
/// A period that `today` or a later day belongs to is not over, however much of it is known.
///
/// `RollUp::Recomputed` has no values of its own to roll up: its owner divides
/// the roll-ups of its inputs, and asked here it answers like `Mean`.
pub fn roll_up(
    series: &Series,
    range: DayRange,
    step: Step,
    how: RollUp,
    today: Day,
) -> Vec<PeriodValue> {
    let roll_up_one = |period: Period| {
        let days = period.days().intersection(range);
        let known = days
            .into_iter()
            .flat_map(DayRange::days)
            .filter_map(|day| series.value(day));
        PeriodValue {
            period,
            value: combine(known, how),
            coverage: days.map_or_else(Coverage::default, |days| Coverage::of(series, days)),
            is_provisional: !period.is_over(today),
        }
    };
    Period::covering(range, step)
        .into_iter()
        .map(roll_up_one)
        .collect()
}

/// A whole range as one value; `None` where none of its days is known.
pub fn roll_up_whole(series: &Series, range: DayRange, how: RollUp) -> Option<f64> {
    combine(range.days().filter_map(|day| series.value(day)), how)
}

fn combine(values: impl Iterator<Item = f64>, how: RollUp) -> Option<f64> {
    let mut count = 0.0;
    let combined = values
        .inspect(|_| count += 1.0)
        .reduce(|so_far, value| match how {
            RollUp::Last => value,
            RollUp::Sum | RollUp::Mean | RollUp::Recomputed => so_far + value,
            RollUp::Min => so_far.min(value),
            RollUp::Max => so_far.max(value),
        })?;
    let combined = match how {
        RollUp::Mean | RollUp::Recomputed => combined / count,
        _ => combined,
    };
    combined.is_finite().then_some(combined)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: Day = Day::MAX;

    #[test]
    fn a_week_is_rolled_up_without_its_gaps() {
        let monday = Day::parse("2026-11-16").expect("a date");
        let series = Series::new(monday, vec![Some(1.0), None, Some(4.0), Some(2.0)]);
        let week = DayRange {
            from: monday,
            to: monday + 6,
        };
        let cases = [
            (RollUp::Last, 2.0),
            (RollUp::Sum, 7.0),
            (RollUp::Mean, 7.0 / 3.0),
            (RollUp::Min, 1.0),
            (RollUp::Max, 4.0),
        ];
        for (how, expected) in cases {
            let rolled = roll_up(&series, week, Step::Week, how, LATER);
            assert_eq!(rolled.len(), 1);
            assert_eq!(rolled[0].value, Some(expected), "{how}");
        }
    }

    #[test]
    fn a_period_without_values_is_a_gap() {
        let monday = Day::parse("2026-11-16").expect("a date");
        let series = Series::empty(DayRange {
            from: monday,
            to: monday + 13,
        });
        let range = DayRange {
            from: monday,
            to: monday + 13,
        };
        let rolled = roll_up(&series, range, Step::Week, RollUp::Sum, LATER);
        assert_eq!(
            rolled.iter().map(|one| one.value).collect::<Vec<_>>(),
            [None, None]
        );
    }

    #[test]
    fn a_sum_that_overflows_is_a_gap() {
        let day = Day::from_days(4);
        let series = Series::new(day, vec![Some(9e307); 7]);
        let rolled = roll_up(
            &series,
            DayRange {
                from: day,
                to: day + 6,
            },
            Step::Week,
            RollUp::Sum,
            LATER,
        );
        assert_eq!(rolled[0].value, None);
    }

    #[test]
    fn a_period_is_provisional_until_it_is_over() {
        let monday = Day::parse("2026-11-16").expect("a date");
        let series = Series::new(monday, vec![Some(1.0); 10]);
        let range = DayRange {
            from: monday,
            to: monday + 9,
        };
        let of = |today| -> Vec<_> {
            roll_up(&series, range, Step::Week, RollUp::Sum, today)
                .iter()
                .map(|one| (one.is_provisional, one.coverage.known, one.coverage.days))
                .collect()
        };
        assert_eq!(of(monday + 9), [(false, 7, 7), (true, 3, 3)]);
        // Sunday is the last day of its week.
        assert_eq!(of(monday + 6)[0], (true, 7, 7));
        assert_eq!(of(monday + 7)[0], (false, 7, 7));
    }

    #[test]
    fn a_range_over_new_year_is_one_mean() {
        let from = Day::parse("2025-12-31").expect("a date");
        let series = Series::new(from, vec![Some(1.0), Some(4.0), None, Some(7.0)]);
        let range = DayRange { from, to: from + 3 };
        assert_eq!(roll_up_whole(&series, range, RollUp::Mean), Some(4.0));
        assert_eq!(roll_up_whole(&series, range, RollUp::Sum), Some(12.0));
    }
}
