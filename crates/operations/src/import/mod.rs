//! Reading values from files: what is in the file, which days it is about, and writing them.

mod options;
mod report;

mod operation;
mod ready;
mod undo;
mod undo_words;

mod file;

mod cells;
mod table;

mod roles;

mod dumpdata;
mod measurements;
mod passes;
mod plan;
mod reader;
mod source;

mod apart_question;
mod day_values;
mod existing;
mod merged;
mod objects;
mod several;
mod targets;
mod totals;
mod units;
mod write;

mod described_json;
mod descriptions;

pub(crate) use descriptions::read_descriptions;
pub(crate) use operation::blocking;
pub use options::{ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportStep, OfDay};
pub use report::{CellCounts, Fate, FirstValue, ImportReport, MetricReport, Refused};
pub use roles::{ColumnName, ColumnReport, ColumnRole, Question, RoleChoice};
pub use several::Several;
pub use totals::TotalObject;
pub use undo::UndoPlan;
