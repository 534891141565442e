//! Days made into one number, and how: every total, average and comparison is one.

mod days;
mod sentence;
#[cfg(test)]
mod tests;

pub(crate) use days::Days;

use serde::{Deserialize, Serialize};

use crate::part_marks::PartDays;
use crate::{Coverage, Day, DayRange, Mark, RollUp, Series};

/// How days became one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// They were added up.
    Sum,
    /// The value of this day, the last that counts.
    Last(Day),
    /// Their mean, each counting by its weight.
    WeightedMean,
    /// Their mean, each counting alike; the weights of so many of them are not known while others
    /// are.
    MeanOfDays(u32),
    /// The smallest, of this day.
    Min(Day),
    /// The largest, of this day.
    Max(Day),
}

/// Days made into one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// The number; `None` where no day is known, or where it would be too large.
    pub value: Option<f64>,
    /// How it was made; `None` where there is none.
    pub method: Option<Method>,
    /// The days.
    pub days: DayRange,
    /// How many of them are known.
    pub coverage: Coverage,
    /// The last of the days before the newest that has no value.
    pub last_missing: Option<Day>,
    /// Days on which the answers of some objects failed.
    pub incomplete: u32,
    /// How many of the days that it is made of lack objects: their answers failed, their values were removed, or nothing
    /// is known of them.
    pub lacking: u32,
    /// Days on which values of some objects were removed by hand.
    pub removed: u32,
    /// Days on which the last values of some objects stand for them.
    pub carried: u32,
    /// Days on which nothing is known of some objects, for longer than a last value stands.
    pub unknown: u32,
    /// Days of which rows have no object, which are no part of the number.
    pub without_object: u32,
    /// Days whose values are made up, or those of some objects.
    pub made_up: u32,
    /// Days on which there was nothing to divide by, whose numerators are part of the number.
    pub undivided: u32,
    /// Days that were asked for what the metric meant before.
    pub outdated: u32,
    /// Days with a value that was asked before they were over.
    pub early: u32,
    /// Whether the last day is not over.
    pub is_running: bool,
    /// Whether it is the mean, or the lowest, of the other days only.
    pub is_without_running: bool,
    /// Whether it is the mean, or the lowest, without the days that were asked before they were over.
    pub is_without_early: bool,
}

/// How many of the days that a number is made of lack objects.
fn lacking(series: &Series, days: DayRange, method: Option<Method>) -> u32 {
    let days = match method {
        Some(Method::Last(day)) => DayRange::single(day),
        _ => days,
    };
    PartDays::of(series).lacking(days)
}

/// How many days count with values that are made up.
fn made_up(series: &Series, days: DayRange) -> u32 {
    let marks = series.marks.iter();
    let made_up = marks
        .filter(|(day, mark)| *mark == Mark::Fake && days.contains(*day) && series.counts(*day));
    u32::try_from(made_up.count()).unwrap_or(u32::MAX)
}

impl Total {
    /// The days of a range as one number. `newest` is the newest day whose value stands for the
    /// metric: the last value is that of no later day, where there is another.
    pub fn of(series: &Series, days: DayRange, how: RollUp, newest: Day) -> Self {
        let of_range = Days::of(series, days);
        let made = of_range.combine(how, newest);
        let count = |wanted: fn(&Mark) -> bool| {
            let marks = series.marks.iter();
            let found = marks.filter(|(day, mark)| days.contains(*day) && wanted(mark));
            u32::try_from(found.count()).unwrap_or(u32::MAX)
        };
        let leaves_out = matches!(made, Some((_, Method::MeanOfDays(_) | Method::Min(_))))
            && of_range.settled(newest).next().is_some();
        let early = match made {
            Some((_, Method::Last(day))) => u32::from(series.is_early(day)),
            _ => of_range.early(),
        };
        let over = DayRange {
            from: days.from,
            to: days.to.min(newest),
        };
        Self {
            value: made.map(|(value, _)| value),
            method: made.map(|(_, method)| method),
            days,
            coverage: of_range.coverage(),
            last_missing: over.days().rev().find(|day| series.value(*day).is_none()),
            incomplete: count(|mark| matches!(mark, Mark::Incomplete(_))),
            lacking: lacking(series, days, made.map(|(_, method)| method)),
            removed: count(|mark| matches!(mark, Mark::Removed(_))),
            carried: count(|mark| matches!(mark, Mark::Carried(_))),
            unknown: count(|mark| matches!(mark, Mark::Unknown(_))),
            without_object: count(|mark| *mark == Mark::WithoutObject),
            made_up: made_up(series, days),
            undivided: match made {
                Some((_, Method::WeightedMean)) => of_range.undivided(),
                _ => 0,
            },
            outdated: count(|mark| *mark == Mark::Outdated),
            is_running: series.has_mark(days.to, Mark::Provisional),
            is_without_running: leaves_out && of_range.has_value_after(newest),
            early,
            is_without_early: leaves_out && early > 0,
        }
    }

    /// Whether a day that was asked before it was over is a part of it: nobody knows how much that lacks.
    pub fn has_early(&self) -> bool {
        self.early > 0 && !self.is_without_early
    }

    /// How many days with a value it is made of.
    pub fn counting(&self) -> u32 {
        let early = if self.is_without_early { self.early } else { 0 };
        self.coverage.known - u32::from(self.is_without_running) - early
    }

    /// Whether a change between two ranges may be told: they are known about equally well, and each was
    /// asked for one thing, the same.
    pub fn bears_comparison(&self, other: &Self) -> bool {
        if self.has_early() || other.has_early() {
            return false;
        }
        let asked = asked_before(self.outdated, self.coverage);
        let is_alike = asked.is_some() && asked == asked_before(other.outdated, other.coverage);
        is_alike && self.lacks_like(other) && self.is_known_like(other)
    }

    /// Whether both lack objects alike; of sums on as many days, as each is a part of them.
    pub fn lacks_like(&self, other: &Self) -> bool {
        match self.method {
            Some(Method::Sum) => self.lacking == other.lacking,
            _ => (self.lacking > 0) == (other.lacking > 0),
        }
    }

    /// Whether both are known about equally well; of sums that is as many days, but for months of other lengths.
    pub fn is_known_like(&self, other: &Self) -> bool {
        let begins_a_month = |days: DayRange| days.from == days.from.first_of_month();
        let are_months = begins_a_month(self.days) && begins_a_month(other.days);
        match self.method {
            Some(Method::Sum) => {
                (self.days.len() == other.days.len() || are_months)
                    && self.coverage.bears_comparison_of_sums(other.coverage)
            }
            _ => self.coverage.bears_comparison(other.coverage),
        }
    }
}

/// Whether days were asked for what the metric meant before; `None` where only some of them were.
pub(crate) fn asked_before(outdated: u32, coverage: Coverage) -> Option<bool> {
    match outdated {
        0 => Some(false),
        many if many >= coverage.known => Some(true),
        _ => None,
    }
}
