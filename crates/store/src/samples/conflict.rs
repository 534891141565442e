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
pub(super) const fn adopted_by(origin: Origin) -> &'static [Origin] {
    use Origin::{Backfilled, Collected, Computed, Fake, Imported, Pushed};
    match origin {
        Collected | Backfilled | Computed => &[Imported, Pushed, Fake],
        Pushed => &[Collected, Backfilled, Computed, Imported, Fake],
        Origin::Edited => &[Collected, Backfilled, Computed, Pushed, Imported, Fake],
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
    pub(super) at: DateTime<Utc>,
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
    at: DateTime<Utc>,
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
            at: row.at,
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
            Verdict::Keep if self.stands_against(sample) => Effect::Kept,
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
        let lacked_inputs = row.origin == Origin::Computed && row.value.is_err();
        return match lacked_inputs && sample.value.is_ok() {
            true => Verdict::Replace,
            false => Verdict::Keep,
        };
    }
    if !row.differs {
        return Verdict::ReplaceWithRevision;
    }
    if is_noise(row, sample, batch) {
        return Verdict::Keep;
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
    let keeps = match on_conflict {
        OnConflict::Overwrite => false,
        OnConflict::RespectEdits => row.origin == Origin::Edited,
        OnConflict::Skip => row.value.is_ok(),
        OnConflict::Fail if row.value.is_ok() => return Verdict::Refuse,
        OnConflict::Fail => false,
    };
    let says_something = match row.value {
        Ok(_) => true,
        Err(reason) => reason.numerator().is_some_and(|numerator| numerator != 0.0),
    };
    let leaves_revision = match says_something {
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

/// Whether a source says the same once more, but for the order in which it added up.
fn is_noise(row: &Existing, sample: &NewSample, batch: &Batch) -> bool {
    let (Ok(old), Ok(new)) = (row.value, sample.value.map(Value::get)) else {
        return false;
    };
    let are_answers = batch.origin.is_answer() && row.origin.is_answer();
    // Where the values are equal, it is the weights that differ.
    are_answers && old != new && is_same(old, new)
}

/// The refusal of a chunk because of a row.
pub(super) fn refusal(chunk: &[NewSample], row: &Existing) -> StoreError {
    StoreError::ValuesExist {
        count: chunk.len(),
        first: row.day,
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::Numerator;

    use super::*;

    fn row(origin: Origin, value: Result<f64, GapReason>) -> Existing {
        Existing {
            series: SeriesId(1),
            day: Day::from_days(1),
            value,
            origin,
            at: DateTime::UNIX_EPOCH,
            differs: true,
        }
    }

    fn verdict(
        row: Existing,
        origin: Origin,
        value: Result<f64, GapReason>,
        on_conflict: OnConflict,
        is_final: bool,
    ) -> Verdict {
        let batch = Batch {
            origin,
            actor: "test".to_owned(),
            at: DateTime::UNIX_EPOCH,
            run_id: None,
            note: String::new(),
            definition: None,
        };
        let value = value.map(|number| Value::new(number).expect("finite"));
        let sample = NewSample {
            series: row.series,
            day: row.day,
            value,
        };
        judge(&row, &sample, &batch, on_conflict, &move |_, _, _| is_final)
    }

    #[test]
    fn the_order_of_adding_up_is_no_change() {
        let of = |old: f64, new: f64, origin| {
            let row = row(origin, Ok(old));
            let new = Value::new(new).expect("finite");
            verdict(
                row,
                Origin::Backfilled,
                Ok(new.get()),
                OnConflict::RespectEdits,
                true,
            )
        };
        let (sum, other) = (587.505_034_613_005_8, 587.505_034_613_005_9);
        assert_eq!(of(sum, other, Origin::Collected), Verdict::Keep);
        assert_eq!(
            of(sum, other, Origin::Imported),
            Verdict::ReplaceWithRevision
        );
        assert_eq!(
            of(sum, sum + 1e-6, Origin::Collected),
            Verdict::ReplaceWithRevision
        );
        assert_eq!(
            of(sum, sum, Origin::Collected),
            Verdict::ReplaceWithRevision,
            "a weight"
        );
        assert_eq!(
            of(0.0, 1e-300, Origin::Collected),
            Verdict::ReplaceWithRevision
        );
    }

    #[test]
    fn r57_a_final_value_leaves_a_revision_a_provisional_one_does_not() {
        let collected = || row(Origin::Collected, Ok(1.0));
        let judged = |is_final| {
            verdict(
                collected(),
                Origin::Collected,
                Ok(2.0),
                OnConflict::RespectEdits,
                is_final,
            )
        };
        assert_eq!(judged(true), Verdict::ReplaceWithRevision);
        assert_eq!(judged(false), Verdict::Replace);
    }

    #[test]
    fn a_failure_never_replaces_an_answer() {
        let gap = Err(GapReason::SourceDown);
        let collected = row(Origin::Collected, Ok(1.0));
        let judged = verdict(
            collected,
            Origin::Collected,
            gap,
            OnConflict::Overwrite,
            true,
        );
        assert_eq!(judged, Verdict::Keep);
        let collected = row(Origin::Collected, Ok(1.0));
        let removed = Err(GapReason::Removed);
        let judged = verdict(
            collected,
            Origin::Edited,
            removed,
            OnConflict::Overwrite,
            true,
        );
        assert_eq!(judged, Verdict::ReplaceWithRevision);
    }

    #[test]
    fn an_answer_without_a_value_is_no_gap_for_a_failure() {
        let undivided =
            |number| GapReason::ZeroDenominator(Numerator::new(number).expect("finite"));
        for (old, new, expected) in [
            (GapReason::NoAnswer, GapReason::SourceDown, Verdict::Keep),
            (undivided(5.0), GapReason::Timeout, Verdict::Keep),
            (undivided(5.0), undivided(6.0), Verdict::ReplaceWithRevision),
            (
                undivided(5.0),
                GapReason::NoAnswer,
                Verdict::ReplaceWithRevision,
            ),
            (undivided(0.0), undivided(6.0), Verdict::Replace),
            (GapReason::SourceDown, GapReason::NoAnswer, Verdict::Replace),
        ] {
            let known = row(Origin::Computed, Err(old));
            let on_conflict = OnConflict::RespectEdits;
            let judged = verdict(known, Origin::Computed, Err(new), on_conflict, true);
            assert_eq!(judged, expected, "{old} {new}");
        }
    }

    #[test]
    fn that_there_is_nothing_replaces_what_was_asked_before() {
        use Origin::{Backfilled, Collected, Computed, Edited, Imported, Pushed};
        for (origin, reason, expected) in [
            (Collected, GapReason::NoAnswer, Verdict::ReplaceWithRevision),
            (
                Computed,
                GapReason::InputMissing,
                Verdict::ReplaceWithRevision,
            ),
            (Collected, GapReason::Timeout, Verdict::Keep),
            (Edited, GapReason::NoAnswer, Verdict::Keep),
            (Imported, GapReason::NoAnswer, Verdict::Keep),
            (Pushed, GapReason::NoAnswer, Verdict::Keep),
        ] {
            let known = row(origin, Ok(1.0));
            let on_conflict = OnConflict::RespectEdits;
            let judged = verdict(known, Backfilled, Err(reason), on_conflict, true);
            assert_eq!(judged, expected, "{origin} {reason}");
        }
    }

    #[test]
    fn a_gap_that_is_imported_over_leaves_a_revision() {
        for (origin, expected) in [
            (Origin::Imported, Verdict::ReplaceWithRevision),
            (Origin::Backfilled, Verdict::Replace),
        ] {
            let gap = row(Origin::Collected, Err(GapReason::SourceDown));
            let judged = verdict(gap, origin, Ok(2.0), OnConflict::Skip, true);
            assert_eq!(judged, expected, "{origin}");
        }
    }

    #[test]
    fn what_a_person_typed_stands_when_the_day_is_asked_again() {
        for (on_conflict, expected) in [
            (OnConflict::RespectEdits, Verdict::Keep),
            (OnConflict::Overwrite, Verdict::ReplaceWithRevision),
            (OnConflict::Skip, Verdict::Keep),
            (OnConflict::Fail, Verdict::Refuse),
        ] {
            let edited = row(Origin::Edited, Ok(1.0));
            let judged = verdict(edited, Origin::Collected, Ok(2.0), on_conflict, true);
            assert_eq!(judged, expected, "{on_conflict:?}");
        }
    }

    #[test]
    fn fake_values_give_way_and_never_push() {
        let fake = row(Origin::Fake, Ok(1.0));
        let judged = verdict(fake, Origin::Imported, Ok(2.0), OnConflict::Skip, true);
        assert_eq!(judged, Verdict::Replace);
        let real = row(Origin::Collected, Ok(1.0));
        let judged = verdict(real, Origin::Fake, Ok(2.0), OnConflict::Overwrite, true);
        assert_eq!(judged, Verdict::Keep);
        // What is made up of others is what they make now.
        let ratio = row(Origin::Fake, Ok(1.0));
        let undivided = Err(GapReason::ZeroDenominator(
            Numerator::new(5.0).expect("finite"),
        ));
        let judged = verdict(
            ratio,
            Origin::Fake,
            undivided,
            OnConflict::RespectEdits,
            true,
        );
        assert_eq!(judged, Verdict::Replace);
        // But what could not be computed so far.
        for (origin, expected) in [
            (Origin::Computed, Verdict::Replace),
            (Origin::Collected, Verdict::Keep),
        ] {
            let gap = row(origin, Err(GapReason::InputMissing));
            let judged = verdict(gap, Origin::Fake, Ok(2.0), OnConflict::RespectEdits, true);
            assert_eq!(judged, expected, "{origin}");
        }
    }
}
