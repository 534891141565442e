//! Sources: the users' databases, asked within limits and never written.
//!
//! The three engines give the same `Grid` of `Cell`s, so what a metric type
//! makes of an answer is written once.

mod address;
mod bytes;
mod cell;
mod connection;
mod grid;
mod limits;
mod mysql;
mod mysql_words;
mod own_tables;
mod percent;
mod postgres;
mod postgres_cell;
mod postgres_words;
mod schema;
mod schema_class;
mod session;
mod sqlite;
mod sqlite_lock;
mod sqlite_words;
mod statement;
mod test_report;
mod words;

pub use address::{SourceAddress, is_password_parameter};
pub use cell::Cell;
pub use connection::{SourceConnection, Sources};
pub use grid::Grid;
pub use limits::Limits;
pub use own_tables::refuse_own_file;
pub use schema::{SourceColumn, SourceTable};
pub use schema_class::ColumnClass;

pub(crate) use schema::offered;
pub use session::Session;
pub use statement::{Param, Purpose, Statement};
pub use test_report::TestReport;
