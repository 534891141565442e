//! Charts to test with, and eyes to read a picture with.

#![allow(dead_code, reason = "every test file uses its part of this one")]

use std::path::Path;

use dbag_chart::{
    Caption, ChartSeries, ChartSpec, ChartStyle, Picture, Points, SeriesClass, SeriesRole, Theme,
};
use dbag_domain::{Day, GapReason, Mark, Period, PeriodValue, Series, Step, Unit};

/// Compares a picture with the file of that name.
pub(crate) fn assert_picture(name: &str, picture: &Picture) {
    assert_file(name, &picture.standalone(Theme::Light, &Caption::default()));
}

/// Compares a picture with the files of that name, a light one and a dark one.
pub(crate) fn assert_panel(name: &str, picture: &Picture) {
    assert_picture(name, picture);
    let dark = picture.standalone(Theme::Dark, &Caption::default());
    assert_file(&format!("{name}.dark"), &dark);
}

fn assert_file(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(format!("{name}.svg"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, drawn).expect("the snapshot can be written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "{name} looks different; open {} and, if it should, set UPDATE_SNAPSHOTS=1",
        path.display()
    );
}

/// 23 Nov 2026, the last day of most charts.
pub(crate) fn today() -> Day {
    Day::from_ymd(2026, 11, 23).expect("a date")
}

/// A series that ends today.
pub(crate) fn series(values: Vec<Option<f64>>) -> Series {
    Series::new(today() - (values.len() as i32 - 1), values)
}

/// A wavy series: weeks with quiet ends, on a slow rise.
pub(crate) fn wave(days: usize, level: f64) -> Vec<Option<f64>> {
    let value = |day: usize| {
        let week = [0.9, 1.0, 1.08, 1.05, 0.95, 0.6, 0.5][day % 7];
        let noise = (day * 7_919 % 101) as f64 / 500.0;
        (level * (week + noise) * (1.0 + day as f64 / 400.0)).round()
    };
    (0..days).map(|day| Some(value(day))).collect()
}

/// 90 days with two days that failed, a corrected one, and a day that is not over.
pub(crate) fn ninety_days() -> Series {
    let mut series = series(wave(90, 200.0));
    let (from, down) = (series.from, Mark::Gap(GapReason::SourceDown));
    series.values[50] = None;
    series.values[51] = None;
    series.values[53] = None;
    series.marks = vec![
        (from + 50, down),
        (from + 51, down),
        (from + 53, down),
        (from + 80, Mark::Corrected),
        (from + 89, Mark::Provisional),
    ];
    series
}

/// A chart of these series, the size of half a dashboard.
pub(crate) fn chart(style: ChartStyle, series: Vec<ChartSeries>) -> ChartSpec {
    ChartSpec {
        style,
        series,
        unit: Unit {
            singular: "order".to_owned(),
            plural: "orders".to_owned(),
            ..Unit::default()
        },
        title: "Orders".to_owned(),
        ..ChartSpec::default()
    }
}

/// A series of a chart in its first colour.
pub(crate) fn shown(points: impl Into<Points>) -> ChartSeries {
    ChartSeries {
        name: "Orders".to_owned(),
        points: points.into(),
        ..ChartSeries::default()
    }
}

/// Shown series in the colours of their places.
pub(crate) fn in_colours(series: impl IntoIterator<Item = Series>) -> Vec<ChartSeries> {
    let colour = |(at, series)| ChartSeries {
        name: format!("Shop {}", at + 1),
        class: SeriesClass::at(at),
        ..shown(series)
    };
    series.into_iter().enumerate().map(colour).collect()
}

/// A series of another role.
pub(crate) fn guide(role: SeriesRole, points: impl Into<Points>) -> ChartSeries {
    ChartSeries {
        name: format!("{role:?}"),
        role,
        ..shown(points)
    }
}

/// A series that others are compared with: its first point stands beside the first slot.
pub(crate) fn compared(points: impl Into<Points>) -> ChartSeries {
    ChartSeries {
        name: "The period before".to_owned(),
        role: SeriesRole::Compared,
        ..shown(beside(points.into()))
    }
}

/// Points in the slots of what they are compared with.
pub(crate) fn beside(points: Points) -> Points {
    let day = |day, value| PeriodValue::whole(Period::of(day, Step::Day), value);
    Points::Beside(match points {
        Points::Daily(series) => (0..)
            .zip(&series.values)
            .map(|(at, value)| Some(day(series.from + at, *value)))
            .collect(),
        Points::Periods(points) => points.into_iter().map(Some).collect(),
        Points::Beside(points) => points,
    })
}

/// The values of an attribute, in order of appearance.
pub(crate) fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    svg.split(opening.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// Every point that a path passes, by following its commands.
pub(crate) fn walk(path: &str) -> Vec<(i64, i64)> {
    let (mut points, mut at, mut start) = (Vec::new(), (0, 0), (0, 0));
    for (command, numbers) in commands(path) {
        let mut numbers = numbers.into_iter();
        if command == 'z' {
            at = start;
        }
        while let Some(first) = numbers.next() {
            at = match command {
                'M' => (first, numbers.next().expect("an y after an x")),
                'l' => (
                    at.0 + first,
                    at.1 + numbers.next().expect("a dy after a dx"),
                ),
                'h' => (at.0 + first, at.1),
                'v' => (at.0, at.1 + first),
                other => panic!("no command of ours: {other}"),
            };
            if command == 'M' {
                start = at;
            }
            points.push(at);
        }
    }
    points
}

fn commands(path: &str) -> Vec<(char, Vec<i64>)> {
    let mut commands: Vec<(char, Vec<i64>)> = Vec::new();
    let mut number = String::new();
    let finish = |number: &mut String, commands: &mut Vec<(char, Vec<i64>)>| {
        if !number.is_empty() {
            let value = number.parse().expect("a whole number");
            commands.last_mut().expect("a command first").1.push(value);
            number.clear();
        }
    };
    for glyph in path.chars() {
        if !glyph.is_ascii_digit() {
            finish(&mut number, &mut commands);
        }
        match glyph {
            '0'..='9' | '-' => number.push(glyph),
            ' ' => {}
            command => commands.push((command, Vec::new())),
        }
    }
    finish(&mut number, &mut commands);
    commands
}

/// Values of periods in order, from the one of a day on; the one of today is not over.
pub(crate) fn periods(first: Period, values: impl IntoIterator<Item = Option<f64>>) -> Points {
    let mut period = first;
    let point = |value| {
        let point = PeriodValue {
            is_provisional: !period.is_over(today()),
            ..PeriodValue::whole(period, value)
        };
        period = period.next();
        point
    };
    let mut points: Vec<_> = values.into_iter().map(point).collect();
    points.dedup_by_key(|one| one.period.start);
    Points::Periods(points)
}
