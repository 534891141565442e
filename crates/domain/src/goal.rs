//! Goals: what a number should be on a day.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::spelled::spelled_enum;
use crate::{Day, DayRange, Direction, Series, Value};

spelled_enum! {
    /// How a goal goes from one of its points to the next.
    GoalShape, "shape of a goal" {
        /// One value for all days.
        Constant = "constant",
        /// Each point holds until the next.
        Steps = "steps",
        /// In a straight line from point to point.
        Ramp = "ramp",
    }
}

/// What a number should be: points between which the shape says what holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// How it goes from point to point.
    pub shape: GoalShape,
    /// The points, in order of days; at least one.
    pub points: Vec<(Day, f64)>,
}

/// When a number will be where its goal is, as things go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outlook {
    /// It is there already.
    Reached,
    /// It will be there on this day, as things go.
    On(Day),
    /// It moves away, or too slowly to be there within ten years.
    Never,
}

/// Why a goal cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GoalError {
    /// A constant of several values, or of none.
    #[error("a constant goal is one number, like 100")]
    OneValue,
    /// A ramp without an end.
    #[error("a ramp has at least two points, like 2026-01-01 100, 2026-12-31 500")]
    TwoPoints,
    /// Too many points, none, or two of one day.
    #[error(
        "write points like 2026-01-01 100, 2026-07-01 200: each day once, at most {} of them",
        Goal::MAX_POINTS
    )]
    Points,
    /// A point that is no day with a value.
    #[error("`{0}` is no point; write a day and a value, like 2026-12-31 500")]
    NotAPoint(String),
}

fn parse_point(shape: GoalShape, text: &str) -> Result<(Day, f64), GoalError> {
    let refused = || GoalError::NotAPoint(text.chars().take(40).collect());
    let number = |text: &str| {
        let value = Value::parse(text).map_err(|_| refused())?.get();
        if value.is_finite() && value.abs() < 1e300 {
            Ok(value)
        } else {
            Err(refused())
        }
    };
    match (shape, text.split_once(char::is_whitespace)) {
        (GoalShape::Constant, None) => Ok((Day::from_days(0), number(text)?)),
        (_, Some((day, value))) => Ok((Day::parse(day).map_err(|_| refused())?, number(value)?)),
        _ => Err(refused()),
    }
}

impl Goal {
    /// The most points.
    pub const MAX_POINTS: usize = 100;

    /// The same value on all days.
    pub fn constant(day: Day, value: f64) -> Self {
        Self {
            shape: GoalShape::Constant,
            points: vec![(day, value)],
        }
    }

    /// Reads what people type: `100`, or pairs of day and value like `2026-12-31 500` with commas
    /// or line breaks between them.
    ///
    /// # Errors
    ///
    /// In words, with the way out.
    pub fn parse(shape: GoalShape, text: &str) -> Result<Self, GoalError> {
        let parts = text
            .split([',', '\n', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let mut points = Vec::new();
        for part in parts {
            points.push(parse_point(shape, part)?);
        }
        points.sort_by_key(|(day, _)| *day);
        let goal = Self { shape, points };
        match (goal.is_sound(), shape) {
            (true, _) => Ok(goal),
            (false, GoalShape::Constant) => Err(GoalError::OneValue),
            (false, GoalShape::Ramp) if goal.points.len() < 2 => Err(GoalError::TwoPoints),
            (false, _) => Err(GoalError::Points),
        }
    }

    /// The text that [`parse`](Self::parse) reads.
    pub fn to_text(&self) -> String {
        match (self.shape, self.points.as_slice()) {
            (GoalShape::Constant, [(_, value)]) => value.to_string(),
            (_, points) => {
                let points = points.iter().map(|(day, value)| format!("{day} {value}"));
                points.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Whether its points are in order, finite, and as many as its shape takes.
    pub fn is_sound(&self) -> bool {
        let least = match self.shape {
            GoalShape::Constant | GoalShape::Steps => 1,
            GoalShape::Ramp => 2,
        };
        let most = match self.shape {
            GoalShape::Constant => 1,
            GoalShape::Steps | GoalShape::Ramp => Self::MAX_POINTS,
        };
        (least..=most).contains(&self.points.len())
            && self.points.is_sorted_by(|a, b| a.0 < b.0)
            && self.points.iter().all(|(_, value)| value.is_finite())
    }

    /// What the number should be on a day; `None` before the first point of steps or a ramp.
    pub fn value(&self, day: Day) -> Option<f64> {
        let after = self.points.partition_point(|(at, _)| *at <= day);
        let before = after.checked_sub(1).and_then(|at| self.points.get(at));
        match (self.shape, before, self.points.get(after)) {
            (GoalShape::Constant, _, _) => self.points.first().map(|(_, value)| *value),
            (GoalShape::Ramp, Some((from, low)), Some((to, high))) => {
                let way = f64::from(day - *from) / f64::from(*to - *from);
                Some(low + (high - low) * way)
            }
            (_, before, _) => before.map(|(_, value)| *value),
        }
    }

    /// Its values over a range of days.
    pub fn over(&self, days: DayRange) -> Series {
        Series::new(days.from, days.days().map(|day| self.value(day)).collect())
    }

    /// The first day that has one; none of a goal that holds on all days.
    pub fn begins(&self) -> Option<Day> {
        let first = self.points.first().map(|(day, _)| *day);
        first.filter(|_| self.shape != GoalShape::Constant)
    }

    /// The last day it is about, with its value: what is to be reached in the end.
    pub fn end(&self) -> Option<(Day, f64)> {
        self.points.last().copied()
    }

    /// When the last value is reached if the number goes on as in the `recent` values.
    pub fn outlook(&self, recent: &Series, direction: Direction) -> Option<Outlook> {
        /// Nobody plans further ahead.
        const FURTHEST: f64 = 3_650.0;
        let (_, wanted) = self.end()?;
        let (last, value) = recent.last_known()?;
        let (first, start) = recent.known().next()?;
        let is_reached = match direction {
            Direction::DownIsGood => value <= wanted,
            Direction::UpIsGood | Direction::Neutral => value >= wanted,
        };
        if is_reached {
            return Some(Outlook::Reached);
        }
        let days = last - first;
        if days < 7 {
            return None;
        }
        let a_day = (value - start) / f64::from(days);
        let left = ((wanted - value) / a_day).ceil();
        if left.is_finite() && (0.0..=FURTHEST).contains(&left) {
            Some(Outlook::On(last + left as i32))
        } else {
            Some(Outlook::Never)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Day = Day::from_days(100);

    fn goal(shape: GoalShape, points: &[(i32, f64)]) -> Goal {
        Goal {
            shape,
            points: points
                .iter()
                .map(|(at, value)| (FIRST + *at, *value))
                .collect(),
        }
    }

    #[test]
    fn a_goal_has_a_value_by_its_shape() {
        let points = [(0, 10.0), (10, 20.0)];
        let cases = [
            (GoalShape::Constant, -5, Some(10.0)),
            (GoalShape::Steps, -1, None),
            (GoalShape::Steps, 9, Some(10.0)),
            (GoalShape::Steps, 10, Some(20.0)),
            (GoalShape::Ramp, 5, Some(15.0)),
            (GoalShape::Ramp, 40, Some(20.0)),
            (GoalShape::Ramp, -1, None),
        ];
        for (shape, at, value) in cases {
            assert_eq!(
                goal(shape, &points).value(FIRST + at),
                value,
                "{shape} {at}"
            );
        }
    }

    #[test]
    fn the_outlook_follows_the_recent_days() {
        let goal = goal(GoalShape::Constant, &[(0, 100.0)]);
        let series = |from: f64, a_day: f64| {
            let values = (0..11).map(|day| Some(from + a_day * f64::from(day)));
            Series::new(FIRST, values.collect())
        };
        let outlook = |from, a_day| goal.outlook(&series(from, a_day), Direction::UpIsGood);
        assert_eq!(outlook(50.0, 2.0), Some(Outlook::On(FIRST + 25)));
        assert_eq!(outlook(100.0, 0.0), Some(Outlook::Reached));
        assert_eq!(outlook(50.0, 0.0), Some(Outlook::Never));
        assert_eq!(outlook(50.0, -1.0), Some(Outlook::Never));
        assert_eq!(outlook(50.0, 0.001), Some(Outlook::Never));
        let down = goal.outlook(&series(130.0, -2.0), Direction::DownIsGood);
        assert_eq!(down, Some(Outlook::On(FIRST + 15)));
        let short = Series::new(FIRST, vec![Some(1.0), Some(2.0)]);
        assert_eq!(goal.outlook(&short, Direction::UpIsGood), None);
    }

    #[test]
    fn a_goal_is_read_as_it_is_written() {
        let read = |shape, text: &str| Goal::parse(shape, text);
        for (shape, text) in [
            (GoalShape::Constant, "100"),
            (GoalShape::Constant, "-1.5"),
            (GoalShape::Steps, "2026-01-01 100"),
            (GoalShape::Ramp, "2026-01-01 100, 2026-12-31 500"),
        ] {
            assert_eq!(
                read(shape, text).map(|goal| goal.to_text()),
                Ok(text.to_owned())
            );
        }
        let unsorted = read(GoalShape::Steps, "2026-07-01 2\n2026-01-01 1\n").expect("a goal");
        assert_eq!(unsorted.points[0].1, 1.0);
        for (shape, text, error) in [
            (GoalShape::Constant, "", GoalError::OneValue),
            (GoalShape::Constant, "1, 2", GoalError::OneValue),
            (GoalShape::Ramp, "2026-01-01 1", GoalError::TwoPoints),
            (
                GoalShape::Steps,
                "2026-01-01 1, 2026-01-01 2",
                GoalError::Points,
            ),
            (
                GoalShape::Steps,
                "100",
                GoalError::NotAPoint("100".to_owned()),
            ),
            (
                GoalShape::Constant,
                "1e999",
                GoalError::NotAPoint("1e999".to_owned()),
            ),
        ] {
            assert_eq!(read(shape, text), Err(error), "{text}");
        }
    }

    #[test]
    fn points_stand_in_order() {
        assert!(goal(GoalShape::Steps, &[(0, 1.0), (1, 2.0)]).is_sound());
        for (shape, points) in [
            (GoalShape::Constant, &[(0, 1.0), (1, 2.0)][..]),
            (GoalShape::Ramp, &[(0, 1.0)]),
            (GoalShape::Steps, &[(1, 1.0), (0, 2.0)]),
            (GoalShape::Steps, &[(0, f64::NAN)]),
            (GoalShape::Steps, &[]),
        ] {
            assert!(!goal(shape, points).is_sound(), "{shape} {points:?}");
        }
    }
}
