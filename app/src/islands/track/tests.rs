use super::read::read_values;
use super::*;

/// An order, a failure, a few orders, a gap and many orders so far.
pub(in crate::islands) fn track() -> Track {
    let from = Day::from_ymd(2026, 11, 16).expect("a date");
    let mut series = Series::new(from, vec![Some(1.0), None, Some(2.5), None, Some(1204.0)]);
    series
        .marks
        .push((from + 1, Mark::Gap(GapReason::SourceDown)));
    series.marks.push((from + 4, Mark::Provisional));
    let unit = Unit {
        singular: "order".to_owned(),
        plural: "orders".to_owned(),
        format: Format::Number,
    };
    Track::of_days(&series, &unit)
}

#[test]
fn what_the_server_writes_the_browser_reads() {
    let track = track();
    assert_eq!(track.values_text(), "1 !0 2.5 ! 1204~");
    let read = read_values(&track.values_text());
    assert_eq!((read.values, read.notes), (track.values, track.notes));
}

#[test]
fn what_stands_beside_has_days_of_its_own() {
    let day = |month, day| Day::from_ymd(2023, month, day).expect("a date");
    let beside = |month, date, value| {
        let period = Period::of(day(month, date), Step::Day);
        Some(PeriodValue::whole(period, Some(value)))
    };
    // 29 February stands beside nothing; a gap of four days follows.
    let points = [
        beside(2, 28, 1.0),
        None,
        beside(3, 1, 2.0),
        beside(3, 6, 3.0),
    ];
    let track = Track::of_beside(&points, &Unit::default()).expect("values");
    assert_eq!(track.values_text(), "1 - @19417 2 @19422 3");
    let read = read_values(&track.values_text());
    assert_eq!(read.anchors, track.anchors);
    assert_eq!((&read.values, &read.notes), (&track.values, &track.notes));
    assert_eq!(track.day_words(2), "Wednesday 1 Mar");
    assert_eq!(track.day_words(3), "Monday 6 Mar");
    assert!(track.has_note(1, SlotNote::Absent));
    assert_eq!(Track::of_beside(&[None], &Unit::default()), None);
}

#[test]
fn a_part_beside_says_so() {
    let day = |text: &str| Day::parse(text).expect("a date");
    let part = |from: &str, to: &str| {
        let days = DayRange {
            from: day(from),
            to: day(to),
        };
        let period = Period::of(days.from, Step::Month);
        Some(PeriodValue {
            days,
            ..PeriodValue::whole(period, Some(87.0))
        })
    };
    let one = [part("2026-10-01", "2026-10-29")];
    let track = Track::of_beside(&one, &Unit::default()).expect("values");
    assert_eq!(track.day_words(0), "Oct 2026, only 1 Oct \u{2013} 29 Oct");
    let two = [
        part("2026-09-20", "2026-09-30"),
        part("2026-10-01", "2026-10-31"),
    ];
    let track = Track::of_beside(&two, &Unit::default()).expect("values");
    assert_eq!(track.day_words(0), "Sep 2026, only 20 Sep \u{2013} 30 Sep");
    assert_eq!(track.day_words(1), "Oct 2026");
}

#[test]
fn a_part_of_a_month_says_so() {
    let day = |month, day| Day::from_ymd(2026, month, day).expect("a date");
    let month = |from: Day, to: Day| PeriodValue {
        days: DayRange { from, to },
        ..PeriodValue::whole(Period::of(from, Step::Month), Some(1.0))
    };
    let points = [
        month(day(8, 26), day(8, 31)),
        month(day(9, 1), day(9, 30)),
        month(day(10, 1), day(10, 4)),
    ];
    let track = Track::of_periods(&points, &Unit::default()).expect("months");
    let attributes = track.attributes();
    assert_eq!(attributes.from, Some(day(8, 26).days().to_string()));
    assert_eq!(attributes.to, Some(day(10, 4).days().to_string()));
    assert_eq!(track.day_words(0), "Aug 2026, only 26 Aug – 31 Aug");
    assert_eq!(track.day_words(1), "Sep 2026");
    assert_eq!(track.day_words(2), "Oct 2026, only 1 Oct – 4 Oct");
}

#[test]
fn a_day_is_found_in_its_period() {
    let track = track();
    let from = track.from();
    assert_eq!(track.slot_of(from + 4), Some(4));
    assert_eq!(
        (track.slot_of(from - 1), track.slot_of(from + 5)),
        (None, None)
    );
    let months = (1..=3).map(|month| {
        let first = Day::from_ymd(2026, month, 1).expect("a date");
        PeriodValue::whole(Period::of(first, Step::Month), Some(1.0))
    });
    let months: Vec<_> = months.collect();
    let months = Track::of_periods(&months, &Unit::default()).expect("three months");
    for (day, slot) in [
        ((2026, 1, 1), Some(0)),
        ((2026, 1, 31), Some(0)),
        ((2026, 2, 1), Some(1)),
        ((2026, 3, 31), Some(2)),
        ((2026, 4, 1), None),
        ((2025, 12, 31), None),
    ] {
        let day = Day::from_ymd(day.0, day.1, day.2).expect("a date");
        assert_eq!(months.slot_of(day), slot, "{day}");
    }
}

#[test]
fn a_mean_is_written_to_six_figures() {
    let day = Day::from_days(1);
    let values = [1.0 / 3.0, 1205.0 / 7.0, 123_456_789.4, 5.0];
    let series = Series::new(day, values.map(Some).to_vec());
    let track = Track::of_days(&series, &Unit::default()).rounded();
    assert_eq!(track.values_text(), "0.33333 172.143 123456789 5");
}
