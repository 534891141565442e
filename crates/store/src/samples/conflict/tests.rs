use dbag_domain::Numerator;

use super::*;

fn row(origin: Origin, value: Result<f64, GapReason>) -> Existing {
    Existing {
        series: SeriesId(1),
        day: Day::from_days(1),
        value,
        origin,
        actor: "test".to_owned(),
        at: DateTime::UNIX_EPOCH,
        note: String::new(),
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

/// Asked at noon; the next night the object's answer failed.
#[test]
fn a_failure_replaces_what_was_asked_before_the_day_was_over() {
    let end = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(48);
    for (origin, hours, expected) in [
        (Origin::Collected, 12, Verdict::Replace),
        (Origin::Collected, 48, Verdict::Keep),
        (Origin::Edited, 12, Verdict::Keep),
        (Origin::Pushed, 12, Verdict::Keep),
    ] {
        let row = Existing {
            at: DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours),
            ..row(origin, Ok(1.0))
        };
        let batch = Batch {
            origin: Origin::Collected,
            actor: "test".to_owned(),
            at: end,
            run_id: None,
            note: String::new(),
            definition: None,
        };
        let sample = NewSample {
            series: row.series,
            day: row.day,
            value: Err(GapReason::Timeout),
        };
        let is_final = move |_, _, at| at >= end;
        let judged = judge(&row, &sample, &batch, OnConflict::RespectEdits, &is_final);
        assert_eq!(judged, expected, "{origin} {hours}");
    }
}

#[test]
fn an_answer_without_a_value_is_no_gap_for_a_failure() {
    let undivided = |number| GapReason::ZeroDenominator(Numerator::new(number).expect("finite"));
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
fn what_is_computed_goes_with_an_input_that_failed_or_was_removed() {
    for reason in [GapReason::InputFailed, GapReason::InputRemoved] {
        for value in [Ok(1.0), Err(GapReason::InputMissing)] {
            let known = row(Origin::Computed, value);
            let on_conflict = OnConflict::RespectEdits;
            let judged = verdict(known, Origin::Computed, Err(reason), on_conflict, true);
            let expected = match value {
                Ok(_) => Verdict::ReplaceWithRevision,
                Err(_) => Verdict::Replace,
            };
            assert_eq!(judged, expected, "{reason}");
        }
    }
}

#[test]
fn what_a_person_removed_stands_as_what_was_typed_does() {
    for (origin, value, on_conflict, expected) in [
        (Origin::Imported, Ok(2.0), OnConflict::Skip, Verdict::Keep),
        (Origin::Imported, Ok(2.0), OnConflict::Fail, Verdict::Refuse),
        (
            Origin::Imported,
            Ok(2.0),
            OnConflict::Overwrite,
            Verdict::ReplaceWithRevision,
        ),
        (
            Origin::Imported,
            Err(GapReason::SourceDown),
            OnConflict::Fail,
            Verdict::Keep,
        ),
        (
            Origin::Collected,
            Ok(2.0),
            OnConflict::RespectEdits,
            Verdict::Keep,
        ),
        (
            Origin::Edited,
            Ok(2.0),
            OnConflict::OverwriteNotes,
            Verdict::ReplaceWithRevision,
        ),
    ] {
        let removed = row(Origin::Edited, Err(GapReason::Removed));
        let judged = verdict(removed, origin, value, on_conflict, true);
        assert_eq!(judged, expected, "{origin} {on_conflict:?}");
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
