//! What an import did, and what it refused.

use dbag_domain::{Day, Measure, ObjectKind, RollUp};
use serde::Serialize;

use super::roles::{ColumnReport, Question};
use super::several::Several;
use super::totals::TotalObject;

/// A cell or line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column's title, or its number where it has none; absent where the whole line is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong with it and the way out.
    pub reason: String,
}

/// What became of the cells of a file; together they are all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CellCounts {
    /// All cells of all lines but those above the values.
    pub total: u64,
    /// Values that were accepted.
    pub values: u64,
    /// Values that are none: empty, or a word for nothing.
    pub blank: u64,
    /// Values that were refused, of refused lines all of them.
    pub refused: u64,
    /// Cells that say what values are about: days, objects, names, weights.
    pub about: u64,
    /// Cells of columns that were left out.
    pub left_out: u64,
}

/// What became of a metric that values go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MetricReport {
    /// Its name in addresses.
    pub slug: String,
    /// Whether it is met for the first time.
    pub is_new: bool,
    /// Level, flow or share.
    pub measure: Measure,
    /// How its days become longer periods.
    pub rollup: RollUp,
    /// The kind of its objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_kind: Option<ObjectKind>,
    /// Why it is what it is; empty for one that was there.
    pub why: String,
    /// How many values go to it.
    pub values: u64,
}

/// One value that a file brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FirstValue {
    /// The metric's slug.
    pub metric: String,
    /// The object's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The day.
    pub date: Day,
    /// The number.
    pub value: f64,
    /// How much it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// The last line that it was made of.
    pub line: u64,
    /// What would become of it; only of a file that is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fate: Option<Fate>,
}

/// What would become of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Nothing stands there: it would be written.
    New,
    /// It would take the place of another.
    Replaces,
    /// It stands there already.
    Same,
    /// Another number stands there and stays.
    Kept,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// Measurements that were read and accepted.
    pub accepted: u64,
    /// Cells and lines that were refused, in order; at most the first 10,000.
    pub refused: Vec<Refused>,
    /// How many more were refused.
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
    /// Days of which the file says why they have no value, where that was not known.
    pub gaps: u64,
    /// Metrics that were met for the first time, by slug.
    pub metrics_created: Vec<String>,
    /// Columns that nothing was read from.
    pub columns_ignored: Vec<String>,
    /// Whether nothing was written because only a report was asked for.
    pub dry_run: bool,
    /// The number under which it can be undone; none where nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<i32>,
    /// What each column was taken for.
    pub columns: Vec<ColumnReport>,
    /// What became of all cells.
    pub cells: CellCounts,
    /// The metrics that values go to.
    pub metrics: Vec<MetricReport>,
    /// How the file was read, in sentences.
    pub notes: Vec<String>,
    /// What became of days with more than one measurement.
    pub several: Several,
    /// Objects that look like all others together, and those that were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<TotalObject>,
    /// The sheet that was read, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The sheets that could be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// The first few values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<FirstValue>,
    /// What has to be chosen before anything can be read; only of a preview.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

impl ImportReport {
    /// How many values and gaps are written, or would be.
    pub fn writes(&self) -> u64 {
        self.added + self.replaced + self.gaps
    }

    /// How much was refused: values, or lines where more of these are torn. Of those nobody knows how many
    /// values they had.
    pub fn refused_in_all(&self) -> u64 {
        self.cells
            .refused
            .max(self.refused.len() as u64 + self.refused_more)
    }

    /// Whether every line was accepted.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Refusals as they come up; of many only the first in order of lines are kept.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    kept: Vec<Refused>,
    count: u64,
}

impl Refusals {
    const KEPT: usize = 10_000;

    /// Refuses a whole line.
    pub(crate) fn add(&mut self, line: u32, reason: impl Into<String>) {
        self.add_at(line, None, reason);
    }

    /// Refuses a cell.
    pub(crate) fn add_at(&mut self, line: u32, column: Option<String>, reason: impl Into<String>) {
        self.count += 1;
        // A file in which every line is broken must not take more room than one that is not.
        if self.kept.len() == 2 * Self::KEPT {
            self.kept.sort_by_key(|refused| refused.line);
            self.kept.truncate(Self::KEPT);
        }
        self.kept.push(Refused {
            line: line.into(),
            column,
            reason: reason.into(),
        });
    }

    /// The first of them in order of lines, and how many more there are.
    pub(crate) fn finish(mut self) -> (Vec<Refused>, u64) {
        self.kept.sort_by_key(|refused| refused.line);
        self.kept.truncate(Self::KEPT);
        let more = self.count - self.kept.len() as u64;
        (self.kept, more)
    }
}
