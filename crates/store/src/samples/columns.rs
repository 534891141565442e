//! A series as columns: a value a day, and what is special about some days.

use std::collections::HashMap;

use dbag_domain::{Day, DayRange, GapReason, Mark, Series, SeriesId};

/// The values of a series in columns, as they are cached.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// The day of the first value; day 0 where there is none.
    pub first: Day,
    /// One value a day; `None` where there is a gap or nothing.
    pub values: Vec<Option<f64>>,
    /// How much each value counts, zero where that is not known; empty where none has a weight.
    pub weights: Vec<f64>,
    /// Days without a value whose reason is known, corrected and fake days; in order of days.
    pub marks: Vec<(Day, Mark)>,
}

impl Columns {
    /// Columns in which nothing is known.
    pub const fn empty(first: Day) -> Self {
        Self {
            first,
            values: Vec::new(),
            weights: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The days from the first to the last known; `None` where nothing is known.
    pub fn range(&self) -> Option<DayRange> {
        let last = self.values.len().checked_sub(1)?;
        DayRange::new(self.first, self.first + last as i32)
    }

    /// The part over a range.
    pub fn over(&self, range: DayRange) -> Series {
        let mut values = vec![None; range.len()];
        let mut weights = match self.weights.is_empty() {
            true => Vec::new(),
            false => vec![0.0; range.len()],
        };
        if let Some(shared) = self.range().and_then(|known| known.intersection(range)) {
            let from = (shared.from - self.first) as usize;
            let to = (shared.from - range.from) as usize;
            values[to..to + shared.len()].copy_from_slice(&self.values[from..from + shared.len()]);
            if !weights.is_empty() {
                weights[to..to + shared.len()]
                    .copy_from_slice(&self.weights[from..from + shared.len()]);
            }
        }
        let marks = self
            .marks
            .iter()
            .filter(|(day, _)| range.contains(*day))
            .copied()
            .collect();
        Series {
            from: range.from,
            values,
            weights,
            marks,
        }
    }

    /// The columns without the days beyond a range, as if nothing had ever been known of them.
    pub fn within(&self, range: DayRange) -> Self {
        let known = self.range().and_then(|known| known.intersection(range));
        let part = known.map(|known| self.over(known));
        match part {
            Some(part) => Self {
                first: part.from,
                values: part.values,
                weights: part.weights,
                marks: part.marks,
            },
            None => Self::empty(range.from),
        }
    }

    /// Everything, as a series.
    pub fn all(&self) -> Series {
        Series {
            from: self.first,
            values: self.values.clone(),
            weights: self.weights.clone(),
            marks: self.marks.clone(),
        }
    }

    /// Whether a day has a value, or a reason for having none.
    pub fn has_row(&self, day: Day) -> bool {
        let at = usize::try_from(day - self.first).ok();
        let has_value = at
            .and_then(|at| self.values.get(at))
            .is_some_and(Option::is_some);
        has_value || self.gap(day).is_some()
    }

    /// Why a day has no value, where that is known.
    pub fn gap(&self, day: Day) -> Option<GapReason> {
        self.marks.iter().find_map(|(marked, mark)| match mark {
            Mark::Gap(reason) if *marked == day => Some(*reason),
            _ => None,
        })
    }

    /// The last day with a value.
    pub fn last_day(&self) -> Option<Day> {
        let at = self.values.iter().rposition(Option::is_some)?;
        Some(self.first + at as i32)
    }

    /// The last day with a value, or of which it was computed that there is nothing to divide by, or whose value
    /// was removed by hand.
    pub fn last_answered(&self) -> Option<Day> {
        let is_told = |mark: &Mark| {
            matches!(
                mark,
                Mark::Gap(GapReason::ZeroDenominator(_) | GapReason::Removed)
            )
        };
        let without = self.marks.iter().filter(|(_, mark)| is_told(mark));
        let without = without.map(|(day, _)| *day).max();
        self.last_day().max(without)
    }

    /// Between which days it has values, or is known to have none.
    pub fn known_days(&self) -> Option<DayRange> {
        DayRange::new(self.first_day()?, self.last_answered()?)
    }

    /// The first day with a value.
    pub fn first_day(&self) -> Option<Day> {
        let at = self.values.iter().position(Option::is_some)?;
        Some(self.first + at as i32)
    }

    /// Columns of days in order: each with its value or why there is none, and its weight, zero
    /// where that is not known.
    pub(super) fn build(days: impl Iterator<Item = (Day, Result<f64, GapReason>, f64)>) -> Self {
        let mut columns = Self {
            values: Vec::with_capacity(days.size_hint().0),
            ..Self::empty(Day::from_days(0))
        };
        for (day, value, weight) in days {
            if columns.values.is_empty() {
                columns.first = day;
            }
            let at = (day - columns.first) as usize;
            columns.values.resize(at, None);
            columns.values.push(value.ok());
            if weight != 0.0 {
                columns.weights.resize(at, 0.0);
                columns.weights.push(weight);
            }
            if let Err(reason) = value {
                columns.marks.push((day, Mark::Gap(reason)));
            }
        }
        if !columns.weights.is_empty() {
            columns.weights.resize(columns.values.len(), 0.0);
        }
        columns
    }

    /// Marks days, in any order.
    pub(super) fn mark(&mut self, days: impl IntoIterator<Item = Day>, mark: Mark) {
        let before = self.marks.len();
        self.marks.extend(days.into_iter().map(|day| (day, mark)));
        if self.marks.len() > before {
            self.marks.sort_by_key(|(day, _)| *day);
        }
    }

    /// About how many bytes it holds.
    pub(super) fn weight(&self) -> u64 {
        let marks = self.marks.len() * size_of::<(Day, Mark)>();
        (self.values.len() * 16 + self.weights.len() * 8 + marks + 64) as u64
    }
}

/// Columns with the revision that they are of.
pub(super) type ReadColumns = HashMap<SeriesId, (i64, Columns)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_columns_is_cut_out() {
        let days = (10..=12).map(|day| (Day::from_days(day), Ok(f64::from(day - 9)), 0.0));
        let columns = Columns::build(days);
        let part = |from, to| {
            columns
                .over(DayRange {
                    from: Day::from_days(from),
                    to: Day::from_days(to),
                })
                .values
        };
        assert_eq!(part(9, 11), [None, Some(1.0), Some(2.0)]);
        assert_eq!(part(12, 13), [Some(3.0), None]);
        assert_eq!(part(20, 20), [None]);
    }

    #[test]
    fn weights_follow_their_values() {
        let days = [(10, 0.0), (12, 3.0), (13, 0.0)];
        let days = days.map(|(day, weight)| (Day::from_days(day), Ok(1.0), weight));
        let columns = Columns::build(days.into_iter());
        assert_eq!(columns.weights, [0.0, 0.0, 3.0, 0.0]);
        let part = columns.over(DayRange {
            from: Day::from_days(12),
            to: Day::from_days(14),
        });
        assert_eq!(part.weights, [3.0, 0.0, 0.0]);
    }

    #[test]
    fn nothing_is_known_of_days_before_all_others() {
        let columns = Columns::build([(Day::from_days(10), Ok(1.0), 0.0)].into_iter());
        let first = DayRange {
            from: Day::MIN,
            to: Day::MIN.next(),
        };
        let nothing = columns.within(first);
        assert_eq!(nothing.range(), None);
        assert_eq!(nothing.over(first).values, [None, None]);
    }
}
