//! Where the clock of a date column hangs, as far as its source tells.

use dbag_domain::{Properties, SourceKind};

use super::date_form::{DateAnswers, find_date_form};
use super::question::column_named;
use crate::error::CollectError;
use crate::source::{
    Limits, Param, Session, SourceColumn, SourceConnection, SourceTable, Statement,
};

/// Where the times of a column hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnClock {
    /// They need no zone: dates, and instants.
    NeedsNone,
    /// In UTC, as the value is that new rows get.
    Utc,
    /// Nothing tells.
    Unknown,
}

const POSTGRES_DEFAULT: &str = "
select pg_get_expr(d.adbin, d.adrelid)
from pg_attrdef d
join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
join pg_class c on c.oid = d.adrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1
  and c.relname = $2
  and a.attname = $3";

const MYSQL_DEFAULT: &str = "
select column_default
from information_schema.columns
where table_schema = database()
  and table_name = ?
  and column_name = ?";

const SQLITE_DEFAULT: &str = "
select dflt_value
from pragma_table_xinfo(?1)
where name = ?2";

/// Finds out where the clock of a table's column hangs: by its type, by some of its values, and
/// by the value that new rows get.
///
/// # Errors
///
/// A table or column that is not there, and one that holds no dates.
pub async fn column_clock(
    source: &SourceConnection,
    table: &str,
    column: &str,
) -> Result<ColumnClock, CollectError> {
    let mut session = source.open(&Limits::default()).await?;
    let clock = find_clock(&mut session, table, column).await;
    session.close().await;
    clock
}

async fn find_clock(
    session: &mut Session,
    table: &str,
    column: &str,
) -> Result<ColumnClock, CollectError> {
    let table = session.table(table).await?;
    let columns = session.columns(&table).await?;
    let column = column_named(column, &columns)
        .map_err(|words| CollectError::field("date_column", words))?;
    let answers = DateAnswers::read(&Properties::default())?;
    let (date, _) = find_date_form(session, &table, column, answers).await?;
    if !date.is_clock {
        return Ok(ColumnClock::NeedsNone);
    }
    let default = default_of(session, &table, &date.column).await?;
    Ok(match is_utc(session.kind(), &default) {
        true => ColumnClock::Utc,
        false => ColumnClock::Unknown,
    })
}

async fn default_of(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<String, CollectError> {
    let mut params = vec![
        Param::Text(table.table.clone()),
        Param::Text(column.name.clone()),
    ];
    let sql = match session.kind() {
        SourceKind::Postgres => {
            let schema = table.schema.clone().unwrap_or_default();
            params.insert(0, Param::Text(schema));
            POSTGRES_DEFAULT
        }
        SourceKind::MySql => MYSQL_DEFAULT,
        SourceKind::Sqlite => SQLITE_DEFAULT,
    };
    let grid = session.ask(&Statement::catalog(sql, params)).await?;
    Ok(grid.single().text().to_lowercase())
}

/// SQLite's own clock is in UTC unless it is told otherwise; that of the others hangs where the
/// server or its client has it.
fn is_utc(engine: SourceKind, default: &str) -> bool {
    let is_now = default.contains("current_timestamp") || default.contains("'now'");
    let is_sqlites = engine == SourceKind::Sqlite && is_now && !default.contains("localtime");
    is_sqlites || default.contains("utc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_new_rows_may_say_utc() {
        for (engine, default, expected) in [
            (SourceKind::Sqlite, "current_timestamp", true),
            (SourceKind::Sqlite, "datetime('now')", true),
            (SourceKind::Sqlite, "datetime('now', 'localtime')", false),
            (SourceKind::Sqlite, "", false),
            (SourceKind::MySql, "current_timestamp()", false),
            (SourceKind::MySql, "utc_timestamp()", true),
            (SourceKind::Postgres, "now()", false),
            (SourceKind::Postgres, "timezone('utc'::text, now())", true),
        ] {
            assert_eq!(is_utc(engine, default), expected, "{default}");
        }
    }
}
