//! Days made into one number, and how: every total, average and comparison is one.

use serde::{Deserialize, Serialize};

use crate::{Coverage, Day, DayRange, Mark, RollUp, Series, Sum};

/// How days became one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// They were added up.
    Sum,
    /// The value of this day, the last that counts.
    Last(Day),
    /// Their mean, each counting by its weight.
    WeightedMean,
    /// Their mean, each counting alike; the weights of so many of them are not known while others
    /// are.
    MeanOfDays(u32),
    /// The smallest, of this day.
    Min(Day),
    /// The largest, of this day.
    Max(Day),
}

/// Days made into one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// The number; `None` where no day is known, or where it would be too large.
    pub value: Option<f64>,
    /// How it was made; `None` where there is none.
    pub method: Option<Method>,
    /// The days.
    pub days: DayRange,
    /// How many of them are known.
    pub coverage: Coverage,
    /// The last of the days before the newest that has no value.
    pub last_missing: Option<Day>,
    /// Days on which the answers of some objects failed.
    pub incomplete: u32,
    /// Days on which the last values of some objects stand for them.
    pub carried: u32,
    /// Days on which nothing is known of some objects, for longer than a last value stands.
    pub unknown: u32,
    /// Days of which rows have no object, which are no part of the number.
    pub without_object: u32,
    /// Days on which there was nothing to divide by, whose numerators are part of the number.
    pub undivided: u32,
    /// Days that were asked for what the metric meant before.
    pub outdated: u32,
    /// Whether the last day is not over.
    pub is_running: bool,
    /// Whether it is the mean of the other days only.
    pub is_without_running: bool,
}

impl Total {
    /// The days of a range as one number. `newest` is the newest day whose value stands for the
    /// metric: the last value is that of no later day, where there is another.
    pub fn of(series: &Series, days: DayRange, how: RollUp, newest: Day) -> Self {
        let of_range = Days::of(series, days);
        let made = of_range.combine(how, newest);
        let count = |wanted: fn(&Mark) -> bool| {
            let marks = series.marks.iter();
            let found = marks.filter(|(day, mark)| days.contains(*day) && wanted(mark));
            u32::try_from(found.count()).unwrap_or(u32::MAX)
        };
        let over = DayRange {
            from: days.from,
            to: days.to.min(newest),
        };
        Self {
            value: made.map(|(value, _)| value),
            method: made.map(|(_, method)| method),
            days,
            coverage: of_range.coverage(),
            last_missing: over.days().rev().find(|day| series.value(*day).is_none()),
            incomplete: count(|mark| matches!(mark, Mark::Incomplete(_))),
            carried: count(|mark| matches!(mark, Mark::Carried(_))),
            unknown: count(|mark| matches!(mark, Mark::Unknown(_))),
            without_object: count(|mark| *mark == Mark::WithoutObject),
            undivided: match made {
                Some((_, Method::WeightedMean)) => of_range.undivided(),
                _ => 0,
            },
            outdated: count(|mark| *mark == Mark::Outdated),
            is_running: series.has_mark(days.to, Mark::Provisional),
            is_without_running: matches!(made, Some((_, Method::MeanOfDays(_))))
                && of_range.has_value_after(newest)
                && of_range.settled(newest).next().is_some(),
        }
    }

    /// Whether a change between two ranges may be told: they are known about equally well, and each was
    /// asked for one thing, the same.
    pub fn bears_comparison(&self, other: &Self) -> bool {
        let is_alike = self.is_outdated().is_some() && self.is_outdated() == other.is_outdated();
        is_alike && self.is_known_like(other)
    }

    /// Whether both are known about equally well; of sums that is as many days, but for months of other lengths.
    pub fn is_known_like(&self, other: &Self) -> bool {
        let begins_a_month = |days: DayRange| days.from == days.from.first_of_month();
        let are_months = begins_a_month(self.days) && begins_a_month(other.days);
        match self.method {
            Some(Method::Sum) => {
                (self.days.len() == other.days.len() || are_months)
                    && self.coverage.bears_comparison_of_sums(other.coverage)
            }
            _ => self.coverage.bears_comparison(other.coverage),
        }
    }

    /// Whether its days were asked for what the metric meant before; `None` where only some were.
    fn is_outdated(&self) -> Option<bool> {
        match self.outdated {
            0 => Some(false),
            many if many >= self.coverage.known => Some(true),
            _ => None,
        }
    }

    /// How the number was made, in a sentence without a stop: `mean of 30 of 31 days, weighted by
    /// orders; 30 Oct has no value`. Years are named where they are not `reference`'s.
    pub fn sentence(&self, weighted_by: Option<&str>, reference: Day) -> String {
        let Some(method) = self.method else {
            return match self.coverage.known {
                0 => "no day has a value".to_owned(),
                _ => "the sum is too large to be told".to_owned(),
            };
        };
        let spoken = |day: Day| DayRange::single(day).spoken(reference);
        let days = self.known_days();
        let made = match method {
            Method::Sum => format!("sum of {days}"),
            Method::Last(day) => format!("value of {}, the last of {days}", spoken(day)),
            Method::WeightedMean => match weighted_by {
                Some(what) => format!("mean of {days}, weighted by {what}"),
                None => format!("mean of {days}, weighted"),
            },
            Method::MeanOfDays(0) => format!("mean of {days}, each day counting alike"),
            Method::MeanOfDays(unknown) => format!(
                "mean of {days}, each day counting alike: of {} it is not known how much {} counts",
                counted(unknown),
                if unknown == 1 { "it" } else { "each" }
            ),
            Method::Min(day) => format!("lowest of {days}, on {}", spoken(day)),
            Method::Max(day) => format!("highest of {days}, on {}", spoken(day)),
        };
        let mut parts = vec![made];
        let missing = self.coverage.days - self.coverage.known;
        parts.extend(self.last_missing.map(|day| match missing {
            0 | 1 => format!("{} has no value", spoken(day)),
            _ => format!("the last without a value is {}", spoken(day)),
        }));
        if self.is_running || self.is_without_running {
            let left_out = if self.is_without_running {
                ", and left out"
            } else {
                ""
            };
            parts.push(format!("the last day is not over{left_out}"));
        }
        if self.incomplete > 0 {
            parts.push(format!(
                "on {} the answers of some objects failed",
                counted(self.incomplete)
            ));
        }
        if self.carried > 0 {
            parts.push(format!(
                "on {} the last known values of some objects stand for them",
                counted(self.carried)
            ));
        }
        if self.unknown > 0 {
            parts.push(format!(
                "on {} some objects are left out, as nothing is known of them for over a week",
                counted(self.unknown)
            ));
        }
        if self.without_object > 0 {
            parts.push(format!(
                "on {} there are rows of no object, which are left out",
                counted(self.without_object)
            ));
        }
        if self.undivided > 0 {
            parts.push(format!(
                "on {} there was nothing to divide by, and only the numerator counts",
                counted(self.undivided)
            ));
        }
        if self.outdated > 0 {
            parts.push(format!(
                "{} asked before the metric was changed",
                match self.outdated {
                    1 => "1 day was".to_owned(),
                    many => format!("{many} days were"),
                }
            ));
        }
        parts.join("; ")
    }

    /// `31 days`, `30 of 31 days`.
    fn known_days(&self) -> String {
        let Coverage { known, days } = self.coverage;
        let counts = known - u32::from(self.is_without_running);
        match counts == days {
            true => counted(days),
            false => format!("{counts} of {}", counted(days)),
        }
    }
}

fn counted(days: u32) -> String {
    match days {
        1 => "1 day".to_owned(),
        many => format!("{many} days"),
    }
}

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

    fn undivided(&self) -> u32 {
        u32::try_from(self.numerators().count()).unwrap_or(u32::MAX)
    }

    /// Those whose values stand for the metric.
    fn settled(&self, newest: Day) -> impl Iterator<Item = f64> + '_ {
        let settled = self.known().take_while(move |(day, _)| *day <= newest);
        settled.map(|(_, value)| value)
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
                let (day, value) = self.known().min_by(by_value)?;
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
        let mut values: Vec<f64> = self.settled(newest).collect();
        if values.is_empty() {
            values = self.known().map(|(_, value)| value).collect();
        }
        let count = u32::try_from(values.len())
            .ok()
            .filter(|count| *count > 0)?;
        Some(values.into_iter().collect::<Sum>().get() / f64::from(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GapReason, Numerator};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn total(values: Vec<Option<f64>>, weights: &[f64], how: RollUp) -> Total {
        let from = day("2026-10-28");
        let days = DayRange {
            from,
            to: from + (values.len() as i32 - 1),
        };
        let mut series = Series::new(from, values);
        series.weights = weights.to_vec();
        Total::of(&series, days, how, Day::MAX)
    }

    fn sentence(total: &Total) -> String {
        total.sentence(Some("orders"), day("2026-11-30"))
    }

    #[test]
    fn a_number_tells_how_it_was_made() {
        let all = || vec![Some(3.0), Some(1.0), None, Some(2.0)];
        let cases = [
            (
                RollUp::Sum,
                &[][..],
                6.0,
                "sum of 3 of 4 days; 30 Oct has no value",
            ),
            (
                RollUp::Last,
                &[],
                2.0,
                "value of 31 Oct, the last of 3 of 4 days; 30 Oct has no value",
            ),
            (
                RollUp::Mean,
                &[1.0, 3.0, 0.0, 1.0],
                1.6,
                "mean of 3 of 4 days, weighted by orders; 30 Oct has no value",
            ),
            (
                RollUp::Mean,
                &[],
                2.0,
                "mean of 3 of 4 days, each day counting alike; 30 Oct has no value",
            ),
            (
                RollUp::Mean,
                &[1.0, 0.0, 0.0, 1.0],
                2.0,
                "mean of 3 of 4 days, each day counting alike: of 1 day it is not known how much \
                 it counts; 30 Oct has no value",
            ),
            (
                RollUp::Min,
                &[],
                1.0,
                "lowest of 3 of 4 days, on 29 Oct; 30 Oct has no value",
            ),
            (
                RollUp::Max,
                &[],
                3.0,
                "highest of 3 of 4 days, on 28 Oct; 30 Oct has no value",
            ),
        ];
        for (how, weights, value, words) in cases {
            let total = total(all(), weights, how);
            assert_eq!(total.value, Some(value), "{how}");
            assert_eq!(sentence(&total), words);
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        assert_eq!(
            sentence(&total(vec![None, None], &[], RollUp::Sum)),
            "no day has a value"
        );
        let huge = total(vec![Some(9e307), Some(9e307)], &[], RollUp::Sum);
        assert_eq!(
            (huge.value, sentence(&huge).as_str()),
            (None, "the sum is too large to be told")
        );
    }

    #[test]
    fn a_change_is_told_between_days_that_were_asked_for_the_same() {
        let from = day("2026-10-30");
        let of = |outdated: i32| {
            let mut series = Series::new(from, vec![Some(1.0); 4]);
            series.marks = (0..outdated)
                .map(|at| (from + at, Mark::Outdated))
                .collect();
            let days = DayRange { from, to: from + 3 };
            Total::of(&series, days, RollUp::Sum, from + 3)
        };
        for (here, there, expected) in [
            (0, 0, true),
            (4, 4, true),
            (0, 4, false),
            (4, 0, false),
            (2, 0, false),
            (2, 2, false),
        ] {
            assert_eq!(
                of(here).bears_comparison(&of(there)),
                expected,
                "{here} {there}"
            );
        }
        let gaps = total(vec![Some(1.0), None, None, None], &[], RollUp::Sum);
        assert!(!of(0).bears_comparison(&gaps), "too little is known");
    }

    #[test]
    fn marks_are_part_of_the_sentence() {
        let from = day("2026-10-30");
        let mut series = Series::new(from, vec![Some(1.0), Some(2.0)]);
        series.marks = vec![
            (from, Mark::Outdated),
            (from + 1, Mark::Incomplete(2)),
            (from + 1, Mark::Carried(1)),
            (from + 1, Mark::WithoutObject),
            (from + 1, Mark::Provisional),
        ];
        let days = DayRange { from, to: from + 1 };
        let total = Total::of(&series, days, RollUp::Sum, from);
        assert_eq!(
            sentence(&total),
            "sum of 2 days; the last day is not over; on 1 day the answers of some objects failed; \
             on 1 day the last known values of some objects stand for them; \
             on 1 day there are rows of no object, which are left out; 1 day was asked before the metric was changed"
        );
    }

    #[test]
    fn a_numerator_without_denominator_is_told_of() {
        let from = day("2026-10-30");
        let numerator = Numerator::new(5.0).expect("finite");
        let mut series = Series::new(from, vec![Some(0.5), None]);
        series.marks = vec![(from + 1, Mark::Gap(GapReason::ZeroDenominator(numerator)))];
        let days = DayRange { from, to: from + 1 };
        let of = |series: &Series| Total::of(series, days, RollUp::Recomputed, days.to);
        assert_eq!(
            sentence(&of(&series)),
            "mean of 1 of 2 days, each day counting alike; 31 Oct has no value"
        );
        series.weights = vec![10.0, 0.0];
        let total = of(&series);
        assert_eq!(total.value, Some(1.0));
        assert_eq!(
            sentence(&total),
            "mean of 1 of 2 days, weighted by orders; 31 Oct has no value; \
             on 1 day there was nothing to divide by, and only the numerator counts"
        );
    }

    #[test]
    fn a_plain_mean_is_of_days_that_are_over() {
        let from = day("2026-10-30");
        let mut series = Series::new(from, vec![Some(4.0), Some(1.0)]);
        series.marks = vec![(from + 1, Mark::Provisional)];
        let days = DayRange { from, to: from + 1 };
        let of = |series: &Series| Total::of(series, days, RollUp::Mean, from);
        let plain = of(&series);
        assert_eq!(plain.value, Some(4.0));
        assert_eq!(
            sentence(&plain),
            "mean of 1 of 2 days, each day counting alike; the last day is not over, and left out"
        );
        series.weights = vec![2.0, 1.0];
        let weighted = of(&series);
        assert_eq!(weighted.value, Some(3.0));
        assert_eq!(
            sentence(&weighted),
            "mean of 2 days, weighted by orders; the last day is not over"
        );
    }

    #[test]
    fn sums_are_compared_where_as_many_days_are_known() {
        let of = |values: &[f64], days: i32| {
            let series = Series::new(
                day("2026-10-01"),
                values.iter().copied().map(Some).collect(),
            );
            let range = DayRange {
                from: series.from,
                to: series.from + (days - 1),
            };
            move |how| Total::of(&series, range, how, Day::MAX)
        };
        let since = |from: &str, days: i32| {
            let from = day(from);
            let series = Series::new(from, vec![Some(1.0); 40]);
            Total::of(
                &series,
                DayRange {
                    from,
                    to: from + (days - 1),
                },
                RollUp::Sum,
                Day::MAX,
            )
        };
        let (month, shorter) = (since("2026-10-01", 31), since("2026-09-01", 30));
        assert!(
            month.bears_comparison(&shorter),
            "months have their lengths"
        );
        assert!(!since("2026-10-31", 30).bears_comparison(&since("2026-10-01", 29)));
        let (six, seven) = (of(&[1.0; 6], 7), of(&[1.0; 7], 7));
        assert!(!six(RollUp::Sum).bears_comparison(&seven(RollUp::Sum)));
        assert!(six(RollUp::Mean).bears_comparison(&seven(RollUp::Mean)));
    }

    #[test]
    fn a_range_over_new_year_is_one_mean() {
        let from = day("2025-12-31");
        let series = Series::new(from, vec![Some(1.0), Some(4.0), None, Some(7.0)]);
        let range = DayRange { from, to: from + 3 };
        let of = |how| Total::of(&series, range, how, Day::MAX).value;
        assert_eq!(of(RollUp::Mean), Some(4.0));
        assert_eq!(of(RollUp::Sum), Some(12.0));
        assert_eq!(
            Total::of(&series, DayRange::single(from - 9), RollUp::Sum, Day::MAX).value,
            None
        );
    }
}
