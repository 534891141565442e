//! Columns: the values of each series, slot by slot, fit to be drawn.

use dbag_domain::{Mark, PeriodValue, Series};

use crate::timeline::Timeline;
use crate::{ChartSeries, Points, SeriesClass, SeriesRole};

const PROVISIONAL: u8 = 1;
const CORRECTED: u8 = 2;
const GAP: u8 = 4;
const OUTDATED: u8 = 8;
const PART: u8 = 16;

/// A series laid on the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Where the mark of each slot reaches to; in a stack, from its base on.
    pub(crate) values: Vec<Option<f64>>,
    /// In a stack, where the mark of each slot begins; empty outside one.
    pub(crate) bases: Vec<Option<f64>>,
    pub(crate) class: SeriesClass,
    /// Whether so many series are before it that its colour is taken.
    pub(crate) is_many: bool,
    pub(crate) role: SeriesRole,
    /// Which of the shown series it stands beside.
    pub(crate) beside: usize,
    /// The slots in which it should have a value and has none.
    unknown: Vec<i32>,
    marks: Vec<u8>,
}

impl Column {
    /// Lays a series on the timeline; numbers that are none become gaps.
    pub(crate) fn new(series: &ChartSeries, timeline: Timeline) -> Self {
        let mut column = Self {
            values: vec![None; timeline.count],
            bases: Vec::new(),
            class: series.class,
            is_many: false,
            role: series.role,
            beside: series.beside,
            unknown: Vec::new(),
            marks: Vec::new(),
        };
        match &series.points {
            Points::Daily(daily) => column.lay_daily(daily, timeline),
            Points::Periods(points) => column.lay_periods(points, timeline),
            Points::Beside(points) => column.lay_beside(points),
        }
        column.unknown = match &series.unknown {
            Some(days) => days.iter().map(|day| timeline.slot(*day)).collect(),
            None => column.gaps_within(),
        };
        column
    }

    /// The slots without a value between the first and the last that have one.
    fn gaps_within(&self) -> Vec<i32> {
        let mut known = self.known().map(|(slot, _)| slot);
        let first = known.next().unwrap_or(0);
        let last = known.next_back().unwrap_or(first);
        let gaps = (first..last).filter(|slot| self.values[*slot].is_none());
        gaps.map(|slot| slot as i32).collect()
    }

    /// The slots in which it should have a value and has none: what is not known is no zero.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = usize> + '_ {
        let slots = self.unknown.iter();
        let slots = slots.filter_map(|slot| usize::try_from(*slot).ok());
        slots.filter(|slot| self.values.get(*slot).is_some_and(Option::is_none))
    }

    /// Whether it is what the chart is about.
    pub(crate) fn is_shown(&self) -> bool {
        self.role == SeriesRole::Shown
    }

    fn lay_periods(&mut self, points: &[PeriodValue], timeline: Timeline) {
        for point in points {
            let slot = timeline.slot(point.period.start);
            self.set(slot, point.value);
            if self.role == SeriesRole::Goal {
                self.hold(point, timeline);
            }
            if !point.is_whole() {
                self.mark(slot, PROVISIONAL);
            }
            if point.is_outdated() {
                self.mark(slot, OUTDATED);
            }
            if !point.part.is_empty() {
                self.mark(slot, PART);
            }
        }
    }

    /// What is compared stands in the slots of what it is compared with.
    fn lay_beside(&mut self, points: &[Option<PeriodValue>]) {
        for (slot, point) in (0..).zip(points) {
            self.set(slot, point.and_then(|point| point.value));
        }
    }

    /// A goal of a longer period than a slot holds in all of its slots.
    fn hold(&mut self, point: &PeriodValue, timeline: Timeline) {
        let days = point.period.days();
        let last = i32::try_from(timeline.count).unwrap_or(i32::MAX) - 1;
        let (from, to) = (timeline.slot(days.from), timeline.slot(days.to));
        for slot in from.max(0)..=to.min(last) {
            self.set(slot, point.value);
        }
    }

    fn lay_daily(&mut self, daily: &Series, timeline: Timeline) {
        let is_by_day = timeline.first.step == dbag_domain::Step::Day;
        let first = timeline.slot(daily.from);
        for (at, value) in daily.values.iter().enumerate() {
            let offset = i32::try_from(at).unwrap_or(i32::MAX);
            let slot = if is_by_day {
                first.saturating_add(offset)
            } else {
                timeline.slot(daily.from + offset)
            };
            self.set(slot, *value);
        }
        for (day, mark) in &daily.marks {
            let bit = match mark {
                Mark::Provisional => PROVISIONAL,
                Mark::Corrected => CORRECTED,
                Mark::Gap(_) => GAP,
                Mark::Outdated => OUTDATED,
                Mark::Incomplete(_)
                | Mark::Removed(_)
                | Mark::MissingDays
                | Mark::Carried(_)
                | Mark::Unknown(_)
                | Mark::WithoutObject
                | Mark::WholeUnknown
                | Mark::AskedEarly
                | Mark::Fake => PART,
            };
            self.mark(timeline.slot(*day), bit);
        }
    }

    /// Only what was measured is not over, corrected or missing for a reason.
    fn mark(&mut self, slot: i32, bit: u8) {
        if self.role != SeriesRole::Shown {
            return;
        }
        self.marks.resize(self.values.len(), 0);
        let slot = usize::try_from(slot).ok();
        if let Some(marks) = slot.and_then(|slot| self.marks.get_mut(slot)) {
            *marks |= bit;
        }
    }

    fn set(&mut self, slot: i32, value: Option<f64>) {
        let slot = usize::try_from(slot).ok();
        if let Some(place) = slot.and_then(|slot| self.values.get_mut(slot)) {
            *place = value.filter(|value| value.is_finite()).or(*place);
        }
    }

    /// Takes out what a logarithmic axis has no place for, and tells how much that is.
    pub(crate) fn keep_positive(&mut self) -> usize {
        let before = self.known().count();
        for value in &mut self.values {
            *value = value.filter(|&value| value > 0.0);
        }
        before - self.known().count()
    }

    /// Where a line passes a slot: at its value, or in a stack at what it stands on.
    pub(crate) fn top(&self, slot: usize) -> Option<f64> {
        self.values[slot].or_else(|| self.base(slot))
    }

    /// What the mark of a slot stands on in a stack.
    pub(crate) fn base(&self, slot: usize) -> Option<f64> {
        self.bases.get(slot).copied().flatten()
    }

    /// The values with their slots.
    pub(crate) fn known(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        let values = self.values.iter().enumerate();
        values.filter_map(|(slot, value)| value.map(|value| (slot, value)))
    }

    /// Whether the slot is not over yet, or only a part of its period is shown.
    pub(crate) fn is_provisional(&self, slot: usize) -> bool {
        self.has(slot, PROVISIONAL)
    }

    /// Whether the slot's value replaced another.
    pub(crate) fn is_corrected(&self, slot: usize) -> bool {
        self.has(slot, CORRECTED)
    }

    /// The slots that have a reason in the place of a value, as `(first, last)`.
    pub(crate) fn explained_gaps(&self) -> Vec<(usize, usize)> {
        self.spans(|slot| self.values[slot].is_none() && self.has(slot, GAP))
    }

    /// The slots that were asked for what the metric meant before, as `(first, last)`.
    pub(crate) fn outdated(&self) -> Vec<(usize, usize)> {
        self.spans(|slot| self.has(slot, OUTDATED))
    }

    /// The slots whose values are not of what all objects say now, as `(first, last)`.
    pub(crate) fn of_part(&self) -> Vec<(usize, usize)> {
        self.spans(|slot| self.values[slot].is_some() && self.has(slot, PART))
    }

    fn spans(&self, holds: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for slot in (0..self.marks.len()).filter(|slot| holds(*slot)) {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == slot => *last = slot,
                _ => spans.push((slot, slot)),
            }
        }
        spans
    }

    fn has(&self, slot: usize, bit: u8) -> bool {
        self.marks.get(slot).is_some_and(|marks| marks & bit != 0)
    }
}

/// The smallest and largest value of all columns.
pub(crate) fn extent(columns: &[Column]) -> Option<(f64, f64)> {
    let values = columns.iter().flat_map(Column::known);
    values.map(|(_, value)| value).fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, GapReason, Period, Step};

    use super::*;

    fn series(points: impl Into<Points>, role: SeriesRole) -> ChartSeries {
        ChartSeries {
            points: points.into(),
            role,
            ..ChartSeries::default()
        }
    }

    #[test]
    fn what_is_compared_stands_beside_its_slots() {
        let main = series(
            Series::new(Day::from_days(100), vec![Some(1.0); 3]),
            SeriesRole::Shown,
        );
        let beside = |day, value| {
            Some(PeriodValue::whole(
                Period::of(Day::from_days(day), Step::Day),
                Some(value),
            ))
        };
        let points = vec![beside(50, 7.0), None, beside(51, 9.0), beside(52, 1.0)];
        let before = series(Points::Beside(points), SeriesRole::Compared);
        let timeline = Timeline::of(&[main, before.clone()]).expect("slots");
        assert_eq!(timeline.count, 3);
        let column = Column::new(&before, timeline);
        assert_eq!(column.values, [Some(7.0), None, Some(9.0)]);
    }

    #[test]
    fn days_of_an_earlier_definition_are_found() {
        let from = Day::from_days(0);
        let mut daily = Series::new(from, vec![Some(1.0); 4]);
        daily.marks = vec![(from, Mark::Outdated), (from + 1, Mark::Outdated)];
        let one = series(daily, SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        assert_eq!(Column::new(&one, timeline).outdated(), [(0, 1)]);
    }

    #[test]
    fn days_on_which_objects_lack_are_found() {
        let from = Day::from_days(0);
        let mut daily = Series::new(from, vec![Some(1.0), Some(1.0), None, Some(1.0)]);
        daily.marks = vec![
            (from, Mark::Carried(1)),
            (from + 1, Mark::Incomplete(2)),
            (from + 2, Mark::Unknown(1)),
        ];
        let one = series(daily, SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        assert_eq!(Column::new(&one, timeline).of_part(), [(0, 1)]);
    }

    #[test]
    fn numbers_that_are_none_become_gaps() {
        let daily = Series::new(Day::from_days(0), vec![Some(f64::NAN), Some(f64::INFINITY)]);
        let one = series(daily, SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        assert_eq!(extent(&[Column::new(&one, timeline)]), None);
    }

    #[test]
    fn gaps_with_a_reason_are_found() {
        let from = Day::from_days(0);
        let mut daily = Series::new(from, vec![Some(1.0), None, None, None, Some(2.0)]);
        let down = Mark::Gap(GapReason::SourceDown);
        daily.marks = vec![
            (from + 1, down),
            (from + 2, down),
            (from + 4, Mark::Provisional),
        ];
        let one = series(daily, SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        let column = Column::new(&one, timeline);
        assert_eq!(column.explained_gaps(), [(1, 2)]);
        assert!(column.is_provisional(4) && !column.is_provisional(0));
    }

    #[test]
    fn a_goal_of_a_month_holds_on_all_of_its_days() {
        let day = |date| Day::parse(date).expect("a date");
        let shown = Series::new(day("2026-10-30"), vec![Some(1.0); 5]);
        let timeline = Timeline::of(&[series(shown, SeriesRole::Shown)]).expect("slots");
        let points = vec![
            month("2026-10-01", 7.0, true),
            month("2026-11-01", 9.0, true),
        ];
        let goal = series(Points::Periods(points), SeriesRole::Goal);
        let column = Column::new(&goal, timeline);
        assert_eq!(column.values, [7.0, 7.0, 9.0, 9.0, 9.0].map(Some));
        assert!(!column.is_provisional(4), "a goal is not measured");
    }

    #[test]
    fn a_logarithmic_axis_takes_what_is_positive() {
        let daily = Series::new(Day::from_days(0), [3.0, 0.0, -1.0, 2.0].map(Some).to_vec());
        let one = series(daily, SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        let mut column = Column::new(&one, timeline);
        assert_eq!(column.keep_positive(), 2);
        assert_eq!(column.values, [Some(3.0), None, None, Some(2.0)]);
    }

    fn month(date: &str, value: f64, is_provisional: bool) -> PeriodValue {
        let period = Period::of(Day::parse(date).expect("a date"), Step::Month);
        PeriodValue {
            is_provisional,
            ..PeriodValue::whole(period, Some(value))
        }
    }

    #[test]
    fn periods_leave_gaps_where_one_is_missing() {
        let points = vec![
            month("2026-01-01", 1.0, false),
            month("2026-03-01", 3.0, true),
        ];
        let one = series(Points::Periods(points), SeriesRole::Shown);
        let timeline = Timeline::of(std::slice::from_ref(&one)).expect("slots");
        let column = Column::new(&one, timeline);
        assert_eq!(column.values, [Some(1.0), None, Some(3.0)]);
        let provisional: Vec<_> = (0..3).map(|slot| column.is_provisional(slot)).collect();
        assert_eq!(provisional, [false, false, true]);
    }
}
