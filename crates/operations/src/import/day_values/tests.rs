//! From measurements to values: days, times, objects, gaps.

use super::*;
use dbag_domain::{Label, Measure, MetricSettings, ObjectKey, ObjectKind, Slug, Zone};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

fn target(zone: &str) -> Target {
    let slug = Slug::parse("a").expect("a slug");
    let label = Label::parse("A").expect("a label");
    Target {
        metric: None,
        settings: MetricSettings::new(slug, label, "push", Measure::Level),
        zone: Zone::parse(zone).expect("a zone"),
        today: day("2026-11-23"),
        why: String::new(),
    }
}

fn measurements(rows: &[(&str, f64)]) -> Measurements {
    let rows = rows
        .iter()
        .enumerate()
        .map(|(at, (moment, number))| Measurement {
            metric: 0,
            object: 0,
            line: at as u32 + 2,
            column: 0,
            moment: Moment::parse(moment).expect("a moment"),
            written: None,
            value: Value::new(*number).expect("finite"),
        });
    let rows: Vec<Measurement> = rows.collect();
    let mut found = Measurements {
        rows,
        ..Measurements::default()
    };
    found.cells.values = found.rows.len() as u64;
    found
}

fn values(zone: &str, of_day: OfDay, rows: &[(&str, f64)]) -> Vec<(String, f64)> {
    let values = day_values(&mut measurements(rows), &[target(zone)], Some(of_day));
    let number = |one: DayValue| one.value.map_or(f64::NAN, Value::get);
    let values = values.expect("said").values.into_iter();
    values
        .map(|one| (one.day.to_string(), number(one)))
        .collect()
}

#[test]
fn several_measurements_of_a_day_become_one_value() {
    let rows = [
        ("2026-01-01T20:00", 4.0),
        ("2026-01-01T10:00", 1.0),
        ("2026-01-02", 7.0),
        ("2026-01-01T12:00", 7.0),
    ];
    let cases = [
        (OfDay::Last, 4.0),
        (OfDay::First, 1.0),
        (OfDay::Max, 7.0),
        (OfDay::Min, 1.0),
        (OfDay::Sum, 12.0),
        (OfDay::Mean, 4.0),
    ];
    for (of_day, number) in cases {
        let expected = [
            ("2026-01-01".to_owned(), number),
            ("2026-01-02".to_owned(), 7.0),
        ];
        assert_eq!(values("UTC", of_day, &rows), expected, "{of_day}");
    }
    let equal = [("2026-01-01", 1.0), ("2026-01-01", 2.0)];
    assert_eq!(values("UTC", OfDay::Last, &equal)[0].1, 2.0);
    assert_eq!(values("UTC", OfDay::First, &equal)[0].1, 1.0);
}

#[test]
fn r24_instants_lie_on_the_days_of_the_zone() {
    let rows = [
        ("2026-03-28T22:59:59Z", 1.0),
        ("2026-03-28T23:00:00Z", 2.0),
        // The 23 hours of this day end an hour early.
        ("2026-03-29T21:59:59Z", 3.0),
        ("2026-03-29T22:00:00Z", 4.0),
        // 25 hours.
        ("2026-10-24T22:00:00Z", 5.0),
        ("2026-10-25T22:59:59Z", 6.0),
    ];
    let days: Vec<_> = values("Europe/Berlin", OfDay::Sum, &rows);
    let expected = [
        ("2026-03-28", 1.0),
        ("2026-03-29", 5.0),
        ("2026-03-30", 4.0),
        ("2026-10-25", 11.0),
    ];
    assert_eq!(days, expected.map(|(day, number)| (day.to_owned(), number)));
    let twice = [
        ("2026-10-25T02:30:00+01:00", 2.0),
        ("2026-10-25T02:45:00+02:00", 1.0),
    ];
    assert_eq!(values("Europe/Berlin", OfDay::Last, &twice)[0].1, 2.0);
    let as_it_stands = [("2026-11-01T23:59:59.9", 1.0)];
    assert_eq!(
        values("Asia/Tokyo", OfDay::Last, &as_it_stands)[0].0,
        "2026-11-01"
    );
}

#[test]
fn a_day_in_the_future_is_refused() {
    let mut found = measurements(&[("2026-11-23", 1.0), ("2026-11-24", 2.0)]);
    let values = day_values(&mut found, &[target("UTC")], None)
        .expect("one a day")
        .values;
    assert_eq!(
        (values.len(), found.cells.values, found.cells.refused),
        (1, 1, 1)
    );
    let (refused, _) = found.refusals.finish();
    assert_eq!(refused[0].line, 3);
    assert_eq!(
        refused[0].reason,
        "2026-11-24 is in the future; today is 2026-11-23 in UTC"
    );
}

#[test]
fn days_that_stand_for_no_date_are_refused() {
    let rows = ["0001-01-01", "1753-01-01", "1900-01-01", "1900-01-02"].map(|day| (day, 1.0));
    let mut found = measurements(&rows);
    let values = day_values(&mut found, &[target("UTC")], None).expect("one a day");
    assert_eq!((values.values.len(), found.cells.refused), (1, 3));
    let (refused, _) = found.refusals.finish();
    let said = "0001-01-01 stands for no date in many programs; days begin with 1900-01-02";
    assert_eq!(refused[0].reason, said);
}

#[test]
fn objects_of_another_kind_are_refused() {
    let kind = |text: &str| ObjectKind::parse(text).expect("a kind");
    let object = |named: Option<&str>| NamedObject {
        kind: named.map(kind),
        key: ObjectKey::parse("1").expect("a key"),
    };
    let mut found = measurements(&[
        ("2026-11-01", 1.0),
        ("2026-11-01", 2.0),
        ("2026-11-02", 3.0),
    ]);
    found.objects = vec![
        object(None),
        object(Some("customer")),
        object(Some("flight")),
    ];
    for (at, row) in found.rows.iter_mut().enumerate() {
        row.object = at as u32 + 1;
    }
    let mut by_customer = target("UTC");
    by_customer.settings.object_kind = Some(kind("customer"));
    let values = day_values(&mut found, &[by_customer], None)
        .expect("one a day")
        .values;
    assert_eq!(values.len(), 2);
    let (refused, _) = found.refusals.finish();
    assert!(
        refused[0].reason.contains("by customer, not by flight"),
        "{refused:?}"
    );
}

#[test]
fn measurements_of_one_moment_are_never_settled_in_silence() {
    let doubled =
        |rows: &[(&str, f64)]| day_values(&mut measurements(rows), &[target("UTC")], None).err();
    assert_eq!(doubled(&[("2026-01-01", 1.0), ("2026-01-02", 2.0)]), None);
    // The last of different times is no guess.
    assert_eq!(
        doubled(&[("2026-01-01T10:00", 1.0), ("2026-01-01T11:00", 2.0)]),
        None
    );
    let rows = [
        ("2026-01-05", 1.0),
        ("2026-01-02T10:00", 1.0),
        ("2026-01-05", 3.0),
        ("2026-01-02T10:00:00", 2.0),
        ("2026-01-05", 3.0),
    ];
    let expected = Doubled {
        days: 2,
        metric: 0,
        day: day("2026-01-05"),
        lines: (2, 4),
    };
    assert_eq!(doubled(&rows), Some(expected));
    assert_eq!(values("UTC", OfDay::Sum, &rows)[1].1, 7.0);
}

#[test]
fn weights_go_with_what_they_weigh() {
    use dbag_domain::Weight;
    let mut found = measurements(&[("2026-01-01T01:00", 10.0), ("2026-01-01T02:00", 40.0)]);
    for (row, weight) in found.rows.iter_mut().zip([2.0, 1.0]) {
        row.value = row.value.weighing(Weight::new(weight).ok());
    }
    for (of_day, number, weight) in [
        (OfDay::Mean, 20.0, 3.0),
        (OfDay::Max, 40.0, 1.0),
        (OfDay::First, 10.0, 2.0),
    ] {
        let mut found = Measurements {
            rows: found.rows.clone(),
            ..Measurements::default()
        };
        let values = day_values(&mut found, &[target("UTC")], Some(of_day))
            .expect("said")
            .values;
        let value = values[0].value.expect("a value");
        assert_eq!(
            (value.get(), value.weight().map(Weight::get)),
            (number, Some(weight)),
            "{of_day}"
        );
    }
}

#[test]
fn a_gap_stands_where_no_value_does() {
    let mut found = measurements(&[("2026-01-01", 1.0)]);
    let gap = |text| super::super::measurements::NamedGap {
        metric: 0,
        object: 0,
        day: day(text),
        reason: GapReason::Timeout,
    };
    found.gaps = vec![gap("2026-01-02"), gap("2026-01-01"), gap("2027-01-01")];
    let values = day_values(&mut found, &[target("UTC")], None)
        .expect("one a day")
        .values;
    let kinds: Vec<bool> = values.iter().map(|one| one.value.is_ok()).collect();
    assert_eq!(kinds, [true, false]);
}
