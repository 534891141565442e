//! The rows of an answer.

use super::cell::Cell;
use super::limits::Limits;

/// The columns and rows that a statement gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Whether there was more than the limits allow; what is here is then not all.
    pub is_cut: bool,
    bytes: usize,
}

impl Grid {
    /// Adds a row; gives false, and leaves it out, where the limits are reached.
    pub(super) fn push(&mut self, row: Vec<Cell>, limits: &Limits) -> bool {
        self.bytes += row.iter().map(Cell::size).sum::<usize>();
        if self.rows.len() >= limits.max_rows || self.bytes > limits.max_bytes {
            self.is_cut = true;
            return false;
        }
        self.rows.push(row);
        true
    }

    /// Whether rows were still to come that would fill more than the limit: a server
    /// goes on sending them, and only closing the connection ends that.
    pub(super) const fn is_flood(&self, limits: &Limits) -> bool {
        self.is_cut && self.rows.len() < limits.max_rows
    }

    /// Where the column of a name is, whatever its case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.eq_ignore_ascii_case(name))
    }

    /// The only cell of an answer that has one; `Null` where it is empty.
    pub(crate) fn single(&self) -> &Cell {
        const EMPTY: &Cell = &Cell::Null;
        self.rows
            .first()
            .and_then(|row| row.first())
            .unwrap_or(EMPTY)
    }
}
