//! What is made of a metric's days, wherever it is shown: periods, totals, and what they are compared
//! with.

use dbag_domain::{
    Bucket, Comparison, Counterparts, Day, DayRange, Delta, Measure, Metric, PanelCompare,
    PeriodValue, RollUp, Series, Span, Step, Total, roll_up, roll_up_buckets,
};

/// Values of other days that the shown ones are compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// How they were chosen.
    pub choice: PanelCompare,
    /// The distance in words: `period before`.
    pub words: String,
    /// The days.
    pub days: DayRange,
    /// What stands beside each shown period; `None` where nothing does.
    pub points: Vec<Option<PeriodValue>>,
    /// All of the days as one value; [`Total::bears_comparison`] says whether a change may be told.
    pub total: Total,
    /// What that is compared with: those of the shown days that are over.
    pub settled: Total,
}

/// How a metric's values are put together.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    pub(crate) metric: &'a Metric,
    /// What it measures, or its inputs do.
    pub(crate) measure: Measure,
    pub(crate) today: Day,
}

impl Whole<'_> {
    /// A range by its periods.
    pub(crate) fn points(&self, series: &Series, days: DayRange, step: Step) -> Vec<PeriodValue> {
        roll_up(series, days, step, self.rule(), self.today)
    }

    /// How days become one, and the newest whose value stands for the metric.
    fn rule(&self) -> (RollUp, Day) {
        (self.metric.rollup, self.newest())
    }

    /// The newest day whose value stands for the metric.
    pub(crate) fn newest(&self) -> Day {
        self.measure.newest_day(self.today)
    }

    /// A range as one number; the last value is the one that a headline would tell.
    pub(crate) fn total(&self, series: &Series, days: DayRange) -> Total {
        Total::of(series, days, self.metric.rollup, self.newest())
    }

    /// What stands beside a range; `series` has to have the days of both.
    pub(crate) fn compare(
        &self,
        series: &Series,
        (span, step): (Span, Step),
        choice: PanelCompare,
    ) -> Option<Compared> {
        let beside = Counterparts::of(span.up_to(self.newest()), step, choice)?;
        let known: Vec<Bucket> = beside.buckets.iter().flatten().copied().collect();
        let rolled = roll_up_buckets(series, known, self.rule(), self.today);
        let mut rolled = rolled.into_iter();
        let points = beside.buckets.iter();
        Some(Compared {
            choice,
            points: points
                .map(|bucket| bucket.and_then(|_| rolled.next()))
                .collect(),
            total: self.total(series, beside.days),
            settled: self.total(series, beside.settled),
            words: beside.words,
            days: beside.days,
        })
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
