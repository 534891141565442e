//! Batches: the writes that brought samples.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::spelled::spelled_enum;

spelled_enum! {
    /// How values came.
    Origin, "origin" {
        /// Asked by the scheduler or by hand for now.
        Collected = "collected",
        /// Asked for the past.
        Backfilled = "backfilled",
        /// Sent by another program.
        Pushed = "pushed",
        /// Read from a file.
        Imported = "imported",
        /// Typed by a person.
        Edited = "edited",
        /// Computed from other metrics.
        Computed = "computed",
        /// Made up, to see how things look.
        Fake = "fake",
    }
}

impl Origin {
    /// Whether a source, or other metrics, answered so: asked again, the newer answer stands.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Collected | Self::Backfilled | Self::Computed)
    }
}

/// One write that brings samples: by whom, how and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// How the values came.
    pub origin: Origin,
    /// Who brought them: an e-mail address, `scheduler`, `cli`.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The run that asked, where one did.
    pub run_id: Option<i64>,
    /// Why, in the writer's words.
    pub note: String,
    /// By which definition of the metric it was asked, where it was.
    pub definition: Option<i32>,
}
