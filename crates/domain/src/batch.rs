//! Batches: the writes that brought samples.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::spelled::spelled_enum;
use crate::{ObjectKey, ObjectKind};

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

const MERGED: &str = "merged ";

impl Batch {
    /// The note of what merging an object into another made.
    pub fn merge_note(kind: &ObjectKind, from: &ObjectKey, into: &ObjectKey) -> String {
        format!("{MERGED}{kind}/{from} into {kind}/{into}")
    }
}

/// What was merged, as the note of a batch says it: `crew/x into crew/y`; `None` for other notes. Such values are of
/// no file and of no person, whatever they count as having come like.
pub fn merged_objects(note: &str) -> Option<&str> {
    let objects = note.strip_prefix(MERGED)?;
    let (kind, from) = objects.split_once('/')?;
    let leads = format!(" into {kind}/");
    from.contains(&leads).then_some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_merges_are_known() {
        let kind = ObjectKind::parse("crew").expect("a kind");
        let key = |text: &str| ObjectKey::parse(text).expect("a key");
        let note = Batch::merge_note(&kind, &key("a/b into c"), &key("d"));
        assert_eq!(merged_objects(&note), Some("crew/a/b into c into crew/d"));
        for other in [
            "",
            "merged",
            "merged two files",
            "merged crew/a into b",
            "crew/a into crew/b",
        ] {
            assert_eq!(merged_objects(other), None, "{other}");
        }
    }
}
