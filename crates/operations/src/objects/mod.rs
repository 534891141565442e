//! Objects: the directory of a kind, everything that is remembered of one, and what is said of it.

mod describe;
mod directory;
mod edit;
mod find;
mod merge;
mod object;
mod query;

pub use describe::{DescribeReport, ObjectImport};
pub use directory::{
    DirectoryCell, DirectoryMetric, DirectoryQuery, DirectoryRow, DirectoryView, MOST_COLUMNS,
};
pub use merge::{MergeView, ObjectPair};
pub use object::ObjectView;
