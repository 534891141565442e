//! What a date column holds, and the second of its clock at which a day starts.

use dbag_domain::{Day, Properties, SourceKind, Zone};

use super::date_sample::{has_index, sample};
use super::date_unit::DateUnit;
use crate::error::CollectError;
use crate::source::{ColumnClass, Session, SourceColumn, SourceTable};

/// The column that says which day a row is of.
#[derive(Debug)]
pub(super) struct DateColumn {
    pub(super) column: SourceColumn,
    pub(super) form: DateForm,
    /// Whether SQLite has an index that begins with it.
    pub(super) is_indexed: bool,
    /// Whether it shows times without saying in which zone.
    pub(super) is_clock: bool,
    /// The least and the largest value where they are no dates, as texts.
    pub(super) odd_ends: Vec<String>,
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
    /// A number: an instant, or a day in any zone.
    Number(DateUnit),
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
            Self::Number(unit) => start.timestamp() - unit.origin(),
            _ => start.timestamp(),
        }
    }
}

/// What a metric's properties say of its date column.
#[derive(Debug)]
pub(super) struct DateAnswers {
    /// Where its clock hangs.
    zone: Zone,
    /// What its numbers are.
    unit: Option<DateUnit>,
}

impl DateAnswers {
    pub(super) fn read(properties: &Properties) -> Result<Self, CollectError> {
        let at = |field: &'static str| move |words: String| CollectError::field(field, words);
        let zone = match properties.given("column_zone") {
            None => Zone::utc(),
            Some(name) => {
                Zone::parse(name).map_err(|error| at("column_zone")(error.to_string()))?
            }
        };
        let unit = properties.given(UNIT).map(|word| {
            DateUnit::parse(word).ok_or_else(|| at(UNIT)(format!("`{word}` is not a choice")))
        });
        Ok(Self {
            zone,
            unit: unit.transpose()?,
        })
    }
}

/// What the field of a unit is called.
pub(super) const UNIT: &str = "date_unit";
const FIELD: &str = "date_column";

/// Finds out what a column holds: by its type, or by some of its values. Gives what has to be said
/// about these as well.
pub(super) async fn find_date_form(
    session: &mut Session,
    table: &SourceTable,
    column: SourceColumn,
    answers: DateAnswers,
) -> Result<(DateColumn, Vec<String>), CollectError> {
    let engine = session.kind();
    let DateAnswers { zone, unit } = answers;
    let mut notes = Vec::new();
    let mut is_clock = column.class == ColumnClass::Clock;
    let mut odd_ends = Vec::new();
    let is_indexed = engine == SourceKind::Sqlite && has_index(session, table, &column).await?;
    let is_number = matches!(column.class, ColumnClass::Integer | ColumnClass::Number);
    let form = match column.class {
        _ if engine == SourceKind::Sqlite || is_number => {
            let sample = sample(session, table, &column, is_indexed).await?;
            notes.extend(sample.note(&column));
            is_clock = sample.is_clock();
            odd_ends = sample.odd_ends();
            sample.form(&column, zone, unit)?
        }
        _ if unit.is_some() => return Err(needs_no_unit(&column)),
        ColumnClass::Date => DateForm::Date,
        ColumnClass::Clock => DateForm::Clock(zone),
        ColumnClass::Instant => DateForm::Instant,
        _ => return Err(no_dates(&column, &column.type_name)),
    };
    let date = DateColumn {
        column,
        form,
        is_indexed,
        is_clock,
        odd_ends,
    };
    Ok((date, notes))
}

/// The column holds something else.
pub(super) fn no_dates(column: &SourceColumn, holds: &str) -> CollectError {
    let holds: String = holds.chars().take(80).collect();
    let message = format!(
        "`{}` holds {holds}; choose a column of dates, times, numbers like 20261101, or seconds \
         since 1970",
        column.name
    );
    CollectError::field(FIELD, message)
}

/// The column holds dates that are no numbers.
pub(super) fn needs_no_unit(column: &SourceColumn) -> CollectError {
    let name = &column.name;
    CollectError::field(UNIT, format!("`{name}` holds no numbers; leave this out"))
}
