//! The key of a row's object as SQL, so that a database lumps exactly what Dbag takes for one.
//!
//! Databases may hold `acme` and `ACME` equal (MySQL's usual collations, `nocase`, `citext`) and
//! would count both under either; Dbag would give the other a zero. So keys are grouped as they
//! are written, but without the blanks at their ends, which are no part of a key.

use dbag_domain::SourceKind;

use super::writer::Writer;
use crate::source::{ColumnClass, SourceColumn};

/// The expression that rows are grouped by.
pub(super) fn key_of(writer: &Writer, column: &SourceColumn) -> String {
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
