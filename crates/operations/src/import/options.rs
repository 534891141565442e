//! What an import is given.

use std::fmt;
use std::sync::Arc;

use dbag_domain::{Label, Measure, Problem, Slug};
use dbag_store::OnConflict;

use super::file::OpenOptions;
use super::roles::{RoleChoice, Wishes};

/// A file to read values from.
#[derive(Clone)]
pub struct ImportFile {
    /// Its name; the note of the values that it brings.
    pub name: String,
    /// What is in it, packed with gzip or not.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportFile({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Defines a choice among words.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident, $what:literal { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Result<Self, Problem> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or_else(|| {
                    let words: Vec<_> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    Problem::field($what, format!("`{word}` is not a choice; choose {}", words.join(", ")))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = Problem;
            fn from_str(word: &str) -> Result<Self, Problem> {
                Self::parse(word)
            }
        }
    };
}

choice! {
    /// What happens where another value is there already.
    ImportConflict, "conflict" {
        /// It stays.
        Skip = "skip",
        /// It is replaced; a final one leaves a revision.
        Overwrite = "overwrite",
        /// Nothing of the file is written.
        Fail = "fail",
    }
}

impl ImportConflict {
    pub(super) fn on_conflict(self) -> OnConflict {
        match self {
            Self::Skip => OnConflict::Skip,
            Self::Overwrite => OnConflict::Overwrite,
            Self::Fail => OnConflict::Fail,
        }
    }
}

choice! {
    /// How several measurements of one day become one value.
    OfDay, "of_day" {
        /// The latest.
        Last = "last",
        /// The earliest.
        First = "first",
        /// The largest.
        Max = "max",
        /// The smallest.
        Min = "min",
        /// All added up.
        Sum = "sum",
        /// Their mean.
        Mean = "mean",
        /// How many they are.
        Count = "count",
    }
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOptions {
    /// What happens where another value is there already.
    pub on_conflict: ImportConflict,
    /// How several measurements of one day become one value. Where nobody says, the latest stands, but only of
    /// measurements at different times; others are never settled in silence.
    pub of_day: Option<OfDay>,
    /// The zone whose days are meant; else each metric's own.
    pub zone: Option<String>,
    /// The metric of a file that names none.
    pub metric: Option<Slug>,
    /// What it is called where it is new.
    pub metric_label: Option<Label>,
    /// What columns are, where it is not as guessed.
    pub roles: Vec<RoleChoice>,
    /// Keys of objects whose lines are left out, such as `Total`.
    pub leave_out: Vec<String>,
    /// What new metrics are: a level, a flow or a share.
    pub measure: Option<Measure>,
    /// The sheet of a workbook; else the first with a table in it.
    pub sheet: Option<String>,
    /// What a packed file may unpack to.
    pub most_bytes: u64,
    /// Whether to only say what would be done.
    pub dry_run: bool,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            on_conflict: ImportConflict::Skip,
            of_day: None,
            zone: None,
            metric: None,
            metric_label: None,
            roles: Vec::new(),
            leave_out: Vec::new(),
            measure: None,
            sheet: None,
            most_bytes: OpenOptions::default().most_bytes,
            dry_run: false,
        }
    }
}

impl ImportOptions {
    pub(super) fn open_options(&self) -> OpenOptions {
        OpenOptions {
            most_bytes: self.most_bytes,
            sheet: self.sheet.clone(),
        }
    }

    pub(super) fn wishes(&self) -> Wishes {
        Wishes {
            roles: self.roles.clone(),
            metric: self.metric.clone(),
            label: self.metric_label.clone(),
            counts_lines: self.of_day == Some(OfDay::Count),
        }
    }
}

/// What an import is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStep {
    /// Reading the file; counted in bytes.
    Reading,
    /// Writing values; counted in values.
    Writing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// What it is at.
    pub step: ImportStep,
    /// How much of it is done.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// Who is told how far an import is.
pub(super) type Progress = Arc<dyn Fn(ImportProgress) + Send + Sync>;
