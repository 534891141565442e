//! What is made of a metric's days, wherever it is shown: periods, totals, and what they are compared
//! with.

use dbag_domain::{
    Bucket, Comparison, Counterparts, Coverage, Day, DayRange, Delta, Mark, Measure, Metric,
    PanelCompare, PeriodValue, RollUp, Series, Span, Step, Total, Unit, roll_up, roll_up_buckets,
    size_of_change,
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

/// What comparing the shown days with others comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TotalChange {
    /// Both come to the same.
    Same,
    /// The size of the change: `+3 %`.
    By(String),
    /// No change may be told: some days were asked before the metric was changed.
    AskedBefore,
    /// No change may be told: a day of either was asked before it was over.
    AskedEarly,
    /// No change may be told: on some days of only one of both objects failed, were removed or are left out.
    Lacking,
    /// No change may be told: so many of the shown days are known, and so many of the others; or of sums, as there
    /// are more days here than there.
    Known(Coverage, Coverage),
}

impl TotalChange {
    /// Why no change is told between days of which so many are known: `29 of 30 days known`.
    pub fn uncompared(here: Coverage, there: Coverage) -> String {
        let counted = |days: u32| match days {
            1 => "1 day".to_owned(),
            many => format!("{many} days"),
        };
        match (here.is_full(), there.is_full()) {
            (true, true) => format!("{} beside {}", counted(here.days), counted(there.days)),
            (false, true) => format!("{} of {} known", here.known, counted(here.days)),
            (_, false) => format!("{} of {} known", there.known, counted(there.days)),
        }
    }
}

impl Compared {
    /// What is compared, with its days: `period before, 1 Sep – 30 Sep`; that one of them was asked early is said.
    pub fn name(&self, today: Day) -> String {
        let early = Some(Mark::AskedEarly).filter(|_| self.total.early > 0);
        let early = early.and_then(Mark::part_words);
        let early = early.map_or_else(String::new, |words| format!(", {words}"));
        format!("{}, {}{early}", self.words, self.days.spoken(today))
    }

    /// Whether the last of the shown days are compared with nothing, as they are not over, and are a part of what
    /// all of them come to.
    pub fn is_without_last(&self, shown: &Total) -> bool {
        self.settled.days != shown.days && self.settled.value != shown.value
    }

    /// What the shown days that are over come to beside the others; `None` where one of them has no value.
    pub fn change(&self, unit: &Unit) -> Option<TotalChange> {
        let (here, there) = (&self.settled, &self.total);
        let (value, before) = here.value.zip(there.value)?;
        if here.bears_comparison(there) {
            let size = size_of_change(before, value, unit);
            return Some(size.map_or(TotalChange::Same, TotalChange::By));
        }
        Some(match here.is_known_like(there) {
            _ if here.has_early() || there.has_early() => TotalChange::AskedEarly,
            true if here.lacks_like(there) => TotalChange::AskedBefore,
            true => TotalChange::Lacking,
            false => TotalChange::Known(here.coverage, there.coverage),
        })
    }
}

/// How a metric's values are put together.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    pub(crate) metric: &'a Metric,
    /// What it measures, or its inputs do.
    pub(crate) measure: Measure,
    pub(crate) today: Day,
}

/// A range of a metric as one number. The range may end after the metric's own today, where other metrics
/// of a panel live further east: its last day is not over all the same.
pub(crate) fn total_of(
    series: &Series,
    days: DayRange,
    (metric, measure): (&Metric, Measure),
    today: Day,
) -> Total {
    let newest = measure.newest_day_of(metric.rollup, today);
    let total = Total::of(series, days, metric.rollup, newest);
    let has_today = days.contains(today) && series.has_mark(today, Mark::Provisional);
    Total {
        is_running: total.is_running || has_today,
        ..total
    }
}

impl Whole<'_> {
    /// A range by its periods.
    pub(crate) fn points(&self, series: &Series, days: DayRange, step: Step) -> Vec<PeriodValue> {
        roll_up(series, days, step, self.rule(), self.today)
    }

    /// How days become one, and the newest whose value stands for the metric.
    fn rule(&self) -> (RollUp, Day) {
        let rollup = self.metric.rollup;
        (rollup, self.measure.newest_day_of(rollup, self.today))
    }

    /// The newest day whose value stands for the metric.
    pub(crate) fn newest(&self) -> Day {
        self.measure.newest_day(self.today)
    }

    /// A range as one number; the last value is the one that a headline would tell.
    pub(crate) fn total(&self, series: &Series, days: DayRange) -> Total {
        total_of(series, days, (self.metric, self.measure), self.today)
    }

    /// What stands beside a range; `series` has to have the days of both.
    pub(crate) fn compare(
        &self,
        series: &Series,
        (span, step): (Span, Step),
        choice: PanelCompare,
    ) -> Option<Compared> {
        let newest = series.settled_up_to(self.newest());
        let beside = Counterparts::of(span.up_to(newest), step, choice)?;
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
