//! How a value stands to its goal, in words.

use crate::format::format_points;
use crate::rounding::is_same;
use crate::{Direction, Format, Unit, format_with_unit};

/// A value beside its goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim<'a> {
    /// What there is.
    pub value: f64,
    /// What there was when the last day was over.
    pub settled: f64,
    /// What is aimed at in the end.
    pub goal: f64,
    /// What is aimed at by now; none where that is no other.
    pub pace: Option<f64>,
    /// Whether the days are over: nothing will come nearer to the goal.
    pub is_over: bool,
    /// Whether any of the days is over: before, nothing can keep pace.
    pub has_begun: bool,
    /// Whether less is better and the goal is what is not to be exceeded, rather than where to come down to.
    pub is_limit: bool,
    /// Which way is good.
    pub direction: Direction,
    /// What is counted.
    pub unit: &'a Unit,
}

/// How a value stands to its goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalStanding {
    /// In words: `goal reached, 12 orders beyond it`, `behind pace`.
    pub words: String,
    /// Whether it is where it should be.
    pub is_good: bool,
}

impl Aim<'_> {
    /// Reached or missed, and by how much; on the way there, whether it keeps pace.
    pub fn standing(&self) -> GoalStanding {
        let pace = self.pace.filter(|_| !self.is_over);
        match (self.is_there(self.goal), self.is_limit, pace) {
            (true, true, _) | (false, false, _) if !self.has_begun => {
                good("no day is over yet".to_owned())
            }
            (true, true, Some(pace)) => match self.is_on_pace(pace) {
                true => good("on pace".to_owned()),
                false => bad("above pace".to_owned()),
            },
            (true, true, None) => good(self.met("goal kept")),
            (true, false, _) => good(self.met("goal reached")),
            (false, false, Some(pace)) => match self.is_on_pace(pace) {
                true => good("on pace".to_owned()),
                false => bad("behind pace".to_owned()),
            },
            (false, false, None) if self.is_over => bad(format!("goal missed by {}", self.far())),
            (false, _, _) => bad(match self.direction {
                Direction::DownIsGood => format!("{} above the goal", self.far()),
                Direction::UpIsGood | Direction::Neutral => {
                    format!("{} short of the goal", self.far())
                }
            }),
        }
    }

    /// That it is met, and how much more than that.
    fn met(&self, words: &str) -> String {
        if is_same(self.value, self.goal) {
            return words.to_owned();
        }
        let way = match self.direction {
            Direction::DownIsGood => "below it",
            Direction::UpIsGood | Direction::Neutral => "beyond it",
        };
        format!("{words}, {} {way}", self.far())
    }

    fn is_there(&self, wanted: f64) -> bool {
        self.is_met_by(self.value, wanted)
    }

    /// Whether it was there when the last day was over, or is by now.
    fn is_on_pace(&self, pace: f64) -> bool {
        self.is_met_by(self.settled, pace) || self.is_met_by(self.value, pace)
    }

    fn is_met_by(&self, value: f64, wanted: f64) -> bool {
        let is_past = match self.direction {
            Direction::DownIsGood => value <= wanted,
            Direction::UpIsGood | Direction::Neutral => value >= wanted,
        };
        is_past || is_same(value, wanted)
    }

    /// How far the goal is: points where both are percentages.
    fn far(&self) -> String {
        let far = (self.value - self.goal).abs();
        match self.unit.format {
            Format::Percent => format_points(far),
            _ => format_with_unit(far, self.unit),
        }
    }
}

const fn good(words: String) -> GoalStanding {
    GoalStanding {
        words,
        is_good: true,
    }
}

const fn bad(words: String) -> GoalStanding {
    GoalStanding {
        words,
        is_good: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(
        (value, goal, pace): (f64, f64, Option<f64>),
        (direction, is_limit, is_over): (Direction, bool, bool),
        unit: &Unit,
    ) -> (String, bool) {
        let aim = Aim {
            value,
            settled: value,
            goal,
            pace,
            is_over,
            has_begun: true,
            is_limit,
            direction,
            unit,
        };
        let standing = aim.standing();
        (standing.words, standing.is_good)
    }

    #[test]
    fn a_goal_is_reached_missed_or_on_its_way() {
        let unit = Unit {
            singular: "order".to_owned(),
            plural: "orders".to_owned(),
            ..Unit::default()
        };
        let up = |over| (Direction::UpIsGood, false, over);
        let down = |limit, over| (Direction::DownIsGood, limit, over);
        for (numbers, how, words, is_good) in [
            (
                (106.0, 100.0, Some(50.0)),
                up(false),
                "goal reached, 6 orders beyond it",
                true,
            ),
            (
                (101.0, 100.0, None),
                up(true),
                "goal reached, 1 order beyond it",
                true,
            ),
            ((100.0, 100.0, Some(100.0)), up(false), "goal reached", true),
            ((0.1 + 0.2, 0.3, None), up(true), "goal reached", true),
            ((60.0, 100.0, Some(50.0)), up(false), "on pace", true),
            ((40.0, 100.0, Some(50.0)), up(false), "behind pace", false),
            (
                (40.0, 100.0, Some(50.0)),
                up(true),
                "goal missed by 60 orders",
                false,
            ),
            (
                (40.0, 100.0, None),
                up(false),
                "60 orders short of the goal",
                false,
            ),
            // To come down to: open tickets.
            (
                (18.0, 20.0, Some(40.0)),
                down(false, false),
                "goal reached, 2 orders below it",
                true,
            ),
            (
                (35.0, 20.0, Some(40.0)),
                down(false, false),
                "on pace",
                true,
            ),
            (
                (45.0, 20.0, Some(40.0)),
                down(false, false),
                "behind pace",
                false,
            ),
            (
                (45.0, 20.0, Some(40.0)),
                down(false, true),
                "goal missed by 25 orders",
                false,
            ),
            // Not to be exceeded: a month's errors.
            ((12.0, 30.0, Some(15.0)), down(true, false), "on pace", true),
            (
                (18.0, 30.0, Some(15.0)),
                down(true, false),
                "above pace",
                false,
            ),
            (
                (31.0, 30.0, Some(15.0)),
                down(true, false),
                "1 order above the goal",
                false,
            ),
            (
                (18.0, 30.0, Some(15.0)),
                down(true, true),
                "goal kept, 12 orders below it",
                true,
            ),
            (
                (31.0, 30.0, None),
                down(true, true),
                "1 order above the goal",
                false,
            ),
        ] {
            assert_eq!(told(numbers, how, &unit), (words.to_owned(), is_good));
        }
    }

    /// Whoever kept pace yesterday does so this morning; an error of today is none of yesterday's.
    #[test]
    fn the_pace_is_that_of_the_days_that_are_over() {
        let unit = Unit::default();
        for (value, settled, direction, words) in [
            (601.0, 600.0, Direction::UpIsGood, "on pace"),
            (601.0, 590.0, Direction::UpIsGood, "on pace"),
            (599.0, 590.0, Direction::UpIsGood, "behind pace"),
            (601.0, 600.0, Direction::DownIsGood, "on pace"),
            (602.0, 601.0, Direction::DownIsGood, "above pace"),
        ] {
            let aim = Aim {
                value,
                settled,
                goal: 920.0,
                pace: Some(600.0),
                is_over: false,
                has_begun: true,
                is_limit: direction == Direction::DownIsGood,
                direction,
                unit: &unit,
            };
            assert_eq!(aim.standing().words, words, "{value} {settled}");
        }
    }

    /// On the first day of a month nothing keeps pace or does not; what is there already is.
    #[test]
    fn before_a_day_is_over_there_is_no_pace() {
        let unit = Unit::default();
        for (value, direction, words) in [
            (7.0, Direction::UpIsGood, "no day is over yet"),
            (190.0, Direction::UpIsGood, "goal reached, 4 beyond it"),
            (7.0, Direction::DownIsGood, "no day is over yet"),
            (190.0, Direction::DownIsGood, "4 above the goal"),
        ] {
            let aim = Aim {
                value,
                settled: value,
                goal: 186.0,
                pace: None,
                is_over: false,
                has_begun: false,
                is_limit: direction == Direction::DownIsGood,
                direction,
                unit: &unit,
            };
            assert_eq!(aim.standing().words, words, "{value}");
        }
    }

    /// 31.7 % where 30 % are aimed at are 1.7 points more, and not 1.7 % of the goal.
    #[test]
    fn percentages_are_points_apart() {
        let unit = Unit {
            format: Format::Percent,
            ..Unit::default()
        };
        for (value, over, words) in [
            (31.7, true, "goal reached, 1.7 points beyond it"),
            (31.0, false, "goal reached, 1 point beyond it"),
            (28.5, true, "goal missed by 1.5 points"),
            (28.5, false, "1.5 points short of the goal"),
        ] {
            let how = (Direction::UpIsGood, false, over);
            assert_eq!(told((value, 30.0, None), how, &unit).0, words);
        }
    }
}
