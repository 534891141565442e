//! A value against its goal, and what is to be known of it.

use dbag_chart::LegendMark;
use dbag_domain::{
    Day, DayRange, GoalStanding, Mark, Measure, Outlook, PartMarks, format_with_unit,
};

use super::SeriesView;
use crate::dashboards::marks::ChartMark;

/// A value against its goal.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressView {
    /// The series, with its goal.
    pub series: SeriesView,
    /// The value that counts: the newest of a level, the sum so far of a flow.
    pub value: f64,
    /// What is aimed at in the end.
    pub goal: f64,
    /// Where it should be on the last day that counts; none where that is the goal itself, and once the days are over.
    pub pace: Option<f64>,
    /// That day, as it follows *by*: `today`, `29 Nov`.
    pub pace_by: String,
    /// Reached or missed, and by how much; on the way there, whether it keeps pace.
    pub standing: GoalStanding,
    /// Whether the days are over.
    pub is_over: bool,
    /// The day by which it is aimed at; none of a goal that holds on all days.
    pub by: Option<Day>,
}

impl ProgressView {
    /// What is aimed at, and by when: `326 orders by 31 Dec`.
    pub fn goal_words(&self, today: Day) -> String {
        let goal = format_with_unit(self.goal, &self.series.unit);
        match self.by {
            Some(day) => format!("{goal} by {}", DayRange::single(day).spoken(today)),
            None => goal,
        }
    }

    /// When the goal is reached as things go; none where it is there, which is said before.
    pub fn outlook(&self, today: Day) -> Option<String> {
        let goal = self.series.goal.as_ref().filter(|_| !self.is_over)?;
        match goal.outlook? {
            Outlook::Reached => None,
            Outlook::On(day) => {
                let day = DayRange::single(day).spoken(today);
                Some(format!("at this rate reached {day}"))
            }
            Outlook::Never => Some("not reached at this rate".to_owned()),
        }
    }

    /// What is to be known of the days that its value is made of, each with its look in a key.
    pub fn value_marks(&self) -> Vec<(ChartMark, LegendMark)> {
        let (is_outdated, part) = self.marks();
        let outdated = is_outdated.then_some((ChartMark::Outdated, LegendMark::Outdated));
        let part = part.words().map(ChartMark::OfPart);
        let part = part.map(|mark| (mark, LegendMark::Part));
        outdated.into_iter().chain(part).collect()
    }

    /// Whether some of its days were asked before a change, and what else they bear.
    fn marks(&self) -> (bool, PartMarks) {
        let series = &self.series;
        let days = match (series.rollup.adds_up(), series.measure, series.figure) {
            (false, Measure::Level, Some((day, _))) => DayRange::single(day),
            _ => series.total.days,
        };
        let days = series.daily.over(days);
        let mut marks = days.marks.iter();
        let is_outdated = marks.any(|(_, mark)| *mark == Mark::Outdated);
        (is_outdated, PartMarks::of_known(&days))
    }
}
