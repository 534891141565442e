//! Days made into longer periods.

use serde::{Deserialize, Serialize};

use crate::part_marks::{PartDays, PartMarks};
use crate::total::{Days, asked_before};
use crate::usual_days::UsualDays;
use crate::{Bucket, Coverage, Day, DayRange, Mark, Method, Period, RollUp, Series, Step};

/// Days rolled up into a bucket: a period, or the part of one that lies in the shown range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PeriodValue {
    /// The period.
    pub period: Period,
    /// Its days in the range; all of them but at the range's ends.
    pub days: DayRange,
    /// What its days make together; `None` where none of them is known.
    pub value: Option<f64>,
    /// How much is known of its days that were asked for.
    pub coverage: Coverage,
    /// Whether it is not over: the value may still change.
    pub is_provisional: bool,
    /// How many of its days were asked for what the metric meant before it was changed.
    pub outdated: u32,
    /// How many of its days lack objects: their answers failed, their values were removed, or nothing is known of them.
    pub lacking: u32,
    /// Why it is not of all that is said now: the marks of its days, or of the one that it is the value of.
    pub part: PartMarks,
    /// The day whose value it is, where it is that of one.
    pub last_day: Option<Day>,
    /// Whether it is a sum, of which a day that is not known is a part.
    pub is_sum: bool,
    /// Whether the value of a day that is not over is a part of it.
    pub has_running_day: bool,
}

impl PeriodValue {
    /// A value of all days of a period that is over.
    pub fn whole(period: Period, value: Option<f64>) -> Self {
        Self {
            period,
            days: period.days(),
            value,
            coverage: Coverage::default(),
            is_provisional: false,
            outdated: 0,
            lacking: 0,
            part: PartMarks::default(),
            last_day: None,
            is_sum: false,
            has_running_day: false,
        }
    }

    /// The period's part that the value is of.
    pub const fn bucket(&self) -> Bucket {
        Bucket {
            period: self.period,
            days: self.days,
        }
    }

    /// Whether the range begins or ends inside of the period: beside whole ones it is no low.
    pub fn is_partial(&self) -> bool {
        self.bucket().is_partial()
    }

    /// Whether any of its days was asked for what the metric meant before it was changed.
    pub const fn is_outdated(&self) -> bool {
        self.outdated > 0
    }

    /// Whether a change between two periods may be told: as much is known of both, both lack objects alike, of sums
    /// on as many days, and both were asked for one thing, the same.
    pub fn bears_comparison(&self, other: &Self) -> bool {
        if self.part.is_early() || other.part.is_early() {
            return false;
        }
        let is_running = self.has_running_day || other.has_running_day;
        let asked = asked_before(self.outdated, self.coverage);
        asked.is_some()
            && asked == asked_before(other.outdated, other.coverage)
            && match self.is_sum {
                true => {
                    !is_running
                        && self.lacking == other.lacking
                        && self.coverage.bears_comparison_of_sums(other.coverage)
                }
                false => {
                    (self.lacking > 0) == (other.lacking > 0)
                        && self.coverage.bears_comparison(other.coverage)
                }
            }
    }

    /// Whether it can be compared with its neighbours: it is whole, and over.
    pub fn is_whole(&self) -> bool {
        !self.is_provisional && !self.is_partial()
    }
}

/// The values of a series per bucket of `range`; a bucket without a value is a gap.
///
/// A period that `today` or a later day belongs to is not over, however much of it is known. A day that has a
/// value is not over where the series marks it so: of what is told at a moment, today's value stands. `newest` is the
/// newest day whose value stands for the metric, as for [`Total::of`](crate::Total::of): a period is made of its
/// days as a range is.
pub fn roll_up(
    series: &Series,
    range: DayRange,
    step: Step,
    (how, newest): (RollUp, Day),
    today: Day,
) -> Vec<PeriodValue> {
    let buckets = Bucket::covering(range, step);
    roll_up_buckets(series, buckets, (how, newest), today)
}

/// The same for buckets that are known already.
pub fn roll_up_buckets(
    series: &Series,
    buckets: impl IntoIterator<Item = Bucket>,
    (how, newest): (RollUp, Day),
    today: Day,
) -> Vec<PeriodValue> {
    let outdated = series.marks.iter();
    let outdated = outdated.filter(|(_, mark)| *mark == Mark::Outdated);
    let outdated: Vec<Day> = outdated.map(|(day, _)| *day).collect();
    let part_days = PartDays::of(series);
    let roll_up_one = |bucket: Bucket| {
        let days_of = |days: &[Day]| {
            let before = days.partition_point(|day| *day < bucket.days.from);
            let until = days.partition_point(|day| *day <= bucket.days.to);
            u32::try_from(until - before).unwrap_or(u32::MAX)
        };
        let days = Days::of(series, bucket.days);
        let made = days.combine(how, newest);
        let last_day = match made {
            Some((_, Method::Last(day))) => Some(day),
            _ => None,
        };
        let of_value = last_day.map_or(bucket.days, DayRange::single);
        PeriodValue {
            period: bucket.period,
            days: bucket.days,
            value: made.map(|(value, _)| value),
            coverage: days.coverage(),
            is_provisional: !bucket.is_over(today) && !stands(series, bucket),
            outdated: days_of(&outdated),
            lacking: part_days.lacking(of_value),
            part: part_days.over(of_value),
            last_day,
            is_sum: how == RollUp::Sum,
            has_running_day: days.has_value_after(newest),
        }
    };
    let mut periods: Vec<PeriodValue> = buckets.into_iter().map(roll_up_one).collect();
    // A day that is not over is not missing yet.
    mark_missing_days(&mut periods, series, newest.min(today - 1));
    periods
}

/// Marks the periods that lack a day on which a value usually comes: of what never has one on Sundays no week lacks
/// one. Of what stands at a moment only the days after the last count.
fn mark_missing_days(periods: &mut [PeriodValue], series: &Series, newest: Day) {
    let ends = periods.first().zip(periods.last());
    let Some((first, last)) = ends.filter(|(first, _)| first.period.step != Step::Day) else {
        return;
    };
    let over = |from: Day, to: Day| DayRange::new(from, to.min(newest));
    let Some(shown) = over(first.days.from, last.days.to) else {
        return;
    };
    let usual = UsualDays::of(series, shown);
    for one in periods.iter_mut().filter(|one| one.value.is_some()) {
        let from = one.last_day.map_or(one.days.from, Day::next);
        if over(from, one.days.to).is_some_and(|days| usual.lack(days)) {
            one.part = one.part.and(PartMarks::of(Mark::MissingDays));
        }
    }
}

/// Whether a bucket is one day whose value will not change.
fn stands(series: &Series, bucket: Bucket) -> bool {
    let day = bucket.days.from;
    let is_known = bucket.period.step == Step::Day && series.value(day).is_some();
    is_known && !series.has_mark(day, Mark::Provisional)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GapReason, Numerator};

    const LATER: Day = Day::MAX;

    fn monday() -> Day {
        Day::parse("2026-11-16").expect("a date")
    }

    fn week() -> DayRange {
        DayRange {
            from: monday(),
            to: monday() + 6,
        }
    }

    #[test]
    fn a_week_is_rolled_up_without_its_gaps() {
        let series = Series::new(monday(), vec![Some(1.0), None, Some(4.0), Some(2.0)]);
        let cases = [
            (RollUp::Last, 2.0),
            (RollUp::Sum, 7.0),
            (RollUp::Mean, 7.0 / 3.0),
            (RollUp::Min, 1.0),
            (RollUp::Max, 4.0),
        ];
        for (how, expected) in cases {
            let rolled = roll_up(&series, week(), Step::Week, (how, LATER), LATER);
            assert_eq!(rolled.len(), 1);
            assert_eq!(rolled[0].value, Some(expected), "{how}");
        }
    }

    #[test]
    fn averages_count_by_their_weights() {
        let mut series = Series::new(monday(), vec![Some(10.0), None, Some(40.0)]);
        series.weights = vec![1.0, 0.0, 2.0];
        for how in [RollUp::Mean, RollUp::Recomputed] {
            let rolled = roll_up(&series, week(), Step::Week, (how, LATER), LATER);
            assert_eq!(rolled[0].value, Some(30.0), "{how}");
        }
        let sum = roll_up(&series, week(), Step::Week, (RollUp::Sum, LATER), LATER);
        assert_eq!(sum[0].value, Some(50.0));
        // Of one day it is not known how much it counts: then all count alike.
        series.weights[2] = 0.0;
        let rolled = roll_up(&series, week(), Step::Week, (RollUp::Mean, LATER), LATER);
        assert_eq!(rolled[0].value, Some(25.0));
    }

    /// 7 bought of 48 who came, and 5 on a day on which nobody did; 6 came back another day.
    #[test]
    fn a_ratio_of_a_period_is_that_of_its_sums() {
        let undivided = |number| {
            Mark::Gap(GapReason::ZeroDenominator(
                Numerator::new(number).expect("finite"),
            ))
        };
        let mut series = Series::new(monday(), vec![Some(5.0 / 40.0), None, Some(0.25), None]);
        series.weights = vec![40.0, 0.0, 8.0, 0.0];
        series.marks = vec![
            (monday() + 1, undivided(5.0)),
            (monday() + 3, undivided(0.0)),
        ];
        let of = |series: &Series, step| -> Vec<_> {
            roll_up(series, week(), step, (RollUp::Recomputed, LATER), LATER)
                .iter()
                .map(|one| one.value)
                .collect()
        };
        assert_eq!(of(&series, Step::Week), [Some(0.25)]);
        assert_eq!(
            of(&series, Step::Day)[..4],
            [Some(0.125), None, Some(0.25), None]
        );
        // What came back is more than what came: a denominator below zero.
        series.values[3] = Some(0.5);
        series.weights[3] = -6.0;
        series.marks.pop();
        assert_eq!(of(&series, Step::Week), [Some(9.0 / 42.0)]);
        series.weights[0] = -2.0;
        assert_eq!(
            of(&series, Step::Week),
            [None],
            "nothing in all to divide by"
        );
    }

    /// A week that lacks a day reads like any other beside whole ones; of what never has a value on Sundays none lacks one.
    #[test]
    fn a_period_that_lacks_days_beside_whole_ones_is_marked() {
        let range = DayRange {
            from: monday(),
            to: monday() + 13,
        };
        let of = |values: Vec<Option<f64>>, how, newest| {
            let series = Series::new(monday(), values);
            let rolled = roll_up(&series, range, Step::Week, (how, newest), LATER);
            let lacks: Vec<bool> = rolled
                .iter()
                .map(|one| one.part.has_missing_days())
                .collect();
            lacks
        };
        let mut values = vec![Some(1.0); 14];
        assert_eq!(of(values.clone(), RollUp::Sum, LATER), [false, false]);
        values[2] = None;
        for how in [RollUp::Sum, RollUp::Mean, RollUp::Min] {
            assert_eq!(of(values.clone(), how, LATER), [true, false], "{how}");
        }
        assert_eq!(of(values.clone(), RollUp::Last, LATER), [false, false]);
        values[6] = None;
        assert_eq!(of(values.clone(), RollUp::Last, LATER), [true, false]);
        values[9] = None;
        values[13] = None;
        assert_eq!(
            of(values.clone(), RollUp::Sum, LATER),
            [false, false],
            "as ever"
        );
        // Nothing tells what is usual but that values come day by day.
        let alone = [vec![None; 7], vec![Some(1.0); 2]].concat();
        assert_eq!(of(alone, RollUp::Sum, LATER), [false, true]);
        // What is still to come is not missing.
        let begun = vec![Some(1.0); 9];
        assert_eq!(of(begun.clone(), RollUp::Sum, monday() + 8), [false, false]);
        let level = Series::new(monday(), begun);
        let how = (RollUp::Last, monday() + 9);
        for (today, is_missing) in [(9, false), (10, true)] {
            let rolled = roll_up(&level, range, Step::Week, how, monday() + today);
            assert_eq!(rolled[1].part.has_missing_days(), is_missing, "{today}");
        }
    }

    #[test]
    fn a_period_without_values_is_a_gap() {
        let range = DayRange {
            from: monday(),
            to: monday() + 13,
        };
        let series = Series::empty(range);
        let rolled = roll_up(&series, range, Step::Week, (RollUp::Sum, LATER), LATER);
        assert_eq!(
            rolled.iter().map(|one| one.value).collect::<Vec<_>>(),
            [None, None]
        );
    }

    #[test]
    fn a_sum_that_overflows_is_a_gap() {
        let series = Series::new(monday(), vec![Some(9e307); 7]);
        let rolled = roll_up(&series, week(), Step::Week, (RollUp::Sum, LATER), LATER);
        assert_eq!(rolled[0].value, None);
    }

    #[test]
    fn a_period_is_provisional_until_it_is_over() {
        let series = Series::new(monday(), vec![Some(1.0); 10]);
        let range = DayRange {
            from: monday(),
            to: monday() + 9,
        };
        let of = |today| -> Vec<_> {
            roll_up(&series, range, Step::Week, (RollUp::Sum, LATER), today)
                .iter()
                .map(|one| (one.is_provisional, one.coverage.known, one.coverage.days))
                .collect()
        };
        assert_eq!(of(monday() + 9), [(false, 7, 7), (true, 3, 3)]);
        // Sunday is the last day of its week.
        assert_eq!(of(monday() + 6)[0], (true, 7, 7));
        assert_eq!(of(monday() + 7)[0], (false, 7, 7));
    }

    /// What is told at a moment is told; what happens over a day is not until it is over, and says so.
    #[test]
    fn a_days_value_is_not_over_where_its_series_says_so() {
        let today = monday() + 1;
        let mut series = Series::new(monday(), vec![Some(4.0), Some(6.0)]);
        let of = |series: &Series, step| -> Vec<bool> {
            let days = series.range().expect("days");
            let rolled = roll_up(series, days, step, (RollUp::Last, LATER), today);
            rolled.iter().map(|one| one.is_provisional).collect()
        };
        assert_eq!(of(&series, Step::Day), [false, false]);
        assert_eq!(of(&series, Step::Week), [true]);
        series.mark([today], Mark::Provisional);
        assert_eq!(of(&series, Step::Day), [false, true]);
        series.values[1] = None;
        series.marks.clear();
        assert_eq!(of(&series, Step::Day), [false, true], "it is still to come");
    }

    /// Of a day that is not over, the last value, the lowest and a plain mean are made without; a sum is compared
    /// with none.
    #[test]
    fn a_running_day_stands_for_nothing_but_itself() {
        let series = Series::new(monday(), vec![Some(4.0), Some(6.0), Some(1.0)]);
        let range = DayRange {
            from: monday(),
            to: monday() + 2,
        };
        let newest = monday() + 1;
        let of = |how, step| roll_up(&series, range, step, (how, newest), monday() + 2);
        for (how, week) in [
            (RollUp::Last, 6.0),
            (RollUp::Mean, 5.0),
            (RollUp::Min, 4.0),
            (RollUp::Max, 6.0),
            (RollUp::Sum, 11.0),
        ] {
            assert_eq!(of(how, Step::Week)[0].value, Some(week), "{how}");
            assert_eq!(of(how, Step::Day)[2].value, Some(1.0), "{how}");
        }
        let week = of(RollUp::Sum, Step::Week)[0];
        let before = PeriodValue {
            has_running_day: false,
            ..week
        };
        assert!(week.has_running_day && !week.bears_comparison(&before));
        assert!(of(RollUp::Mean, Step::Week)[0].bears_comparison(&before));
    }

    /// Of a sum a day on which objects lack is a part: one of one shop on seven days stands beside no other.
    #[test]
    fn sums_are_compared_that_lack_objects_on_as_many_days() {
        let of = |lacking: u32, outdated: u32, is_sum: bool| PeriodValue {
            lacking,
            outdated,
            is_sum,
            coverage: Coverage { known: 7, days: 7 },
            ..PeriodValue::whole(Period::of(monday(), Step::Week), Some(1.0))
        };
        let bears = |one: PeriodValue, other: PeriodValue| {
            assert_eq!(one.bears_comparison(&other), other.bears_comparison(&one));
            one.bears_comparison(&other)
        };
        assert!(bears(of(1, 0, true), of(1, 0, true)));
        assert!(!bears(of(1, 0, true), of(7, 0, true)));
        assert!(bears(of(1, 0, false), of(7, 0, false)));
        assert!(!bears(of(0, 0, false), of(7, 0, false)));
        // Some days of both were asked before a change: of each others, maybe.
        assert!(bears(of(0, 7, true), of(0, 7, true)));
        assert!(!bears(of(0, 1, true), of(0, 1, true)));
        assert!(!bears(of(0, 0, true), of(0, 1, true)));
    }

    #[test]
    fn a_part_of_a_period_says_so() {
        let series = Series::new(monday(), vec![Some(1.0); 10]);
        let range = DayRange {
            from: monday() + 2,
            to: monday() + 9,
        };
        let rolled = roll_up(&series, range, Step::Week, (RollUp::Sum, LATER), LATER);
        let parts: Vec<_> = rolled
            .iter()
            .map(|one| (one.value, one.is_partial()))
            .collect();
        assert_eq!(parts, [(Some(5.0), true), (Some(3.0), true)]);
    }
}
