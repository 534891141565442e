//! Windows: a day that counts the rows of several days up to it.
//!
//! Rows are counted by day first, and each day then counts in all windows that it lies in. What
//! cannot be put together from days, the number of different values, keeps them: each once a day.

use dbag_domain::{DayRange, SourceKind, Zone};

use super::amount::odd_columns;
use super::question::{Aggregate, Question};
use super::statement::{Output, aggregate_of, write_rows};
use super::writer::Writer;
use crate::source::Param;

/// Writes the column from which windows are put together.
pub(super) fn write_part(writer: &mut Writer, question: &Question, name: Option<&str>) {
    let part = match question.aggregate {
        Aggregate::CountDistinct => name.unwrap_or("*").to_owned(),
        // An average is made of sums.
        Aggregate::Avg => aggregate_of(writer.engine(), question, Aggregate::Sum, name),
        aggregate => aggregate_of(writer.engine(), question, aggregate, name),
    };
    writer.push(&format!("{part} as part"));
}

/// Writes the statement for windows that end on some days.
pub(super) fn write_windows(writer: &mut Writer, question: &Question, days: DayRange, zone: &Zone) {
    let window = question.window_days;
    let longer = DayRange {
        from: days.from - (window - 1),
        to: days.to,
    };
    let object = if question.object.is_some() {
        "d.object as object, "
    } else {
        ""
    };
    let value = match question.aggregate {
        Aggregate::Count | Aggregate::Sum => "sum(d.part) as value",
        Aggregate::CountDistinct => "count(distinct d.part) as value",
        // Whole numbers would be divided without a rest, and MySQL's have four digits.
        Aggregate::Avg => {
            "(sum(d.part) + 0e0) / nullif(sum(d.weight), 0) as value, sum(d.weight) as weight"
        }
        Aggregate::Min => "min(d.part) as value",
        Aggregate::Max => "max(d.part) as value",
    };
    let odd = match odd_columns(question, writer.engine(), "*") {
        Some(_) => ", sum(d.odd) as odd, min(d.odd_like) as odd_like",
        None => "",
    };
    writer.push(&format!(
        "select d.day + w.ahead as day, {object}{value}{odd}\nfrom (\n"
    ));
    write_rows(writer, question, longer, zone, Output::Parts);
    writer.push("\n) d\njoin (select 0 as ahead");
    for ahead in 1..window {
        writer.push(&format!(" union all select {ahead}"));
    }
    // A row that is of no day is passed on, so that it can be told.
    writer.push(") w on (d.day + w.ahead between ");
    write_day(writer, days.from.days());
    writer.push(" and ");
    write_day(writer, days.to.days());
    writer.push(") or (d.day is null and w.ahead = 0)\ngroup by 1");
    if question.object.is_some() {
        writer.push(", 2");
    }
}

/// Postgres has to be told the type of a bound number beside a computed one.
fn write_day(writer: &mut Writer, day: i32) {
    match writer.engine() {
        SourceKind::Postgres => {
            writer.push("cast(");
            writer.push_param(Param::Integer(day.into()));
            writer.push(" as bigint)");
        }
        _ => writer.push_param(Param::Integer(day.into())),
    }
}
