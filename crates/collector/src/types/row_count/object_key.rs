//! The key of a row's object as SQL, so that a database lumps exactly what Dbag takes for one.
//!
//! Databases may hold `acme` and `ACME` equal (MySQL's usual collations, `nocase`, `citext`) and
//! would count both under either; Dbag would give the other a zero. So keys are grouped as they
//! are written, but without the blanks at their ends, which are no part of a key.

use dbag_domain::{ObjectKey, SourceKind};

use super::question::Question;
use super::writer::Writer;
use crate::source::{ColumnClass, SourceColumn};

/// The expression that rows of a question with objects are grouped by.
pub(super) fn object_of(writer: &Writer, question: &Question) -> Option<String> {
    let column = question.object.as_ref()?;
    let key = key_of(writer, column);
    let mut pairs = question.merged.iter();
    let first = pairs.find_map(|pair| merged(writer.engine(), column, pair));
    let Some(first) = first else {
        return Some(key);
    };
    let others = pairs.filter_map(|pair| merged(writer.engine(), column, pair));
    let whens: String = std::iter::once(first).chain(others).collect();
    Some(format!("case {key}{whens} else {key} end"))
}

/// One key taken for another; none where the column has no key that is written so.
fn merged(
    engine: SourceKind,
    column: &SourceColumn,
    (from, into): &(ObjectKey, ObjectKey),
) -> Option<String> {
    let literal = |key: &ObjectKey| {
        let key = key.as_str();
        match (engine, column.class) {
            (SourceKind::Sqlite, _) | (SourceKind::Postgres, ColumnClass::Text) => {
                Some(format!("'{}'", key.replace('\'', "''")))
            }
            (SourceKind::MySql, ColumnClass::Text) => {
                let digits: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
                Some(format!("convert(x'{digits}' using utf8mb4)"))
            }
            (_, ColumnClass::Integer) => key.parse::<i64>().ok().map(|number| number.to_string()),
            (_, ColumnClass::Number) => {
                let is_number = key.parse::<f64>().is_ok_and(f64::is_finite);
                let is_plain = key.bytes().all(|byte| b"0123456789.-".contains(&byte));
                (is_number && is_plain).then(|| key.to_owned())
            }
            _ => None,
        }
    };
    Some(format!(" when {} then {}", literal(from)?, literal(into)?))
}

fn key_of(writer: &Writer, column: &SourceColumn) -> String {
    let name = writer.quoted(&column.name);
    match (writer.engine(), column.class) {
        (SourceKind::Postgres, ColumnClass::Text) => {
            format!("btrim(cast({name} as text)) collate \"C\"")
        }
        (SourceKind::MySql, ColumnClass::Text) => {
            format!("convert(trim({name}) using utf8mb4) collate utf8mb4_bin")
        }
        (SourceKind::Sqlite, _) => sqlite_key(&name),
        _ => name,
    }
}

/// SQLite's columns hold what was put in: 42, 42.0 and '42' are one key, whatever the type says.
/// An expression has no collation, so that texts are compared byte by byte.
fn sqlite_key(name: &str) -> String {
    format!(
        "case typeof({name}) when 'text' then trim({name}) \
         when 'integer' then cast({name} as text) \
         when 'real' then case when {name} = cast({name} as integer) \
         then cast(cast({name} as integer) as text) else {name} end \
         else {name} end"
    )
}
