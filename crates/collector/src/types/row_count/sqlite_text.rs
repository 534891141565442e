//! SQLite's texts as days: dates, times of a clock, and instants, row by row.
//!
//! `strftime` reads all of them and counts seconds; a date alone is a day in
//! any zone, a text that ends in `Z` or an offset is an instant, and any other
//! is what the column's clock shows.

use dbag_domain::{DayRange, Zone};

use super::condition_sql::write_condition;
use super::date_form::{DateColumn, DateForm};
use super::day_column::write_stretches;
use super::no_dates::text_second;
use super::object_key::object_of;
use super::question::Question;
use super::statement::{Output, write_group_by, write_output};
use super::stretches::{Days, Stretch, stretches};
use super::writer::Writer;
use crate::source::Param;

/// Texts sort as their days do, give or take the largest offset from UTC.
pub(super) const MARGIN_DAYS: i32 = 2;
const IS_INSTANT: &str = "moment like '%Z' or substr(moment, -6, 1) in ('+', '-')";

/// Days of a zone, in a column whose clock hangs in another.
#[derive(Clone, Copy)]
pub(super) struct TextDays<'a> {
    pub(super) clock: &'a Zone,
    pub(super) days: DayRange,
    pub(super) zone: &'a Zone,
}

/// Writes the statement of `statement::write_select` for a column of texts.
pub(super) fn write_text_statement(
    writer: &mut Writer,
    question: &Question,
    date: &DateColumn,
    text_days: TextDays<'_>,
    output: Output,
) {
    let days = text_days.days;
    let object = if question.object.is_some() {
        "object, "
    } else {
        ""
    };
    writer.push(&format!("select day, {object}"));
    let column = question.column.as_ref().map(|_| "amount");
    write_output(writer, question, column, output);
    writer.push("\nfrom (\nselect ");
    write_text_day(writer, text_days);
    writer.push(" as day, object, amount\nfrom (\n");
    write_rows(writer, question, date, days);
    // `limit -1` keeps SQLite from merging the parts and reading each text many times.
    writer.push("\nlimit -1)\nlimit -1)\nwhere day is null or day between ");
    writer.push_param(Param::Integer(days.from.days().into()));
    writer.push(" and ");
    writer.push_param(Param::Integer(days.to.days().into()));
    write_group_by(writer, question, output);
}

/// The rows that may lie in the range, with their seconds.
fn write_rows(writer: &mut Writer, question: &Question, date: &DateColumn, days: DayRange) {
    let column = |column: &Option<crate::source::SourceColumn>, writer: &Writer| {
        let quoted = column.as_ref().map(|column| writer.quoted(&column.name));
        quoted.unwrap_or_else(|| "null".to_owned())
    };
    let moment = writer.quoted(&date.column.name);
    let object = object_of(writer, question).unwrap_or_else(|| "null".to_owned());
    let amount = column(&question.column, writer);
    let table = writer.table(&question.table);
    let second = text_second(&moment);
    writer.push(&format!(
        "select {moment} as moment, {second} as second, \
         {object} as object, {amount} as amount\nfrom {table}\nwhere {moment} >= "
    ));
    writer.push_param(Param::Text((days.from - MARGIN_DAYS).to_string()));
    writer.push(&format!("\n  and {moment} < "));
    writer.push_param(Param::Text((days.to + MARGIN_DAYS + 1).to_string()));
    for condition in &question.conditions {
        writer.push("\n  and ");
        write_condition(writer, condition, date.is_indexed);
    }
}

/// Writes the day of a text `moment` that is the second `second`.
pub(super) fn write_text_day(writer: &mut Writer, text_days: TextDays<'_>) {
    let TextDays { clock, days, zone } = text_days;
    let alone = [Stretch {
        until: i64::MAX,
        days: Days::Even(0),
    }];
    writer.push("case when second is null then null when length(moment) = 10 then ");
    write_stretches(writer, &alone, "second", "second", 1, &Param::Integer);
    writer.push(&format!(" when {IS_INSTANT} then "));
    write_clock(writer, &DateForm::Instant, days, zone);
    writer.push(" else ");
    write_clock(writer, &DateForm::Clock(clock.clone()), days, zone);
    writer.push(" end");
}

/// The day by one clock; seconds outside of the range get days outside of it.
fn write_clock(writer: &mut Writer, form: &DateForm, days: DayRange, zone: &Zone) {
    let before = Stretch {
        until: form.start_of(days.from, zone),
        days: Days::One(days.from.previous()),
    };
    let after = Stretch {
        until: i64::MAX,
        days: Days::One(days.to.next()),
    };
    let mut cut = vec![before];
    cut.extend(stretches(days, |day| form.start_of(day, zone)));
    cut.push(after);
    write_stretches(writer, &cut, "second", "second", 1, &Param::Integer);
}
