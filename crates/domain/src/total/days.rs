//! Days as one number.

use super::Method;
use crate::{Coverage, Day, DayRange, Mark, RollUp, Series, Sum};

/// Some days of a series, looked up once.
pub(crate) struct Days<'a> {
    series: &'a Series,
    range: DayRange,
    /// The places of the days in the series.
    from: usize,
    to: usize,
}

impl<'a> Days<'a> {
    pub(crate) fn of(series: &'a Series, range: DayRange) -> Self {
        let place = |day: Day| usize::try_from(day - series.from).unwrap_or(0);
        let end = series.values.len();
        let (from, to) = (place(range.from).min(end), place(range.to.next()).min(end));
        Self {
            series,
            range,
            from,
            to: to.max(from),
        }
    }

    fn known(&self) -> impl DoubleEndedIterator<Item = (Day, f64)> + '_ {
        let values = self.series.values[self.from..self.to].iter().enumerate();
        let first = self.series.from + self.from as i32;
        values.filter_map(move |(at, value)| value.map(|value| (first + at as i32, value)))
    }

    pub(crate) fn coverage(&self) -> Coverage {
        Coverage {
            known: u32::try_from(self.known().count()).unwrap_or(u32::MAX),
            days: u32::try_from(self.range.len()).unwrap_or(u32::MAX),
        }
    }

    /// What was to be divided on days with nothing to divide by, zeros left out.
    fn numerators(&self) -> impl Iterator<Item = f64> + '_ {
        let marks = &self.series.marks;
        let from = marks.partition_point(|(day, _)| *day < self.range.from);
        let of_range = marks[from..].iter();
        let of_range = of_range.take_while(|(day, _)| *day <= self.range.to);
        let numerator = |(_, mark): &(Day, Mark)| match mark {
            Mark::Gap(reason) => reason.numerator().filter(|numerator| *numerator != 0.0),
            _ => None,
        };
        of_range.filter_map(numerator)
    }

    pub(super) fn undivided(&self) -> u32 {
        u32::try_from(self.numerators().count()).unwrap_or(u32::MAX)
    }

    /// Those whose values stand for the metric: their days are over, and were asked when they were.
    pub(super) fn settled(&self, newest: Day) -> impl DoubleEndedIterator<Item = (Day, f64)> + '_ {
        let known = self.known();
        known.filter(move |(day, _)| *day <= newest && !self.series.is_early(*day))
    }

    /// Whether a day that was asked before it was over has a value.
    pub(super) fn early(&self) -> u32 {
        let early = self.known().filter(|(day, _)| self.series.is_early(*day));
        u32::try_from(early.count()).unwrap_or(u32::MAX)
    }

    /// Whether a day that is not over has a value.
    pub(crate) fn has_value_after(&self, newest: Day) -> bool {
        self.known()
            .next_back()
            .is_some_and(|(day, _)| day > newest)
    }

    /// The days as one number; `None` where none is known, or the number is too large.
    pub(crate) fn combine(&self, how: RollUp, newest: Day) -> Option<(f64, Method)> {
        let by_value = |a: &(Day, f64), b: &(Day, f64)| a.1.total_cmp(&b.1);
        let made = match how {
            RollUp::Last => return self.last(newest),
            RollUp::Sum => {
                let mut known = self.known().map(|(_, value)| value).peekable();
                known.peek()?;
                (known.collect::<Sum>().get(), Method::Sum)
            }
            RollUp::Mean | RollUp::Recomputed => self.mean(newest)?,
            RollUp::Min => {
                let lowest = self.settled(newest).min_by(by_value);
                let (day, value) = lowest.or_else(|| self.known().min_by(by_value))?;
                (value, Method::Min(day))
            }
            RollUp::Max => {
                let (day, value) = self.known().rev().max_by(by_value)?;
                (value, Method::Max(day))
            }
        };
        made.0.is_finite().then_some(made)
    }

    /// The last value up to a day, else the last of all.
    fn last(&self, newest: Day) -> Option<(f64, Method)> {
        let up_to = |last: Day| self.known().rfind(|(day, _)| *day <= last);
        let (day, value) = up_to(newest).or_else(|| up_to(Day::MAX))?;
        Some((value, Method::Last(day)))
    }

    /// Σ(value·weight)/Σweight where every weight is known, else the plain mean. Numerators of days with
    /// nothing to divide by are part of the first sum; denominators can add up to nothing. A day that is not
    /// over weighs less, but would count as much as others in a plain mean, and is left out there.
    fn mean(&self, newest: Day) -> Option<(f64, Method)> {
        let (mut weighted, mut weights) = (Sum::default(), Sum::default());
        let (mut known, mut unknown) = (0_u32, 0_u32);
        for (day, value) in self.known() {
            known += 1;
            match self.series.weight(day) {
                Some(weight) => {
                    weighted.add(value * weight);
                    weights.add(weight);
                }
                None => unknown += 1,
            }
        }
        weighted.extend(self.numerators());
        match known {
            0 => None,
            _ if unknown == 0 && weights.get() == 0.0 => None,
            _ if unknown == 0 => {
                let mean = weighted.get() / weights.get();
                // Of huge values the products may be too large where the mean is not.
                match mean.is_finite() {
                    true => Some((mean, Method::WeightedMean)),
                    false => Some((self.plain_mean(newest)?, Method::MeanOfDays(0))),
                }
            }
            _ => {
                let unknown = if unknown == known { 0 } else { unknown };
                Some((self.plain_mean(newest)?, Method::MeanOfDays(unknown)))
            }
        }
    }

    fn plain_mean(&self, newest: Day) -> Option<f64> {
        let mut values: Vec<f64> = self.settled(newest).map(|(_, value)| value).collect();
        if values.is_empty() {
            values = self.known().map(|(_, value)| value).collect();
        }
        let count = u32::try_from(values.len())
            .ok()
            .filter(|count| *count > 0)?;
        Some(values.into_iter().collect::<Sum>().get() / f64::from(count))
    }
}
