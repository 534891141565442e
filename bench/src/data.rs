//! The made-up values: a pure function, so that every store holds the same numbers.

use std::fmt::Write;

use chrono::Utc;
use dbag_domain::Day;

/// An integer that looks like a business count: a level, a week's wave, a slow trend, noise.
pub(crate) fn value(object: u32, metric: u32, day: u32) -> i64 {
    let mut hash = object.wrapping_mul(2_654_435_761)
        ^ metric.wrapping_mul(40_503)
        ^ day.wrapping_mul(2_246_822_519);
    hash = (hash ^ (hash >> 15)).wrapping_mul(2_246_822_519);
    let noise = i64::from((hash >> 8) % 100);
    let level = i64::from(100 + (object * 7_919 + metric * 104_729) % 5_000);
    let week = [3, 5, 6, 6, 5, 1, 0][(day % 7) as usize];
    let trend = i64::from(day * (1 + metric % 3) / 10);
    level + level * week / 20 + trend + noise * level / 1_000
}

/// The last of all days: today in UTC.
pub(crate) fn today() -> Day {
    let seconds = Utc::now().timestamp();
    Day::from_days(i32::try_from(seconds.div_euclid(86_400)).expect("a day of this era"))
}

/// So many days, the last one today.
pub(crate) fn days(count: u32) -> Vec<Day> {
    let first = today() - (count as i32 - 1);
    (0..count as i32).map(|day| first + day).collect()
}

/// W1's numbers: so many objects × metrics × days make a million values.
pub(crate) const OBJECTS: u32 = 1_000;
/// See [`OBJECTS`].
pub(crate) const METRICS: u32 = 10;
/// See [`OBJECTS`].
pub(crate) const DAYS: u32 = 100;

/// The name of one of W1's metrics.
pub(crate) fn metric_slug(metric: u32) -> String {
    format!("metric{metric:02}")
}

/// The key of one of W1's objects.
pub(crate) fn object_key(object: u32) -> String {
    format!("obj{object:05}")
}

/// The million values as a file, series by series.
pub(crate) fn million_lines() -> Vec<u8> {
    let days = days(DAYS);
    let mut text = Table::new(48_000_000);
    for metric in 0..METRICS {
        for object in 0..OBJECTS {
            for (at, day) in days.iter().enumerate() {
                text.line(
                    &metric_slug(metric),
                    *day,
                    value(object, metric, at as u32),
                    object,
                );
            }
        }
    }
    text.0.into_bytes()
}

/// One day of every series as a file.
pub(crate) fn lines_of_day(at: u32) -> Vec<u8> {
    let day = days(DAYS)[at as usize];
    let mut text = Table::new(480_000);
    for metric in 0..METRICS {
        for object in 0..OBJECTS {
            text.line(&metric_slug(metric), day, value(object, metric, at), object);
        }
    }
    text.0.into_bytes()
}

struct Table(String);

impl Table {
    fn new(capacity: usize) -> Self {
        let mut text = String::with_capacity(capacity);
        text.push_str("metric,date,value,object_type,object_id\n");
        Self(text)
    }

    fn line(&mut self, slug: &str, day: Day, value: i64, object: u32) {
        let key = object_key(object);
        _ = writeln!(self.0, "{slug},{day},{value},customer,{key}");
    }
}

/// Metrics without objects as a file: `first` to `last`, so many days each.
pub(crate) fn plain_lines(prefix: &str, metrics: std::ops::Range<u32>, count: u32) -> Vec<u8> {
    let days = days(count);
    let mut text = String::with_capacity(metrics.len() * days.len() * 28);
    text.push_str("metric,date,value\n");
    for metric in metrics {
        for (at, day) in days.iter().enumerate() {
            _ = writeln!(
                text,
                "{prefix}{metric},{day},{}",
                value(metric, 0, at as u32)
            );
        }
    }
    text.into_bytes()
}

/// One metric with objects as a file.
pub(crate) fn fleet_lines(slug: &str, objects: u32, count: u32) -> Vec<u8> {
    let days = days(count);
    let mut text = Table::new((objects * count) as usize * 40);
    for object in 0..objects {
        for (at, day) in days.iter().enumerate() {
            text.line(slug, *day, value(object, 1, at as u32), object);
        }
    }
    text.0.into_bytes()
}
