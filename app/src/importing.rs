//! What the pages of an import show.

use std::collections::BTreeMap;

use dbag_domain::Problem;
use dbag_operations::{ImportReport, ImportRow, UndoPlan};

/// A page of an import.
#[derive(Debug, Clone)]
pub enum ImportPage {
    /// Sending a file.
    Begin(BeginImport),
    /// Looking at what would be done.
    Review(Box<ReviewImport>),
    /// Waiting until it is done.
    Working(WorkingImport),
    /// What was done.
    Done(Box<DoneImport>),
    /// Undoing an import.
    Undo(UndoPlan),
}

/// What undoing an import did, as the address of the page that tells it has it.
pub fn undone_code(plan: &UndoPlan) -> String {
    let UndoPlan {
        removed,
        restored,
        gaps,
        merged,
        changed_since,
        objects_emptied,
        ..
    } = plan;
    format!("undone-{removed}-{restored}-{gaps}-{merged}-{changed_since}-{objects_emptied}")
}

/// Sending a file.
#[derive(Debug, Clone)]
pub struct BeginImport {
    /// What was imported before, the newest first.
    pub imports: Vec<ImportRow>,
    /// The viewer's own files that are not forgotten yet, the newest first.
    pub files: Vec<OwnFile>,
    /// What is wrong with what was sent.
    pub problems: Vec<Problem>,
    /// What was pasted.
    pub pasted: String,
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// The name of its page.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// How far it is.
    pub state: FileState,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It waits for its sender to look at it and to import it.
    Waiting,
    /// It is looked at, imported, or waits for another file.
    UnderWay {
        /// How much is done.
        percent: u64,
        /// What it is at.
        words: &'static str,
    },
    /// It was imported.
    Done {
        /// So many values were written.
        values: u64,
        /// The import's number, where any were.
        batch: Option<i32>,
    },
}

/// A file that was sent, as it would be read.
#[derive(Debug, Clone)]
pub struct ReviewImport {
    /// The name of its page.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// What was chosen.
    pub form: ImportForm,
    /// What would be done.
    pub report: ImportReport,
    /// What is wrong with what was chosen.
    pub problems: Vec<Problem>,
    /// Whether anything would be written, and nothing stands in its way.
    pub may_import: bool,
    /// Whether something was to be imported that had not been shown.
    pub is_unseen: bool,
    /// An older file that made room for it.
    pub displaced: Option<String>,
}

/// A file that is being looked at or imported, or an import that is being undone.
#[derive(Debug, Clone)]
pub struct WorkingImport {
    /// Where it is asked how far it is.
    pub state: String,
    /// What goes on.
    pub title: String,
    /// What becomes of it.
    pub about: String,
    /// How much is done, where that is known.
    pub percent: Option<u64>,
    /// What it is at.
    pub words: &'static str,
}

/// A file that was imported.
#[derive(Debug, Clone)]
pub struct DoneImport {
    /// The file's name.
    pub name: String,
    /// What was done.
    pub report: ImportReport,
}

/// What was chosen for a file, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportForm {
    /// What happens where another value is there.
    pub conflict: String,
    /// What becomes of several measurements of a day.
    pub of_day: String,
    /// The zone whose days are meant.
    pub zone: String,
    /// Keys of objects whose lines are left out.
    pub leave_out: Vec<String>,
    /// The metric of a file that names none.
    pub metric: String,
    /// What new metrics are.
    pub measure: String,
    /// The sheet of a workbook.
    pub sheet: String,
    /// Columns whose roles were chosen, by their places.
    pub columns: BTreeMap<usize, TypedColumn>,
}

/// What was chosen for a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedColumn {
    /// Its role, without names.
    pub role: String,
    /// The metric of its values, or the kind of its objects.
    pub name: String,
    /// `point` or `comma`, where its numbers are to be read so.
    pub mark: String,
}
