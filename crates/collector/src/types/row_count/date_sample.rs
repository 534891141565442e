//! Some values of a date column, for what its type does not tell.

use dbag_domain::{SourceKind, Zone};

use super::date_form::{DateForm, UNIT, needs_no_unit, no_dates};
use super::date_unit::{DateUnit, NoUnit, check_unit, find_unit};
use super::writer::Writer;
use crate::error::CollectError;
use crate::source::{Cell, ColumnClass, Purpose, Session, SourceColumn, SourceTable};

/// A hundred values, and the least and the largest of all.
///
/// Zeros and empty texts are left out: people write them where there is no date.
pub(super) struct DateSample {
    values: Vec<Cell>,
    ends: Vec<Cell>,
    /// Whether there are rows without any of them.
    is_blank: bool,
}

/// What a value of a date column is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Number(f64),
    Text,
    Odd,
}

const SAMPLE: &str = "100";

const SQLITE_INDEX: &str = "
select count(*)
from pragma_index_list(?1) as l
join pragma_index_info(l.name) as i
where i.seqno = 0
  and i.name = ?2
  and l.partial = 0";

/// Looks at some values of a column.
pub(super) async fn sample(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
    is_indexed: bool,
) -> Result<DateSample, CollectError> {
    let mut writer = Writer::new(session.kind());
    let name = writer.quoted(&column.name);
    let table = writer.table(table);
    let is_some = match session.kind() {
        SourceKind::Sqlite => format!("{name} <> 0 and {name} <> ''"),
        _ => format!("{name} <> 0"),
    };
    let rows = format!("from {table} where {is_some}");
    writer.push(&format!("select {name} {rows} limit {SAMPLE}"));
    let values = session.ask(&writer.finish(Purpose::Generated)).await?;
    let mut writer = Writer::new(session.kind());
    // SQLite takes an index for the least or the largest, and not for both at once.
    writer.push(&match is_indexed {
        true => format!("select (select min({name}) {rows}), (select max({name}) {rows})"),
        false => format!("select min({name}), max({name}) {rows}"),
    });
    let ends = session.ask(&writer.finish(Purpose::Generated)).await?;
    let mut writer = Writer::new(session.kind());
    writer.push(&format!("select 1 from {table} limit 1"));
    let is_blank = values.rows.is_empty() && {
        let any = session.ask(&writer.finish(Purpose::Generated)).await?;
        !any.rows.is_empty()
    };
    Ok(DateSample {
        values: values.rows.into_iter().flatten().collect(),
        ends: ends.rows.into_iter().flatten().collect(),
        is_blank,
    })
}

/// Whether SQLite has an index that begins with a column.
pub(super) async fn has_index(
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

impl DateSample {
    /// What the column holds, where its values agree.
    pub(super) fn form(
        &self,
        column: &SourceColumn,
        zone: Zone,
        unit: Option<DateUnit>,
    ) -> Result<DateForm, CollectError> {
        let (mut numbers, mut texts) = (0, 0);
        for value in &self.values {
            match kind_of(value) {
                Kind::Number(_) => numbers += 1,
                Kind::Text => texts += 1,
                Kind::Odd => {}
            }
        }
        // Among dates there may be some that are none; without any, nothing tells what the column holds.
        let odd = self.values.first().filter(|_| numbers + texts == 0);
        if let Some(odd) = odd {
            let holds = odd.to_text().unwrap_or_else(|_| "no dates".to_owned());
            return Err(no_dates(column, &holds));
        }
        let is_numeric = matches!(column.class, ColumnClass::Integer | ColumnClass::Number);
        match (numbers, texts) {
            (0, 0) if is_numeric => Ok(DateForm::Number(unit.unwrap_or(DateUnit::Seconds))),
            (0, _) if unit.is_some() => Err(needs_no_unit(column)),
            (0, _) => Ok(DateForm::Text(zone)),
            (_, 0) => self.unit(column, unit).map(DateForm::Number),
            _ => Err(no_dates(column, "both numbers and texts")),
        }
    }

    /// Whether some are times that say no zone.
    pub(super) fn is_clock(&self) -> bool {
        let values = self
            .values
            .iter()
            .filter(|value| kind_of(value) == Kind::Text);
        values.map(Cell::text).any(|text| {
            let time = text.get(10..).unwrap_or_default();
            time.contains(':') && !time.ends_with('Z') && !time.contains(['+', '-'])
        })
    }

    /// What has to be said of rows that are of no day.
    pub(super) fn note(&self, column: &SourceColumn) -> Option<String> {
        if self.is_blank {
            return Some(format!(
                "`{}` is empty in every row: none is of a day",
                column.name
            ));
        }
        None
    }

    /// The least and the largest value where they are no dates, as texts.
    pub(super) fn odd_ends(&self) -> Vec<String> {
        let odd = self.ends.iter().filter(|end| kind_of(end) == Kind::Odd);
        odd.filter_map(|end| end.to_text().ok()).collect()
    }

    fn unit(
        &self,
        column: &SourceColumn,
        chosen: Option<DateUnit>,
    ) -> Result<DateUnit, CollectError> {
        let number = |cell| match kind_of(cell) {
            Kind::Number(number) => Some(number),
            _ => None,
        };
        let numbers: Vec<f64> = self
            .values
            .iter()
            .chain(&self.ends)
            .filter_map(number)
            .collect();
        match chosen {
            Some(unit) => check_unit(unit, &numbers)
                .map(|()| unit)
                .map_err(|days| not_of_unit(column, unit, days)),
            None => find_unit(&numbers).map_err(|why| no_unit(column, &numbers, why)),
        }
    }
}

fn kind_of(cell: &Cell) -> Kind {
    match cell {
        Cell::Text(text) if cell.day(&Zone::utc()).is_ok() && is_iso(text) => Kind::Text,
        Cell::Integer(_) | Cell::Float(_) | Cell::Decimal(_) => match cell.number() {
            Ok(Some(number)) => Kind::Number(number.get()),
            _ => Kind::Odd,
        },
        _ => Kind::Odd,
    }
}

/// SQLite's own functions know only these, and so does the range of the query.
fn is_iso(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes()[4] == b'-'
}

fn not_of_unit(
    column: &SourceColumn,
    unit: DateUnit,
    days: Option<(dbag_domain::Day, dbag_domain::Day)>,
) -> CollectError {
    let (name, title) = (&column.name, unit.title());
    CollectError::field(
        UNIT,
        match days {
            Some((first, last)) if first == last => {
                format!("as {title}, all numbers of `{name}` would be {first}")
            }
            Some((first, last)) => {
                format!("as {title}, the numbers of `{name}` would be days from {first} to {last}")
            }
            None => format!("as {title}, no number of `{name}` is a day"),
        },
    )
}

fn no_unit(column: &SourceColumn, numbers: &[f64], why: NoUnit) -> CollectError {
    let name = &column.name;
    let smallest = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let seen = match smallest == largest {
        true => format!("numbers like {smallest}"),
        false => format!("numbers from {smallest} to {largest}"),
    };
    match why {
        NoUnit::Nothing => no_dates(column, &format!("{seen}, which tell no day")),
        NoUnit::Mixed(one, other) => {
            let holds = format!("both {} and {}", one.title(), other.title());
            no_dates(column, &holds)
        }
        NoUnit::Unclear(units) => {
            let each = units
                .iter()
                .map(|(unit, first, last)| format!("{} ({first} to {last})", unit.title()));
            let words: Vec<&str> = units.iter().map(|(unit, ..)| unit.word()).collect();
            let message = format!(
                "`{name}` holds {seen}, which may be {}; say so with {}",
                each.collect::<Vec<_>>().join(" or "),
                words.join(" or ")
            );
            CollectError::field(UNIT, message)
        }
    }
}
