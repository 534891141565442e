//! The timeline: the slots of the time axis, one a day, week, month, quarter or year.

use dbag_domain::{Day, Period, PeriodValue, Step};

use crate::{ChartSeries, Points, SeriesRole};

/// Slots of one step without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timeline {
    pub(crate) first: Period,
    pub(crate) count: usize,
}

impl Timeline {
    /// From the first to the last point of what is shown, which sets the step, and of where
    /// it is going. What stands beside it adds no slots, unless it stands alone.
    pub(crate) fn of(series: &[ChartSeries]) -> Option<Self> {
        let of_role = |role| series.iter().filter(move |one| one.role == role);
        let shown = of_role(SeriesRole::Shown).filter_map(ends);
        let counted = shown.chain(of_role(SeriesRole::Pace).filter_map(ends));
        let (first, last) = counted
            .reduce(union)
            .or_else(|| series.iter().filter_map(ends).reduce(union))?;
        let timeline = Self { first, count: 0 };
        Some(Self {
            first,
            count: usize::try_from(timeline.slot(last.start)).unwrap_or(0) + 1,
        })
    }

    /// The slot that a day lies in; negative before the first.
    pub(crate) fn slot(self, day: Day) -> i32 {
        let first = self.first.start;
        match self.first.step {
            Step::Day => day - first,
            Step::Week => (day - first).div_euclid(7),
            Step::Month => day.month_number() - first.month_number(),
            Step::Quarter => (day.month_number() - first.month_number()).div_euclid(3),
            Step::Year => day.year() - first.year(),
        }
    }

    /// The first slot that begins on a day or later, where there is one.
    pub(crate) fn slot_from(self, day: Day) -> Option<usize> {
        let slot = self.slot(day);
        let begins = Period::of(day, self.first.step).start == day;
        let slot = usize::try_from(if begins { slot } else { slot + 1 }).ok()?;
        (slot < self.count).then_some(slot)
    }

    /// The period of each slot.
    pub(crate) fn periods(self) -> Vec<Period> {
        let next = |period: &Period| Some(period.next());
        let periods = std::iter::successors(Some(self.first), next);
        periods.take(self.count).collect()
    }

    /// The first day of each slot.
    pub(crate) fn days(self) -> Vec<Day> {
        let mut period = self.first;
        let mut days = Vec::with_capacity(self.count);
        for _ in 0..self.count {
            days.push(period.start);
            period = period.next();
        }
        days
    }

    /// The last day of the last slot.
    pub(crate) fn end(self) -> Day {
        let slots = i32::try_from(self.count.saturating_sub(1)).unwrap_or(i32::MAX);
        let first = self.first.start;
        let last = match self.first.step {
            Step::Day => first + slots,
            Step::Week => first + slots.saturating_mul(7),
            Step::Month => first.plus_months(slots),
            Step::Quarter => first.plus_months(slots.saturating_mul(3)),
            Step::Year => first.plus_months(slots.saturating_mul(12)),
        };
        Period::of(last, self.first.step).days().to
    }
}

/// The first and last period of both, in the step of the left.
fn union((start, end): (Period, Period), (first, last): (Period, Period)) -> (Period, Period) {
    let first = Period::of(first.start, start.step);
    let last = Period::of(last.days().to, start.step);
    let is_earlier = first.start < start.start;
    let is_later = last.start > end.start;
    (
        if is_earlier { first } else { start },
        if is_later { last } else { end },
    )
}

fn ends(series: &ChartSeries) -> Option<(Period, Period)> {
    match &series.points {
        Points::Daily(series) => {
            let range = series.range()?;
            Some((
                Period::of(range.from, Step::Day),
                Period::of(range.to, Step::Day),
            ))
        }
        Points::Periods(points) => ends_of(points.iter()),
        Points::Beside(points) => ends_of(points.iter().flatten()),
    }
}

fn ends_of<'a>(points: impl Iterator<Item = &'a PeriodValue> + Clone) -> Option<(Period, Period)> {
    let periods = points.map(|one| one.period);
    let first = periods.clone().min_by_key(|period| period.start)?;
    let last = periods.max_by_key(|period| period.start)?;
    // Periods made by hand may start anywhere.
    let at_start = |period: Period| Period::of(period.start, first.step);
    Some((at_start(first), at_start(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(from: &str, step: Step, count: usize) -> Timeline {
        Timeline {
            first: Period::of(Day::parse(from).expect("a date"), step),
            count,
        }
    }

    #[test]
    fn every_slot_is_found_by_its_days() {
        for step in Step::ALL {
            let timeline = timeline("2023-11-16", *step, 30);
            let mut period = timeline.first;
            for slot in 0..30 {
                assert_eq!(timeline.slot(period.start), slot, "{step}");
                assert_eq!(timeline.slot(period.days().to), slot, "{step}");
                assert_eq!(timeline.slot_from(period.start), Some(slot as usize));
                period = period.next();
            }
            assert_eq!(timeline.end(), period.start.previous(), "{step}");
            assert_eq!(timeline.slot_from(period.start), None);
            assert_eq!(timeline.slot(timeline.first.start - 1), -1);
        }
    }
}
