//! From measurements to values, one a day.

use dbag_domain::{Day, Value};

use super::measurements::{Measurement, Measurements, NamedObject};
use super::moment::Moment;
use super::options::OfDay;
use super::targets::Target;

/// The value of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DayValue {
    /// Which of the file's metrics.
    pub(super) metric: u32,
    /// Which of the file's objects, from 1; 0 for none.
    pub(super) object: u32,
    pub(super) day: Day,
    pub(super) value: Value,
    /// The last line that the value was made of.
    pub(super) line: u32,
}

/// A measurement whose day is known.
struct Dated {
    metric: u32,
    object: u32,
    day: Day,
    /// Microseconds since 1970; equal ones count in order of lines.
    order: i64,
    line: u32,
    value: Value,
}

/// The values that measurements make, in order of metrics, objects and days, and how many
/// measurements were accepted; refusals go to those of the file.
pub(super) fn day_values(
    found: &mut Measurements,
    targets: &[Target],
    of_day: OfDay,
) -> (Vec<DayValue>, u64) {
    let rows = std::mem::take(&mut found.rows);
    let mut clocks: Vec<DayClock<'_>> = targets.iter().map(DayClock::new).collect();
    let mut dated = Vec::with_capacity(rows.len());
    for row in rows {
        match clocks[row.metric as usize].date(&row, &found.objects) {
            Ok(measurement) => dated.push(measurement),
            Err(reason) => found.refusals.add(row.line, reason),
        }
    }
    let key = |one: &Dated| (one.metric, one.object, one.day, one.order);
    if !dated.is_sorted_by_key(key) {
        dated.sort_by_key(key);
    }
    let mut accepted = dated.len() as u64;
    let mut values = Vec::new();
    let is_same_day =
        |a: &Dated, b: &Dated| (a.metric, a.object, a.day) == (b.metric, b.object, b.day);
    for of_one_day in dated.chunk_by(is_same_day) {
        match value_of_day(of_one_day, of_day) {
            Ok(value) => values.push(value),
            Err(reason) => {
                accepted -= of_one_day.len() as u64;
                found
                    .refusals
                    .add(of_one_day[of_one_day.len() - 1].line, reason);
            }
        }
    }
    (values, accepted)
}

fn value_of_day(measurements: &[Dated], of_day: OfDay) -> Result<DayValue, String> {
    let (first, last) = (&measurements[0], &measurements[measurements.len() - 1]);
    let numbers = measurements.iter().map(|one| one.value.get());
    let sum = || numbers.clone().sum::<f64>();
    let number = match of_day {
        OfDay::Last => last.value.get(),
        OfDay::First => first.value.get(),
        OfDay::Max => numbers.fold(f64::NEG_INFINITY, f64::max),
        OfDay::Min => numbers.fold(f64::INFINITY, f64::min),
        OfDay::Sum => sum(),
        OfDay::Mean => sum() / measurements.len() as f64,
    };
    let value = Value::new(number).map_err(|error| error.to_string())?;
    let line = measurements
        .iter()
        .map(|one| one.line)
        .max()
        .unwrap_or(last.line);
    Ok(DayValue {
        metric: first.metric,
        object: first.object,
        day: first.day,
        value,
        line,
    })
}

/// Tells the days of one metric's measurements.
struct DayClock<'a> {
    target: &'a Target,
    /// The day of the instant that was asked last, with its first and its last but one instant.
    last: Option<(Day, i64, i64)>,
}

impl<'a> DayClock<'a> {
    fn new(target: &'a Target) -> Self {
        Self { target, last: None }
    }

    fn date(&mut self, row: &Measurement, objects: &[NamedObject]) -> Result<Dated, String> {
        let target = self.target;
        if row.object > 0 {
            self.check_object(&objects[row.object as usize - 1])?;
        }
        let day = match row.moment {
            Moment::Day(day) | Moment::Local(day, _) => day,
            Moment::Instant(micros) => self.day_of(micros)?,
        };
        if day > target.today {
            let (today, zone) = (target.today, target.zone.name());
            return Err(format!(
                "{day} is in the future; today is {today} in {zone}"
            ));
        }
        Ok(Dated {
            metric: row.metric,
            object: row.object,
            day,
            order: row.moment.order(&target.zone),
            line: row.line,
            value: row.value,
        })
    }

    fn check_object(&self, object: &NamedObject) -> Result<(), String> {
        let settings = &self.target.settings;
        match (&settings.object_kind, &object.kind) {
            (Some(_), None) => Ok(()),
            (Some(kind), Some(named)) if kind == named => Ok(()),
            (Some(kind), Some(named)) => Err(format!(
                "metric `{}` has values by {kind}, not by {named}; give the values by {named} a \
                 metric of their own",
                settings.slug
            )),
            (None, _) => Err(format!(
                "metric `{}` has no objects; set its object kind first",
                settings.slug
            )),
        }
    }

    fn day_of(&mut self, micros: i64) -> Result<Day, String> {
        match self.last {
            Some((day, start, end)) if (start..end).contains(&micros) => return Ok(day),
            _ => {}
        }
        let instant = Moment::instant(micros).ok_or("the time is out of range")?;
        let zone = &self.target.zone;
        let day = zone.day_of(instant);
        if let Some((start, end)) = zone.bounds(day) {
            self.last = Some((day, start.timestamp_micros(), end.timestamp_micros()));
        }
        Ok(day)
    }
}

#[cfg(test)]
mod tests {
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
                moment: Moment::parse(moment).expect("a moment"),
                value: Value::new(*number).expect("finite"),
            });
        Measurements {
            rows: rows.collect(),
            ..Measurements::default()
        }
    }

    fn values(zone: &str, of_day: OfDay, rows: &[(&str, f64)]) -> Vec<(String, f64)> {
        let (values, _) = day_values(&mut measurements(rows), &[target(zone)], of_day);
        values
            .iter()
            .map(|one| (one.day.to_string(), one.value.get()))
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
        let (values, accepted) = day_values(&mut found, &[target("UTC")], OfDay::Last);
        assert_eq!((values.len(), accepted), (1, 1));
        let (refused, _) = found.refusals.finish();
        assert_eq!(refused[0].line, 3);
        assert_eq!(
            refused[0].reason,
            "2026-11-24 is in the future; today is 2026-11-23 in UTC"
        );
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
        let (values, _) = day_values(&mut found, &[by_customer], OfDay::Last);
        assert_eq!(values.len(), 2);
        let (refused, _) = found.refusals.finish();
        assert!(
            refused[0].reason.contains("by customer, not by flight"),
            "{refused:?}"
        );
    }
}
