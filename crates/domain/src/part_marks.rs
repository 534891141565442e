//! Why values are not of all that is said now, over days that are put together.

use serde::{Deserialize, Serialize};

use crate::{Day, DayRange, Mark, Series};

/// The kinds of marks that say of a value that it is not of all that is said now: each once, whatever
/// their numbers of objects are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartMarks(u16);

/// In an order that never changes.
const KINDS: [Mark; 9] = [
    Mark::Incomplete(0),
    Mark::Carried(0),
    Mark::Unknown(0),
    Mark::WithoutObject,
    Mark::Fake,
    Mark::Removed(0),
    Mark::MissingDays,
    Mark::WholeUnknown,
    Mark::AskedEarly,
];

impl PartMarks {
    pub(crate) fn of(mark: Mark) -> Self {
        let same = |kind: &Mark| std::mem::discriminant(kind) == std::mem::discriminant(&mark);
        let at = KINDS.iter().position(same);
        Self(at.map_or(0, |at| 1 << at))
    }

    /// Those of all days of a series that have a value.
    pub fn of_known(series: &Series) -> Self {
        let marks = series.marks.iter();
        let known = marks.filter(|(day, _)| series.value(*day).is_some());
        known.fold(Self::default(), |all, (_, mark)| all.and(Self::of(*mark)))
    }

    /// Those of either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether days of the period have no value.
    pub fn has_missing_days(self) -> bool {
        self.0 & Self::of(Mark::MissingDays).0 != 0
    }

    /// Why there is no share, where it is for want of a part.
    pub fn has_unknown_whole(self) -> bool {
        self.0 & Self::of(Mark::WholeUnknown).0 != 0
    }

    /// One mark of each kind.
    pub fn marks(self) -> impl Iterator<Item = Mark> {
        let kinds = KINDS.into_iter().enumerate();
        let found = kinds.filter(move |(at, _)| self.0 & (1 << at) != 0);
        found.map(|(_, mark)| mark)
    }

    /// Each in a few words.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.marks().filter_map(Mark::part_words)
    }

    /// Whether a day was asked before it was over: nobody knows how much it lacks.
    pub fn is_early(self) -> bool {
        self.0 & Self::of(Mark::AskedEarly).0 != 0
    }

    /// Whether something of what it is made of is not there, so that it is no low.
    pub fn lacks_some(self) -> bool {
        self.has_missing_days() || self.lacks_objects() || self.is_early()
    }

    /// Whether objects are left out, failed, or had their values removed.
    pub(crate) fn lacks_objects(self) -> bool {
        let lacking = [Mark::Incomplete(0), Mark::Unknown(0), Mark::Removed(0)];
        lacking
            .into_iter()
            .any(|mark| self.0 & Self::of(mark).0 != 0)
    }
}

/// The days of a series that bear such marks.
pub(crate) struct PartDays(Vec<(Day, PartMarks)>);

impl PartDays {
    pub(crate) fn of(series: &Series) -> Self {
        let marks = series.marks.iter();
        // What is made up and counts nowhere makes nothing of the rest made up.
        let counting = marks.filter(|(day, mark)| *mark != Mark::Fake || series.counts(*day));
        let of_part = counting.map(|(day, mark)| (*day, PartMarks::of(*mark)));
        let mut days: Vec<_> = of_part.filter(|(_, mark)| !mark.is_empty()).collect();
        days.sort_by_key(|(day, _)| *day);
        Self(days)
    }

    /// The marks of some days together.
    pub(crate) fn over(&self, days: DayRange) -> PartMarks {
        let all = self.within(days).iter();
        all.fold(PartMarks::default(), |all, (_, marks)| all.and(*marks))
    }

    /// How many of some days lack objects.
    pub(crate) fn lacking(&self, days: DayRange) -> u32 {
        let marks = self.within(days).iter();
        let lacking = marks.filter(|(_, marks)| marks.lacks_objects());
        let mut lacking: Vec<Day> = lacking.map(|(day, _)| *day).collect();
        lacking.dedup();
        u32::try_from(lacking.len()).unwrap_or(u32::MAX)
    }

    fn within(&self, days: DayRange) -> &[(Day, PartMarks)] {
        let from = self.0.partition_point(|(day, _)| *day < days.from);
        let until = self.0.partition_point(|(day, _)| *day <= days.to);
        self.0.get(from..until).unwrap_or_default()
    }
}
