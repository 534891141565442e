//! What an import did, and what it refused.

use serde::Serialize;

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong with it and the way out.
    pub reason: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Measurements that were read and accepted.
    pub accepted: u64,
    /// Lines that were refused, in order; at most the first 10,000.
    pub refused: Vec<Refused>,
    /// How many more lines were refused.
    pub refused_more: u64,
    /// Cells that say that there is no value.
    pub blank: u64,
    /// Values, one a day, that the accepted measurements became.
    pub values: u64,
    /// Values of days that had none.
    pub added: u64,
    /// Values that took another's place.
    pub replaced: u64,
    /// Values that did not take another's place: it was to be kept.
    pub kept: u64,
    /// Values that were there already.
    pub same: u64,
    /// Metrics that were met for the first time, by slug.
    pub metrics_created: Vec<String>,
    /// Columns that nothing was read from.
    pub columns_ignored: Vec<String>,
    /// Whether nothing was written because only a report was asked for.
    pub dry_run: bool,
}

impl ImportReport {
    /// Whether every line was accepted.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Refusals as they come up.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Vec<Refused>);

impl Refusals {
    const KEPT: usize = 10_000;

    pub(crate) fn add(&mut self, line: u32, reason: impl Into<String>) {
        self.0.push(Refused {
            line: line.into(),
            reason: reason.into(),
        });
    }

    /// The first of them in order of lines, and how many more there are.
    pub(crate) fn finish(mut self) -> (Vec<Refused>, u64) {
        self.0.sort_by_key(|refused| refused.line);
        let more = self.0.len().saturating_sub(Self::KEPT);
        self.0.truncate(Self::KEPT);
        (self.0, more as u64)
    }
}
