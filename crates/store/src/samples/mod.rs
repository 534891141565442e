//! Samples: writing them without loss or double, and reading them fast.

mod as_of;
mod begun_elsewhere;
mod cache;
mod columns;
mod conflict;
mod export;
mod postgres_columns;
mod postgres_copy;
mod postgres_rows;
mod read;
mod remove;
mod sqlite_columns;
mod sqlite_rows;
mod write;

pub use begun_elsewhere::BegunElsewhere;
pub(crate) use cache::ColumnCache;
pub use columns::Columns;
pub use conflict::{Change, Effect, OnConflict};
pub use export::ExportedSample;
pub use write::{NewSample, SampleWrite, Written};
pub(crate) use write::{
    bump_revisions, bump_revisions_of, count_differing, insert_batch, lock_bumps, write_and_tell,
    write_within,
};

/// Whether any of the samples has a weight.
fn have_weights(samples: &[NewSample]) -> bool {
    samples.iter().any(|sample| sample.weight().is_some())
}
