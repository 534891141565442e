//! The day of a row as SQL: which rows lie in a range, and on which of its days.

use chrono::{DateTime, NaiveDateTime};
use dbag_domain::{DayRange, SourceKind, Zone};

use super::date_form::{DateColumn, DateForm};
use super::date_unit::{DateUnit, JULIAN_1970, SECONDS_A_DAY};
use super::stretches::{Days, Stretch, stretches};
use super::writer::Writer;
use crate::source::Param;

/// Whole division of a negative number rounds up: days are counted from year -768.
const DAYS_BEFORE_1970: i64 = 1_000_000;
const SECONDS: i64 = 86_400;
/// A Julian day is a sum of many bits: 23:00 exactly may be a little before.
const HALF_A_MILLISECOND: f64 = 0.0005;

/// The first value of the range and the first after it, as the column holds them.
pub(super) fn bounds(date: &DateColumn, days: DayRange, zone: &Zone) -> (Param, Param) {
    if date.form == DateForm::Date {
        let until = days.to.next();
        return (
            Param::Date(days.from.to_date()),
            Param::Date(until.to_date()),
        );
    }
    let bound = |day| match &date.form {
        DateForm::Number(unit) if unit.is_day() => Param::Integer(unit.number_of(day)),
        form => moment(form, form.start_of(day, zone)),
    };
    (bound(days.from), bound(days.to.next()))
}

/// A second of the column's clock, as the column holds it.
fn moment(form: &DateForm, second: i64) -> Param {
    let instant = DateTime::from_timestamp(second, 0).unwrap_or(DateTime::UNIX_EPOCH);
    let clock: NaiveDateTime = instant.naive_utc();
    match form {
        DateForm::Date => Param::Date(clock.date()),
        DateForm::Clock(_) | DateForm::Text(_) => Param::Clock(clock),
        DateForm::Instant => Param::Instant(instant),
        DateForm::Number(DateUnit::JulianDays) => {
            let julian = (second as f64 - HALF_A_MILLISECOND) / SECONDS_A_DAY + JULIAN_1970;
            Param::Float(julian)
        }
        DateForm::Number(unit) => Param::Integer(second.saturating_mul(unit.per_second())),
    }
}

/// Writes the day of a row as days since 1970, or as eight digits where the column has these.
pub(super) fn write_day(writer: &mut Writer, date: &DateColumn, days: DayRange, zone: &Zone) {
    let name = writer.quoted(&date.column.name);
    let engine = writer.engine();
    let units = match (&date.form, engine) {
        (DateForm::Date, SourceKind::MySql) => {
            return writer.push(&format!("datediff({name}, '1970-01-01')"));
        }
        (DateForm::Date, _) => return writer.push(&format!("({name} - date '1970-01-01')")),
        (DateForm::Number(unit), _) if unit.is_day() => {
            let number = whole(engine, &name);
            return writer.push(&number);
        }
        (DateForm::Number(unit), _) => unit.per_second(),
        _ => 1,
    };
    let ticks = match (&date.form, engine) {
        (DateForm::Number(DateUnit::JulianDays), _) => whole(
            engine,
            &format!("({name} - {JULIAN_1970}) * {SECONDS_A_DAY:.1} + {HALF_A_MILLISECOND}"),
        ),
        (DateForm::Number(_), _) => whole(engine, &name),
        (_, SourceKind::Postgres) => format!("cast(floor(extract(epoch from {name})) as bigint)"),
        _ => format!("timestampdiff(second, '1970-01-01', {name})"),
    };
    let start_of = |day| date.form.start_of(day, zone);
    let cut = stretches(days, start_of);
    let to_param = |second| moment(&date.form, second);
    write_stretches(writer, &cut, &name, &ticks, units, &to_param);
}

/// A number without its fraction; none here is negative.
fn whole(engine: SourceKind, number: &str) -> String {
    match engine {
        SourceKind::Postgres => format!("cast(floor({number}) as bigint)"),
        SourceKind::MySql => format!("floor({number})"),
        SourceKind::Sqlite => format!("cast({number} as integer)"),
    }
}

/// Writes `case when … then … else … end` over stretches, the last of which has no end.
pub(super) fn write_stretches(
    writer: &mut Writer,
    cut: &[Stretch],
    compared: &str,
    ticks: &str,
    units: i64,
    to_param: &dyn Fn(i64) -> Param,
) {
    let Some((last, earlier)) = cut.split_last() else {
        return writer.push("null");
    };
    if !earlier.is_empty() {
        writer.push("case");
    }
    for stretch in earlier {
        writer.push(&format!(" when {compared} < "));
        writer.push_param(to_param(stretch.until));
        writer.push(" then ");
        write_days(writer, stretch.days, ticks, units);
    }
    if !earlier.is_empty() {
        writer.push(" else ");
    }
    write_days(writer, last.days, ticks, units);
    if !earlier.is_empty() {
        writer.push(" end");
    }
}

fn write_days(writer: &mut Writer, days: Days, ticks: &str, units: i64) {
    let divide = match writer.engine() {
        SourceKind::MySql => "div",
        _ => "/",
    };
    match days {
        Days::One(day) => writer.push(&day.days().to_string()),
        Days::Even(shift) => {
            writer.push(&format!("(({ticks} + "));
            writer.push_param(Param::Integer((shift + DAYS_BEFORE_1970 * SECONDS) * units));
            let day = SECONDS * units;
            writer.push(&format!(") {divide} {day} - {DAYS_BEFORE_1970})"));
        }
    }
}
