//! One file that was sent: what was chosen for it, and how far it is.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_app::ImportForm;
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{ImportFile, ImportOptions, ImportReport};
use tokio::io::AsyncReadExt;

use super::work::Progress;

/// A packed one counts as so many times its size.
const PACKED: u64 = 10;

/// A file that waits, is imported, or was.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) owner: String,
    pub(super) name: String,
    /// Whether it was pasted, and is no file of the sender's.
    pub(super) is_pasted: bool,
    pub(super) path: PathBuf,
    pub(super) touched: DateTime<Utc>,
    /// Which it was of all that were sent: of two at one moment, the first is the older.
    pub(super) number: u64,
    /// What was chosen for it last.
    pub(super) form: ImportForm,
    pub(super) state: UploadState,
    /// What was found by looking at it, until it is drawn.
    pub(super) look: Option<Arc<Look>>,
    /// What its page showed last and offered to import.
    pub(super) shown: Option<ImportOptions>,
    /// Whether something was to be imported that had not been shown.
    pub(super) is_unseen: bool,
    /// Why it could not be imported as it was chosen.
    pub(super) failed: Option<Problem>,
    /// The file that made room for it.
    pub(super) displaced: Option<String>,
}

/// Why a file is not kept any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    /// It made room for a newer one of its sender.
    MadeRoom,
    /// Its sender discarded it.
    Discarded,
    /// It cannot be read.
    Unreadable,
}

/// What was found by looking at a file as it was chosen.
pub(super) struct Look {
    pub(super) form: ImportForm,
    /// What would be done, with what is wrong with what was chosen.
    pub(super) outcome: Result<(ImportReport, Vec<Problem>), Problem>,
}

/// How far a file is.
#[derive(Clone)]
pub(super) enum UploadState {
    /// It waits to be looked at or imported.
    Waiting,
    /// It is being looked at.
    Looking(Arc<Progress>),
    /// It is being imported.
    Working(Arc<Progress>),
    /// It was imported.
    Done(Arc<ImportReport>),
}

impl Upload {
    pub(super) fn is_working(&self) -> bool {
        matches!(
            self.state,
            UploadState::Working(_) | UploadState::Looking(_)
        )
    }

    /// Whether anything can still be chosen for it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, UploadState::Waiting)
    }

    /// What was pasted; nothing of a file.
    pub(super) async fn pasted(&self) -> String {
        if !self.is_pasted {
            return String::new();
        }
        let bytes = tokio::fs::read(&self.path).await.unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// How large it is; what is packed counts as what it may unpack to.
    pub(super) async fn size(&self) -> u64 {
        let metadata = tokio::fs::metadata(&self.path).await;
        let size = metadata.map_or(0, |metadata| metadata.len());
        let mut start = [0; 2];
        let is_read = match tokio::fs::File::open(&self.path).await {
            Ok(mut file) => file.read_exact(&mut start).await.is_ok(),
            Err(_) => false,
        };
        match is_read && (start == *b"PK" || start == [0x1f, 0x8b]) {
            true => size.saturating_mul(PACKED),
            false => size,
        }
    }

    /// The file itself.
    pub(super) async fn file(&self) -> Result<ImportFile, Problem> {
        let bytes = tokio::fs::read(&self.path).await;
        Ok(ImportFile {
            name: self.name.clone(),
            bytes: bytes.map_err(|error| not_kept(&error))?,
        })
    }
}

/// What is said where the folder cannot be used.
pub(super) fn not_kept(error: &io::Error) -> Problem {
    tracing::error!(%error, "a file that was sent could not be kept");
    let message = "the file could not be kept in the data folder; is there room on the disk? \
                   `dbag import` reads it without";
    Problem::new(ProblemKind::Busy, message)
}
