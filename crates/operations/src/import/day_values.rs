//! From measurements to values, one a day.

use std::collections::HashSet;

use dbag_domain::{AcrossObjects, Day, GapReason, Value};

use super::cells::Moment;
use super::measurements::{Measurement, Measurements, NamedObject};
use super::objects::{check_object, with_objects};
use super::options::OfDay;
use super::several::{Counted, Moved};
use super::targets::Target;
use crate::first_day::check_first_day;

/// The value of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DayValue {
    /// Which of the file's metrics.
    pub(super) metric: u32,
    /// Which of the file's objects, from 1; 0 for none.
    pub(super) object: u32,
    pub(super) day: Day,
    /// The value, or why the file says that there is none.
    pub(super) value: Result<Value, GapReason>,
    /// The last line that the value was made of.
    pub(super) line: u32,
}

/// Days that have several measurements of one metric and object at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Doubled {
    pub(super) days: u64,
    /// The first of them in the file: its metric, day, and two of its lines.
    pub(super) metric: u32,
    pub(super) day: Day,
    pub(super) lines: (u32, u32),
}

/// The values of a file, and what became of measurements on the way.
pub(super) struct DayValues {
    pub(super) values: Vec<DayValue>,
    pub(super) counted: Counted,
}

/// A measurement whose day is known.
struct Dated {
    metric: u32,
    object: u32,
    day: Day,
    /// Microseconds since 1970; equal ones count in order of lines.
    order: i64,
    line: u32,
    column: u32,
    value: Value,
}

/// The values that measurements make, in order of metrics, objects and days; refusals go to those of
/// the file.
///
/// # Errors
///
/// Where nobody said what becomes of several measurements of a day, and some are of the same moment:
/// the latest of them would be any.
pub(super) fn day_values(
    found: &mut Measurements,
    targets: &[Target],
    of_day: Option<OfDay>,
) -> Result<DayValues, Doubled> {
    let dated = dated(found, targets);
    if of_day.is_none()
        && let Some(doubled) = doubled(&dated)
    {
        return Err(doubled);
    }
    let of_day = of_day.unwrap_or(OfDay::Last);
    let mut values = Vec::with_capacity(dated.len());
    let mut counted = Counted::default();
    let mut without_weights = 0;
    for of_one_day in dated.chunk_by(is_same_day) {
        let (one, lines) = (&of_one_day[0], of_one_day.iter().map(|one| one.line));
        counted.add(one.metric, one.day, lines);
        without_weights += loses_weights(of_one_day, of_day);
        match value_of_day(of_one_day, of_day) {
            Ok(value) => values.push(value),
            Err(reason) => refuse_all(found, of_one_day, reason),
        }
    }
    add_gaps(found, targets, &mut values);
    if without_weights > 0 {
        found.notes.push(format!(
            "the weights of {without_weights} lines are left out: what is added up or counted has none"
        ));
    }
    Ok(DayValues { values, counted })
}

/// How many measurements of a day have weights that its value has not.
fn loses_weights(measurements: &[Dated], of_day: OfDay) -> u64 {
    let is_without = match of_day {
        OfDay::Sum => measurements.len() > 1,
        OfDay::Count => true,
        OfDay::Mean | OfDay::First | OfDay::Last | OfDay::Min | OfDay::Max => false,
    };
    let weighted = measurements.iter();
    let weighted = weighted.filter(|one| is_without && one.value.weight().is_some());
    weighted.count() as u64
}

/// Measurements on their days, in order of metrics, objects, days and moments.
fn dated(found: &mut Measurements, targets: &[Target]) -> Vec<Dated> {
    let clocks = targets.iter().zip(with_objects(found, targets.len()));
    let mut clocks: Vec<DayClock<'_>> = clocks.map(|(one, has)| DayClock::new(one, has)).collect();
    let rows = std::mem::take(&mut found.rows);
    let mut dated = Vec::with_capacity(rows.len());
    let (mut objectless, mut dayless, mut moved) = (0, 0, Moved::default());
    for row in rows {
        let clock = &mut clocks[row.metric as usize];
        if let Err(reason) = clock.check_object(&row, &found.objects) {
            found.cells.values -= 1;
            match row.object {
                // Once for all values of the line: it is the cell of the object that is wrong.
                0 if objectless == row.line => found.cells.refused += 1,
                0 => {
                    objectless = row.line;
                    let column = found.object_column.unwrap_or(row.column);
                    found.refuse(row.line, column, reason);
                }
                _ => found.refuse(row.line, row.column, reason),
            }
            continue;
        }
        match clock.date(&row) {
            Ok(one) => {
                moved.see(
                    one.line,
                    row.written,
                    one.day,
                    &targets[row.metric as usize],
                );
                dated.push(one);
            }
            Err(reason) => {
                found.cells.values -= 1;
                match found.day_column {
                    // Once for all values of the line: it is the cell of the day that is wrong.
                    Some(_) if dayless == row.line => found.cells.refused += 1,
                    column => {
                        dayless = row.line;
                        found.refuse(row.line, column.unwrap_or(row.column), reason);
                    }
                }
            }
        }
    }
    found.notes.extend(moved.note());
    let key = |one: &Dated| (one.metric, one.object, one.day, one.order);
    if !dated.is_sorted_by_key(key) {
        dated.sort_by_key(key);
    }
    dated
}

fn is_same_day(a: &Dated, b: &Dated) -> bool {
    (a.metric, a.object, a.day) == (b.metric, b.object, b.day)
}

/// Measurements of one moment, where there are any.
fn doubled(dated: &[Dated]) -> Option<Doubled> {
    let mut found: Option<Doubled> = None;
    // Of whatever metric and object: a day is one day.
    let mut days = HashSet::new();
    for pair in dated.windows(2) {
        let [first, second] = pair else { continue };
        if !is_same_day(first, second) || first.order != second.order {
            continue;
        }
        days.insert(second.day);
        let lines = (first.line.min(second.line), first.line.max(second.line));
        let is_first = found.is_none_or(|found| lines < found.lines);
        found = Some(match found {
            Some(found) if !is_first => found,
            _ => Doubled {
                days: 0,
                metric: second.metric,
                day: second.day,
                lines,
            },
        });
    }
    let days = days.len() as u64;
    found.map(|found| Doubled { days, ..found })
}

fn refuse_all(found: &mut Measurements, measurements: &[Dated], reason: String) {
    let Some(last) = measurements.last() else {
        return;
    };
    let count = measurements.len() as u64;
    found.cells.values -= count;
    found.cells.refused += count - 1;
    found.refuse(last.line, last.column, reason);
}

/// Days of which the file says why they have no value, but for those that have one.
fn add_gaps(found: &mut Measurements, targets: &[Target], values: &mut Vec<DayValue>) {
    let key = |one: &DayValue| (one.metric, one.object, one.day);
    let gaps = std::mem::take(&mut found.gaps);
    let gaps = gaps
        .into_iter()
        .filter(|gap| gap.day <= targets[gap.metric as usize].today)
        .filter(|gap| check_first_day(gap.day).is_ok())
        .filter(|gap| {
            let kind = &targets[gap.metric as usize].settings.object_kind;
            kind.is_some() == (gap.object > 0)
        });
    let gap = |gap: super::measurements::NamedGap| DayValue {
        metric: gap.metric,
        object: gap.object,
        day: gap.day,
        value: Err(gap.reason),
        line: 0,
    };
    let known = |one: &DayValue| values.binary_search_by_key(&key(one), key).is_ok();
    let gaps: Vec<DayValue> = gaps.map(gap).filter(|one| !known(one)).collect();
    if gaps.is_empty() {
        return;
    }
    values.extend(gaps);
    values.sort_by_key(key);
    values.dedup_by_key(|one| key(one));
}

fn value_of_day(measurements: &[Dated], of_day: OfDay) -> Result<DayValue, String> {
    let (first, last) = (&measurements[0], &measurements[measurements.len() - 1]);
    let value = match (of_day, measurements) {
        (OfDay::Count, _) => count_of(measurements)?,
        (_, [only]) => only.value,
        (OfDay::Last, _) => last.value,
        (OfDay::First, _) => first.value,
        (OfDay::Max, _) => by_size(measurements, f64::gt),
        (OfDay::Min, _) => by_size(measurements, f64::lt),
        (OfDay::Sum, _) => put_together(measurements, AcrossObjects::Sum)?,
        (OfDay::Mean, _) => put_together(measurements, AcrossObjects::Mean)?,
    };
    let lines = measurements.iter().map(|one| one.line);
    Ok(DayValue {
        metric: first.metric,
        object: first.object,
        day: first.day,
        value: Ok(value),
        line: lines.max().unwrap_or(last.line),
    })
}

fn count_of(measurements: &[Dated]) -> Result<Value, String> {
    Value::from_integer(measurements.len() as i128).map_err(|error| error.to_string())
}

/// The first value that no other goes beyond, with its weight.
fn by_size(measurements: &[Dated], is_beyond: fn(&f64, &f64) -> bool) -> Value {
    let values = measurements.iter().map(|one| one.value);
    let better = |best: Value, next: Value| match is_beyond(&next.get(), &best.get()) {
        true => next,
        false => best,
    };
    values.reduce(better).unwrap_or(measurements[0].value)
}

fn put_together(measurements: &[Dated], how: AcrossObjects) -> Result<Value, String> {
    let values: Vec<Value> = measurements.iter().map(|one| one.value).collect();
    how.combine(&values)
        .ok_or_else(|| "the value is too large".to_owned())
}

/// Tells the days of one metric's measurements.
struct DayClock<'a> {
    target: &'a Target,
    /// Whether the file names objects of the metric.
    has_objects: bool,
    /// The day of the instant that was asked last, with its first and its last but one instant.
    last: Option<(Day, i64, i64)>,
}

impl<'a> DayClock<'a> {
    fn new(target: &'a Target, has_objects: bool) -> Self {
        Self {
            target,
            has_objects,
            last: None,
        }
    }

    fn check_object(&self, row: &Measurement, objects: &[NamedObject]) -> Result<(), String> {
        let object = (row.object as usize).checked_sub(1).map(|at| &objects[at]);
        // A file without any object of the metric is refused as a whole, once its lines are told apart.
        match object.is_some() || self.has_objects {
            true => check_object(&self.target.settings, object),
            false => Ok(()),
        }
    }

    fn date(&mut self, row: &Measurement) -> Result<Dated, String> {
        let target = self.target;
        let day = match row.moment {
            Moment::Day(day) | Moment::Local(day, _) => day,
            Moment::Instant(micros) => self.day_of(micros)?,
        };
        check_first_day(day)?;
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
            column: row.column,
            value: row.value,
        })
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
mod tests;
