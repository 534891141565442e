//! What happens where a value is there already.

use chrono::{DateTime, Utc};
use dbag_domain::{Batch, Day, GapReason, Origin, SeriesId, Value, is_same};
use sqlx::FromRow;

use super::NewSample;
use crate::StoreError;

/// What a write does to values that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Replaces them.
    Overwrite,
    /// Replaces them, and what was typed and is the same, too, where it has another note, or has one and comes without:
    /// for what a person types.
    OverwriteNotes,
    /// Replaces them, but not what a person typed: for values that are asked again.
    RespectEdits,
    /// Keeps them.
    Skip,
    /// Refuses the whole write.
    Fail,
}

/// A value that another took the place of, or would have but for where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The series.
    pub series: SeriesId,
    /// The day.
    pub day: Day,
    /// What stood there.
    pub old: Result<f64, GapReason>,
    /// What came.
    pub new: Result<f64, GapReason>,
    /// What becomes of the old one.
    pub effect: Effect,
}

/// What becomes of a value that is there where one comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Another value, or another weight, takes its place.
    Replaced,
    /// It is as it came, and is known by where it came from now.
    Adopted,
    /// It stays, because it did not come of the source: a person typed or removed it, or it was
    /// brought from elsewhere and the source has nothing of its day.
    Kept,
}

/// The origins whose equal values become those of a write of an origin. Who asks, sends or types a value
/// means it to stand by itself: undoing an import must not take it away, and an answer must not
/// replace it where it was typed. An import that finds its value there leaves it to who brought it.
pub(super) const fn adopted_by(origin: Origin, on_conflict: OnConflict) -> &'static [Origin] {
    use Origin::{Backfilled, Collected, Computed, Edited, Fake, Imported, Pushed};
    match origin {
        // Of those that were typed only some; see `judge`.
        Edited if matches!(on_conflict, OnConflict::OverwriteNotes) => &[
            Collected, Backfilled, Computed, Pushed, Imported, Edited, Fake,
        ],
        Collected | Backfilled | Computed => &[Imported, Pushed, Fake],
        Pushed => &[Collected, Backfilled, Computed, Imported, Fake],
        Edited => &[Collected, Backfilled, Computed, Pushed, Imported, Fake],
        Imported => &[Fake],
        Fake => &[],
    }
}

#[derive(Debug, FromRow)]
pub(super) struct ExistingRow {
    pub(super) series_id: i32,
    pub(super) day: i32,
    pub(super) value: Option<f64>,
    pub(super) gap: Option<String>,
    pub(super) origin: String,
    pub(super) actor: String,
    pub(super) at: DateTime<Utc>,
    pub(super) note: String,
    /// Whether its value, reason or weight is another.
    pub(super) differs: bool,
}

/// A row that stands where another value came, or the same from elsewhere.
#[derive(Debug)]
pub(super) struct Existing {
    pub(super) series: SeriesId,
    pub(super) day: Day,
    value: Result<f64, GapReason>,
    origin: Origin,
    actor: String,
    at: DateTime<Utc>,
    note: String,
    pub(super) differs: bool,
}

impl TryFrom<ExistingRow> for Existing {
    type Error = StoreError;
    fn try_from(row: ExistingRow) -> Result<Self, StoreError> {
        let gap = row.gap.as_deref().unwrap_or("");
        let value = match row.value {
            Some(value) => Ok(value),
            None => Err(GapReason::parse(gap).map_err(StoreError::unexpected)?),
        };
        Ok(Self {
            series: SeriesId(row.series_id),
            day: Day::from_days(row.day),
            value,
            origin: Origin::parse(&row.origin).map_err(StoreError::unexpected)?,
            actor: row.actor,
            at: row.at,
            note: row.note,
            differs: row.differs,
        })
    }
}

impl Existing {
    /// What a sample does to the row; `None` where the row stays without anybody's doing.
    pub(super) fn change(&self, sample: &NewSample, verdict: &Verdict) -> Option<Change> {
        let effect = match verdict {
            Verdict::Replace | Verdict::ReplaceWithRevision => match self.differs {
                true => Effect::Replaced,
                false => Effect::Adopted,
            },
            Verdict::Keep if self.differs && self.stands_against(sample) => Effect::Kept,
            Verdict::Keep | Verdict::Refuse => return None,
        };
        Some(Change {
            series: self.series,
            day: self.day,
            old: self.value,
            new: sample.value.map(Value::get),
            effect,
        })
    }

    /// Whether who writes a batch typed it.
    pub(super) fn is_typed_by(&self, batch: &Batch) -> bool {
        (self.origin, batch.origin) == (Origin::Edited, Origin::Edited) && self.actor == batch.actor
    }

    /// Whether it says something else than the source does, and stays.
    fn stands_against(&self, sample: &NewSample) -> bool {
        match sample.value {
            Ok(_) => self.origin == Origin::Edited,
            Err(reason) => self.value.is_ok() && reason.is_answer(),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Replace,
    ReplaceWithRevision,
    Refuse,
}

/// What becomes of a row that differs from a sample that came, or whose origin gives way to its.
pub(super) fn judge(
    row: &Existing,
    sample: &NewSample,
    batch: &Batch,
    on_conflict: OnConflict,
    is_final: &(dyn Fn(SeriesId, Day, DateTime<Utc>) -> bool + Send + Sync),
) -> Verdict {
    let by_hand = batch.origin == Origin::Edited;
    // What is made up follows what it is made of, to no value too.
    if row.origin == Origin::Fake {
        return Verdict::Replace;
    }
    if batch.origin == Origin::Fake {
        // What could not be computed before is computed from made-up values.
        let lacked_inputs = row.origin == Origin::Computed && !says_something(row.value);
        return match lacked_inputs && says_something(sample.value.map(Value::get)) {
            true => Verdict::Replace,
            false => Verdict::Keep,
        };
    }
    if !row.differs {
        // The same typed once more says something new only by its note, of which none is one, too.
        return match row.origin == Origin::Edited && batch.note == row.note {
            true => Verdict::Keep,
            false => Verdict::ReplaceWithRevision,
        };
    }
    if is_noise(row, sample, batch) {
        return Verdict::Keep;
    }
    // What is computed follows its inputs: an answer that is gone there is gone here.
    let lost_input = matches!(
        sample.value,
        Err(GapReason::InputFailed | GapReason::InputRemoved)
    );
    if lost_input && row.origin.is_answer() && batch.origin.is_answer() {
        return match says_something(row.value) && is_final(row.series, row.day, row.at) {
            true => Verdict::ReplaceWithRevision,
            false => Verdict::Replace,
        };
    }
    // What was asked before the day was over is no answer for all of it.
    let is_of_a_part = row.value.is_ok()
        && row.origin.is_answer()
        && batch.origin.is_answer()
        && !is_final(row.series, row.day, row.at)
        && is_final(row.series, row.day, batch.at);
    if is_of_a_part && sample.value.is_err() {
        return Verdict::Replace;
    }
    // A failure never takes the place of an answer; that there is nothing, asked again, does.
    if let (Err(old), Err(new)) = (row.value, sample.value)
        && old.is_answer()
        && !new.is_answer()
        && !by_hand
    {
        return Verdict::Keep;
    }
    if let (Ok(_), Err(reason)) = (row.value, sample.value) {
        let is_newer_answer =
            reason.is_answer() && batch.origin.is_answer() && row.origin.is_answer();
        if !(by_hand || is_newer_answer) {
            return Verdict::Keep;
        }
    }
    // A person who removed a value said what stands there.
    let is_removed = row.value == Err(GapReason::Removed);
    if is_removed && sample.value.is_err() && !by_hand {
        return Verdict::Keep;
    }
    let is_taken = row.value.is_ok() || is_removed;
    let keeps = match on_conflict {
        OnConflict::Overwrite | OnConflict::OverwriteNotes => false,
        OnConflict::RespectEdits => row.origin == Origin::Edited,
        OnConflict::Skip => is_taken,
        OnConflict::Fail if is_taken => return Verdict::Refuse,
        OnConflict::Fail => false,
    };
    let leaves_revision = match says_something(row.value) {
        true => row.origin != Origin::Fake && is_final(row.series, row.day, row.at),
        // An import can be undone, and then the day has its reason again.
        false => by_hand || batch.origin == Origin::Imported,
    };
    match (keeps, leaves_revision) {
        (true, _) => Verdict::Keep,
        (false, true) => Verdict::ReplaceWithRevision,
        (false, false) => Verdict::Replace,
    }
}

/// Whether there is a value, or what is to be divided where there is nothing to divide by.
fn says_something(value: Result<f64, GapReason>) -> bool {
    match value {
        Ok(_) => true,
        Err(reason) => reason.numerator().is_some_and(|numerator| numerator != 0.0),
    }
}

/// Whether a source says the same once more, but for the order in which it added up.
fn is_noise(row: &Existing, sample: &NewSample, batch: &Batch) -> bool {
    let (Ok(old), Ok(new)) = (row.value, sample.value.map(Value::get)) else {
        return false;
    };
    let are_answers = batch.origin.is_answer() && row.origin.is_answer();
    // Where the values are equal, it is the weights that differ.
    are_answers && old != new && is_same(old, new)
}

#[cfg(test)]
mod tests;
