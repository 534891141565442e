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
    let merged = merged_objects(&row.note).filter(|_| row.is_merge);
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

/// The same of a row of a table: a note that the row above it has as well is not said again.
pub(super) fn origin_below(clock: &Clock, row: &ValueRow, above: Option<&ValueRow>) -> String {
    let words = origin(clock, row);
    let quoted = format!("“{}”", row.note);
    let is_said = |row: &ValueRow| !row.note.is_empty() && origin(clock, row).contains(&quoted);
    let is_same = above.is_some_and(|above| above.note == row.note && is_said(above));
    match is_same && is_said(row) {
        true => words.replacen(&format!(": {quoted}"), ", note as above", 1),
        false => words,
    }
}

/// With the note of who did it.
fn noted(words: String, note: &str) -> String {
    match note {
        "" => words,
        note => format!("{words}: “{note}”"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use dbag_domain::{Day, Zone};

    use super::*;

    fn row(note: &str, value: Result<f64, GapReason>) -> ValueRow {
        ValueRow {
            day: Day::from_days(10),
            value,
            weight: None,
            origin: Origin::Backfilled,
            actor: "ann".to_owned(),
            at: DateTime::UNIX_EPOCH,
            note: note.to_owned(),
            is_merge: false,
            is_provisional: false,
            is_outdated: false,
            revisions: Vec::new(),
        }
    }

    #[test]
    fn a_note_is_said_once_and_not_in_every_row_below() {
        let clock = Clock {
            zone: Zone::utc(),
            now: DateTime::UNIX_EPOCH,
        };
        let note = "rows of 6 days have no `customer`";
        let said = |above: Option<&ValueRow>, row: &ValueRow| origin_below(&clock, row, above);
        let first = row(note, Ok(1.0));
        let whole = "backfilled today 00:00: “rows of 6 days have no `customer`”";
        assert_eq!(said(None, &first), whole);
        assert_eq!(
            said(Some(&first), &first),
            "backfilled today 00:00, note as above"
        );
        for above in [
            row("another", Ok(1.0)),
            row(note, Err(GapReason::SourceDown)),
        ] {
            assert_eq!(said(Some(&above), &first), whole, "it is not said there");
        }
        let plain = row("", Ok(1.0));
        assert_eq!(said(Some(&plain), &plain), "backfilled today 00:00");
    }
}
