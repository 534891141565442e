//! What every command is told by flags, variables and files: where the data is, and its key.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use dbag_operations::Location;

use crate::failure::Failure;

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// The folder of dbag.db and secret.key
    #[arg(
        long,
        global = true,
        env = "DBAG_DATA_DIR",
        default_value = ".",
        value_name = "FOLDER",
        help_heading = "Global options"
    )]
    pub(crate) data_dir: PathBuf,
}

/// The variables that no flag stands for, as `--help` shows them.
pub(crate) const VARIABLES: &str = "\
Environment:
  DBAG_DATABASE_URL  Where Dbag keeps its tables: postgres://… or sqlite://…
                     (else DATABASE_URL, else dbag.db in the data folder)
  DBAG_SECRET_KEY    64 hexadecimal digits (else secret.key in the data folder)
  DBAG_TIMEZONE      The zone of the first start, such as Europe/Berlin (else the system's)
  DBAG_LOG           How much is logged: error, warn, info, debug (info unless set)
  DBAG_FONT_DIR      A folder of fonts for PNG pictures, beyond Latin, Greek and Cyrillic
  NO_COLOR           No colours

  Each is also read from a file that a variable with _FILE behind its name names.

Exit codes:
  0 done · 1 done in part, what failed is named · 2 wrong usage or refused ·
  3 the database is newer than this program · 4 the data folder is held by another dbag";

impl Settings {
    /// Makes the data folder where it is missing.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(crate) fn make_data_dir(&self) -> Result<(), Failure> {
        fs::create_dir_all(&self.data_dir).map_err(|error| {
            let folder = self.data_dir.display();
            Failure::refused(format!("--data-dir: {folder} cannot be made: {error}"))
        })
    }

    /// Where Dbag's tables are.
    ///
    /// # Errors
    ///
    /// When the variable that says so cannot be understood.
    pub(crate) fn location(&self) -> Result<Location, Failure> {
        for name in ["DBAG_DATABASE_URL", "DATABASE_URL"] {
            if let Some(url) = variable(name)? {
                return Location::parse(&url).map_err(|_| {
                    // Never the address itself: it may hold a password.
                    let known = "begin it with postgres:// or sqlite://";
                    Failure::refused(format!(
                        "{name}: Dbag cannot keep its tables there; {known}"
                    ))
                });
            }
        }
        Ok(Location::Sqlite(self.data_dir.join("dbag.db")))
    }

    /// The file that a name in the data folder stands for.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.data_dir.join(name)
    }

    /// The data folder from the root on.
    pub(crate) fn absolute_data_dir(&self) -> PathBuf {
        absolute(&self.data_dir)
    }
}

/// A path from the root on, without links where it exists.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// A variable, or what is in the file that the variable with `_FILE` names; empty is unset.
///
/// # Errors
///
/// When both are set, the file cannot be read or the content is no text.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Failure> {
    let file_name = format!("{name}_FILE");
    match (text_of(name)?, text_of(&file_name)?) {
        (Some(_), Some(_)) => Err(Failure::refused(format!(
            "{name} and {file_name} are both set; keep one"
        ))),
        (Some(text), None) => Ok(Some(text)),
        (None, Some(path)) => match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Err(error) => Err(Failure::refused(format!("{file_name}: {path}: {error}"))),
        },
        (None, None) => Ok(None),
    }
}

fn text_of(name: &str) -> Result<Option<String>, Failure> {
    let Some(value) = env::var_os(name) else {
        return Ok(None);
    };
    let text = value
        .into_string()
        .map_err(|_| Failure::refused(format!("{name} is not a readable text")))?;
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}
