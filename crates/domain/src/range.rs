//! The range of days a person asks to see.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Day, DayRange};

/// A range as it is chosen in the address bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RangeChoice {
    /// The last so many days.
    LastDays(u16),
    /// The last so many months, to the day.
    LastMonths(u16),
    /// From 1 January.
    ThisYear,
    /// Everything known.
    All,
    /// From one day to another.
    Custom(DayRange),
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeEnd {
    /// The first day.
    From,
    /// The last day.
    To,
}

/// Why a range was refused; [`field`](Self::field) says where that was typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// A preset that does not exist.
    #[error("`{0}` is not a range; it can be 30d, 90d, 12m, year or all")]
    UnknownPreset(String),
    /// A date that is not a date.
    #[error("{1}")]
    NotADay(RangeEnd, #[source] crate::NotADay),
    /// An end is missing.
    #[error("give both the first and the last day")]
    OneEnd(RangeEnd),
    /// The end lies before the start.
    #[error("the last day lies before the first")]
    Reversed,
    /// More days than are shown at once.
    #[error(
        "a range has at most {} days; choose a shorter one",
        RangeChoice::MAX_DAYS
    )]
    TooLong,
}

impl RangeError {
    /// The field of the address that is wrong: `range`, `from` or `to`.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::UnknownPreset(_) => "range",
            Self::NotADay(RangeEnd::From, _) | Self::OneEnd(RangeEnd::From) => "from",
            Self::NotADay(RangeEnd::To, _) | Self::OneEnd(RangeEnd::To) => "to",
            Self::Reversed | Self::TooLong => "to",
        }
    }
}

impl RangeChoice {
    /// The longest range that can be asked for, in days.
    pub const MAX_DAYS: usize = 3_700;

    /// The presets, as `(spelling, title)`.
    pub const PRESETS: [(&str, &str); 5] = [
        ("30d", "30 days"),
        ("90d", "90 days"),
        ("12m", "12 months"),
        ("year", "This year"),
        ("all", "All"),
    ];

    /// Reads `range`, or `from` and `to`; 90 days where nothing is given.
    pub fn parse(
        preset: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<Self, RangeError> {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        match (given(from), given(to)) {
            (Some(from), Some(to)) => Self::parse_days(&from, &to).map(Self::Custom),
            (None, None) => Self::parse_preset(preset.unwrap_or("90d")),
            (None, Some(_)) => Err(RangeError::OneEnd(RangeEnd::From)),
            (Some(_), None) => Err(RangeError::OneEnd(RangeEnd::To)),
        }
    }

    /// Reads the first and the last day of a range that is typed.
    pub fn parse_days(from: &str, to: &str) -> Result<DayRange, RangeError> {
        let day = |end: RangeEnd, text: &str| {
            Day::parse(text).map_err(|error| RangeError::NotADay(end, error))
        };
        let range = DayRange::new(day(RangeEnd::From, from)?, day(RangeEnd::To, to)?)
            .ok_or(RangeError::Reversed)?;
        if range.len() > Self::MAX_DAYS {
            return Err(RangeError::TooLong);
        }
        Ok(range)
    }

    fn parse_preset(text: &str) -> Result<Self, RangeError> {
        match text {
            "" | "90d" => Ok(Self::LastDays(90)),
            "7d" => Ok(Self::LastDays(7)),
            "30d" => Ok(Self::LastDays(30)),
            "12m" => Ok(Self::LastMonths(12)),
            "year" => Ok(Self::ThisYear),
            "all" => Ok(Self::All),
            other => Err(RangeError::UnknownPreset(other.chars().take(40).collect())),
        }
    }

    /// The spelling of the preset; `None` for a custom range.
    pub fn preset(self) -> Option<&'static str> {
        match self {
            Self::LastDays(7) => Some("7d"),
            Self::LastDays(30) => Some("30d"),
            Self::LastDays(_) => Some("90d"),
            Self::LastMonths(_) => Some("12m"),
            Self::ThisYear => Some("year"),
            Self::All => Some("all"),
            Self::Custom(_) => None,
        }
    }

    /// The days, ending at `last`; `first` is the first day that has a value.
    pub fn days(self, first: Day, last: Day) -> DayRange {
        let from = match self {
            Self::Custom(range) => return range,
            Self::LastDays(days) => last - (i32::from(days) - 1),
            Self::LastMonths(months) => last.plus_months(-i32::from(months)).next(),
            Self::ThisYear => last.first_of_year(),
            Self::All => first.min(last).max(last - (Self::MAX_DAYS as i32 - 1)),
        };
        DayRange {
            from: from.min(last),
            to: last,
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
    fn presets_end_at_the_last_day() {
        let (first, last) = (day("2020-05-05"), day("2026-11-23"));
        let cases = [
            ("30d", "2026-10-25"),
            ("12m", "2025-11-24"),
            ("year", "2026-01-01"),
            ("all", "2020-05-05"),
        ];
        for (preset, from) in cases {
            let choice = RangeChoice::parse(Some(preset), None, None).expect("a preset");
            assert_eq!(choice.preset(), Some(preset));
            assert_eq!(
                choice.days(first, last),
                DayRange {
                    from: day(from),
                    to: last
                }
            );
        }
    }

    #[test]
    fn r21_ranges_are_bounded() {
        let refuse = |from, to| RangeChoice::parse(None, from, to).expect_err("refused");
        assert_eq!(
            refuse(Some("0001-01-01"), Some("9999-12-31")),
            RangeError::TooLong
        );
        assert_eq!(
            refuse(Some("2026-02-01"), Some("2026-01-01")),
            RangeError::Reversed
        );
        assert_eq!(
            refuse(Some("2026-02-01"), None),
            RangeError::OneEnd(RangeEnd::To)
        );
        assert!(RangeChoice::parse(Some("abc"), None, None).is_err());
    }

    #[test]
    fn a_refusal_names_the_field_that_is_wrong() {
        let cases = [
            (None, Some("2026-02-30"), Some("2026-03-01"), "from"),
            (None, Some("2026-02-01"), Some("soon"), "to"),
            (None, None, Some("2026-02-01"), "from"),
            (None, Some("2026-02-01"), None, "to"),
            (None, Some("2026-02-01"), Some("2026-01-01"), "to"),
            (Some("abc"), None, None, "range"),
        ];
        for (preset, from, to, field) in cases {
            let error = RangeChoice::parse(preset, from, to).expect_err("refused");
            assert_eq!(error.field(), field, "{error}");
        }
    }
}
