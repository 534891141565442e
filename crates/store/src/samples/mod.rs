//! Samples: writing them without loss or double, and reading them fast.

mod cache;
mod columns;
mod conflict;
mod export;
mod postgres_rows;
mod remove;
mod sqlite_rows;
mod write;

pub(crate) use cache::ColumnCache;
pub use columns::Columns;
pub use conflict::{OnConflict, Overwritten};
pub use export::ExportedSample;
pub(crate) use write::write_within;
pub use write::{NewSample, SampleWrite, Written};
