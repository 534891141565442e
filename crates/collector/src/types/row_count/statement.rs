//! A question as one statement: one GROUP BY over days and objects.

use dbag_domain::{DayRange, SourceKind, Zone};

use super::amount::{amount_of, odd_columns};
use super::condition_sql::write_condition;
use super::date_form::DateForm;
use super::day_column::{bounds, write_day};
use super::object_key::object_of;
use super::question::{Aggregate, Question};
use super::sqlite_text::{TextDays, write_text_statement};
use super::window::{write_part, write_windows};
use super::writer::Writer;
use crate::source::{Purpose, Session, Statement};

/// The statement for some days; its columns are day, object and value, as the question has them.
pub(super) fn write_statement(
    question: &Question,
    session: &Session,
    days: DayRange,
    zone: &Zone,
) -> Statement {
    let mut writer = Writer::new(session.kind());
    write_select(&mut writer, question, days, zone);
    writer.push(&format!("\nlimit {}", session.limits().max_rows + 1));
    writer.finish(Purpose::Generated)
}

/// The statement without its limit.
pub(super) fn write_select(writer: &mut Writer, question: &Question, days: DayRange, zone: &Zone) {
    match question.window_days {
        1 => write_rows(writer, question, days, zone, Output::Values),
        _ => write_windows(writer, question, days, zone),
    }
}

/// What is made of the rows of a day and an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// Values.
    Values,
    /// What windows are put together from.
    Parts,
}

/// The rows by day and object.
pub(super) fn write_rows(
    writer: &mut Writer,
    question: &Question,
    days: DayRange,
    zone: &Zone,
    output: Output,
) {
    if let Some(date) = &question.date
        && let DateForm::Text(clock) = &date.form
    {
        let days = TextDays { clock, days, zone };
        return write_text_statement(writer, question, date, days, output);
    }
    writer.push("select ");
    if let Some(date) = &question.date {
        write_day(writer, date, days, zone);
        writer.push(" as day, ");
    }
    if let Some(object) = object_of(writer, question) {
        writer.push(&format!("{object} as object, "));
    }
    let column = question
        .column
        .as_ref()
        .map(|column| writer.quoted(&column.name));
    write_output(writer, question, column.as_deref(), output);
    let table = writer.table(&question.table);
    writer.push(&format!("\nfrom {table}"));
    write_where(writer, question, days, zone);
    write_group_by(writer, question, output);
}

/// The columns after day and object: the value, its weight where it has one, and what may be wrong
/// with it; `name` is how the statement calls the column.
pub(super) fn write_output(
    writer: &mut Writer,
    question: &Question,
    name: Option<&str>,
    output: Output,
) {
    let engine = writer.engine();
    match output {
        Output::Values => {
            let value = aggregate_of(engine, question, question.aggregate, name);
            writer.push(&format!("{value} as value"));
        }
        Output::Parts => write_part(writer, question, name),
    }
    if question.has_weights() {
        writer.push(&format!(", count({}) as weight", name.unwrap_or("*")));
    }
    let odd = odd_columns(question, engine, name.unwrap_or("*"));
    writer.push(odd.as_deref().unwrap_or_default());
}

/// An aggregate of the question's column; `name` is how the statement calls it.
pub(super) fn aggregate_of(
    engine: SourceKind,
    question: &Question,
    aggregate: Aggregate,
    name: Option<&str>,
) -> String {
    let name = name.unwrap_or("*");
    let column = question.column.as_ref();
    let number = column.map_or_else(|| name.to_owned(), |column| amount_of(engine, column, name));
    match aggregate {
        Aggregate::Count => "count(*)".to_owned(),
        Aggregate::CountDistinct => format!("count(distinct {name})"),
        Aggregate::Sum => format!("sum({number})"),
        // MySQL's average of whole numbers has four digits.
        Aggregate::Avg if engine == SourceKind::MySql => format!("avg({number} + 0e0)"),
        Aggregate::Avg => format!("avg({number})"),
        // SQLite sorts '9' above 10.
        Aggregate::Min if engine == SourceKind::Sqlite => format!("min(cast({number} as numeric))"),
        Aggregate::Max if engine == SourceKind::Sqlite => format!("max(cast({number} as numeric))"),
        Aggregate::Min => format!("min({number})"),
        Aggregate::Max => format!("max({number})"),
    }
}

pub(super) fn write_group_by(writer: &mut Writer, question: &Question, output: Output) {
    let mut columns = usize::from(question.date.is_some()) + usize::from(question.object.is_some());
    if output == Output::Parts && question.aggregate == Aggregate::CountDistinct {
        // Each value once a day: it is counted once in each window that the day lies in.
        columns += 1;
    }
    let list: Vec<String> = (1..=columns).map(|at| at.to_string()).collect();
    if columns > 0 {
        writer.push(&format!("\ngroup by {}", list.join(", ")));
    }
}

fn write_where(writer: &mut Writer, question: &Question, days: DayRange, zone: &Zone) {
    let mut word = "\nwhere";
    if let Some(date) = &question.date {
        let name = writer.quoted(&date.column.name);
        let (from, until) = bounds(date, days, zone);
        writer.push(&format!("{word} {name} >= "));
        writer.push_param(from);
        word = "\n  and";
        writer.push(&format!("{word} {name} < "));
        writer.push_param(until);
    }
    let is_pinned = question.date.as_ref().is_some_and(|date| date.is_indexed);
    for condition in &question.conditions {
        writer.push(word);
        writer.push(" ");
        write_condition(writer, condition, is_pinned);
        word = "\n  and";
    }
}

#[cfg(test)]
mod tests {
    use super::super::conditions::{Condition, Test};
    use super::super::date_form::DateColumn;
    use super::super::date_unit::DateUnit;
    use super::*;
    use crate::source::{ColumnClass, SourceColumn, SourceTable};
    use dbag_domain::Day;

    fn column(name: &str, class: ColumnClass) -> SourceColumn {
        SourceColumn {
            name: name.to_owned(),
            type_name: String::new(),
            class,
            is_nullable: true,
        }
    }

    /// Orders by customer over two days of Berlin, the second of which has 25 hours.
    fn written(engine: SourceKind, form: DateForm) -> String {
        let question = Question {
            table: SourceTable {
                schema: None,
                table: "orders".to_owned(),
                name: "orders".to_owned(),
            },
            aggregate: Aggregate::Sum,
            column: Some(column("total", ColumnClass::Number)),
            conditions: vec![Condition {
                column: column("state", ColumnClass::Text),
                test: Test::IsNotNull,
            }],
            date: Some(DateColumn {
                column: column("at", ColumnClass::Loose),
                form,
                is_indexed: engine == SourceKind::Sqlite,
                is_clock: false,
                odd_ends: Vec::new(),
            }),
            object: Some(column("customer", ColumnClass::Integer)),
            merged: Vec::new(),
            window_days: 1,
            notes: Vec::new(),
        };
        let day = |text| Day::parse(text).expect("a date");
        let days = DayRange::new(day("2026-10-24"), day("2026-10-25")).expect("in order");
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        let mut writer = Writer::new(engine);
        write_select(&mut writer, &question, days, &zone);
        writer.finish(Purpose::Generated).sql().to_owned()
    }

    #[test]
    fn one_group_by_serves_days_and_objects() {
        let sql = written(SourceKind::Postgres, DateForm::Instant);
        let seconds = "cast(floor(extract(epoch from \"at\")) as bigint)";
        let expected = format!(
            "select case when \"at\" < $1 then (({seconds} + $2) / 86400 - 1000000) else 20751 end \
             as day, \"customer\" as object, sum(\"total\") as value\n\
             from \"orders\"\n\
             where \"at\" >= $3\n  \
             and \"at\" < $4\n  \
             and \"state\" is not null\n\
             group by 1, 2"
        );
        assert_eq!(sql, expected);
    }

    #[test]
    fn dates_need_no_rules_of_a_zone() {
        let sql = written(SourceKind::MySql, DateForm::Date);
        assert!(sql.starts_with("select datediff(`at`, '1970-01-01') as day, "));
        assert!(sql.contains("where `at` >= ?\n  and `at` < ?\n"));
    }

    #[test]
    fn the_index_of_the_date_is_the_one_that_sqlite_uses() {
        for form in [
            DateForm::Number(DateUnit::Seconds),
            DateForm::Text(Zone::utc()),
        ] {
            let sql = written(SourceKind::Sqlite, form);
            assert!(sql.contains("and +\"state\" is not null"), "{sql}");
            assert!(sql.contains("\"at\" >= ?"), "{sql}");
        }
    }
}
