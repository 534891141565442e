//! Objects: the directory of a kind, everything that is remembered of one, and what is said of it.

mod directory;
mod edit;
mod find;
mod object;

pub use directory::{
    DirectoryCell, DirectoryMetric, DirectoryQuery, DirectoryRow, DirectoryView, MOST_COLUMNS,
};
pub use object::ObjectView;
