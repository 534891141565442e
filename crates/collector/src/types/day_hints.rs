//! What a query's comparisons with the days asked for leave out, by what its columns hold.
//!
//! `between :start and :end` is right for dates and loses the last day of times, without a word
//! of the database: the days end at their first instant. Only the source knows which it is.

use dbag_domain::{SourceKind, Zone};

use super::day_words::{Holds, words};
use crate::error::CollectError;
use crate::source::{Cell, ColumnClass, Purpose, Session, SourceColumn, SourceTable, Statement};
use crate::sql::{Compared, Mentioned, compared_columns, mentioned_tables};

/// A sentence for each column that is compared with days in a way that leaves rows out.
///
/// A hint: what cannot be found out is left out.
pub(super) async fn find_day_hints(session: &mut Session, sql: &str, zone: &Zone) -> Vec<String> {
    let compared = compared_columns(sql, session.kind());
    if compared.is_empty() {
        return Vec::new();
    }
    let hints = find(session, sql, &compared, zone).await;
    hints.unwrap_or_default()
}

async fn find(
    session: &mut Session,
    sql: &str,
    compared: &[Compared],
    zone: &Zone,
) -> Result<Vec<String>, CollectError> {
    let engine = session.kind();
    let known = session.tables().await?;
    let mut tables = Vec::new();
    for mentioned in mentioned_tables(sql, engine) {
        if let Some(table) = known.iter().find(|table| is_meant(table, &mentioned)) {
            let columns = session.columns(table).await?;
            tables.push((mentioned, table, columns));
        }
    }
    let mut hints = Vec::new();
    let mut seen: Vec<(Option<&str>, &str)> = Vec::new();
    for one in compared {
        let column = (one.qualifier.as_deref(), one.column.as_str());
        if seen.contains(&column) {
            continue;
        }
        seen.push(column);
        let found = tables.iter().find_map(|(mentioned, table, columns)| {
            let column = columns
                .iter()
                .find(|column| is_same(&column.name, &one.column));
            column
                .filter(|_| is_qualified(one, mentioned))
                .map(|column| (*table, column))
        });
        let Some((table, column)) = found else {
            continue;
        };
        let is_of_it =
            |other: &&Compared| other.column == one.column && other.qualifier == one.qualifier;
        let all: Vec<&Compared> = compared.iter().filter(is_of_it).collect();
        let holds = what_it_holds(session, table, column).await?;
        hints.extend(words(&all, holds, engine, zone));
    }
    Ok(hints)
}

/// Names without quotes are found whatever their case.
fn is_same(name: &str, written: &str) -> bool {
    name.eq_ignore_ascii_case(written)
}

fn is_meant(table: &SourceTable, mentioned: &Mentioned) -> bool {
    let schema = table.schema.as_deref().unwrap_or_default();
    let full_name = format!("{schema}.{}", table.table);
    is_same(&table.name, &mentioned.name) || is_same(&full_name, &mentioned.name)
}

/// Whether a column that is written with a table's name or alias is one of this table.
fn is_qualified(compared: &Compared, mentioned: &Mentioned) -> bool {
    let Some(qualifier) = &compared.qualifier else {
        return true;
    };
    let name = mentioned.name.rsplit('.').next().unwrap_or_default();
    is_same(mentioned.alias.as_deref().unwrap_or(name), qualifier)
}

/// By the column's type; on SQLite, and for numbers, by some of its values.
async fn what_it_holds(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<Holds, CollectError> {
    let engine = session.kind();
    let is_midnight = match column.class {
        ColumnClass::Clock | ColumnClass::Instant => !has_times(session, table, column).await?,
        _ => false,
    };
    Ok(match column.class {
        // Dates that are kept as times: midnight is all there is.
        _ if is_midnight => Holds::Other,
        _ if engine == SourceKind::Sqlite => of_values(&some(session, table, column).await?),
        ColumnClass::Date => Holds::Dates,
        ColumnClass::Clock => Holds::Clocks,
        ColumnClass::Instant => Holds::Instants,
        ColumnClass::Integer | ColumnClass::Number if engine == SourceKind::MySql => {
            of_numbers(&some(session, table, column).await?)
        }
        _ => Holds::Other,
    })
}

async fn has_times(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<bool, CollectError> {
    let (name, table) = names(session.kind(), table, column);
    let is_time = match session.kind() {
        SourceKind::MySql => format!("time({name}) <> '00:00:00'"),
        _ => format!("{name} <> date_trunc('day', {name})"),
    };
    let sql = format!("select 1 from {table} where {is_time} limit 1");
    let grid = session
        .ask(&Statement::new(sql, Vec::new(), Purpose::Generated))
        .await?;
    Ok(!grid.rows.is_empty())
}

async fn some(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<Vec<Cell>, CollectError> {
    let (name, table) = names(session.kind(), table, column);
    let sql = format!("select {name} from {table} where {name} is not null limit 50");
    let grid = session
        .ask(&Statement::new(sql, Vec::new(), Purpose::Generated))
        .await?;
    Ok(grid.rows.into_iter().flatten().collect())
}

fn names(engine: SourceKind, table: &SourceTable, column: &SourceColumn) -> (String, String) {
    let quoted = |name: &str| match engine {
        SourceKind::MySql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    let schema = table
        .schema
        .as_deref()
        .map(|schema| format!("{}.", quoted(schema)));
    let table = format!("{}{}", schema.unwrap_or_default(), quoted(&table.table));
    (quoted(&column.name), table)
}

fn of_values(values: &[Cell]) -> Holds {
    let utc = Zone::utc();
    let mut is_time = false;
    let mut is_iso = false;
    for value in values {
        match value {
            Cell::Text(text) if value.day(&utc).is_ok() => {
                let time = text.get(10..).unwrap_or_default();
                is_iso |= time.starts_with('T');
                // Dates that are kept as times: midnight is all there is.
                is_time |= !time.is_empty() && !time[1..].starts_with("00:00:00");
            }
            Cell::Integer(_) | Cell::Float(_) => return Holds::Numbers,
            _ => return Holds::Other,
        }
    }
    match (values.first(), is_time, is_iso) {
        (None, ..) => Holds::Other,
        (_, true, true) => Holds::IsoTexts,
        (_, true, false) => Holds::Clocks,
        (Some(first), false, _) if first.text().len() == 10 => Holds::Dates,
        _ => Holds::Other,
    }
}

/// MySQL compares a date with 20261101 as somebody means it, and with seconds as nobody does.
fn of_numbers(values: &[Cell]) -> Holds {
    let utc = Zone::utc();
    match values.iter().all(|value| value.day(&utc).is_ok()) {
        true => Holds::Other,
        false => Holds::Numbers,
    }
}
