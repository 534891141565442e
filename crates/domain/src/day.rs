//! A day: a civil date, never an instant.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A civil date as days since 1970-01-01, from year 1 to year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

/// A text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a date; write it as 2026-01-31")]
pub struct NotADay(String);

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Day {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The day that lies `days` after 1970-01-01; kept within year 1 and year 9999.
    pub const fn from_days(days: i32) -> Self {
        if days < Self::MIN.0 {
            Self::MIN
        } else if days > Self::MAX.0 {
            Self::MAX
        } else {
            Self(days)
        }
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day of a calendar date; `None` where there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::from_date)
    }

    /// The day of a date; `None` outside the years 1 to 9999.
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        let days = date.to_epoch_days();
        (Self::MIN.0..=Self::MAX.0)
            .contains(&days)
            .then_some(Self(days))
    }

    /// The calendar date.
    pub fn to_date(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).expect("days from year 1 to 9999 are dates")
    }

    /// Reads `2026-01-31`.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let not_a_day = || NotADay(text.chars().take(40).collect());
        let is_iso = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_iso {
            return Err(not_a_day());
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .and_then(Self::from_date)
            .ok_or_else(not_a_day)
    }

    /// The day after.
    pub fn next(self) -> Self {
        self + 1
    }

    /// The day before.
    pub fn previous(self) -> Self {
        self - 1
    }

    /// The same date one year earlier; none for 29 February.
    pub fn a_year_earlier(self) -> Option<Self> {
        let date = self.to_date();
        Self::from_ymd(date.year() - 1, date.month(), date.day())
    }

    /// The date `months` months later (earlier where negative), at the month's end at the latest.
    pub fn plus_months(self, months: i32) -> Self {
        let date = self.to_date();
        let moved = if months >= 0 {
            date.checked_add_months(Months::new(months.unsigned_abs()))
        } else {
            date.checked_sub_months(Months::new(months.unsigned_abs()))
        };
        let end = if months >= 0 { Self::MAX } else { Self::MIN };
        moved.and_then(Self::from_date).unwrap_or(end)
    }

    /// Days since Monday: 0 on Monday, 6 on Sunday.
    pub fn days_from_monday(self) -> u32 {
        self.to_date().weekday().num_days_from_monday()
    }

    /// Whether it is Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.to_date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.to_date().year()
    }

    /// The first day of the year.
    pub fn first_of_year(self) -> Self {
        Self::from_ymd(self.year(), 1, 1).unwrap_or(self)
    }

    /// The first day of the month.
    pub fn first_of_month(self) -> Self {
        self - (self.to_date().day0() as i32)
    }

    /// The day of its month, from 1.
    pub fn day_of_month(self) -> u32 {
        self.to_date().day()
    }

    /// Months since January of the year 0.
    pub fn month_number(self) -> i32 {
        let date = self.to_date();
        date.year() * 12 + date.month0() as i32
    }

    /// `16 Nov`.
    pub fn short(self) -> String {
        let date = self.to_date();
        format!("{} {}", date.day(), MONTHS[date.month0() as usize])
    }

    /// `16 Nov 2026`.
    pub fn medium(self) -> String {
        format!("{} {}", self.short(), self.year())
    }

    /// `Monday 16 Nov`.
    pub fn with_weekday(self) -> String {
        format!(
            "{} {}",
            WEEKDAYS[self.days_from_monday() as usize],
            self.short()
        )
    }

    /// `Nov`.
    pub fn month_name(self) -> &'static str {
        MONTHS[self.to_date().month0() as usize]
    }

    /// `Monday 16 Nov`, with the year where it differs from `reference`'s.
    pub fn spoken(self, reference: Self) -> String {
        if self.year() == reference.year() {
            self.with_weekday()
        } else {
            format!("{} {}", self.with_weekday(), self.year())
        }
    }
}

impl Add<i32> for Day {
    type Output = Self;
    fn add(self, days: i32) -> Self {
        Self::from_days(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Day {
    type Output = Self;
    fn sub(self, days: i32) -> Self {
        Self::from_days(self.0.saturating_sub(days))
    }
}

impl Sub for Day {
    type Output = i32;
    fn sub(self, other: Self) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.to_date();
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn a_day_is_read_and_written_alike() {
        for text in [
            "1970-01-01",
            "0001-01-01",
            "9999-12-31",
            "2024-02-29",
            "2026-11-23",
        ] {
            assert_eq!(day(text).to_string(), text);
        }
        assert_eq!(day("1970-01-02").days(), 1);
        assert_eq!((Day::MIN, Day::MAX), (day("0001-01-01"), day("9999-12-31")));
    }

    #[test]
    fn a_text_that_is_no_date_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "2026-1-1",
            "20261101",
            "01/02/2026",
            "10000-01-01",
            "now",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_has_no_day_a_year_earlier() {
        assert_eq!(day("2024-02-29").a_year_earlier(), None);
        assert_eq!(day("2025-03-01").a_year_earlier(), Some(day("2024-03-01")));
    }

    #[test]
    fn days_are_spoken_with_the_year_only_where_it_differs() {
        let today = day("2026-11-23");
        assert_eq!(day("2026-11-16").spoken(today), "Monday 16 Nov");
        assert_eq!(day("2025-11-24").spoken(today), "Monday 24 Nov 2025");
    }

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(day("2026-03-31").plus_months(-1), day("2026-02-28"));
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
    }
}
