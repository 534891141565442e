//! Reading values from files: what is in the file, which days it is about, and writing them.

mod options;
mod report;

mod operation;

mod cell;
mod dumpdata;
mod file;
mod layout;
mod lines;
mod measurements;
mod moment;
mod table;

mod day_values;
mod existing;
mod targets;

mod described_json;
mod descriptions;

pub(crate) use descriptions::read_descriptions;
pub(crate) use operation::blocking;
pub use options::{ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportStep, OfDay};
pub use report::{ImportReport, Refused};
