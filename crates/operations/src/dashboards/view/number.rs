//! A number with its change, and what is to be known of it.

use dbag_chart::LegendMark;
use dbag_domain::{Day, DayRange, Mark, Series};

use super::SeriesView;
use crate::dashboards::marks::{ChartMark, part_marks};

/// A number with its change and its last days.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberView {
    /// The series.
    pub series: SeriesView,
    /// The days of the sparkline; ends at the last known day. The number's own day may lie before them.
    pub spark: Series,
    /// Whether the shown days are over.
    pub is_over: bool,
}

/// Days after which a number is no longer today's news, and its change none.
const STALE: i32 = 7;

impl NumberView {
    /// A number as it is told on a day: a change is news for a week.
    pub(in crate::dashboards) fn on(today: Option<Day>, series: SeriesView, spark: Series) -> Self {
        let days = series.daily.range();
        let is_over = days.zip(today).is_some_and(|(days, today)| days.to < today);
        let is_stale = |(day, _): (Day, f64)| today.is_some_and(|today| today - day > STALE);
        let delta = match series.figure.is_some_and(is_stale) {
            true => None,
            false => series.delta.clone(),
        };
        Self {
            series: SeriesView { delta, ..series },
            spark,
            is_over,
        }
    }

    /// The day of the number, where nobody would guess it: `as of 28 Nov`.
    pub fn earlier_day(&self, today: Day) -> Option<String> {
        let (day, _) = self.series.figure.filter(|_| self.series.is_earlier)?;
        let day = match day == today.previous() {
            true => "yesterday".to_owned(),
            false => DayRange::single(day).spoken(today),
        };
        Some(format!("as of {day}"))
    }

    /// What its number is, in a sentence without a stop: it is a day's, not that of the shown days.
    pub fn sentence(&self, today: Day) -> String {
        let Some((day, _)) = self.series.figure else {
            return "no day has a value".to_owned();
        };
        let spoken = |day: Day| DayRange::single(day).spoken(today);
        let mut words = format!("value of {}", spoken(day));
        let marks = &self.series.figure_notes.marks;
        for (mark, said) in [
            (Mark::Provisional, "the day is not over"),
            (Mark::Outdated, "it was asked before the metric was changed"),
        ] {
            if marks.contains(&mark) {
                words = format!("{words}; {said}");
            }
        }
        for said in marks.iter().copied().filter_map(Mark::part_sentence) {
            words = format!("{words}; {said}");
        }
        match &self.series.delta {
            Some(delta) => format!("{words}; compared with that of {}", spoken(delta.compared)),
            None => words,
        }
    }

    /// The marks that its line has, in the order of its key, each with its look.
    pub fn line_marks(&self) -> Vec<(ChartMark, LegendMark)> {
        let has = |wanted: Mark| {
            let mut marks = self.spark.marks.iter();
            marks.any(|(day, mark)| *mark == wanted && self.spark.value(*day).is_some())
        };
        let outdated = has(Mark::Outdated).then_some((ChartMark::Outdated, LegendMark::Outdated));
        let is_running = has(Mark::Provisional);
        let running = is_running.then_some((ChartMark::Running, LegendMark::DottedLine));
        let of_part = part_marks([&self.spark]).into_iter();
        let of_part = of_part.map(|mark| (mark, LegendMark::Part));
        outdated.into_iter().chain(running).chain(of_part).collect()
    }
}
