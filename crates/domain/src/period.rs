//! Periods: days, weeks, months, quarters and years of the calendar.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::spelled::spelled_enum;
use crate::{Day, DayRange};

spelled_enum! {
    /// The length of a period.
    Step, "step" {
        /// A day.
        Day = "day",
        /// A week, from Monday on.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// A calendar quarter.
        Quarter = "quarter",
        /// A calendar year.
        Year = "year",
    }
}

/// One day, week, month, quarter or year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How long it is.
    pub step: Step,
    /// Its first day.
    pub start: Day,
}

impl Period {
    /// The period that a day lies in.
    pub fn of(day: Day, step: Step) -> Self {
        let start = match step {
            Step::Day => day,
            Step::Week => day - day.days_from_monday() as i32,
            Step::Month => day.first_of_month(),
            Step::Quarter => {
                let first = day.first_of_month();
                first.plus_months(-((first.to_date().month0() % 3) as i32))
            }
            Step::Year => day.first_of_year(),
        };
        Self { step, start }
    }

    /// The next period of the same length.
    pub fn next(self) -> Self {
        let start = match self.step {
            Step::Day => self.start + 1,
            Step::Week => self.start + 7,
            Step::Month => self.start.plus_months(1),
            Step::Quarter => self.start.plus_months(3),
            Step::Year => self.start.plus_months(12),
        };
        Self { start, ..self }
    }

    /// The period so many before it.
    pub fn back(self, periods: i32) -> Self {
        let start = match self.step {
            Step::Day => self.start - periods,
            Step::Week => self.start - periods.saturating_mul(7),
            Step::Month => self.start.plus_months(-periods),
            Step::Quarter => self.start.plus_months(periods.saturating_mul(-3)),
            Step::Year => self.start.plus_months(periods.saturating_mul(-12)),
        };
        Self { start, ..self }
    }

    /// Its days.
    pub fn days(self) -> DayRange {
        DayRange {
            from: self.start,
            to: self.next().start.previous().max(self.start),
        }
    }

    /// Whether its last day lies before `today`.
    pub fn is_over(self, today: Day) -> bool {
        self.days().to < today
    }

    /// The periods that share days with `range`, in order.
    pub fn covering(range: DayRange, step: Step) -> Vec<Self> {
        let mut periods = Vec::new();
        let mut period = Self::of(range.from, step);
        while period.start <= range.to {
            periods.push(period);
            let next = period.next();
            if next.start <= period.start {
                break;
            }
            period = next;
        }
        periods
    }

    /// Its name: `16 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`, `Q4 2026`, `2026`.
    pub fn name(self) -> String {
        let year = self.start.year();
        match self.step {
            Step::Day => self.start.medium(),
            Step::Week => format!("week of {}", self.start.medium()),
            Step::Month => format!("{} {year}", self.start.month_name()),
            Step::Quarter => format!("Q{} {year}", self.start.to_date().month0() / 3 + 1),
            Step::Year => year.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn a_day_lies_in_its_periods() {
        let cases = [
            (Step::Day, "2026-11-18", "2026-11-18", "18 Nov 2026"),
            (
                Step::Week,
                "2026-11-16",
                "2026-11-22",
                "week of 16 Nov 2026",
            ),
            (Step::Month, "2026-11-01", "2026-11-30", "Nov 2026"),
            (Step::Quarter, "2026-10-01", "2026-12-31", "Q4 2026"),
            (Step::Year, "2026-01-01", "2026-12-31", "2026"),
        ];
        for (step, from, to, name) in cases {
            let period = Period::of(day("2026-11-18"), step);
            assert_eq!(
                period.days(),
                DayRange {
                    from: day(from),
                    to: day(to)
                }
            );
            assert_eq!(period.name(), name);
        }
    }

    #[test]
    fn periods_cover_a_range_to_the_end_of_time() {
        let range = DayRange {
            from: day("9999-11-30"),
            to: Day::MAX,
        };
        for step in Step::ALL {
            let periods = Period::covering(range, *step);
            assert!(!periods.is_empty() && periods.len() <= 32, "{step}");
        }
    }
}
