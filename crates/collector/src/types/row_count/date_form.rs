//! What a date column holds, and the second of its clock at which a day starts.

use dbag_domain::{Day, SourceKind, Zone};

use super::writer::Writer;
use crate::error::CollectError;
use crate::source::{Cell, ColumnClass, Grid, Purpose, Session, SourceColumn, SourceTable};

/// The column that says which day a row is of.
#[derive(Debug)]
pub(super) struct DateColumn {
    pub(super) column: SourceColumn,
    pub(super) form: DateForm,
    /// Whether SQLite has an index that begins with it.
    pub(super) is_indexed: bool,
}

/// How its values tell a point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateForm {
    /// A date: a day in any zone.
    Date,
    /// What a clock in this zone shows.
    Clock(Zone),
    /// An instant.
    Instant,
    /// Units since 1970-01-01 in UTC, so many to a second.
    Epoch(i64),
    /// SQLite's texts: dates, times of a clock in this zone, or instants, row by row.
    Text(Zone),
}

impl DateForm {
    /// The second of the column's clock, since 1970, at which a day of `zone` starts.
    pub(super) fn start_of(&self, day: Day, zone: &Zone) -> i64 {
        let start = zone.start_of(day);
        match self {
            Self::Clock(clock) | Self::Text(clock) => {
                start.timestamp() + i64::from(clock.offset_at(start))
            }
            _ => start.timestamp(),
        }
    }
}

const FIELD: &str = "date_column";
const SAMPLE: &str = "100";

const SQLITE_INDEX: &str = "
select count(*)
from pragma_index_list(?1) as l
join pragma_index_info(l.name) as i
where i.seqno = 0
  and i.name = ?2
  and l.partial = 0";

/// Finds out what a column holds: by its type, or by some of its values.
pub(super) async fn find_date_form(
    session: &mut Session,
    table: &SourceTable,
    column: SourceColumn,
    zone: Zone,
) -> Result<DateColumn, CollectError> {
    let engine = session.kind();
    let form = match column.class {
        _ if engine == SourceKind::Sqlite => form_of_values(session, table, &column, zone).await?,
        ColumnClass::Date => DateForm::Date,
        ColumnClass::Clock => DateForm::Clock(zone),
        ColumnClass::Instant => DateForm::Instant,
        ColumnClass::Integer | ColumnClass::Number => {
            form_of_values(session, table, &column, zone).await?
        }
        _ => return Err(no_dates(&column, &column.type_name)),
    };
    let is_indexed = engine == SourceKind::Sqlite && has_index(session, table, &column).await?;
    Ok(DateColumn {
        column,
        form,
        is_indexed,
    })
}

async fn form_of_values(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
    zone: Zone,
) -> Result<DateForm, CollectError> {
    let mut writer = Writer::new(session.kind());
    let name = writer.quoted(&column.name);
    let table = writer.table(table);
    writer.push(&format!(
        "select {name}\nfrom {table}\nwhere {name} is not null\nlimit {SAMPLE}"
    ));
    let sample = session.ask(&writer.finish(Purpose::Generated)).await?;
    form_of_sample(&sample, column, zone)
}

fn form_of_sample(
    sample: &Grid,
    column: &SourceColumn,
    zone: Zone,
) -> Result<DateForm, CollectError> {
    let mut largest = 0.0_f64;
    let (mut numbers, mut texts) = (0, 0);
    for cell in sample.rows.iter().filter_map(|row| row.first()) {
        match cell {
            Cell::Text(text) if cell.day(&zone).is_ok() && is_iso(text) => texts += 1,
            Cell::Text(text) => return Err(no_dates(column, text)),
            _ => match cell.number() {
                Ok(Some(number)) => {
                    numbers += 1;
                    largest = largest.max(number.get().abs());
                }
                _ => return Err(no_dates(column, "no dates")),
            },
        }
    }
    match (numbers, texts, column.class) {
        (0, 0, ColumnClass::Integer | ColumnClass::Number) => Ok(DateForm::Epoch(1)),
        (0, _, _) => Ok(DateForm::Text(zone)),
        (_, 0, _) => Ok(DateForm::Epoch(units_per_second(largest))),
        _ => Err(no_dates(column, "both numbers and texts")),
    }
}

/// SQLite's own functions know only these, and so does the range of the query.
fn is_iso(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes()[4] == b'-'
}

/// 1e11 seconds lie in the year 5138, 1e11 milliseconds in 1973.
fn units_per_second(largest: f64) -> i64 {
    if largest < 1e11 {
        1
    } else if largest < 1e14 {
        1_000
    } else {
        1_000_000
    }
}

fn no_dates(column: &SourceColumn, holds: &str) -> CollectError {
    let holds: String = holds.chars().take(40).collect();
    let message = format!(
        "`{}` holds {holds}; choose a column of dates, times, or seconds since 1970",
        column.name
    );
    CollectError::field(FIELD, message)
}

async fn has_index(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<bool, CollectError> {
    let mut writer = Writer::new(SourceKind::Sqlite);
    writer.push(SQLITE_INDEX);
    writer.bind_text(&table.table);
    writer.bind_text(&column.name);
    let grid = session.ask(&writer.finish(Purpose::Catalog)).await?;
    Ok(grid.single().integer().unwrap_or(0) > 0)
}
