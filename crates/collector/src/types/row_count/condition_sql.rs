//! A condition as SQL.

use dbag_domain::SourceKind;

use super::conditions::{Condition, Test};
use super::no_dates::text_second;
use super::operand::{NO, Operand, YES};
use super::writer::Writer;
use crate::source::{ColumnClass, Param, SourceColumn};

/// Writes a condition. `is_pinned` keeps SQLite from preferring another index to the date's:
/// without statistics it takes an equality for the better filter, and reads half the table.
pub(super) fn write_condition(writer: &mut Writer, condition: &Condition, is_pinned: bool) {
    let name = writer.quoted(&condition.column.name);
    let plus = if is_pinned { "+" } else { "" };
    match &condition.test {
        Test::Compares(operator, operand) => {
            writer.push(&format!("{plus}{name} {operator} "));
            writer.push_operand(operand);
            if writer.engine() == SourceKind::Sqlite && is_bounded_above(operator, operand) {
                // SQLite sorts texts above all numbers: `n/a` is not more than 10.
                writer.push(&format!(" and {plus}{name} < ''"));
            }
        }
        Test::ComparesNumber(operator, param) => {
            writer.push(&format!("{} {operator} ", number_of(&name)));
            writer.push_param(param.clone());
        }
        Test::ComparesTime(operator, moment) => {
            writer.push(&format!(
                "{} {operator} strftime('{TIME}', ",
                time_of(&name)
            ));
            writer.push_param(Param::Text(moment.written()));
            writer.push(")");
        }
        Test::IsIn(operands) => write_list(writer, &format!("{plus}{name}"), ["=", "in"], operands),
        Test::IsNotIn(operands) => {
            write_list(writer, &format!("{plus}{name}"), ["<>", "not in"], operands);
        }
        Test::IsLike(pattern) => write_like(writer, &name, pattern),
        Test::IsFlag(flag) => {
            let sql = flag_sql(writer.engine(), &condition.column, &name, *flag);
            writer.push(&sql);
        }
        Test::IsNull => writer.push(&format!("{plus}{name} is null")),
        Test::IsNotNull => writer.push(&format!("{plus}{name} is not null")),
    }
}

/// The number that SQLite keeps, as such or as a text that is one; null for any other text.
///
/// A cast gives a comparison the affinity of numbers, so that `'1.50'` equals 1.5, and what is no
/// number all through equals none.
pub(super) fn number_of(name: &str) -> String {
    format!("case when cast({name} as numeric) = {name} then cast({name} as numeric) end")
}

/// To the millisecond, which is as far as SQLite reads times.
const TIME: &str = "%Y-%m-%d %H:%M:%f";

/// The time that a text of SQLite is, in UTC; null for what is none.
fn time_of(name: &str) -> String {
    format!(
        "case when typeof({name}) = 'text' and {} is not null then strftime('{TIME}', {name}) end",
        text_second(name)
    )
}

fn is_bounded_above(operator: &str, operand: &Operand) -> bool {
    let is_number = matches!(operand.param, Param::Integer(_) | Param::Float(_));
    is_number && matches!(operator, ">" | ">=")
}

/// `= a` for a single value, which reads better in a log and in a plan, `in (a, b)` for several.
fn write_list(writer: &mut Writer, name: &str, words: [&str; 2], operands: &[Operand]) {
    if let [operand] = operands {
        writer.push(&format!("{name} {} ", words[0]));
        return writer.push_operand(operand);
    }
    writer.push(&format!("{name} {} (", words[1]));
    for (at, operand) in operands.iter().enumerate() {
        writer.push(if at == 0 { "" } else { ", " });
        writer.push_operand(operand);
    }
    writer.push(")");
}

/// Yes is a word for it or any number but 0, as SQL has it; null is neither.
fn flag_sql(engine: SourceKind, column: &SourceColumn, name: &str, flag: bool) -> String {
    let words = if flag { YES } else { NO };
    let compare = if flag { "<>" } else { "=" };
    match (engine, column.class) {
        (SourceKind::Postgres, ColumnClass::Bool) if column.type_name.starts_with("bit") => {
            format!("cast({name} as integer) {compare} 0")
        }
        (SourceKind::Postgres, ColumnClass::Bool) => format!("{name} is {flag}"),
        (SourceKind::Sqlite, _) => format!(
            "case typeof({name}) when 'text' then {} in ({words}) else {name} {compare} 0 end",
            flag_word(engine, name)
        ),
        (_, ColumnClass::Text) => format!("{} in ({words})", flag_word(engine, name)),
        _ => format!("{name} {compare} 0"),
    }
}

fn flag_word(engine: SourceKind, name: &str) -> String {
    match engine {
        SourceKind::Sqlite => format!("lower(trim({name}))"),
        SourceKind::Postgres => format!("lower(btrim(cast({name} as text)))"),
        SourceKind::MySql => format!("lower(trim(cast({name} as char)))"),
    }
}

/// What holds where a flag says neither yes nor no in words, or is another number than 0 and 1;
/// none where the column's type leaves no doubt.
pub(super) fn odd_flag_sql(
    engine: SourceKind,
    column: &SourceColumn,
    name: &str,
) -> Option<String> {
    let word = flag_word(engine, name);
    match (engine, column.class) {
        (SourceKind::Sqlite, _) => Some(format!(
            "case typeof({name}) when 'text' then {word} not in ({YES}, {NO}) \
             when 'blob' then 1 else {name} not in (0, 1) end"
        )),
        (_, ColumnClass::Text) => Some(format!("{word} not in ({YES}, {NO})")),
        (SourceKind::Postgres, ColumnClass::Bool) => None,
        _ => Some(format!("{name} not in (0, 1)")),
    }
}

/// Whatever the case, in all three: SQLite's `like` is so, of ASCII letters at least.
fn write_like(writer: &mut Writer, name: &str, pattern: &str) {
    let param = Param::Text(pattern.to_owned());
    match writer.engine() {
        SourceKind::Postgres => {
            writer.push(&format!("cast({name} as text) ilike "));
            writer.push_param(param);
        }
        SourceKind::MySql => {
            // The column's collation would take `Café` for `cafe`.
            writer.push(&format!(
                "lower(convert({name} using utf8mb4)) collate utf8mb4_bin like lower("
            ));
            writer.push_param(param);
            writer.push(") collate utf8mb4_bin");
        }
        SourceKind::Sqlite => {
            writer.push(&format!("{name} like "));
            writer.push_param(param);
        }
    }
    writer.push(" escape '!'");
}
