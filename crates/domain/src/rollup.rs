//! Days made into longer periods.

use crate::{DayRange, Period, RollUp, Series, Step};

/// The values of a series per period over `range`; a period without a value is a gap.
///
/// `RollUp::Recomputed` has no values of its own to roll up: its owner divides
/// the roll-ups of its inputs, and asked here it answers like `Mean`.
pub fn roll_up(
    series: &Series,
    range: DayRange,
    step: Step,
    how: RollUp,
) -> Vec<(Period, Option<f64>)> {
    Period::covering(range, step)
        .into_iter()
        .map(|period| {
            let known = period
                .days()
                .intersection(range)
                .into_iter()
                .flat_map(DayRange::days)
                .filter_map(|day| series.value(day));
            (period, combine(known, how))
        })
        .collect()
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
    use crate::Day;

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
            let rolled = roll_up(&series, week, Step::Week, how);
            assert_eq!(rolled.len(), 1);
            assert_eq!(rolled[0].1, Some(expected), "{how}");
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
        let rolled = roll_up(&series, range, Step::Week, RollUp::Sum);
        assert_eq!(
            rolled.iter().map(|(_, value)| *value).collect::<Vec<_>>(),
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
        );
        assert_eq!(rolled[0].1, None);
    }
}
