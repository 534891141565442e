//! What a `row_count` metric asks, with every name looked up in the source.

use std::collections::HashMap;

use dbag_domain::{ObjectKey, Properties};

use super::conditions::{Condition, read_conditions};
use super::date_form::{DateAnswers, DateColumn, find_date_form};
use super::flags::check_flags;
use crate::error::CollectError;
use crate::source::{ColumnClass, Session, SourceColumn, SourceTable, offered};

/// How rows become a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

/// A question whose names all exist.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) table: SourceTable,
    pub(super) aggregate: Aggregate,
    /// What the aggregate is of; none for the number of rows.
    pub(super) column: Option<SourceColumn>,
    pub(super) conditions: Vec<Condition>,
    pub(super) date: Option<DateColumn>,
    pub(super) object: Option<SourceColumn>,
    /// Keys that are taken for others.
    pub(super) merged: Vec<(ObjectKey, ObjectKey)>,
    /// How many days up to its own a day's value counts; 1 for the day alone.
    pub(super) window_days: i32,
    /// What the source's values have to be said about.
    pub(super) notes: Vec<String>,
}

impl Question {
    /// Takes keys for those of the objects that they are a part of.
    pub(super) fn merge(&mut self, merged: Option<&HashMap<ObjectKey, ObjectKey>>) {
        let pairs = merged.into_iter().flatten();
        self.merged = pairs
            .map(|(from, into)| (from.clone(), into.clone()))
            .collect();
        self.merged.sort_unstable();
    }

    /// Looks everything up; a name that does not exist is a problem at its field.
    pub(super) async fn read(
        properties: &Properties,
        session: &mut Session,
    ) -> Result<Self, CollectError> {
        let table = session.table(properties.text("table")).await?;
        let columns = session.columns(&table).await?;
        let find = |field: &str| find_column(properties, field, &columns);
        let aggregate = read_aggregate(properties.text("aggregate"))?;
        let column = match aggregate {
            Aggregate::Count => None,
            _ => find("column")?,
        };
        check_aggregate(aggregate, column.as_ref())?;
        let object = find("object_column")?;
        let conditions = read_conditions(properties, &columns, session.kind())?;
        let mut notes = check_flags(session, &table, &conditions).await?;
        let date = match find("date_column")? {
            None => None,
            Some(column) => {
                let answers = DateAnswers::read(properties)?;
                let (date, about) = find_date_form(session, &table, column, answers).await?;
                notes.extend(about);
                Some(date)
            }
        };
        Ok(Self {
            table,
            aggregate,
            column,
            conditions,
            window_days: read_window(properties)?,
            date,
            object,
            merged: Vec::new(),
            notes,
        })
    }

    /// Whether a value counts by the number of its rows: an average does.
    pub(super) fn has_weights(&self) -> bool {
        self.aggregate == Aggregate::Avg
    }

    /// A metric has objects exactly when a column names them.
    pub(super) fn check_objects(&self, has_objects: bool) -> Result<(), CollectError> {
        let message = match (has_objects, &self.object) {
            (true, None) => "the metric has one value per object; choose the column that names it",
            (false, Some(_)) => "choose an object kind for the metric, or leave this column out",
            _ => return Ok(()),
        };
        Err(CollectError::field("object_column", message))
    }
}

fn find_column(
    properties: &Properties,
    field: &str,
    columns: &[SourceColumn],
) -> Result<Option<SourceColumn>, CollectError> {
    properties
        .given(field)
        .map(|name| column_named(name, columns).map_err(|words| CollectError::field(field, words)))
        .transpose()
}

/// The column of a name, or words with the names there are.
pub(super) fn column_named(name: &str, columns: &[SourceColumn]) -> Result<SourceColumn, String> {
    let found = columns.iter().find(|column| column.name == name);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        format!("there is no column `{name}`; {}", offered(&names))
    })
}

/// The days that a day's value counts; over more than one it needs to know of which day a row is.
pub(super) fn read_window(properties: &Properties) -> Result<i32, CollectError> {
    let Some(days) = properties.given("window_days") else {
        return Ok(1);
    };
    let days = days.parse().ok().filter(|days| (1..=30).contains(days));
    let days = days
        .ok_or_else(|| CollectError::field("window_days", "a window is of 1, 7, 28 or 30 days"))?;
    if days > 1 && properties.given("date_column").is_none() {
        return Err(CollectError::field(
            "window_days",
            "a window needs a date column: it counts the rows of several days",
        ));
    }
    Ok(days)
}

pub(super) fn read_aggregate(word: &str) -> Result<Aggregate, CollectError> {
    Ok(match word {
        "count" | "" => Aggregate::Count,
        "count_distinct" => Aggregate::CountDistinct,
        "sum" => Aggregate::Sum,
        "avg" => Aggregate::Avg,
        "min" => Aggregate::Min,
        "max" => Aggregate::Max,
        _ => {
            return Err(CollectError::field(
                "aggregate",
                format!("`{word}` is not a choice"),
            ));
        }
    })
}

/// SQLite would sum texts to 0 without a word.
fn check_aggregate(
    aggregate: Aggregate,
    column: Option<&SourceColumn>,
) -> Result<(), CollectError> {
    let message = match (aggregate, column) {
        (Aggregate::Count, _) | (Aggregate::CountDistinct, Some(_)) => return Ok(()),
        (_, None) => "choose the column to count with".to_owned(),
        (_, Some(column)) => match column.class {
            ColumnClass::Integer | ColumnClass::Number | ColumnClass::Bool | ColumnClass::Loose => {
                return Ok(());
            }
            _ => format!(
                "`{}` holds no numbers but {}",
                column.name, column.type_name
            ),
        },
    };
    Err(CollectError::field("column", message))
}
