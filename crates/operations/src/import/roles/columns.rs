//! The columns of a table with what they were taken for, and why.

use dbag_domain::Day;
use serde::Serialize;

use super::questions::Question;
use super::role::ColumnRole;
use crate::import::cells::{DayFormat, NumberFormat};

/// A column with its role.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its title; empty where it has none.
    pub(crate) title: String,
    /// The day that its title names.
    pub(crate) titled_day: Option<Day>,
    pub(crate) role: ColumnRole,
    /// Why it has this role, in a few words.
    pub(crate) why: String,
    /// Whether somebody chose the role.
    pub(crate) is_chosen: bool,
    /// How its days are written.
    pub(crate) days: DayFormat,
    /// How its numbers are written.
    pub(crate) numbers: NumberFormat,
    /// Whether it is known that its decimals stand behind a point.
    pub(crate) is_sure_point: bool,
    pub(crate) examples: Vec<String>,
}

impl Column {
    /// The title, or the number of a column without one.
    pub(crate) fn name(&self, at: usize) -> String {
        match self.title.as_str() {
            "" => (at + 1).to_string(),
            title => title.to_owned(),
        }
    }
}

/// The columns of a table, and what has to be asked before they can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) list: Vec<Column>,
    pub(crate) questions: Vec<Question>,
    pub(crate) notes: Vec<String>,
    /// Whether only lines count, and not what stands in columns of values.
    pub(crate) are_lines_counted: bool,
}

impl Columns {
    /// The columns of a role, with their places.
    pub(crate) fn with(&self, is_it: impl Fn(&ColumnRole) -> bool) -> Vec<usize> {
        let places = self.list.iter().enumerate();
        let found = places.filter(|(_, column)| is_it(&column.role));
        found.map(|(at, _)| at).collect()
    }

    /// The columns as they are told to people.
    pub(crate) fn report(&self) -> Vec<ColumnReport> {
        let columns = self.list.iter().enumerate();
        let report = |(at, column): (usize, &Column)| ColumnReport {
            column: column.name(at),
            role: column.role.to_string(),
            kind: column.role.clone(),
            is_chosen: column.is_chosen,
            why: column.why.clone(),
            examples: column.examples.clone(),
        };
        columns.map(report).collect()
    }
}

/// A column of a file, what it was taken for, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// Its title, or its number where it has none.
    pub column: String,
    /// Its role, as `--as` takes it.
    pub role: String,
    /// The same, to be looked at.
    #[serde(skip)]
    pub kind: ColumnRole,
    /// Whether somebody chose it.
    #[serde(skip)]
    pub is_chosen: bool,
    /// Why, in a few words.
    pub why: String,
    /// The first few different cells.
    pub examples: Vec<String>,
}
