//! Series: the values of one metric for one object, day by day.

use serde::{Deserialize, Serialize};

use crate::{Day, DayRange, GapReason, Measure};

/// The row of a series in `dbag_series`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeriesId(pub i32);

/// What is known of a day besides its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// There is no value, and this is why.
    Gap(GapReason),
    /// The day is not over: the value may still change.
    Provisional,
    /// The value replaced another final one.
    Corrected,
    /// The value is made up.
    Fake,
    /// The day was asked for what the metric meant before it was changed.
    Outdated,
    /// The answers of so many of the objects that the value is made of failed.
    Incomplete(u32),
    /// The last values of so many of the objects that the value is made of stand for them.
    Carried(u32),
    /// Of so many of the objects nothing is known, for longer than their last values stand for them.
    Unknown(u32),
    /// There are rows of no object, which are no part of the value.
    WithoutObject,
    /// The values of so many of the objects were removed by hand, and are no part of the value.
    Removed(u32),
    /// Days of a longer period have no value, and others like it have all.
    MissingDays,
    /// A part of the whole that a share is of is not known, so that there is no share.
    WholeUnknown,
    /// The day was last asked before it was over, and more may have happened on it since.
    AskedEarly,
}

impl Mark {
    /// That a value is not of all that is said now, in a few words; none of what says something else.
    pub const fn part_words(self) -> Option<&'static str> {
        match self {
            Self::Incomplete(_) => Some("some objects failed"),
            Self::Carried(_) => Some("some objects as of before"),
            Self::Unknown(_) => Some("some objects left out"),
            Self::WithoutObject => Some("rows of no object left out"),
            Self::Removed(_) => Some("some values removed by hand"),
            Self::MissingDays => Some("some days missing"),
            Self::WholeUnknown => Some("a part of the whole not known"),
            Self::Fake => Some("made up"),
            Self::AskedEarly => Some("asked before the day was over"),
            Self::Gap(_) | Self::Provisional | Self::Corrected | Self::Outdated => None,
        }
    }

    /// The same of one day, with the number of objects: `the last known values of 2 objects stand for them`.
    pub fn part_sentence(self) -> Option<String> {
        Some(match self {
            Self::Incomplete(1) => "the answer of 1 object failed".to_owned(),
            Self::Incomplete(many) => format!("the answers of {many} objects failed"),
            Self::Removed(1) => "the value of 1 object was removed by hand".to_owned(),
            Self::Removed(many) => format!("the values of {many} objects were removed by hand"),
            Self::Carried(1) => "the last known value of 1 object stands for it".to_owned(),
            Self::Carried(many) => {
                format!("the last known values of {many} objects stand for them")
            }
            Self::Unknown(1) => {
                "1 object is left out, as nothing is known of it for over a week".to_owned()
            }
            Self::Unknown(many) => {
                format!("{many} objects are left out, as nothing is known of them for over a week")
            }
            Self::WithoutObject => "there are rows of no object, which are left out".to_owned(),
            Self::Fake => "it is made up, or a part of it".to_owned(),
            Self::AskedEarly => {
                "it was asked before the day was over, and not again since".to_owned()
            }
            _ => return None,
        })
    }
}

/// Values in columns: `values[i]` belongs to the day `from + i`; `None` is a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The day of the first value.
    pub from: Day,
    /// One value a day, in order.
    pub values: Vec<Option<f64>>,
    /// How much each value counts when several become one, zero where that is not known; empty
    /// where no value has a weight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f64>,
    /// What else is known of days, in order of days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(Day, Mark)>,
}

impl Series {
    /// A series of values without marks.
    pub fn new(from: Day, values: Vec<Option<f64>>) -> Self {
        Self {
            from,
            values,
            weights: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// A series over `range` in which nothing is known.
    pub fn empty(range: DayRange) -> Self {
        Self::new(range.from, vec![None; range.len()])
    }

    /// The days it covers; `None` where it has none.
    pub fn range(&self) -> Option<DayRange> {
        DayRange::new(self.from, self.from + (self.values.len() as i32 - 1))
    }

    /// The value of a day.
    pub fn value(&self, day: Day) -> Option<f64> {
        let at = usize::try_from(day - self.from).ok()?;
        self.values.get(at).copied().flatten()
    }

    /// How much a day's value counts; `None` where that is not known.
    pub fn weight(&self, day: Day) -> Option<f64> {
        let at = usize::try_from(day - self.from).ok()?;
        self.weights
            .get(at)
            .copied()
            .filter(|weight| *weight != 0.0)
    }

    /// Days with their values, gaps left out.
    pub fn known(&self) -> impl DoubleEndedIterator<Item = (Day, f64)> + '_ {
        self.values
            .iter()
            .enumerate()
            .filter_map(|(at, value)| value.map(|value| (self.from + at as i32, value)))
    }

    /// The last day that has a value, with it.
    pub fn last_known(&self) -> Option<(Day, f64)> {
        self.known().next_back()
    }

    /// The value that stands for the metric, with its day: the newest up to
    /// [`Measure::newest_day`] that was not asked too early, or today's where nothing else is known. A level is what it
    /// was when it was asked.
    pub fn figure(&self, measure: Measure, today: Day) -> Option<(Day, f64)> {
        let is_settled = |day: Day| measure == Measure::Level || !self.is_early(day);
        let up_to = |last: Day| self.known().rev().filter(move |(day, _)| *day <= last);
        let over = || up_to(measure.newest_day(today));
        let settled = over().find(|(day, _)| is_settled(*day));
        settled
            .or_else(|| over().next())
            .or_else(|| up_to(today).next())
    }

    /// Whether a day was last asked before it was over.
    pub fn is_early(&self, day: Day) -> bool {
        self.has_mark(day, Mark::AskedEarly)
    }

    /// The newest day that stands for the metric, of which `newest` is the last that can: where the days that are known
    /// last were asked too early, the one before these.
    pub fn settled_up_to(&self, newest: Day) -> Day {
        let known = self.known().rev().filter(|(day, _)| *day <= newest);
        let early = known.take_while(|(day, _)| self.is_early(*day));
        early.last().map_or(newest, |(day, _)| day.previous())
    }

    /// Why a day has no value, where that is known.
    pub fn gap(&self, day: Day) -> Option<GapReason> {
        self.marks_of(day).find_map(|mark| match mark {
            Mark::Gap(reason) => Some(reason),
            _ => None,
        })
    }

    /// The last day that says why it has no value.
    pub fn last_gap(&self) -> Option<(Day, GapReason)> {
        let mut marks = self.marks.iter().rev();
        marks.find_map(|(day, mark)| match mark {
            Mark::Gap(reason) => Some((*day, *reason)),
            _ => None,
        })
    }

    /// All marks of a day: they are in the order of days.
    fn marks_of(&self, day: Day) -> impl Iterator<Item = Mark> + '_ {
        let first = self.marks.partition_point(|(marked, _)| *marked < day);
        let of_day = self.marks[first..].iter();
        let of_day = of_day.take_while(move |(marked, _)| *marked == day);
        of_day.map(|(_, mark)| *mark)
    }

    /// Marks days, in any order.
    pub fn mark(&mut self, days: impl IntoIterator<Item = Day>, mark: Mark) {
        self.marks.extend(days.into_iter().map(|day| (day, mark)));
        self.marks.sort_by_key(|(day, _)| *day);
    }

    /// Whether a day bears a mark.
    pub fn has_mark(&self, day: Day, mark: Mark) -> bool {
        self.marks_of(day).any(|known| known == mark)
    }

    /// The part over `range`, filled with gaps where nothing is known.
    pub fn over(&self, range: DayRange) -> Self {
        let values = range.days().map(|day| self.value(day)).collect();
        let weights = match self.weights.is_empty() {
            true => Vec::new(),
            false => range
                .days()
                .map(|day| self.weight(day).unwrap_or(0.0))
                .collect(),
        };
        let marks = self
            .marks
            .iter()
            .filter(|(day, _)| range.contains(*day))
            .copied()
            .collect();
        Self {
            from: range.from,
            values,
            weights,
            marks,
        }
    }

    /// Whether the answers of some objects that a day's value is made of failed, their values were removed, or it was
    /// asked before the day was over.
    pub fn is_incomplete(&self, day: Day) -> bool {
        let is_incomplete = |mark| {
            matches!(
                mark,
                Mark::Incomplete(_) | Mark::Removed(_) | Mark::AskedEarly
            )
        };
        self.marks_of(day).any(is_incomplete)
    }

    /// Whether a day counts in a number of several days: it has a value, or what was to be divided by nothing.
    pub(crate) fn counts(&self, day: Day) -> bool {
        let numerator = || self.gap(day).and_then(GapReason::numerator);
        self.value(day).is_some() || numerator().is_some_and(|number| number != 0.0)
    }

    /// The marks that say that the value of a day is not of what all objects say now; none where there is no value.
    pub fn part_marks(&self, day: Day) -> impl Iterator<Item = Mark> + '_ {
        let has_value = self.value(day).is_some();
        let marks = self.marks_of(day);
        marks.filter(move |mark| has_value && mark.part_words().is_some())
    }

    /// Whether the values of two days can be compared: both are of all objects, and both were asked for the
    /// same, be that what the metric means now or what it meant before.
    pub fn are_comparable(&self, one: Day, other: Day) -> bool {
        let is_outdated = |day| self.has_mark(day, Mark::Outdated);
        let is_whole = !self.is_incomplete(one) && !self.is_incomplete(other);
        let lacks_some = |day| {
            self.part_marks(day)
                .any(|mark| matches!(mark, Mark::Unknown(_)))
        };
        is_whole && is_outdated(one) == is_outdated(other) && lacks_some(one) == lacks_some(other)
    }

    /// The smallest and the largest value.
    pub fn extent(&self) -> Option<(f64, f64)> {
        self.known()
            .map(|(_, value)| value)
            .fold(None, |extent, value| {
                let (low, high) = extent.unwrap_or((value, value));
                Some((low.min(value), high.max(value)))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_knows_its_days() {
        let from = Day::from_days(10);
        let series = Series::new(from, vec![Some(1.0), None, Some(3.0), None]);
        assert_eq!(series.last_known(), Some((from + 2, 3.0)));
        assert_eq!(series.value(from - 1), None);
        assert_eq!(series.extent(), Some((1.0, 3.0)));
        let wider = series.over(DayRange {
            from: from - 1,
            to: from,
        });
        assert_eq!(wider.values, [None, Some(1.0)]);
    }

    #[test]
    fn a_value_says_of_which_objects_it_is_not() {
        let from = Day::from_days(10);
        let mut series = Series::new(from, vec![Some(1.0), None]);
        let marks = [Mark::Outdated, Mark::Carried(2), Mark::Unknown(1)];
        series.marks = marks.map(|mark| (from, mark)).to_vec();
        series.mark([from + 1], Mark::Carried(1));
        let told: Vec<_> = series
            .part_marks(from)
            .filter_map(Mark::part_sentence)
            .collect();
        let sentences = [
            "the last known values of 2 objects stand for them",
            "1 object is left out, as nothing is known of it for over a week",
        ];
        assert_eq!(told, sentences);
        assert_eq!(series.part_marks(from + 1).count(), 0, "there is no value");
    }

    #[test]
    fn what_was_asked_early_stands_for_no_whole_day() {
        let today = Day::from_days(14);
        let mut series = Series::new(today - 4, vec![Some(5.0), Some(6.0), Some(1.0), None]);
        assert_eq!(series.settled_up_to(today - 1), today - 1);
        series.mark([today - 2], Mark::AskedEarly);
        assert_eq!(series.figure(Measure::Flow, today), Some((today - 3, 6.0)));
        assert_eq!(series.figure(Measure::Level, today), Some((today - 2, 1.0)));
        assert_eq!(series.settled_up_to(today - 1), today - 3);
        assert!(!series.are_comparable(today - 2, today - 3));
        // Another day was asked since, and stands.
        series.values[3] = Some(7.0);
        assert_eq!(series.figure(Measure::Flow, today), Some((today - 1, 7.0)));
        assert_eq!(series.settled_up_to(today - 1), today - 1);
        let mut only = Series::new(today - 1, vec![Some(1.0)]);
        only.mark([today - 1], Mark::AskedEarly);
        assert_eq!(only.figure(Measure::Flow, today), Some((today - 1, 1.0)));
    }

    #[test]
    fn a_day_that_is_not_over_is_the_figure_of_a_level_only() {
        let today = Day::from_days(12);
        let series = Series::new(today - 2, vec![Some(1.0), Some(2.0), Some(3.0), Some(9.0)]);
        assert_eq!(series.figure(Measure::Level, today), Some((today, 3.0)));
        assert_eq!(series.figure(Measure::Flow, today), Some((today - 1, 2.0)));
        let first = Series::new(today, vec![Some(3.0)]);
        assert_eq!(first.figure(Measure::Flow, today), Some((today, 3.0)));
    }
}
