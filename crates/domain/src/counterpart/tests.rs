//! What stands beside what: cases, and what holds for all ranges.

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
fn text(days: DayRange) -> String {
    format!("{}..{}", days.from, days.to)
}

fn beside(range: DayRange, step: Step, comparison: PanelCompare) -> Vec<String> {
    let found = Counterparts::of(range, step, comparison).expect("days to compare");
    let days = |bucket: Option<Bucket>| match bucket {
        None => "-".to_owned(),
        Some(bucket) => text(bucket.days),
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
        // Seven days stand beside seven.
        (
            range("2026-11-24", "2026-11-30"),
            Step::Month,
            Previous,
            &["2026-10-24..2026-10-30"],
        ),
        (
            range("2026-11-24", "2026-11-30"),
            Step::Quarter,
            Previous,
            &["2026-08-24..2026-08-30"],
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

/// Today is not over: what is compared are the days before it, and as many others.
#[test]
fn days_that_are_over_stand_beside_as_many() {
    use PanelCompare::{Days, Previous, Year};
    let week = range("2026-11-24", "2026-11-30");
    let month = range("2026-11-01", "2026-11-30");
    let cases = [
        (week, Step::Day, Previous, "2026-11-17..2026-11-22", 6),
        (week, Step::Week, Previous, "2026-11-17..2026-11-22", 1),
        (week, Step::Day, Days(28), "2026-10-27..2026-11-01", 6),
        (week, Step::Month, Previous, "2026-10-24..2026-10-29", 1),
        (month, Step::Day, Previous, "2026-10-01..2026-10-29", 29),
        (month, Step::Month, Year, "2025-11-01..2025-11-29", 1),
        (month, Step::Quarter, Previous, "2026-08-01..2026-08-29", 1),
    ];
    for (days, step, comparison, expected, paired) in cases {
        let span = Span::from(days).up_to(day("2026-11-29"));
        let beside = Counterparts::of(span, step, comparison).expect("before");
        assert_eq!(text(beside.days), expected, "{step} {comparison:?}");
        assert_eq!(beside.settled.to, day("2026-11-29"));
        let found: Vec<_> = beside.buckets.iter().flatten().collect();
        assert_eq!(found.len(), paired, "{step} {comparison:?}");
        assert!(found.iter().all(|one| one.days.to <= beside.days.to));
    }
    let today = range("2026-11-30", "2026-11-30");
    let span = Span::from(today).up_to(day("2026-11-29"));
    assert_eq!(
        Counterparts::of(span, Step::Day, Previous),
        None,
        "a morning beside a day"
    );
}

/// On 1 December, November is over: it stands beside a whole month, however long that is.
#[test]
fn a_month_that_has_just_ended_stands_beside_a_whole_one() {
    use PanelCompare::{Previous, Year};
    let (quarter, year) = (
        range("2026-10-01", "2026-12-01"),
        range("2025-12-02", "2026-12-01"),
    );
    let cases = [
        (quarter, Step::Month, Previous, "2026-07-01..2026-08-31", 1),
        (
            quarter,
            Step::Quarter,
            Previous,
            "2026-07-01..2026-08-31",
            0,
        ),
        (quarter, Step::Month, Year, "2025-10-01..2025-11-30", 1),
        (year, Step::Month, Previous, "2024-11-02..2025-10-31", 11),
        // By day each stands beside its own date, and 61 days beside as many.
        (quarter, Step::Day, Year, "2025-10-01..2025-11-30", 60),
    ];
    for (days, step, comparison, expected, last) in cases {
        let span = Span::from(days).up_to(day("2026-11-30"));
        let found = Counterparts::of(span, step, comparison).expect("before");
        assert_eq!(text(found.days), expected, "{step} {comparison:?}");
        assert!(found.buckets[last].is_some(), "{step} {comparison:?}");
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

/// Whether all are days that a shorter month lacks: the 31st stands beside nothing in one of 30 days.
fn are_of_long_months(range: DayRange) -> bool {
    range.days().all(|day| day.day_of_month() > 28)
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
            prop_assert!(are_of_long_months(range));
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
        let Some(found) = Counterparts::of(range, Step::ALL[at], PanelCompare::Previous) else {
            prop_assert!(are_of_long_months(range));
            return Ok(());
        };
        prop_assert!(found.days.to < range.from);
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
