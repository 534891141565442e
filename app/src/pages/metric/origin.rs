//! How a value came, in words.

use dbag_domain::{GapReason, Origin, merged_objects};
use dbag_operations::ValueRow;

use crate::words::Clock;

/// `collected today 08:00`, `corrected by ann@example.com: “a typo”`.
pub(super) fn origin(clock: &Clock, row: &ValueRow) -> String {
    let is_sent = matches!(
        row.origin,
        Origin::Pushed | Origin::Imported | Origin::Edited
    );
    if row.is_provisional && !is_sent {
        return "provisional: the day is not over".to_owned();
    }
    match row.value {
        Err(GapReason::Removed) => return noted(format!("removed by {}", row.actor), &row.note),
        Err(reason) => return reason.words().to_owned(),
        Ok(_) => {}
    }
    let at = clock.at_within(row.at);
    let by = |words: &str| format!("{words} {}", row.actor);
    let merged = merged_objects(&row.note);
    let words = match row.origin {
        _ if merged.is_some() => by("merged by"),
        Origin::Collected => format!("collected {at}"),
        Origin::Backfilled => format!("backfilled {at}"),
        Origin::Computed => format!("computed {at}"),
        Origin::Pushed => by("pushed by"),
        Origin::Imported => by("imported by"),
        Origin::Edited if row.revisions.is_empty() => by("typed by"),
        Origin::Edited => by("corrected by"),
        Origin::Fake => "made up".to_owned(),
    };
    let words = noted(words, merged.unwrap_or(&row.note));
    if row.is_provisional {
        format!("{words}; the day is not over")
    } else {
        words
    }
}

/// With the note of who did it.
fn noted(words: String, note: &str) -> String {
    match note {
        "" => words,
        note => format!("{words}: “{note}”"),
    }
}
