//! What becomes of each day when two series are made one.

use std::collections::BTreeMap;

use dbag_domain::{AbsentMeans, AcrossObjects, Day, GapReason, Measure, Origin, Value};

use crate::over_objects::CARRIED_DAYS;

/// The value of a day, or why it has none.
pub(super) type Outcome = Result<Value, GapReason>;

/// A day of a series: its value, or why it has none, and how that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    pub(super) value: Outcome,
    pub(super) origin: Origin,
    /// The batch that brought it.
    pub(super) batch: i32,
}

/// A day of a level on which the last value of one became a part of the other's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Carried {
    pub(super) day: Day,
    /// What both are.
    pub(super) both: Outcome,
    /// The last value, and the batch that brought it.
    pub(super) held: (Value, i32),
}

impl Known {
    /// Whether a person removed its value.
    pub(super) fn is_removed(&self) -> bool {
        self.value == Err(GapReason::Removed)
    }

    /// Whether somebody answered it, be it that there is nothing; what is made of two answers, the source says again.
    fn is_answered(&self) -> bool {
        self.origin.is_answer() && self.value.err().is_none_or(GapReason::is_answer)
    }

    /// Why nobody knows what it was.
    fn failure(&self) -> Option<GapReason> {
        self.value.err().filter(|reason| reason.is_failure())
    }

    /// Whether nothing is lost with it: it has neither a value nor a numerator.
    pub(super) fn says_nothing(&self) -> bool {
        let numerator = self.value.err().and_then(GapReason::numerator);
        self.value.is_err() && numerator.is_none_or(|numerator| numerator == 0.0)
    }
}

/// The days of a series.
pub(super) type KnownDays = BTreeMap<Day, Known>;

/// The days of the series that is merged, by what becomes of them. Those in no list move.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct MergedDays {
    /// Its value takes the place of a gap, which stays on record.
    pub(super) over_gaps: Vec<Day>,
    /// What it says takes the place of what was made up.
    pub(super) over_fakes: Vec<Day>,
    /// Both values become one; both stay on record. By how that counts as having come.
    pub(super) combined: BTreeMap<Origin, Vec<(Day, Outcome)>>,
    /// The other's value stands; its own stays on record.
    pub(super) put_aside: Vec<Day>,
    /// The other says as much or more, and nothing is lost.
    pub(super) said_already: Vec<Day>,
}

impl MergedDays {
    /// Judges the days that both series have.
    pub(super) fn judge(
        from: &KnownDays,
        into: &KnownDays,
        (across, absent_means, measure): (AcrossObjects, AbsentMeans, Measure),
    ) -> Self {
        let mut days = Self::default();
        for (day, mine) in from {
            let Some(other) = into.get(day) else { continue };
            let is_fake = mine.origin == Origin::Fake || other.origin == Origin::Fake;
            if is_fake || mine.is_removed() == other.is_removed() {
                days.judge_day(*day, mine, other, (across, absent_means));
                continue;
            }
            let removed = if mine.is_removed() { from } else { into };
            let held = (measure == Measure::Level).then(|| last_before(removed, *day));
            let held = held.flatten().map(|known| known.value);
            let how = (across, absent_means);
            days.keep_removal(*day, (mine, other), held, how);
        }
        days
    }

    fn judge_day(
        &mut self,
        day: Day,
        mine: &Known,
        other: &Known,
        how: (AcrossObjects, AbsentMeans),
    ) {
        let is_fake = |known: &Known| known.origin == Origin::Fake;
        if !is_fake(mine)
            && !is_fake(other)
            && let Some(reason) = failure_of_one(mine, other)
        {
            let values = self.combined.entry(origin(mine, other)).or_default();
            return values.push((day, Err(reason)));
        }
        match (mine.says_nothing(), other.says_nothing()) {
            _ if is_fake(other) && !is_fake(mine) => return self.over_fakes.push(day),
            _ if is_fake(mine) && !is_fake(other) => return self.said_already.push(day),
            (true, _) => return self.said_already.push(day),
            (false, true) => return self.over_gaps.push(day),
            (false, false) => {}
        }
        let combined = as_one(other.value, mine.value, how);
        let says_nothing_new = combined == Some(other.value);
        // What was brought stays on record, whatever it is: undoing an import has to leave the other's. What both were
        // asked for, asking again says again.
        let are_answers = mine.origin.is_answer() && other.origin.is_answer();
        match combined {
            Some(_) if says_nothing_new && are_answers => {
                self.said_already.push(day);
            }
            Some(value) => {
                let values = self.combined.entry(origin(mine, other)).or_default();
                values.push((day, value));
            }
            // Together they would be too large to be kept.
            None => self.put_aside.push(day),
        }
    }
}

impl MergedDays {
    /// A person removed the value of one of them: that stays a person's word, which no answer replaces, beside what
    /// the other has. Of a level, the removed one's last value holds on, as it did in what all objects are.
    fn keep_removal(
        &mut self,
        day: Day,
        (mine, other): (&Known, &Known),
        held: Option<Outcome>,
        (across, absent_means): (AcrossObjects, AbsentMeans),
    ) {
        let left = if mine.is_removed() { other } else { mine };
        // That a source has no row of the other says nothing of what was removed.
        let is_no_row = absent_means == AbsentMeans::Zero
            && left.origin.is_answer()
            && left.value.is_ok_and(|value| value.get() == 0.0);
        let has_nothing = left.says_nothing() || is_no_row;
        let held = held.filter(|_| left.failure().is_none());
        let both = held.and_then(|held| across.combine_outcomes(&[held, left.value]));
        let value = match both {
            None if has_nothing && other.is_removed() => return self.said_already.push(day),
            None if has_nothing => Err(GapReason::Removed),
            None => left.value,
            Some(both) => both,
        };
        let values = self.combined.entry(Origin::Edited).or_default();
        values.push((day, value));
    }
}

/// Days on which one of two levels is known, or known to have no value, and of the other nothing but its last value,
/// which stands for it: what both are then, by how that counts as having come.
pub(super) fn carried(
    from: &KnownDays,
    into: &KnownDays,
    across: AcrossObjects,
) -> BTreeMap<Origin, Vec<Carried>> {
    let mut carried: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (these, others) in [(from, into), (into, from)] {
        for (day, known) in these {
            // Of a day that a person removed, or of which one failed, it is said already what holds.
            let is_told = others.get(day).is_some_and(|other| {
                says_what_holds(other)
                    || other.is_removed()
                    || failure_of_one(known, other).is_some()
            });
            let Some(last) = last_before(others, *day).filter(|_| !is_told) else {
                continue;
            };
            let both = across.combine_outcomes(&[last.value, known.value]);
            if let (true, Ok(held), Some(both)) = (says_what_holds(known), last.value, both) {
                let held = (held, last.batch);
                let day = *day;
                let of_origin = carried.entry(known.origin).or_default();
                of_origin.push(Carried { day, both, held });
            }
        }
    }
    carried
}

/// Where one of two answers failed, nobody knows what both come to: it is as if both had been asked as one. What a
/// person typed, sent or imported stands all the same.
fn failure_of_one(mine: &Known, other: &Known) -> Option<GapReason> {
    match (mine.failure(), other.failure()) {
        (Some(reason), None) if other.is_answered() => Some(reason),
        (None, Some(reason)) if mine.is_answered() => Some(reason),
        _ => None,
    }
}

/// Whether it is known what holds on the day: a failure says nothing of it, and neither does what is made up.
fn says_what_holds(known: &Known) -> bool {
    let is_answer = known.value.err().is_none_or(GapReason::is_answer);
    is_answer && known.origin != Origin::Fake
}

/// What was known last before a day, where it still holds.
fn last_before(days: &KnownDays, day: Day) -> Option<&Known> {
    let before = days.range(day - CARRIED_DAYS..day).rev();
    let mut known = before.map(|(_, known)| known);
    known.find(|known| says_what_holds(known))
}

/// Both values as one. A zero that no row means takes no part in a mean: asked once more, the source would not
/// say it, and the mean would be another.
fn as_one(other: Outcome, mine: Outcome, how: (AcrossObjects, AbsentMeans)) -> Option<Outcome> {
    let is_zero = |outcome: Outcome| outcome.is_ok_and(|value| value.get() == 0.0);
    let is_absent = |outcome| how == (AcrossObjects::Mean, AbsentMeans::Zero) && is_zero(outcome);
    match (is_absent(other), is_absent(mine)) {
        (_, true) => Some(other),
        (true, false) => Some(mine),
        (false, false) => how.0.combine_outcomes(&[other, mine]),
    }
}

/// What is made of both is held like them: it stands against being asked again only where a person typed a part of
/// it, or imported one, which the source does not know. Else a day that is not over, or is asked again, would stay as
/// it was at the merge.
fn origin(mine: &Known, other: &Known) -> Origin {
    use Origin::{Edited, Imported};
    match (mine.origin, other.origin) {
        (Edited, _) => Edited,
        (Imported, other) if other.is_answer() => Edited,
        (mine, Imported) if mine.is_answer() => Edited,
        (_, other) => other,
    }
}

#[cfg(test)]
mod tests {
    use AcrossObjects::{Max, Mean, Sum};
    use Origin::{Collected, Edited, Fake, Imported, Pushed};
    use dbag_domain::{Numerator, Weight};

    use super::*;

    fn value(number: f64) -> Value {
        Value::new(number).expect("finite")
    }

    fn weighing(number: f64, weight: f64) -> Value {
        value(number).weighing(Weight::new(weight).ok())
    }

    fn known(value: Outcome, origin: Origin) -> Known {
        Known {
            value,
            origin,
            batch: 0,
        }
    }

    fn one(value: Outcome, origin: Origin) -> KnownDays {
        BTreeMap::from([(Day::from_days(1), known(value, origin))])
    }

    fn judged(
        from: (Outcome, Origin),
        into: (Outcome, Origin),
        across: AcrossObjects,
    ) -> MergedDays {
        let (from, into) = (one(from.0, from.1), one(into.0, into.1));
        MergedDays::judge(&from, &into, (across, AbsentMeans::Gap, Measure::Flow))
    }

    #[test]
    fn values_become_one_as_those_of_objects_do() {
        let combined = |origin, value| MergedDays {
            combined: BTreeMap::from([(origin, vec![(Day::from_days(1), Ok(value))])]),
            ..MergedDays::default()
        };
        let some = |number| Ok(value(number));
        for (mine, other, across, expected) in [
            (
                (some(2.0), Collected),
                (some(3.0), Pushed),
                Sum,
                combined(Pushed, value(5.0)),
            ),
            (
                (some(2.0), Collected),
                (some(3.0), Edited),
                Sum,
                combined(Edited, value(5.0)),
            ),
            (
                (some(2.0), Edited),
                (some(3.0), Collected),
                Sum,
                combined(Edited, value(5.0)),
            ),
            (
                (some(2.0), Fake),
                (some(3.0), Fake),
                Sum,
                combined(Fake, value(5.0)),
            ),
            (
                (some(2.0), Collected),
                (some(0.0), Collected),
                Sum,
                combined(Collected, value(2.0)),
            ),
            (
                (some(4.0), Collected),
                (some(3.0), Collected),
                Max,
                combined(Collected, value(4.0)),
            ),
            (
                (some(0.0), Edited),
                (some(3.0), Collected),
                Sum,
                combined(Edited, value(3.0)),
            ),
            (
                (Ok(weighing(10.0, 1.0)), Collected),
                (Ok(weighing(40.0, 2.0)), Collected),
                Mean,
                combined(Collected, weighing(30.0, 3.0)),
            ),
        ] {
            assert_eq!(
                judged(mine, other, across),
                expected,
                "{mine:?} {other:?} {across}"
            );
        }
    }

    #[test]
    fn each_day_becomes_what_loses_nothing() {
        let day = || vec![Day::from_days(1)];
        let said_already = || MergedDays {
            said_already: day(),
            ..MergedDays::default()
        };
        let put_aside = || MergedDays {
            put_aside: day(),
            ..MergedDays::default()
        };
        let over_gaps = || MergedDays {
            over_gaps: day(),
            ..MergedDays::default()
        };
        let over_fakes = || MergedDays {
            over_fakes: day(),
            ..MergedDays::default()
        };
        let some = |number| Ok(value(number));
        let none = Err(GapReason::Timeout);
        let nothing = Err(GapReason::NoAnswer);
        for (mine, other, across, expected) in [
            (
                (some(0.0), Collected),
                (some(3.0), Collected),
                Sum,
                said_already(),
            ),
            (
                (some(2.0), Collected),
                (some(3.0), Collected),
                Max,
                said_already(),
            ),
            (
                (some(2.0), Collected),
                (some(2.0), Collected),
                Mean,
                said_already(),
            ),
            (
                (some(9e307), Collected),
                (some(8e307), Collected),
                Sum,
                put_aside(),
            ),
            ((none, Collected), (some(3.0), Pushed), Sum, said_already()),
            (
                (nothing, Collected),
                (some(3.0), Collected),
                Sum,
                said_already(),
            ),
            ((none, Collected), (none, Collected), Mean, said_already()),
            ((some(2.0), Imported), (none, Collected), Mean, over_gaps()),
            (
                (some(2.0), Collected),
                (nothing, Collected),
                Mean,
                over_gaps(),
            ),
            ((some(2.0), Fake), (none, Collected), Sum, said_already()),
            ((none, Collected), (some(3.0), Fake), Sum, over_fakes()),
            (
                (some(2.0), Collected),
                (some(3.0), Fake),
                Mean,
                over_fakes(),
            ),
        ] {
            assert_eq!(
                judged(mine, other, across),
                expected,
                "{mine:?} {other:?} {across}"
            );
        }
    }

    /// 2 of one; whether the other had any, nobody knows: a number of one is not that of both.
    #[test]
    fn where_one_answer_failed_that_of_both_did() {
        let day = Day::from_days(1);
        let failed = Err(GapReason::Timeout);
        for left in [Ok(value(2.0)), Ok(value(0.0)), Err(GapReason::NoAnswer)] {
            for (mine, other) in [(failed, left), (left, failed)] {
                let judged = judged((mine, Collected), (other, Collected), Sum);
                assert_eq!(judged.combined[&Collected], [(day, failed)], "{left:?}");
            }
        }
        // A level holds on, as that of any object that failed: nothing is put in the day's place.
        let held = KnownDays::from([
            (day - 1, known(Ok(value(100.0)), Collected)),
            (day, known(failed, Collected)),
        ]);
        for (origin, expected) in [(Collected, 0), (Edited, 1)] {
            let other = one(Ok(value(1.0)), origin);
            assert_eq!(carried(&held, &other, Sum).len(), expected, "{origin}");
            assert_eq!(carried(&other, &held, Sum).len(), expected, "{origin}");
        }
    }

    /// What a person removed stays removed: no answer may bring it back by way of the other.
    #[test]
    fn a_removal_stays_a_persons_word() {
        let day = Day::from_days(1);
        let removed = (Err(GapReason::Removed), Edited);
        let some = |number| Ok(value(number));
        for (mine, other, expected) in [
            (removed, (some(2.0), Collected), Some(some(2.0))),
            ((some(2.0), Collected), removed, Some(some(2.0))),
            (
                removed,
                (Err(GapReason::Timeout), Collected),
                Some(removed.0),
            ),
            ((Err(GapReason::Timeout), Collected), removed, None),
            (removed, removed, None),
        ] {
            let judged = judged(mine, other, Sum);
            let combined = expected.map(|outcome| vec![(day, outcome)]);
            assert_eq!(
                judged.combined.get(&Edited),
                combined.as_ref(),
                "{mine:?} {other:?}"
            );
            assert_eq!(judged.said_already.is_empty(), expected.is_some());
        }
    }

    /// Undoing the import of one has to leave what was sent of the other.
    #[test]
    fn what_was_brought_stays_on_record_beside_an_equal_value() {
        let some = |number| Ok(value(number));
        for (mine, other, across) in [
            ((some(0.0), Pushed), (some(5.0), Imported), Sum),
            ((some(5.0), Pushed), (some(5.0), Imported), Mean),
        ] {
            let judged = judged(mine, other, across);
            assert_eq!(judged.combined[&Imported], [(Day::from_days(1), some(5.0))]);
        }
    }

    /// Asked again, the source says 3 of both: of the 5 that were imported it knows nothing.
    #[test]
    fn what_was_imported_of_one_stays_a_part_of_both() {
        let (asked, imported) = ((Ok(value(3.0)), Collected), (Ok(value(5.0)), Imported));
        for (mine, other) in [(asked, imported), (imported, asked)] {
            for (across, both) in [(Sum, 8.0), (Max, 5.0)] {
                let judged = judged(mine, other, across);
                assert_eq!(
                    judged.combined[&Edited],
                    [(Day::from_days(1), Ok(value(both)))]
                );
            }
        }
        let both = judged(imported, imported, Sum);
        assert_eq!(both.combined[&Imported].len(), 1);
    }

    /// The number of different things of a customer who had none: asking again says the other's alone.
    #[test]
    fn a_zero_of_no_rows_takes_no_part_in_a_mean() {
        let how = (Mean, AbsentMeans::Zero, Measure::Share);
        let judge = |mine: f64, other: f64| {
            let (mine, other) = (value(mine), value(other));
            MergedDays::judge(&one(Ok(mine), Collected), &one(Ok(other), Collected), how)
        };
        let day = Day::from_days(1);
        assert_eq!(judge(0.0, 3.0).said_already, [day]);
        assert_eq!(
            judge(3.0, 0.0).combined[&Collected],
            [(day, Ok(value(3.0)))]
        );
        assert_eq!(
            judge(1.0, 3.0).combined[&Collected],
            [(day, Ok(value(2.0)))]
        );
    }

    /// One of them had nothing to divide by: what was to be divided is a part of what both make.
    #[test]
    fn numerators_without_denominators_become_one_with_ratios() {
        let undivided = |number| {
            Err(GapReason::ZeroDenominator(
                Numerator::new(number).expect("finite"),
            ))
        };
        let ratio = |number, weight| Ok(weighing(number, weight));
        let of = |mine, other| judged((mine, Collected), (other, Collected), Mean);
        for (mine, other, expected) in [
            (undivided(1.0), ratio(0.5, 4.0), ratio(0.75, 4.0)),
            (ratio(0.5, 4.0), undivided(1.0), ratio(0.75, 4.0)),
            (undivided(1.0), undivided(2.0), undivided(3.0)),
        ] {
            let combined = &of(mine, other).combined[&Collected];
            assert_eq!(combined, &[(Day::from_days(1), expected)]);
        }
        let day = Day::from_days(1);
        assert_eq!(of(undivided(0.0), ratio(0.5, 4.0)).said_already, [day]);
        assert_eq!(of(ratio(0.5, 4.0), undivided(0.0)).over_gaps, [day]);
    }

    #[test]
    fn a_day_that_one_of_them_lacks_moves() {
        let judged = MergedDays::judge(
            &one(Ok(value(1.0)), Origin::Collected),
            &KnownDays::new(),
            (Sum, AbsentMeans::Zero, Measure::Flow),
        );
        assert_eq!(judged, MergedDays::default());
    }

    /// 21 of one were removed, and of the other there was no row: the removal stays.
    #[test]
    fn no_row_is_no_word_against_a_removal() {
        let day = Day::from_days(1);
        let removed = || one(Err(GapReason::Removed), Edited);
        let zero = |origin| one(Ok(value(0.0)), origin);
        let how = (Sum, AbsentMeans::Zero, Measure::Flow);
        let judged = MergedDays::judge(&removed(), &zero(Collected), how);
        assert_eq!(judged.combined[&Edited], [(day, Err(GapReason::Removed))]);
        let judged = MergedDays::judge(&zero(Collected), &removed(), how);
        assert_eq!(judged.said_already, [day]);
        // Somebody who says zero says something.
        let judged = MergedDays::judge(&removed(), &zero(Pushed), how);
        assert_eq!(judged.combined[&Edited], [(day, Ok(value(0.0)))]);
    }

    /// 100 a day of one, 1 of the other; a million on the second day was an error, and removed.
    #[test]
    fn a_level_that_was_removed_does_not_come_back() {
        let days = [1, 2].map(Day::from_days);
        let series = |values: [Outcome; 2], origin| -> KnownDays {
            let known = values.map(|value| known(value, origin));
            days.into_iter().zip(known).collect()
        };
        let mut wrong = series([Ok(value(100.0)); 2], Collected);
        let removed = known(Err(GapReason::Removed), Edited);
        wrong.insert(days[1], removed);
        let other = series([Ok(value(1.0)); 2], Collected);
        for (from, into) in [(&wrong, &other), (&other, &wrong)] {
            for (measure, both) in [(Measure::Flow, 1.0), (Measure::Level, 101.0)] {
                let judged = MergedDays::judge(from, into, (Sum, AbsentMeans::Gap, measure));
                assert_eq!(
                    judged.combined[&Edited],
                    [(days[1], Ok(value(both)))],
                    "{measure}"
                );
            }
            assert_eq!(carried(from, into, Sum), BTreeMap::new());
        }
        // The other is gone by then: what the removed one held is all that is left.
        let gone = [Ok(value(1.0)), Err(GapReason::NoAnswer)];
        let other = series(gone, Collected);
        for (from, into) in [(&wrong, &other), (&other, &wrong)] {
            let how = (Sum, AbsentMeans::Gap, Measure::Level);
            let judged = MergedDays::judge(from, into, how);
            assert_eq!(judged.combined[&Edited], [(days[1], Ok(value(100.0)))]);
        }
    }
}
