//! Changes since a day worth comparing with, in words that name it.

use serde::{Deserialize, Serialize};

use crate::format::{format_points, grouped, whole_percent};
use crate::rounding::{NEARLY_NOTHING, is_same};
use crate::{Day, Direction, Format, Series, Unit, format_value};

/// Which day a value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The day before.
    PreviousDay,
    /// The same weekday of the week before.
    SameWeekdayLastWeek,
    /// The same date of the year before; none for 29 February.
    SameDayLastYear,
    /// So many days before.
    DaysBefore(u16),
}

impl Comparison {
    /// The day to compare `day` with.
    pub fn compared_day(self, day: Day) -> Option<Day> {
        match self {
            Self::PreviousDay => Some(day.previous()),
            Self::SameWeekdayLastWeek => Some(day - 7),
            Self::SameDayLastYear => day.a_year_earlier(),
            Self::DaysBefore(days) => Some(day - i32::from(days)),
        }
    }
}

/// The change of a value since another day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// The day of the value.
    pub day: Day,
    /// The day it is compared with.
    pub compared: Day,
    /// The value minus the compared one.
    pub change: f64,
    /// The change in words: `+3 % on Monday 16 Nov`.
    pub words: String,
}

impl Delta {
    /// The change of `day`'s value since the compared day; `None` where either is missing.
    pub fn of(series: &Series, day: Day, comparison: Comparison, unit: &Unit) -> Option<Self> {
        Self::between(series, day, comparison.compared_day(day)?, unit)
    }

    /// The change of `day`'s value since another day; `None` where either is missing or is not of all
    /// objects, and where only one of them was asked for what the metric means now.
    pub fn between(series: &Series, day: Day, compared: Day, unit: &Unit) -> Option<Self> {
        if !series.are_comparable(day, compared) {
            return None;
        }
        let (value, base) = (series.value(day)?, series.value(compared)?);
        let change = match is_unchanged(base, value) {
            true => 0.0,
            false => value - base,
        };
        let date = compared.spoken(day);
        let words = match size_of_change(base, value, unit) {
            Some(size) => format!("{size} on {date}"),
            None => format!("same as {date}"),
        };
        Some(Self {
            day,
            compared,
            change,
            words,
        })
    }

    /// Whether the change is good (`Some(true)`), bad, or neither.
    pub fn is_good(&self, direction: Direction) -> Option<bool> {
        match direction {
            _ if self.change == 0.0 => None,
            Direction::Neutral => None,
            Direction::UpIsGood => Some(self.change > 0.0),
            Direction::DownIsGood => Some(self.change < 0.0),
        }
    }
}

/// The size of a change in words, `+3 %`: a percentage where the base allows one, else the difference
/// itself; `None` where nothing changed.
pub fn size_of_change(base: f64, value: f64, unit: &Unit) -> Option<String> {
    if is_unchanged(base, value) {
        return None;
    }
    let change = value - base;
    let sign = if change > 0.0 { "+" } else { "\u{2212}" };
    if unit.format == Format::Percent {
        return Some(format!("{sign}{}", format_points(change.abs())));
    }
    Some(match relative_change(base, value) {
        Some(Relative::Percent(size)) => format!("{sign}{size} %"),
        _ => format!("{sign}{}", format_value(change.abs(), unit)),
    })
}

/// How large a change is beside what it began with, without its sign.
#[derive(Debug, Clone, PartialEq)]
pub enum Relative {
    /// So many percent, as text.
    Percent(String),
    /// Ten times as much or more: a factor says more, or the difference.
    Times(f64),
}

/// A change beside its base; `None` where the base is nothing or nearly nothing, of which there is
/// no percentage. −99.8 % does not read as −100 %.
pub fn relative_change(base: f64, value: f64) -> Option<Relative> {
    if base.abs() < NEARLY_NOTHING {
        return None;
    }
    let percent = ((value - base) / base.abs() * 100.0).abs();
    Some(match percent {
        0.95..1000.0 => Relative::Percent(whole_percent(percent)),
        0.0..0.95 => Relative::Percent(grouped(percent, 1)),
        _ => Relative::Times(value / base),
    })
}

/// Whether two values are the same but for what computing leaves over.
pub fn is_unchanged(base: f64, value: f64) -> bool {
    is_same(base, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    fn delta(base: f64, value: f64, unit: &Unit) -> String {
        let monday = Day::parse("2026-11-16").expect("a date");
        let mut values = vec![Some(base); 7];
        values.push(Some(value));
        let series = Series::new(monday, values);
        Delta::of(&series, monday + 7, Comparison::SameWeekdayLastWeek, unit)
            .expect("both days are known")
            .words
    }

    #[test]
    fn the_change_names_the_compared_day() {
        let unit = Unit::default();
        assert_eq!(delta(100.0, 103.0, &unit), "+3 % on Monday 16 Nov");
        assert_eq!(delta(100.0, 88.0, &unit), "\u{2212}12 % on Monday 16 Nov");
        assert_eq!(delta(1000.0, 1004.0, &unit), "+0.4 % on Monday 16 Nov");
        assert_eq!(delta(5.0, 5.0, &unit), "same as Monday 16 Nov");
        assert_eq!(delta(0.0, 1204.0, &unit), "+1,204 on Monday 16 Nov");
        assert_eq!(delta(1.0, 90.0, &unit), "+89 on Monday 16 Nov");
        assert_eq!(
            delta(-5e-17, 0.0, &unit),
            "+5.00e\u{2212}17 on Monday 16 Nov"
        );
        assert_eq!(
            delta(10_000.0, 4.0, &unit),
            "\u{2212}99.96 % on Monday 16 Nov"
        );
        assert_eq!(delta(10_000.0, 10_001.0, &unit), "+0.01 % on Monday 16 Nov");
        assert_eq!(delta(0.1 + 0.2, 0.3, &unit), "same as Monday 16 Nov");
    }

    #[test]
    fn a_percentage_changes_by_points() {
        let unit = Unit {
            format: Format::Percent,
            ..Unit::default()
        };
        assert_eq!(delta(12.0, 14.5, &unit), "+2.5 points on Monday 16 Nov");
        assert_eq!(delta(12.0, 13.0, &unit), "+1 point on Monday 16 Nov");
        assert_eq!(delta(12.0, 12.01, &unit), "+0.01 points on Monday 16 Nov");
        assert_eq!(delta(0.1 + 0.2, 0.3, &unit), "same as Monday 16 Nov");
    }

    /// Three orders of all and eight of those that count are not a change of five.
    #[test]
    fn what_was_asked_for_something_else_is_no_base() {
        let from = Day::from_days(100);
        let mut series = Series::new(from, vec![Some(8.0), Some(8.0), Some(3.0)]);
        series.marks = vec![(from, Mark::Outdated), (from + 1, Mark::Outdated)];
        let unit = Unit::default();
        assert_eq!(Delta::between(&series, from + 2, from, &unit), None);
        assert!(Delta::between(&series, from + 1, from, &unit).is_some());
    }

    #[test]
    fn a_missing_day_has_no_delta() {
        let day = Day::parse("2024-02-29").expect("a date");
        let series = Series::new(day, vec![Some(1.0)]);
        let unit = Unit::default();
        for comparison in [
            Comparison::PreviousDay,
            Comparison::SameWeekdayLastWeek,
            Comparison::SameDayLastYear,
        ] {
            assert_eq!(Delta::of(&series, day, comparison, &unit), None);
        }
    }

    #[test]
    fn good_and_bad_follow_the_direction() {
        let day = Day::from_days(1);
        let series = Series::new(day, vec![Some(1.0), Some(2.0)]);
        let delta = Delta::of(&series, day + 1, Comparison::PreviousDay, &Unit::default())
            .expect("both days are known");
        assert_eq!(delta.is_good(Direction::UpIsGood), Some(true));
        assert_eq!(delta.is_good(Direction::DownIsGood), Some(false));
        assert_eq!(delta.is_good(Direction::Neutral), None);
    }
}
