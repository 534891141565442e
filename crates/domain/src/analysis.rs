//! What is made of values before they are drawn: averages, sums so far, shares, indexes.

use crate::total::Days;
use crate::usual_days::UsualDays;
use crate::{Day, DayRange, Mark, PartMarks, PeriodValue, RollUp, Series, Sum};

/// The mean of each day and the days before it, `days` in all, weighted where all weights are known; a
/// gap where fewer than half of them are known, and after the `newest` day whose value stands for the metric.
///
/// Each window is added up anew: taking away what leaves it would keep what a huge value rounded off.
pub fn moving_average(series: &Series, days: u16, newest: Day) -> Series {
    let window = i32::from(days.max(1));
    let mean = |at: usize| {
        let to = series.from + at as i32;
        let days = Days::of(
            series,
            DayRange {
                from: to - (window - 1),
                to,
            },
        );
        let is_enough = days.coverage().known * 2 >= window.unsigned_abs();
        let mean = days.combine(RollUp::Mean, newest).map(|(mean, _)| mean);
        mean.filter(|_| is_enough && to <= newest)
    };
    Series::new(series.from, (0..series.values.len()).map(mean).collect())
}

/// Values added up from the first on; a gap stays one and adds nothing. What is to be known of one is to be known
/// of all sums from there on: that days are missing, too, where values usually come on them and none came.
///
/// `series` has the days that the values are of, `newest` is the newest that counts.
pub fn cumulative(points: &[PeriodValue], series: &Series, newest: Day) -> Vec<PeriodValue> {
    let Some((first, last)) = points.first().zip(points.last()) else {
        return Vec::new();
    };
    let up_to = |days: DayRange| DayRange::new(days.from, days.to.min(newest));
    let shown = DayRange::new(first.days.from, last.days.to).and_then(up_to);
    let usual = shown.map(|shown| UsualDays::of(series, shown));
    let is_missing = |point: &PeriodValue| {
        let days = up_to(point.days).filter(|_| point.value.is_none());
        let usual = usual.as_ref().zip(days);
        usual.is_some_and(|(usual, days)| usual.lack(days))
    };
    let mut sum = Sum::default();
    let mut has_begun = false;
    let (mut part, mut lacking, mut outdated) = (PartMarks::default(), 0, 0);
    let add = |point: &PeriodValue| {
        has_begun |= point.value.is_some();
        part = part.and(point.part);
        if has_begun && is_missing(point) {
            part = part.and(PartMarks::of(Mark::MissingDays));
        }
        lacking += point.lacking;
        outdated += point.outdated;
        let value = point.value.and_then(|value| {
            sum.add(value);
            Some(sum.get()).filter(|sum| sum.is_finite())
        });
        PeriodValue {
            value,
            part,
            lacking,
            outdated,
            ..*point
        }
    };
    points.iter().map(add).collect()
}

/// Values in percent of the first one known that is not zero: of the first whole period, where there is one, for
/// a part of one is less.
pub fn indexed(points: &[PeriodValue]) -> Vec<PeriodValue> {
    let first_of = |is_base: fn(&PeriodValue) -> bool| {
        let mut values = points.iter().filter(|point| is_base(point));
        values.find_map(|point| point.value.filter(|value| *value != 0.0))
    };
    let base = first_of(PeriodValue::is_whole).or_else(|| first_of(|_| true));
    let index = |point: &PeriodValue| PeriodValue {
        value: point
            .value
            .zip(base)
            .map(|(value, base)| value / base * 100.0),
        ..*point
    };
    points.iter().map(index).collect()
}

/// So long after its last value a series is one of which nothing is known; from then on it has ended.
const UNKNOWN_DAYS: i32 = 7;

/// The first days of the periods in which a series should have a value and has none: what has not begun, or has
/// ended, is no part of a whole, and neither is what is known to be nothing. `known` are the days between which it has
/// values at all, be they shown or not.
pub fn unknown_periods(
    points: &[PeriodValue],
    known: Option<DayRange>,
    is_nothing: impl Fn(Day) -> bool,
) -> Vec<Day> {
    let Some(known) = known else {
        return Vec::new();
    };
    let has_ended = |days: DayRange| days.from > known.to && days.to > known.to + UNKNOWN_DAYS;
    let is_unknown = |point: &&PeriodValue| {
        let days = point.days;
        point.value.is_none()
            && known.from <= days.to
            && !has_ended(days)
            && !days.days().all(&is_nothing)
    };
    let unknown = points.iter().filter(is_unknown);
    unknown.map(|point| point.period.start).collect()
}

/// Each series' part of all of them, in percent, period by period; a gap where all are zero, and where one is not
/// known: what is unknown is no zero. Each comes with its [`unknown_periods`].
pub fn shares(series: &[(Vec<PeriodValue>, Vec<Day>)]) -> Vec<Vec<PeriodValue>> {
    let periods = series.iter().map(|(points, _)| points.len()).max();
    let periods = periods.unwrap_or(0);
    let value = |points: &[PeriodValue], at: usize| points.get(at).and_then(|point| point.value);
    let is_part = |(points, unknown): &(Vec<PeriodValue>, Vec<Day>), at: usize| {
        points.get(at).is_some_and(|point| {
            point.value.is_some() || unknown.binary_search(&point.period.start).is_ok()
        })
    };
    let wholes: Vec<Option<f64>> = (0..periods)
        .map(|at| {
            let parts = series.iter().filter(|one| is_part(one, at));
            let values: Option<Vec<f64>> = parts.map(|(points, _)| value(points, at)).collect();
            values.map(|values| values.into_iter().collect::<Sum>().get())
        })
        .collect();
    let share = |(at, point): (usize, &PeriodValue)| {
        let whole = wholes[at];
        let (value, part) = match (point.value, whole) {
            (Some(value), Some(whole)) if whole != 0.0 => (Some(value / whole * 100.0), point.part),
            (Some(_), None) => (None, PartMarks::of(Mark::WholeUnknown)),
            _ => (None, point.part),
        };
        PeriodValue {
            value,
            part,
            ..*point
        }
    };
    series
        .iter()
        .map(|(points, _)| points.iter().enumerate().map(share).collect())
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

/// How much of a series is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From its first day on.
    Everything,
    /// From some day on: nothing can be said of what was before.
    Part,
}

/// How the value of a day stands among those before it, where that is worth telling. One that is made
/// of a part of the objects only is no record, and none is measured by it.
pub fn record(series: &Series, day: Day, reach: Reach) -> Option<Record> {
    let value = series.value(day).filter(|_| !series.is_incomplete(day))?;
    let before = || {
        let known = series.known().rev().skip_while(move |(at, _)| *at >= day);
        known.filter(|(at, _)| !series.is_incomplete(*at))
    };
    before().next()?;
    let first = series.known().next().map(|(at, _)| at)?;
    let since = |matches: &dyn Fn(f64) -> bool| {
        before()
            .find(|(_, other)| matches(*other))
            .map(|(at, _)| at)
    };
    let is_worth = |since: Option<Day>| match (since, reach) {
        (None, Reach::Part) => false,
        _ => day - since.unwrap_or(first) >= WORTH_TELLING,
    };
    let (high, low) = (
        since(&|other| other >= value),
        since(&|other| other <= value),
    );
    if is_worth(high) {
        Some(Record::Highest(high))
    } else if is_worth(low) {
        Some(Record::Lowest(low))
    } else {
        None
    }
}

/// How many days in a row up to a day went the same way; positive up, negative down. A day without a
/// value ends it.
pub fn streak(series: &Series, day: Day) -> i32 {
    let way = |day: Day| {
        let is_known = |day: Day| !series.is_incomplete(day);
        let both = series.value(day - 1).zip(series.value(day));
        let both = both.filter(|_| is_known(day - 1) && is_known(day));
        both.and_then(|(before, value)| value.partial_cmp(&before))
            .map_or(0, |order| order as i32)
    };
    let last = way(day);
    if last == 0 {
        return 0;
    }
    let mut days = 1;
    while way(day - days) == last {
        days += 1;
    }
    last * days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mark, Period, Step};

    const FIRST: Day = Day::from_days(100);

    fn points(values: &[Option<f64>]) -> Vec<PeriodValue> {
        let point = |(at, value): (usize, &Option<f64>)| {
            PeriodValue::whole(Period::of(FIRST + at as i32, Step::Day), *value)
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
        assert_eq!(moving_average(&series, 4, Day::MAX).values, expected);
        assert_eq!(moving_average(&series, 1, Day::MAX).values, series.values);
    }

    #[test]
    fn an_average_ends_with_the_last_day_that_is_over() {
        let series = Series::new(FIRST, vec![Some(4.0), Some(6.0), Some(1.0)]);
        let average = moving_average(&series, 2, FIRST + 1);
        assert_eq!(average.values, [Some(4.0), Some(5.0), None]);
    }

    #[test]
    fn an_average_recovers_from_a_huge_value() {
        let mut values = vec![Some(1.0); 20];
        values[3] = Some(1e17);
        let average = moving_average(&Series::new(FIRST, values), 7, Day::MAX);
        assert_eq!(average.values[10..], [Some(1.0); 10]);
    }

    #[test]
    fn an_average_of_averages_is_weighted() {
        let mut series = Series::new(FIRST, vec![Some(10.0), Some(40.0)]);
        series.weights = vec![2.0, 1.0];
        assert_eq!(
            moving_average(&series, 2, Day::MAX).values,
            [Some(10.0), Some(20.0)]
        );
    }

    /// A series between these days of the first.
    fn part(points: Vec<PeriodValue>, (from, to): (i32, i32)) -> (Vec<PeriodValue>, Vec<Day>) {
        let known = DayRange::new(FIRST + from, FIRST + to);
        let unknown = unknown_periods(&points, known, |_| false);
        (points, unknown)
    }

    #[test]
    fn sums_indexes_and_shares_keep_gaps() {
        let one = points(&[Some(2.0), None, Some(3.0), Some(0.0)]);
        assert_eq!(
            values(&cumulative(&one, &Series::new(FIRST, Vec::new()), Day::MAX)),
            [Some(2.0), None, Some(5.0), Some(5.0)]
        );
        // Sums from a day on that is not known lack it, and so does no sum before.
        let daily = Series::new(FIRST, vec![Some(2.0), None, Some(3.0), Some(0.0)]);
        let sums = cumulative(&one, &daily, Day::MAX);
        let lack: Vec<bool> = sums.iter().map(|sum| sum.part.has_missing_days()).collect();
        assert_eq!(lack, [false, true, true, true]);
        assert_eq!(
            values(&indexed(&one)),
            [Some(100.0), None, Some(150.0), Some(0.0)]
        );
        assert_eq!(values(&indexed(&points(&[Some(0.0)]))), [None]);
        let two = points(&[Some(6.0), Some(1.0), None, Some(0.0)]);
        let shared = shares(&[part(one, (0, 3)), part(two, (0, 3))]);
        assert_eq!(values(&shared[0]), [Some(25.0), None, None, None]);
        assert_eq!(values(&shared[1]), [Some(75.0), None, None, None]);
    }

    /// Where one has not answered yet, 110 of 110 and of nobody knows what are not 100 %.
    #[test]
    fn what_is_unknown_is_no_zero_beside_others() {
        let level = points(&[Some(100.0), Some(110.0), Some(120.0)]);
        let silent = points(&[Some(100.0), None, Some(40.0)]);
        let late = points(&[None, None, Some(40.0)]);
        let shared = shares(&[
            part(level, (0, 2)),
            part(silent, (0, 2)),
            part(late, (2, 2)),
        ]);
        assert_eq!(values(&shared[0]), [Some(50.0), None, Some(60.0)]);
        assert_eq!(values(&shared[2]), [None, None, Some(20.0)]);
        // The first shown day is not the first: it began before.
        let ten = || part(points(&[Some(10.0), Some(10.0)]), (-9, 1));
        let shared = shares(&[ten(), part(points(&[None, Some(30.0)]), (-9, 1))]);
        assert_eq!(values(&shared[0]), [None, Some(25.0)]);
        // What has ended is no part any more; what ended just now may not have.
        let nothing = || points(&[None, None]);
        let shared = shares(&[ten(), part(nothing(), (-90, -8))]);
        assert_eq!(values(&shared[0]), [Some(100.0), Some(100.0)]);
        let shared = shares(&[ten(), part(nothing(), (-90, -7))]);
        assert_eq!(values(&shared[0]), [None, Some(100.0)]);
        // Of that day it was answered that there is nothing.
        let none = unknown_periods(&nothing(), DayRange::new(FIRST - 9, FIRST), |day| {
            day == FIRST
        });
        assert_eq!(none, [FIRST + 1]);
    }

    /// The month after its last day is not unknown as a whole; its first day may be.
    #[test]
    fn what_ended_with_a_month_is_no_part_of_the_next() {
        let of = |text: &str, to: &str| {
            let first = Day::parse(text).expect("a date");
            let month = PeriodValue::whole(Period::of(first, Step::Month), None);
            let to = Day::parse(to).expect("a date");
            let days = DayRange { to, ..month.days };
            let ended = DayRange::new(first - 90, first - 1);
            unknown_periods(&[PeriodValue { days, ..month }], ended, |_| false).len()
        };
        assert_eq!(of("2026-11-01", "2026-11-30"), 0);
        assert_eq!(of("2026-11-01", "2026-11-03"), 1);
    }

    #[test]
    fn a_record_is_told_when_it_goes_back_a_month() {
        let mut known: Vec<Option<f64>> = (0..60).map(|_| Some(5.0)).collect();
        known[10] = Some(9.0);
        known.push(Some(8.0));
        let series = Series::new(FIRST, known.clone());
        assert_eq!(
            record(&series, FIRST + 60, Reach::Everything),
            Some(Record::Highest(Some(FIRST + 10)))
        );
        known[60] = Some(10.0);
        let series = Series::new(FIRST, known.clone());
        assert_eq!(
            record(&series, FIRST + 60, Reach::Everything),
            Some(Record::Highest(None))
        );
        known[60] = Some(1.0);
        let series = Series::new(FIRST, known.clone());
        assert_eq!(
            record(&series, FIRST + 60, Reach::Everything),
            Some(Record::Lowest(None))
        );
        known[60] = Some(5.0);
        assert_eq!(
            record(&Series::new(FIRST, known), FIRST + 60, Reach::Everything),
            None
        );
        assert_eq!(
            record(
                &Series::new(FIRST, vec![Some(1.0)]),
                FIRST,
                Reach::Everything
            ),
            None
        );
    }

    #[test]
    fn of_what_is_not_at_hand_nothing_is_said() {
        let mut known: Vec<Option<f64>> = (0..60).map(|_| Some(5.0)).collect();
        known.push(Some(8.0));
        let mut series = Series::new(FIRST, known);
        assert_eq!(record(&series, FIRST + 60, Reach::Part), None);
        series.values[20] = Some(9.0);
        let since = Some(Record::Highest(Some(FIRST + 20)));
        assert_eq!(record(&series, FIRST + 60, Reach::Part), since);
        // A day of which not all is known is no record.
        series.marks = vec![(FIRST + 60, Mark::Incomplete(1))];
        assert_eq!(record(&series, FIRST + 60, Reach::Everything), None);
    }

    #[test]
    fn a_streak_is_of_days_in_a_row() {
        let values = vec![Some(1.0), None, Some(2.0), None, Some(3.0), Some(4.0)];
        let series = Series::new(FIRST, values);
        assert_eq!(super::streak(&series, FIRST + 5), 1);
        assert_eq!(super::streak(&series, FIRST + 4), 0);
    }

    #[test]
    fn a_streak_ends_where_it_turns() {
        let streak = |values: &[f64]| {
            let series = Series::new(FIRST, values.iter().map(|value| Some(*value)).collect());
            super::streak(&series, FIRST + (values.len() as i32 - 1))
        };
        assert_eq!(streak(&[5.0, 1.0, 2.0, 3.0]), 2);
        assert_eq!(streak(&[1.0, 3.0, 2.0, 1.0, 0.0]), -3);
        assert_eq!(streak(&[1.0, 1.0]), 0);
        assert_eq!(streak(&[1.0]), 0);
    }
}
