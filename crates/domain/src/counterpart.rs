//! Counterparts: which days, weeks, months stand beside those of a range.
//!
//! Everything that is compared, wherever it is shown, is paired here and nowhere else. A bucket
//! has one counterpart at most, a calendar period of the same length, and is never paired by its
//! place in a list: the 30 days of September do not stand beside the first 30 of October's buckets.
//!
//! | range | comparison | days | weeks | months, quarters, years |
//! |---|---|---|---|---|
//! | whole months | previous | the as many months before, n-th day beside n-th day | n-th week beside n-th week | the as many periods before |
//! | any other | previous | as many days right before | shifted by whole weeks | the as many periods before |
//! | whole months | year | the same months, same date | 52 weeks before | the same period a year before |
//! | any other | year | the same dates | shifted by 52 weeks | the same period a year before |
//! | any | n days | n days before | the nearest whole weeks | the nearest whole periods |
//!
//! The last 30 days are no month, even where they happen to fill one: they are any other range.
//! 29 February has no counterpart in a year without one, and a range that is compared is cut to
//! its days: a part of a month beside the same part.

use crate::{Bucket, Day, DayRange, PanelCompare, Period, Span, Step};

/// The days that a range is compared with, and what stands beside each of its buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterparts {
    /// The days that are compared as a whole.
    pub days: DayRange,
    /// The distance in words: `period before`, `year before`, `4 weeks before`.
    pub words: String,
    /// One for each bucket of the range; `None` where nothing stands beside it.
    pub buckets: Vec<Option<Bucket>>,
}

/// How far back the counterpart of a bucket lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distance {
    Days(i32),
    /// The same date so many months before; none where that month has no such day.
    SameDate(i32),
    /// So many periods of the step.
    Periods(i32),
}

impl Counterparts {
    /// What a range, cut by a step, is compared with; `None` where no day is: before year 1, or
    /// the year before of nothing but 29 February.
    pub fn of(span: impl Into<Span>, step: Step, comparison: PanelCompare) -> Option<Self> {
        let span = span.into();
        let range = span.days;
        let days = compared_days(span, step, comparison)?;
        let distance = distance(range, days, step, comparison);
        let beside = |bucket: Bucket| match distance {
            Distance::Days(back) => {
                Bucket::within(Period::of(bucket.period.start - back, step), days)
            }
            Distance::SameDate(months) => {
                let day = same_date(bucket.days.from, months)?;
                Bucket::within(Period::of(day, step), days)
            }
            Distance::Periods(back) => Bucket::within(bucket.period.back(back), days),
        };
        let buckets = Bucket::covering(range, step).into_iter().map(beside);
        Some(Self {
            days,
            words: words(step, comparison),
            buckets: buckets.collect(),
        })
    }

    /// The day that stands beside one day of a range.
    pub fn of_day(span: impl Into<Span>, day: Day, comparison: PanelCompare) -> Option<Day> {
        let span = span.into();
        let at = usize::try_from(day - span.days.from).ok()?;
        let beside = Self::of(span, Step::Day, comparison)?;
        beside.buckets.get(at)?.map(|bucket| bucket.days.from)
    }
}

/// How many whole calendar months a range is; `None` where it begins or ends inside of one.
fn whole_months(range: DayRange) -> Option<i32> {
    let ends_a_month = range.to.next().first_of_month() == range.to.next();
    let is_whole = range.from.first_of_month() == range.from && ends_a_month;
    is_whole.then(|| months_between(range.from, range.to) + 1)
}

fn months_between(from: Day, to: Day) -> i32 {
    to.month_number() - from.month_number()
}

fn compared_days(span: Span, step: Step, comparison: PanelCompare) -> Option<DayRange> {
    let range = span.days;
    let months = whole_months(range).filter(|_| !span.is_rolling);
    let shifted = |days: i32| {
        let is_in_time = range.from.days() - days >= Day::MIN.days();
        is_in_time.then(|| DayRange {
            from: range.from - days,
            to: range.to - days,
        })
    };
    match (comparison, months) {
        (PanelCompare::Previous, Some(months)) => months_before(range, months),
        (PanelCompare::Year, Some(_)) => months_before(range, 12),
        (PanelCompare::Previous, None) => match step {
            Step::Week => shifted(length(range).div_euclid(7) * 7 + rest_of_week(range)),
            _ => shifted(length(range)),
        },
        (PanelCompare::Year, None) => match step {
            Step::Week => shifted(364),
            _ => same_dates(range),
        },
        (PanelCompare::Days(days), months) => match (step, months) {
            (Step::Day, _) => shifted(i32::from(days)),
            (Step::Week, _) => shifted(nearest(days, 7.0) * 7),
            (_, Some(_)) => months_before(range, nearest_periods(days, step) * months_of(step)),
            (_, None) => dates_before(range, nearest_periods(days, step) * months_of(step)),
        },
    }
}

fn distance(range: DayRange, other: DayRange, step: Step, comparison: PanelCompare) -> Distance {
    match (step, comparison) {
        (Step::Day, PanelCompare::Year) => Distance::SameDate(12),
        (Step::Day, _) => Distance::Days(range.from - other.from),
        (Step::Week, PanelCompare::Year) => Distance::Days(364),
        (_, PanelCompare::Year) => Distance::Periods(12 / months_of(step)),
        _ => Distance::Periods(periods_between(
            Period::of(other.from, step),
            Period::of(range.from, step),
        )),
    }
}

fn periods_between(earlier: Period, later: Period) -> i32 {
    match later.step {
        Step::Day => later.start - earlier.start,
        Step::Week => (later.start - earlier.start).div_euclid(7),
        step => months_between(earlier.start, later.start) / months_of(step),
    }
}

/// The whole months so many months before those of a range of whole months.
fn months_before(range: DayRange, months: i32) -> Option<DayRange> {
    let to = range.to.next().plus_months(-months).previous();
    let from = range.from.plus_months(-months);
    is_before(from, range.from, months).then_some(DayRange { from, to })
}

/// The same dates so many months before, at the end of a month that is too short.
fn dates_before(range: DayRange, months: i32) -> Option<DayRange> {
    let from = range.from.plus_months(-months);
    let to = range.to.plus_months(-months);
    is_before(from, range.from, months).then_some(DayRange { from, to })
}

/// Time begins with year 1: what would lie before is nowhere.
fn is_before(earlier: Day, day: Day, months: i32) -> bool {
    months_between(earlier, day) == months
}

/// The same dates a year before, without a 29 February at an end.
fn same_dates(range: DayRange) -> Option<DayRange> {
    let from = same_date(range.from, 12).or_else(|| same_date(range.from.next(), 12))?;
    let to = same_date(range.to, 12).or_else(|| same_date(range.to.previous(), 12))?;
    DayRange::new(from, to)
}

/// The date so many months before; `None` where that month has no such day.
fn same_date(day: Day, months: i32) -> Option<Day> {
    let earlier = day.plus_months(-months);
    (earlier.day_of_month() == day.day_of_month() && earlier < day).then_some(earlier)
}

fn length(range: DayRange) -> i32 {
    range.to - range.from + 1
}

/// Seven where a range is no whole number of weeks: it is shifted by one more.
fn rest_of_week(range: DayRange) -> i32 {
    match length(range).rem_euclid(7) {
        0 => 0,
        _ => 7,
    }
}

/// How many units so many days are about; one at least.
fn nearest(days: u16, unit: f64) -> i32 {
    ((f64::from(days) / unit).round() as i32).max(1)
}

fn nearest_periods(days: u16, step: Step) -> i32 {
    /// 400 years have 146,097 days.
    const DAYS_OF_MONTH: f64 = 146_097.0 / 4_800.0;
    nearest(days, DAYS_OF_MONTH * f64::from(months_of(step)))
}

/// The months of a period; a day and a week have none.
const fn months_of(step: Step) -> i32 {
    match step {
        Step::Day | Step::Week | Step::Month => 1,
        Step::Quarter => 3,
        Step::Year => 12,
    }
}

fn words(step: Step, comparison: PanelCompare) -> String {
    let PanelCompare::Days(days) = comparison else {
        return comparison.words();
    };
    let count = match step {
        Step::Day => return comparison.words(),
        Step::Week => nearest(days, 7.0),
        _ => nearest_periods(days, step),
    };
    match count {
        1 => format!("{step} before"),
        count => format!("{count} {step}s before"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::RangeChoice;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn range(from: &str, to: &str) -> DayRange {
        DayRange::new(day(from), day(to)).expect("in order")
    }

    /// What stands beside each bucket, as `from..to`; `-` for nothing.
    fn beside(range: DayRange, step: Step, comparison: PanelCompare) -> Vec<String> {
        let found = Counterparts::of(range, step, comparison).expect("days to compare");
        let days = |bucket: Option<Bucket>| match bucket {
            None => "-".to_owned(),
            Some(bucket) => format!("{}..{}", bucket.days.from, bucket.days.to),
        };
        found.buckets.into_iter().map(days).collect()
    }

    #[test]
    fn a_whole_month_stands_beside_the_whole_one_before() {
        use PanelCompare::{Days, Previous, Year};
        let october = range("2026-10-01", "2026-10-31");
        assert_eq!(
            beside(october, Step::Month, Previous),
            ["2026-09-01..2026-09-30"]
        );
        assert_eq!(
            beside(october, Step::Month, Year),
            ["2025-10-01..2025-10-31"]
        );
        assert_eq!(
            beside(october, Step::Month, Days(28)),
            ["2026-09-01..2026-09-30"]
        );
        let by_day = beside(october, Step::Day, Previous);
        assert_eq!(by_day[0], "2026-09-01..2026-09-01");
        assert_eq!(by_day[29..], ["2026-09-30..2026-09-30", "-"]);
        let february = range("2023-02-01", "2023-02-28");
        assert_eq!(
            beside(february, Step::Month, Year),
            ["2022-02-01..2022-02-28"]
        );
        let leap = range("2024-02-01", "2024-02-29");
        assert_eq!(
            beside(february.next_year(), Step::Month, Year),
            beside(leap, Step::Month, Year)
        );
    }

    impl DayRange {
        /// The whole February after this one.
        fn next_year(self) -> Self {
            Self {
                from: self.from.plus_months(12),
                to: self.to.next().plus_months(12).previous(),
            }
        }
    }

    #[test]
    fn quarters_and_years_stand_beside_those_before() {
        use PanelCompare::{Previous, Year};
        let quarter = range("2026-07-01", "2026-09-30");
        assert_eq!(
            beside(quarter, Step::Quarter, Previous),
            ["2026-04-01..2026-06-30"]
        );
        assert_eq!(
            beside(quarter, Step::Month, Previous),
            [
                "2026-04-01..2026-04-30",
                "2026-05-01..2026-05-31",
                "2026-06-01..2026-06-30"
            ]
        );
        let year = range("2024-01-01", "2024-12-31");
        for comparison in [Previous, Year] {
            assert_eq!(
                beside(year, Step::Year, comparison),
                ["2023-01-01..2023-12-31"]
            );
        }
        let by_day = beside(year, Step::Day, Year);
        assert_eq!(by_day[59], "-", "29 February");
        assert_eq!(by_day[60], "2023-03-01..2023-03-01");
    }

    #[test]
    fn weeks_stand_beside_whole_weeks() {
        use PanelCompare::{Days, Previous, Year};
        let fortnight = range("2020-12-28", "2021-01-10");
        assert_eq!(
            beside(fortnight, Step::Week, Year),
            ["2019-12-30..2020-01-05", "2020-01-06..2020-01-12"]
        );
        assert_eq!(
            beside(fortnight, Step::Week, Previous),
            ["2020-12-14..2020-12-20", "2020-12-21..2020-12-27"]
        );
        // 10 days are moved by two weeks.
        let ten = range("2026-11-14", "2026-11-23");
        assert_eq!(
            beside(ten, Step::Week, Previous),
            [
                "2026-10-31..2026-11-01",
                "2026-11-02..2026-11-08",
                "2026-11-09..2026-11-09"
            ]
        );
        assert_eq!(
            beside(ten, Step::Week, Days(28))[1],
            "2026-10-19..2026-10-25"
        );
        let october = range("2026-10-01", "2026-10-31");
        assert_eq!(
            beside(october, Step::Week, Previous),
            [
                "2026-09-01..2026-09-06",
                "2026-09-07..2026-09-13",
                "2026-09-14..2026-09-20",
                "2026-09-21..2026-09-27",
                "2026-09-28..2026-09-30"
            ]
        );
    }

    #[test]
    fn days_of_any_range_stand_beside_as_many_before() {
        let ten = range("2024-02-20", "2024-02-29");
        let before = beside(ten, Step::Day, PanelCompare::Previous);
        assert_eq!(before[0], "2024-02-10..2024-02-10");
        assert_eq!(before[9], "2024-02-19..2024-02-19");
        let year = beside(ten, Step::Day, PanelCompare::Year);
        assert_eq!(year[8..], ["2023-02-28..2023-02-28", "-"]);
        let only = DayRange::single(day("2024-02-29"));
        assert_eq!(Counterparts::of(only, Step::Day, PanelCompare::Year), None);
    }

    #[test]
    fn so_many_days_up_to_now_are_no_month() {
        let november = range("2026-11-01", "2026-11-30");
        let of = |choice: RangeChoice| {
            let span = choice.span(november);
            Counterparts::of(span, Step::Day, PanelCompare::Previous).map(|found| found.days)
        };
        let october = range("2026-10-01", "2026-10-31");
        assert_eq!(of(RangeChoice::This(Step::Month)), Some(october));
        assert_eq!(of(RangeChoice::Custom(november)), Some(october));
        let thirty = range("2026-10-02", "2026-10-31");
        assert_eq!(of(RangeChoice::LastDays(30)), Some(thirty));
    }

    #[test]
    fn before_year_1_is_nothing() {
        let first = range("0001-01-01", "0001-01-31");
        for comparison in [
            PanelCompare::Previous,
            PanelCompare::Year,
            PanelCompare::Days(28),
        ] {
            for step in Step::ALL {
                assert_eq!(Counterparts::of(first, *step, comparison), None, "{step}");
            }
        }
    }

    #[test]
    fn the_distance_is_told_as_it_is() {
        let ten = range("2026-11-14", "2026-11-23");
        for (step, days, words) in [
            (Step::Day, 28, "28 days before"),
            (Step::Week, 28, "4 weeks before"),
            (Step::Week, 1, "week before"),
            (Step::Month, 28, "month before"),
            (Step::Quarter, 365, "4 quarters before"),
        ] {
            let found = Counterparts::of(ten, step, PanelCompare::Days(days));
            assert_eq!(found.expect("days to compare").words, words);
        }
    }

    fn any_comparison() -> impl Strategy<Value = PanelCompare> {
        prop_oneof![
            Just(PanelCompare::Previous),
            Just(PanelCompare::Year),
            (1u16..800).prop_map(PanelCompare::Days),
        ]
    }

    /// Ranges as they are chosen: whole months and weeks among them.
    fn any_range() -> impl Strategy<Value = DayRange> {
        (300i32..40_000, 1i32..900, 0usize..6).prop_map(|(from, length, kind)| {
            let range = DayRange {
                from: Day::from_days(from),
                to: Day::from_days(from + length - 1),
            };
            match Step::ALL.get(kind) {
                Some(step) => DayRange {
                    from: Period::of(range.from, *step).start,
                    to: Period::of(range.to, *step).days().to,
                },
                None => range,
            }
        })
    }

    proptest! {
        #[test]
        fn a_bucket_has_one_counterpart_of_its_kind(
            range in any_range(), at in 0usize..5, comparison in any_comparison(),
        ) {
            let step = Step::ALL[at];
            let Some(found) = Counterparts::of(range, step, comparison) else {
                prop_assert_eq!(range.len(), 1);
                return Ok(());
            };
            let shown = Bucket::covering(range, step);
            prop_assert_eq!(shown.len(), found.buckets.len());
            let mut last: Option<Day> = None;
            for (bucket, beside) in shown.iter().zip(&found.buckets) {
                let Some(beside) = beside else { continue };
                prop_assert_eq!(beside.period.step, step);
                prop_assert_eq!(Period::of(beside.period.start, step), beside.period);
                prop_assert_eq!(Some(*beside), Bucket::within(beside.period, found.days));
                prop_assert!(beside.days.from < bucket.days.from);
                // None stands beside two.
                prop_assert!(last.is_none_or(|last| last < beside.days.from));
                last = Some(beside.days.to);
            }
        }

        #[test]
        fn what_is_compared_lies_before(range in any_range(), at in 0usize..5) {
            let found = Counterparts::of(range, Step::ALL[at], PanelCompare::Previous);
            prop_assert!(found.expect("days to compare").days.to < range.from);
        }

        /// But for what a shorter month, a leap day or another number of weeks leaves over.
        #[test]
        fn by_day_all_of_any_other_range_is_paired(range in any_range()) {
            prop_assume!(whole_months(range).is_none());
            let found = Counterparts::of(range, Step::Day, PanelCompare::Previous);
            let found = found.expect("days to compare");
            let paired: Vec<Day> = found.buckets.iter().flatten().map(|one| one.days.from).collect();
            prop_assert_eq!(paired, found.days.days().collect::<Vec<_>>());
        }
    }
}
