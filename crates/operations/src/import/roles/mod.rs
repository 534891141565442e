//! What the columns of a table are: guessed, chosen, and asked where it is open.

mod apart;
mod columns;
mod decide;
mod doubtful;
mod guess;
mod open_columns;
mod questions;
mod role;
mod titles;
mod unread;

pub(crate) use apart::{Apart, tell_apart};
pub use columns::ColumnReport;
pub(crate) use columns::{Column, Columns};
pub(crate) use decide::{Wishes, decide};
pub use questions::Question;
pub(crate) use role::ValueRole;
pub use role::{ColumnName, ColumnRole, RoleChoice};
pub(crate) use titles::{
    kind_of, names_any_kind, names_day, names_key, names_metric, names_value, speaks_of_time,
};
pub(crate) use unread::ask_unread;
