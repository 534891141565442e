//! A text as a table: its lines, its first line, what stands in its columns.

mod head;
mod lines;
mod survey;

pub(crate) use head::Head;
pub(crate) use lines::{Lines, spans_lines};
pub(crate) use survey::{ColumnSurvey, Survey};
