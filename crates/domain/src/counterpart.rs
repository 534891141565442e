//! Counterparts: which days, weeks, months stand beside those of a range.
//!
//! Everything that is compared, wherever it is shown, is paired here and nowhere else. A bucket
//! has one counterpart at most, a calendar period of the same length, and is never paired by its
//! place in a list: the 30 days of September do not stand beside the first 30 of October's buckets.
//!
//! | comparison | range | days | weeks | months, quarters, years |
//! |---|---|---|---|---|
//! | previous | whole months | the same date, as many months before | shifted by the nearest whole weeks | shifted by as many periods as the range touches |
//! | previous | any other | as many days right before | shifted by whole weeks | the same |
//! | year | any | the same date | 52 weeks before | the same period a year before |
//! | n days | any | n days before | the nearest whole weeks | the nearest whole periods |
//!
//! The last 30 days are no month, even where they happen to fill one: they are any other range. A part of a
//! week, month, quarter or year stands beside the same part or beside nothing, a whole one beside a
//! whole one. 29 February has no counterpart in a year without one.

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
    Months(i32),
}

impl Counterparts {
    /// What a range, cut by a step, is compared with; `None` where no day is: before year 1, or
    /// the year before of nothing but 29 February.
    pub fn of(span: impl Into<Span>, step: Step, comparison: PanelCompare) -> Option<Self> {
        let span = span.into();
        let range = span.days;
        let months = whole_months(range).filter(|_| !span.is_rolling);
        let distance = distance(range, months, step, comparison);
        let days = match (months, comparison) {
            // However the weeks lie, a whole month as one number stands beside a whole one.
            (Some(months), PanelCompare::Previous) if step == Step::Week => {
                months_before(range, months)?
            }
            (Some(_), PanelCompare::Year) if step == Step::Week => months_before(range, 12)?,
            _ => distance.days_before(range, step, months.is_some())?,
        };
        let beside = |bucket: Bucket| {
            let found = distance.bucket_before(bucket)?;
            let is_inside = days.contains(found.days.from) && days.contains(found.days.to);
            is_inside.then_some(found)
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

fn distance(
    range: DayRange,
    months: Option<i32>,
    step: Step,
    comparison: PanelCompare,
) -> Distance {
    match (comparison, step, months) {
        (PanelCompare::Previous, Step::Day, Some(months)) => Distance::Months(months),
        (PanelCompare::Previous, Step::Day, None) => Distance::Days(length(range)),
        (PanelCompare::Previous, Step::Week, Some(months)) => {
            let days = range.from - range.from.plus_months(-months);
            Distance::Days(nearest(days, 7.0) * 7)
        }
        (PanelCompare::Previous, Step::Week, None) => {
            Distance::Days(length(range).div_euclid(7) * 7 + rest_of_week(range))
        }
        (PanelCompare::Previous, _, _) => {
            let touched = Period::covering(range, step).len();
            Distance::Months(
                i32::try_from(touched)
                    .unwrap_or(i32::MAX)
                    .saturating_mul(months_of(step)),
            )
        }
        (PanelCompare::Year, Step::Week, _) => Distance::Days(364),
        (PanelCompare::Year, _, _) => Distance::Months(12),
        (PanelCompare::Days(days), Step::Day, _) => Distance::Days(days.into()),
        (PanelCompare::Days(days), Step::Week, _) => Distance::Days(nearest(days.into(), 7.0) * 7),
        (PanelCompare::Days(days), _, _) => {
            Distance::Months(nearest_periods(days, step) * months_of(step))
        }
    }
}

impl Distance {
    /// The days that a range as a whole is compared with.
    fn days_before(self, range: DayRange, step: Step, is_whole_months: bool) -> Option<DayRange> {
        match self {
            Self::Days(days) => shifted(range, days),
            Self::Months(months) if is_whole_months => months_before(range, months),
            Self::Months(months) if step == Step::Day => same_dates(range, months),
            Self::Months(months) => same_part(range, months),
        }
    }

    /// The same part of a period that lies so far back.
    fn bucket_before(self, bucket: Bucket) -> Option<Bucket> {
        let step = bucket.period.step;
        let days = match self {
            Self::Days(days) => shifted(bucket.days, days)?,
            Self::Months(months) if step == Step::Day => {
                DayRange::single(same_date(bucket.days.from, months)?)
            }
            Self::Months(months) => same_part(bucket.days, months)?,
        };
        Some(Bucket {
            period: Period::of(days.from, step),
            days,
        })
    }
}

fn shifted(range: DayRange, days: i32) -> Option<DayRange> {
    let is_in_time = range.from.days() - days >= Day::MIN.days();
    is_in_time.then(|| DayRange {
        from: range.from - days,
        to: range.to - days,
    })
}

/// The whole months so many months before those of a range of whole months.
fn months_before(range: DayRange, months: i32) -> Option<DayRange> {
    let to = range.to.next().plus_months(-months).previous();
    let from = range.from.plus_months(-months);
    is_before(from, range.from, months).then_some(DayRange { from, to })
}

/// The same dates so many months before, where the end of a month is the end of another.
fn same_part(range: DayRange, months: i32) -> Option<DayRange> {
    let ends_a_month = range.to.next().first_of_month() == range.to.next();
    let days = same_dates(range, months)?;
    let to = match ends_a_month {
        true => range.to.next().plus_months(-months).previous(),
        false => days.to,
    };
    DayRange::new(days.from, to)
}

/// Time begins with year 1: what would lie before is nowhere.
fn is_before(earlier: Day, day: Day, months: i32) -> bool {
    months_between(earlier, day) == months
}

/// The same dates so many months before, without those at an end that are none there.
fn same_dates(range: DayRange, months: i32) -> Option<DayRange> {
    let ends = |day: Day| (0..4).map(move |days| (day + days, day - days));
    let from = ends(range.from).find_map(|(later, _)| same_date(later, months))?;
    let to = ends(range.to).find_map(|(_, earlier)| same_date(earlier, months))?;
    DayRange::new(from, to)
}

/// The date so many months before; `None` where that month has no such day.
fn same_date(day: Day, months: i32) -> Option<Day> {
    let earlier = day.plus_months(-months);
    let is_there = earlier.day_of_month() == day.day_of_month();
    (is_there && is_before(earlier, day, months)).then_some(earlier)
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
fn nearest(days: i32, unit: f64) -> i32 {
    ((f64::from(days) / unit).round() as i32).max(1)
}

fn nearest_periods(days: u16, step: Step) -> i32 {
    /// 400 years have 146,097 days.
    const DAYS_OF_MONTH: f64 = 146_097.0 / 4_800.0;
    nearest(days.into(), DAYS_OF_MONTH * f64::from(months_of(step)))
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
        Step::Week => nearest(days.into(), 7.0),
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
                "2026-09-03..2026-09-06",
                "2026-09-07..2026-09-13",
                "2026-09-14..2026-09-20",
                "2026-09-21..2026-09-27",
                "-"
            ]
        );
        let september = range("2026-09-01", "2026-09-30");
        assert_eq!(
            beside(september, Step::Week, Previous)[..2],
            ["2026-08-04..2026-08-09", "2026-08-10..2026-08-16"]
        );
        let april = range("2025-04-01", "2025-04-30");
        let year_before = beside(april, Step::Week, Year);
        assert_eq!(year_before[0], "2024-04-02..2024-04-07");
        assert_eq!(year_before[4], "-", "28 to 30 April reach into May");
    }

    /// What a sceptic found: a part of a month beside another part, or October beside October.
    #[test]
    fn a_part_stands_beside_the_same_part() {
        use PanelCompare::{Previous, Year};
        for (shown, step, comparison, expected) in [
            (
                range("2026-10-31", "2026-11-29"),
                Step::Month,
                Previous,
                &["2026-08-31..2026-08-31", "2026-09-01..2026-09-29"][..],
            ),
            (
                range("2026-08-15", "2026-11-20"),
                Step::Month,
                Previous,
                &[
                    "2026-04-15..2026-04-30",
                    "2026-05-01..2026-05-31",
                    "2026-06-01..2026-06-30",
                    "2026-07-01..2026-07-20",
                ],
            ),
            (
                range("2026-01-01", "2026-11-30"),
                Step::Quarter,
                Previous,
                &[
                    "2025-01-01..2025-03-31",
                    "2025-04-01..2025-06-30",
                    "2025-07-01..2025-09-30",
                    "2025-10-01..2025-11-30",
                ],
            ),
            (
                range("2026-09-10", "2026-10-31"),
                Step::Month,
                Previous,
                &["2026-07-10..2026-07-31", "2026-08-01..2026-08-31"],
            ),
            (
                range("2026-10-31", "2026-10-31"),
                Step::Month,
                Previous,
                &["-"],
            ),
            (
                range("2025-01-15", "2025-02-28"),
                Step::Month,
                Year,
                &["2024-01-15..2024-01-31", "2024-02-01..2024-02-29"],
            ),
        ] {
            match Counterparts::of(shown, step, comparison) {
                Some(_) => assert_eq!(beside(shown, step, comparison), expected, "{shown:?}"),
                None => assert_eq!(["-"], expected, "{shown:?}"),
            }
        }
    }

    #[test]
    fn days_of_years_stand_beside_their_dates() {
        let leap = range("2024-01-01", "2024-12-31");
        let by_day = beside(leap, Step::Day, PanelCompare::Previous);
        assert_eq!(by_day[59], "-", "29 February");
        assert_eq!(by_day[353], "2023-12-19..2023-12-19");
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

    /// Both are whole, or of the same days of their periods, but for the days that a month lacks.
    fn is_same_part(bucket: Bucket, beside: Bucket) -> bool {
        let (here, there) = (bucket.days, beside.days);
        match bucket.period.step {
            Step::Day => true,
            Step::Week => {
                let weekday = |day: Day| day.days_from_monday();
                here.len() == there.len() && weekday(here.from) == weekday(there.from)
            }
            _ => {
                let ends_month = |day: Day| day.next().day_of_month() == 1;
                let is_same_end = here.to.day_of_month() == there.to.day_of_month();
                let is_whole = bucket.is_partial() || !beside.is_partial();
                let begins = here.from.day_of_month();
                let is_same_start = begins == there.from.day_of_month() || begins > 28;
                let is_end = is_same_end || ends_month(here.to) || ends_month(there.to);
                is_whole && is_same_start && is_end
            }
        }
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
                let is_inside = |day| found.days.contains(day) && beside.period.days().contains(day);
                prop_assert!(is_inside(beside.days.from) && is_inside(beside.days.to));
                prop_assert!(is_same_part(*bucket, *beside), "{bucket:?} {beside:?}");
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
