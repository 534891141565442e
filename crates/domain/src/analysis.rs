//! What is made of values before they are drawn: averages, sums so far, shares, indexes.

use crate::{Day, PeriodValue, Series};

/// The mean of each day and the days before it, `days` in all; a gap where fewer than half of
/// them are known.
pub fn moving_average(series: &Series, days: u16) -> Series {
    let window = usize::from(days.max(1));
    let (mut sum, mut known) = (0.0, 0_usize);
    let mut values = Vec::with_capacity(series.values.len());
    for (at, value) in series.values.iter().enumerate() {
        if let Some(value) = value {
            sum += value;
            known += 1;
        }
        if let Some(Some(left)) = at.checked_sub(window).and_then(|at| series.values.get(at)) {
            sum -= left;
            known -= 1;
        }
        let is_enough = known * 2 >= window;
        values.push(
            is_enough
                .then(|| sum / known as f64)
                .filter(|mean| mean.is_finite()),
        );
    }
    Series::new(series.from, values)
}

/// Values added up from the first on; a gap stays one and adds nothing.
pub fn cumulative(points: &[PeriodValue]) -> Vec<PeriodValue> {
    let mut sum = 0.0;
    let add = |point: &PeriodValue| PeriodValue {
        value: point.value.map(|value| {
            sum += value;
            sum
        }),
        ..*point
    };
    points.iter().map(add).collect()
}

/// Values in percent of the first one known that is not zero.
pub fn indexed(points: &[PeriodValue]) -> Vec<PeriodValue> {
    let base = points
        .iter()
        .filter_map(|point| point.value)
        .find(|value| *value != 0.0);
    let index = |point: &PeriodValue| PeriodValue {
        value: point
            .value
            .zip(base)
            .map(|(value, base)| value / base * 100.0),
        ..*point
    };
    points.iter().map(index).collect()
}

/// Each series' part of all of them, in percent, period by period; a gap where all are zero.
pub fn shares(series: &[Vec<PeriodValue>]) -> Vec<Vec<PeriodValue>> {
    let periods = series.iter().map(Vec::len).max().unwrap_or(0);
    let value = |points: &[PeriodValue], at: usize| points.get(at).and_then(|point| point.value);
    let whole: Vec<f64> = (0..periods)
        .map(|at| series.iter().filter_map(|points| value(points, at)).sum())
        .collect();
    let share = |(at, point): (usize, &PeriodValue)| PeriodValue {
        value: point
            .value
            .filter(|_| whole[at] != 0.0)
            .map(|value| value / whole[at] * 100.0),
        ..*point
    };
    series
        .iter()
        .map(|points| points.iter().enumerate().map(share).collect())
        .collect()
}

/// A value that nothing since a day has matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// Nothing as high since this day; since ever where none.
    Highest(Option<Day>),
    /// Nothing as low since this day; since ever where none.
    Lowest(Option<Day>),
}

/// Days that a record must go back to be worth telling.
const WORTH_TELLING: i32 = 28;

/// How the value of a day stands among those before it, where that is worth telling.
pub fn record(series: &Series, day: Day) -> Option<Record> {
    let value = series.value(day)?;
    let before = || series.known().rev().skip_while(move |(at, _)| *at >= day);
    let first = series.known().next().map(|(at, _)| at)?;
    let is_worth = |since: Option<Day>| day - since.unwrap_or(first) >= WORTH_TELLING;
    let since = |matches: &dyn Fn(f64) -> bool| {
        before()
            .find(|(_, other)| matches(*other))
            .map(|(at, _)| at)
    };
    let (high, low) = (
        since(&|other| other >= value),
        since(&|other| other <= value),
    );
    if is_worth(high) && before().next().is_some() {
        Some(Record::Highest(high))
    } else if is_worth(low) && before().next().is_some() {
        Some(Record::Lowest(low))
    } else {
        None
    }
}

/// How many values in a row up to a day went the same way; positive up, negative down.
pub fn streak(series: &Series, day: Day) -> i32 {
    let known: Vec<f64> = series
        .known()
        .rev()
        .skip_while(|(at, _)| *at > day)
        .map(|(_, value)| value)
        .collect();
    let way = |pair: &[f64]| {
        pair[0]
            .partial_cmp(&pair[1])
            .map_or(0, |order| order as i32)
    };
    let mut steps = known.windows(2).map(way);
    match steps.next() {
        None | Some(0) => 0,
        Some(first) => {
            let more = steps.take_while(|step| *step == first).count();
            first * i32::try_from(more + 1).unwrap_or(i32::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Coverage, Period, Step};

    const FIRST: Day = Day::from_days(100);

    fn points(values: &[Option<f64>]) -> Vec<PeriodValue> {
        let point = |(at, value): (usize, &Option<f64>)| PeriodValue {
            period: Period::of(FIRST + at as i32, Step::Day),
            value: *value,
            coverage: Coverage::default(),
            is_provisional: false,
        };
        values.iter().enumerate().map(point).collect()
    }

    fn values(points: &[PeriodValue]) -> Vec<Option<f64>> {
        points.iter().map(|point| point.value).collect()
    }

    #[test]
    fn an_average_needs_half_of_its_days() {
        let series = Series::new(
            FIRST,
            vec![Some(1.0), Some(3.0), None, None, None, Some(5.0)],
        );
        let expected = [None, Some(2.0), Some(2.0), Some(2.0), None, None];
        assert_eq!(moving_average(&series, 4).values, expected);
        assert_eq!(moving_average(&series, 1).values, series.values);
    }

    #[test]
    fn sums_indexes_and_shares_keep_gaps() {
        let one = points(&[Some(2.0), None, Some(3.0), Some(0.0)]);
        assert_eq!(
            values(&cumulative(&one)),
            [Some(2.0), None, Some(5.0), Some(5.0)]
        );
        assert_eq!(
            values(&indexed(&one)),
            [Some(100.0), None, Some(150.0), Some(0.0)]
        );
        assert_eq!(values(&indexed(&points(&[Some(0.0)]))), [None]);
        let two = points(&[Some(6.0), Some(1.0), None, Some(0.0)]);
        let shared = shares(&[one, two]);
        assert_eq!(values(&shared[0]), [Some(25.0), None, Some(100.0), None]);
        assert_eq!(values(&shared[1]), [Some(75.0), Some(100.0), None, None]);
    }

    #[test]
    fn a_record_is_told_when_it_goes_back_a_month() {
        let mut known: Vec<Option<f64>> = (0..60).map(|_| Some(5.0)).collect();
        known[10] = Some(9.0);
        known.push(Some(8.0));
        let series = Series::new(FIRST, known.clone());
        assert_eq!(
            record(&series, FIRST + 60),
            Some(Record::Highest(Some(FIRST + 10)))
        );
        known[60] = Some(10.0);
        let series = Series::new(FIRST, known.clone());
        assert_eq!(record(&series, FIRST + 60), Some(Record::Highest(None)));
        known[60] = Some(1.0);
        let series = Series::new(FIRST, known.clone());
        assert_eq!(record(&series, FIRST + 60), Some(Record::Lowest(None)));
        known[60] = Some(5.0);
        assert_eq!(record(&Series::new(FIRST, known), FIRST + 60), None);
        assert_eq!(record(&Series::new(FIRST, vec![Some(1.0)]), FIRST), None);
    }

    #[test]
    fn a_streak_ends_where_it_turns() {
        let streak = |values: &[f64]| {
            let series = Series::new(FIRST, values.iter().map(|value| Some(*value)).collect());
            super::streak(&series, FIRST + values.len() as i32)
        };
        assert_eq!(streak(&[5.0, 1.0, 2.0, 3.0]), 2);
        assert_eq!(streak(&[1.0, 3.0, 2.0, 1.0, 0.0]), -3);
        assert_eq!(streak(&[1.0, 1.0]), 0);
        assert_eq!(streak(&[1.0]), 0);
    }
}
