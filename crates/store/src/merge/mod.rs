//! Merging: two objects turn out to be one, and all that is known of both becomes one's.

mod days;
mod objects;
mod series;

pub use objects::{Merge, Merged, MergedMetric};
