//! When a measurement was taken, as files write it.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, Zone};

/// When a measurement was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// On a day.
    Day(Day),
    /// At a time on the clock that hung there; microseconds since midnight.
    Local(Day, i64),
    /// At an instant; microseconds since 1970.
    Instant(i64),
}

/// Why a text is not a date or time; shown with the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAMoment {
    Missing,
    Ambiguous,
    Unknown,
}

impl NotAMoment {
    /// The refusal in words.
    pub(crate) fn words(self, text: &str) -> String {
        let text: String = text.chars().take(40).collect();
        match self {
            Self::Missing => "the date is missing".to_owned(),
            Self::Ambiguous => format!(
                "`{text}` may name the day first or the month first; write dates as 2026-01-31"
            ),
            Self::Unknown => Not(&text).to_string(),
        }
    }
}

struct Not<'a>(&'a str);

impl fmt::Display for Not<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0;
        write!(
            f,
            "`{text}` is not a date; write it as 2026-01-31 or 2026-01-31T23:30:00+01:00"
        )
    }
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Moment {
    /// Reads `2026-01-31`, `20260131`, a date with a time with or without an offset, or seconds
    /// or milliseconds since 1970.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAMoment> {
        let text = text.trim();
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Err(NotAMoment::Missing);
        }
        if let Some(day) = iso_day(bytes) {
            return match &bytes[10..] {
                [] => Ok(Self::Day(day)),
                [b'T' | b't' | b' ', rest @ ..] => time(day, rest).ok_or(NotAMoment::Unknown),
                _ => Err(NotAMoment::Unknown),
            };
        }
        let is_number = bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.');
        if let Some(moment) = number(text).filter(|_| is_number) {
            return Ok(moment);
        }
        Err(if is_ambiguous(bytes) {
            NotAMoment::Ambiguous
        } else {
            NotAMoment::Unknown
        })
    }

    /// Where it lies among the measurements of a day: microseconds since 1970.
    pub(crate) fn order(self, zone: &Zone) -> i64 {
        match self {
            Self::Day(_) => i64::MIN,
            Self::Instant(micros) => micros,
            Self::Local(day, micros) => {
                let local = day.to_date().and_time(chrono::NaiveTime::MIN)
                    + TimeDelta::microseconds(micros);
                let instant = zone.instant_of(local).unwrap_or(local.and_utc());
                instant.timestamp() * SECOND + micros % SECOND
            }
        }
    }

    /// The instant, for one that is known.
    pub(crate) fn instant(micros: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(micros)
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// The date that a text begins with, `2026-01-31`.
fn iso_day(bytes: &[u8]) -> Option<Day> {
    let date = bytes.get(..10)?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let year = i32::try_from(digits(&date[..4])?).ok()?;
    Day::from_ymd(year, digits(&date[5..7])?, digits(&date[8..])?)
}

/// A date's time with its offset: `23:30`, `23:30:15.25`, `23:30:15+01:00`, `23:30:15 UTC`.
pub(super) fn time(day: Day, bytes: &[u8]) -> Option<Moment> {
    let two = |at: usize| digits(bytes.get(at..at + 2)?);
    let (hour, minute) = (two(0)?, two(3)?);
    if bytes.get(2) != Some(&b':') || hour > 23 || minute > 59 {
        return None;
    }
    let mut rest = &bytes[5..];
    let mut micros = i64::from(hour * 3600 + minute * 60) * SECOND;
    if let [b':', after @ ..] = rest {
        let second = digits(after.get(..2)?).filter(|second| *second <= 60)?;
        micros += i64::from(second.min(59)) * SECOND;
        rest = &after[2..];
        if let [b'.' | b',', fraction @ ..] = rest {
            let length = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            micros += microseconds(&fraction[..length])?;
            rest = &fraction[length..];
        }
    }
    if rest.is_empty() {
        return Some(Moment::Local(day, micros));
    }
    let offset = offset_seconds(rest)?;
    Some(Moment::Instant(
        i64::from(day.days()) * DAY + micros - offset * SECOND,
    ))
}

fn microseconds(fraction: &[u8]) -> Option<i64> {
    let mut micros = 0;
    for at in 0..6 {
        micros = micros * 10 + i64::from(fraction.get(at).copied().unwrap_or(b'0') - b'0');
    }
    (!fraction.is_empty()).then_some(micros)
}

/// Seconds east of `Z`, `UTC`, `+01`, `+0100`, `+01:00`, with or without a space before.
fn offset_seconds(bytes: &[u8]) -> Option<i64> {
    let (sign, rest) = match bytes.trim_ascii_start() {
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

/// The day that stands in a cell of an instant, whatever day it is elsewhere.
pub(crate) fn written_day(cell: &[u8], moment: Moment) -> Option<Day> {
    let Moment::Instant(micros) = moment else {
        return None;
    };
    let cell = cell.trim_ascii();
    let behind = cell.iter().position(|byte| *byte == b':')? + 1;
    let is_sign = |byte: &u8| matches!(byte, b'Z' | b'z' | b'U' | b'G' | b'+' | b'-');
    let at = cell[behind..].iter().position(is_sign)?;
    let offset = offset_seconds(&cell[behind + at..])?;
    let days = (micros + offset * SECOND).div_euclid(DAY);
    i32::try_from(days).ok().map(Day::from_days)
}

/// `20260131`, or an instant as seconds (10 digits) or milliseconds (13 digits).
fn number(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = whole.parse().ok()?;
    match (whole.len(), fraction) {
        (8, "") => {
            let (year, rest) = (number / 10_000, number % 10_000);
            let day = Day::from_ymd(year as i32, (rest / 100) as u32, (rest % 100) as u32)?;
            Some(Moment::Day(day))
        }
        (10, "") => Some(Moment::Instant(number * SECOND)),
        (10, fraction) => Some(Moment::Instant(
            number * SECOND + microseconds(fraction.as_bytes())?,
        )),
        (13, "") => Some(Moment::Instant(number * 1000)),
        _ => None,
    }
}

/// Whether it looks like `31/01/2026` or `1.2.26`, possibly with a time.
fn is_ambiguous(bytes: &[u8]) -> bool {
    let date = bytes.split(|byte| *byte == b' ').next().unwrap_or(bytes);
    let separator = date.iter().copied().find(|byte| !byte.is_ascii_digit());
    let Some(separator @ (b'/' | b'.' | b'-')) = separator else {
        return false;
    };
    let parts: Vec<&[u8]> = date.split(|byte| *byte == separator).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| matches!(part.len(), 1 | 2 | 4) && digits(part).is_some())
        && parts[0].len() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn dates_and_times_are_read_as_they_are_written() {
        let noon = 1_795_435_200 * SECOND;
        let cases = [
            ("2026-11-23", Moment::Day(day("2026-11-23"))),
            (" 2026-11-23 ", Moment::Day(day("2026-11-23"))),
            ("20261123", Moment::Day(day("2026-11-23"))),
            (
                "2011-04-21T12:34:19.070",
                Moment::Local(day("2011-04-21"), 45_259_070_000),
            ),
            (
                "2011-04-21 12:34",
                Moment::Local(day("2011-04-21"), 45_240 * SECOND),
            ),
            ("2026-11-23T12:00:00Z", Moment::Instant(noon)),
            ("2026-11-23 12:00:00 UTC", Moment::Instant(noon)),
            ("2026-11-23 12:00:00+00", Moment::Instant(noon)),
            ("2026-11-23T13:00:00+01:00", Moment::Instant(noon)),
            (
                "2026-11-23T06:30:00.5-0530",
                Moment::Instant(noon + SECOND / 2),
            ),
            ("1795435200", Moment::Instant(noon)),
            ("1795435200.25", Moment::Instant(noon + SECOND / 4)),
            ("1795435200000", Moment::Instant(noon)),
        ];
        for (text, moment) in cases {
            assert_eq!(Moment::parse(text), Ok(moment), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_says_why() {
        let cases = [
            ("", NotAMoment::Missing),
            ("03/04/2026", NotAMoment::Ambiguous),
            ("3/4/26 10:00", NotAMoment::Ambiguous),
            ("31.12.2026", NotAMoment::Ambiguous),
            ("31-12-2026", NotAMoment::Ambiguous),
            ("2026-02-30", NotAMoment::Unknown),
            ("2026/02/03", NotAMoment::Unknown),
            ("20260230", NotAMoment::Unknown),
            ("2026-11-23T25:00", NotAMoment::Unknown),
            ("2026-11-23T10:00 CET", NotAMoment::Unknown),
            ("2026-11-23x", NotAMoment::Unknown),
            ("yesterday", NotAMoment::Unknown),
            ("Total", NotAMoment::Unknown),
            ("12", NotAMoment::Unknown),
            ("ééééé-éé-é", NotAMoment::Unknown),
        ];
        for (text, why) in cases {
            assert_eq!(Moment::parse(text), Err(why), "{text}");
        }
    }
}
