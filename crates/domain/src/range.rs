//! The range of days a person asks to see.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Day, DayRange, Period, Step};

/// A range as it is chosen in the address bar, and kept by its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RangeChoice {
    /// The last so many days.
    LastDays(u16),
    /// The last so many months, to the day.
    LastMonths(u16),
    /// From the first day of the running week, month, quarter or year.
    This(Step),
    /// The whole week, month, quarter or year before the running one.
    Last(Step),
    /// Everything known.
    All,
    /// From one day to another.
    Custom(DayRange),
}

impl Default for RangeChoice {
    fn default() -> Self {
        Self::LastDays(90)
    }
}

/// Days that are shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The days.
    pub days: DayRange,
    /// Whether they are so many days up to now, which are no month even where they happen to fill
    /// one.
    pub is_rolling: bool,
    /// The newest day whose value stands for the metric: later ones are not over, and compared with nothing.
    pub newest: Day,
}

impl Span {
    /// The same days, of a metric with this newest day.
    pub const fn up_to(self, newest: Day) -> Self {
        Self { newest, ..self }
    }

    /// Those of the days that are over; `None` where none is.
    pub fn settled(self) -> Option<DayRange> {
        DayRange::new(self.days.from, self.newest.min(self.days.to))
    }
}

impl From<DayRange> for Span {
    fn from(days: DayRange) -> Self {
        Self {
            days,
            is_rolling: false,
            newest: Day::MAX,
        }
    }
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
    #[error("`{0}` is not a range; it can be {choices}, or a length like 45d or 18m", choices = RangeChoice::spellings())]
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
    /// Days that were chosen so.
    pub const fn span(self, days: DayRange) -> Span {
        Span {
            days,
            is_rolling: matches!(self, Self::LastDays(_)),
            newest: Day::MAX,
        }
    }

    /// The longest range that can be asked for, in days.
    pub const MAX_DAYS: usize = 3_700;
    /// How far back everything goes: a hundred years. A day of the year 26 was typed by mistake.
    pub const ALL_DAYS: i32 = 36_525;
    /// As many months as that is.
    const MAX_MONTHS: usize = 120;

    /// The presets that are asked for most, as `(spelling, title)`.
    pub const PRESETS: [(&str, &str); 5] = [
        ("30d", "30 days"),
        ("90d", "90 days"),
        ("12m", "12 months"),
        ("year", "This year"),
        ("all", "All"),
    ];

    /// All presets with their titles.
    const SPELLED: [(Self, &str, &str); 13] = [
        (Self::LastDays(7), "7d", "7 days"),
        (Self::LastDays(30), "30d", "30 days"),
        (Self::LastDays(90), "90d", "90 days"),
        (Self::LastMonths(12), "12m", "12 months"),
        (Self::This(Step::Week), "week", "This week"),
        (Self::This(Step::Month), "month", "This month"),
        (Self::This(Step::Quarter), "quarter", "This quarter"),
        (Self::This(Step::Year), "year", "This year"),
        (Self::Last(Step::Week), "last-week", "Last week"),
        (Self::Last(Step::Month), "last-month", "Last month"),
        (Self::Last(Step::Quarter), "last-quarter", "Last quarter"),
        (Self::Last(Step::Year), "last-year", "Last year"),
        (Self::All, "all", "All"),
    ];

    /// All presets, as `(spelling, title)`.
    pub fn presets() -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::SPELLED
            .iter()
            .map(|(_, spelling, title)| (*spelling, *title))
    }

    fn spellings() -> String {
        let all: Vec<_> = Self::presets().map(|(spelling, _)| spelling).collect();
        all.join(", ")
    }

    /// Reads `range`, or `from` and `to`; 90 days where nothing is given.
    pub fn parse(
        preset: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<Self, RangeError> {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        match (given(from), given(to)) {
            (Some(from), Some(to)) => Self::parse_days(&from, &to).map(Self::Custom),
            (None, None) => Self::parse_preset(preset.unwrap_or("")),
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

    /// Reads the spelling of a preset, or so many days or months: `45d`, `18m`; 90 days where
    /// nothing is given.
    pub fn parse_preset(text: &str) -> Result<Self, RangeError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let found = Self::SPELLED
            .iter()
            .find(|(_, spelling, _)| *spelling == text);
        let preset = found.map(|(choice, _, _)| *choice);
        preset
            .or_else(|| Self::parse_length(text))
            .ok_or_else(|| RangeError::UnknownPreset(text.chars().take(40).collect()))
    }

    fn parse_length(text: &str) -> Option<Self> {
        let number = |unit: char, most: usize| {
            let digits = text.strip_suffix(unit)?;
            let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
            let number: u16 = digits.parse().ok().filter(|_| is_number)?;
            (1..=most).contains(&usize::from(number)).then_some(number)
        };
        let days = number('d', Self::MAX_DAYS).map(Self::LastDays);
        days.or_else(|| number('m', Self::MAX_MONTHS).map(Self::LastMonths))
    }

    fn spelled(self) -> Option<&'static (Self, &'static str, &'static str)> {
        Self::SPELLED.iter().find(|(choice, _, _)| *choice == self)
    }

    /// The spelling of the preset; `None` for a custom range, and for a length that is none.
    pub fn preset(self) -> Option<&'static str> {
        self.spelled().map(|(_, spelling, _)| *spelling)
    }

    /// The title of the preset, or `45 days`; `None` for a custom range.
    pub fn title(self) -> Option<String> {
        match (self, self.spelled()) {
            (_, Some((_, _, title))) => Some((*title).to_owned()),
            (Self::LastDays(days), None) => Some(format!("{days} days")),
            (Self::LastMonths(months), None) => Some(format!("{months} months")),
            _ => None,
        }
    }

    /// The days, ending at `last`; `first` is the first day that has a value. Weeks, months, quarters and years are
    /// those of `today`, whatever is known: on 1 December, last month is November, of what ended with it, too, and this year goes up to today.
    pub fn days(self, first: Day, last: Day, today: Day) -> DayRange {
        let from = match self {
            Self::Custom(range) => return range,
            Self::LastDays(days) => last - (i32::from(days) - 1),
            Self::LastMonths(months) => last.plus_months(-i32::from(months)).next(),
            Self::This(step) => {
                let from = Period::of(today, step).start;
                return DayRange { from, to: today };
            }
            Self::Last(step) => {
                let running = Period::of(today, step).start;
                return Period::of(running.previous(), step).days();
            }
            Self::All => first.min(last).max(last - (Self::ALL_DAYS - 1)),
        };
        DayRange {
            from: from.min(last),
            to: last,
        }
    }
}

impl TryFrom<String> for RangeChoice {
    type Error = RangeError;
    fn try_from(text: String) -> Result<Self, RangeError> {
        match text.split_once("..") {
            Some((from, to)) => Self::parse_days(from, to).map(Self::Custom),
            None => Self::parse_preset(&text),
        }
    }
}

impl From<RangeChoice> for String {
    fn from(choice: RangeChoice) -> Self {
        match (choice, choice.preset()) {
            (RangeChoice::Custom(days), _) => format!("{}..{}", days.from, days.to),
            (RangeChoice::LastDays(days), None) => format!("{days}d"),
            (RangeChoice::LastMonths(months), None) => format!("{months}m"),
            (_, preset) => preset.unwrap_or_default().to_owned(),
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
            ("week", "2026-11-23"),
            ("month", "2026-11-01"),
            ("quarter", "2026-10-01"),
            ("year", "2026-01-01"),
            ("all", "2020-05-05"),
        ];
        for (preset, from) in cases {
            let choice = RangeChoice::parse(Some(preset), None, None).expect("a preset");
            assert_eq!(choice.preset(), Some(preset));
            assert_eq!(
                choice.days(first, last, last),
                DayRange {
                    from: day(from),
                    to: last
                }
            );
        }
    }

    #[test]
    fn any_length_is_read_as_it_is_written() {
        for (text, choice) in [
            ("45d", RangeChoice::LastDays(45)),
            ("365d", RangeChoice::LastDays(365)),
            ("18m", RangeChoice::LastMonths(18)),
        ] {
            assert_eq!(RangeChoice::parse_preset(text), Ok(choice));
            assert_eq!(String::from(choice), text);
        }
        for text in [
            "0d", "3701d", "-1d", "+7d", "121m", "0m", "d", "m", "1.5d", "99999d",
        ] {
            let refused = RangeChoice::parse_preset(text);
            assert!(
                matches!(refused, Err(RangeError::UnknownPreset(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn the_period_before_the_running_one_is_whole() {
        let last = day("2026-11-23");
        for (preset, from, to) in [
            ("last-week", "2026-11-16", "2026-11-22"),
            ("last-month", "2026-10-01", "2026-10-31"),
            ("last-quarter", "2026-07-01", "2026-09-30"),
            ("last-year", "2025-01-01", "2025-12-31"),
        ] {
            let choice = RangeChoice::parse_preset(preset).expect("a preset");
            let (from, to) = (day(from), day(to));
            assert_eq!(choice.days(last, last, last), DayRange { from, to });
        }
    }

    /// What was sent until yesterday has the same last month as everything else.
    #[test]
    fn months_are_those_of_today() {
        let (first, last, today) = (day("2026-01-01"), day("2026-11-30"), day("2026-12-01"));
        for (preset, from, to) in [
            ("last-month", "2026-11-01", "2026-11-30"),
            ("month", "2026-12-01", "2026-12-01"),
            ("last-quarter", "2026-07-01", "2026-09-30"),
            ("week", "2026-11-30", "2026-12-01"),
            ("quarter", "2026-10-01", "2026-12-01"),
            ("7d", "2026-11-24", "2026-11-30"),
        ] {
            let choice = RangeChoice::parse_preset(preset).expect("a preset");
            let (from, to) = (day(from), day(to));
            let days = choice.days(first, last, today);
            assert_eq!(days, DayRange { from, to }, "{preset}");
        }
    }

    #[test]
    fn a_range_is_kept_by_its_spelling() {
        let custom = "2026-01-01..2026-02-01";
        for text in RangeChoice::presets()
            .map(|(spelling, _)| spelling)
            .chain([custom])
        {
            let choice = RangeChoice::try_from(text.to_owned()).expect("a range");
            assert_eq!(String::from(choice), text);
        }
    }

    #[test]
    fn everything_is_everything() {
        let (first, last) = (day("1990-01-01"), day("2026-11-23"));
        assert_eq!(RangeChoice::All.days(first, last, last).from, first);
        let mistyped = RangeChoice::All.days(day("0026-11-01"), last, last);
        assert_eq!(mistyped.len(), 36_525);
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
