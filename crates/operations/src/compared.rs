//! Values of another range, and a range as one number.

use dbag_domain::{
    Comparison, Coverage, Day, DayRange, Delta, Measure, Metric, PeriodValue, RollUp, Series, Step,
    roll_up, roll_up_whole,
};

/// Values of another range that the shown ones are compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// How they were chosen: `previous` or `year`.
    pub choice: &'static str,
    /// The days.
    pub days: DayRange,
    /// The values per period.
    pub points: Vec<PeriodValue>,
    /// The roll-up over all of them.
    pub total: Option<f64>,
    /// How much of it is known; [`Coverage::bears_comparison`] says whether a change may be told.
    pub coverage: Coverage,
}

/// How a metric's values are put together.
pub(crate) struct Whole<'a> {
    pub(crate) metric: &'a Metric,
    /// What it measures, or its inputs do.
    pub(crate) measure: Measure,
    pub(crate) today: Day,
}

impl Whole<'_> {
    /// The days before, or those a year before, as the address names them.
    pub(crate) fn compare(
        &self,
        choice: Option<&str>,
        everything: &Series,
        days: DayRange,
        step: Step,
    ) -> Option<Compared> {
        let (choice, other) = match choice? {
            "previous" => ("previous", days.preceding()),
            "year" => {
                let from = days.from.plus_months(-12);
                let to = days.to.plus_months(-12);
                ("year", DayRange { from, to })
            }
            _ => return None,
        };
        Some(Compared {
            choice,
            days: other,
            points: roll_up(everything, other, step, self.metric.rollup, self.today),
            total: self.total(everything, other),
            coverage: Coverage::of(everything, other),
        })
    }

    /// A range as one number; the last value is the one that a headline would tell.
    pub(crate) fn total(&self, series: &Series, days: DayRange) -> Option<f64> {
        match self.metric.rollup {
            RollUp::Last => {
                let figure = series.over(days).figure(self.measure, self.today);
                figure.map(|(_, value)| value)
            }
            how => roll_up_whole(series, days, how),
        }
    }

    /// A day's changes: on the day before, the week before, the year before.
    pub(crate) fn deltas(&self, series: &Series, day: Day) -> Vec<Delta> {
        [
            Comparison::PreviousDay,
            Comparison::SameWeekdayLastWeek,
            Comparison::SameDayLastYear,
        ]
        .into_iter()
        .filter_map(|comparison| Delta::of(series, day, comparison, &self.metric.unit))
        .collect()
    }
}
