//! Numbers that stand for days: which units there are, and which one numbers tell by themselves.

use chrono::Datelike;
use dbag_domain::Day;

/// What a number of a date column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateUnit {
    /// Nothing: it is a date as digits, 20261101.
    Calendar,
    Seconds,
    Milliseconds,
    Microseconds,
    /// Since 2001-01-01, as Apple's systems count.
    Seconds2001,
    /// Days since 1970-01-01, of no zone.
    Days,
    /// Days since noon of -4713-11-24, as SQLite's `julianday()` counts them.
    JulianDays,
}

/// Each unit as properties spell it, and in words.
pub(super) const UNITS: [(DateUnit, &str, &str); 7] = [
    (DateUnit::Calendar, "yyyymmdd", "dates like 20261101"),
    (DateUnit::Seconds, "seconds", "seconds since 1970"),
    (
        DateUnit::Milliseconds,
        "milliseconds",
        "milliseconds since 1970",
    ),
    (
        DateUnit::Microseconds,
        "microseconds",
        "microseconds since 1970",
    ),
    (DateUnit::Seconds2001, "seconds_2001", "seconds since 2001"),
    (DateUnit::Days, "days", "days since 1970"),
    (DateUnit::JulianDays, "julian_days", "Julian days"),
];

/// Seconds from 1970 to 2001, and to 2101.
const SECONDS_TO_2001: f64 = 978_307_200.0;
const SECONDS_TO_2101: f64 = 4_133_980_800.0;
/// The Julian day at which 1970 began.
pub(super) const JULIAN_1970: f64 = 2_440_587.5;
pub(super) const SECONDS_A_DAY: f64 = 86_400.0;

/// Why numbers tell no days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoUnit {
    /// Nothing that they may be gives sensible days.
    Nothing,
    /// They may be each of these, with the days that they would be.
    Unclear(Vec<(DateUnit, Day, Day)>),
    /// Some are of the one, some of the other.
    Mixed(DateUnit, DateUnit),
}

impl DateUnit {
    pub(super) fn parse(word: &str) -> Option<Self> {
        let found = UNITS.iter().find(|(_, known, _)| *known == word);
        found.map(|(unit, ..)| *unit)
    }

    /// As properties spell it.
    pub(super) fn word(self) -> &'static str {
        UNITS
            .iter()
            .find(|(unit, ..)| *unit == self)
            .map_or("", |(_, word, _)| word)
    }

    /// What the numbers are, in words.
    pub(super) fn title(self) -> &'static str {
        UNITS
            .iter()
            .find(|(unit, ..)| *unit == self)
            .map_or("", |(.., title)| title)
    }

    /// Whether its days are days in any zone.
    pub(super) const fn is_day(self) -> bool {
        matches!(self, Self::Calendar | Self::Days)
    }

    /// How many are a second.
    pub(super) const fn per_second(self) -> i64 {
        match self {
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            _ => 1,
        }
    }

    /// The second since 1970 from which it counts.
    pub(super) const fn origin(self) -> i64 {
        match self {
            Self::Seconds2001 => SECONDS_TO_2001 as i64,
            _ => 0,
        }
    }

    /// The number of a day, for units whose days are days in any zone.
    pub(super) fn number_of(self, day: Day) -> i64 {
        match self {
            Self::Calendar => {
                let date = day.to_date();
                i64::from(date.year()) * 10_000 + i64::from(date.month() * 100 + date.day())
            }
            _ => i64::from(day.days()),
        }
    }

    /// The day of a number in UTC; none where it is no day of the years 1 to 9999.
    pub(super) fn day_of(self, number: f64) -> Option<Day> {
        let days = match self {
            Self::Calendar => return calendar_day(number as i64),
            Self::Days => number,
            Self::JulianDays => number - JULIAN_1970,
            _ => {
                let seconds = number / self.per_second() as f64 + self.origin() as f64;
                seconds / SECONDS_A_DAY
            }
        };
        let is_in_range = (f64::from(Day::MIN.days())..=f64::from(Day::MAX.days())).contains(&days);
        is_in_range.then(|| Day::from_days(days.floor() as i32))
    }
}

/// The day that eight digits are.
pub(super) fn calendar_day(digits: i64) -> Option<Day> {
    let part = |number: i64| u32::try_from(number).ok();
    let year = i32::try_from(digits / 10_000).ok()?;
    Day::from_ymd(year, part(digits / 100 % 100)?, part(digits % 100)?)
}

/// The unit that all numbers are of, which none is of another: by their size alone.
///
/// What is before 2001 as seconds is as well a time of today counted from 2001; so it is asked.
pub(super) fn find_unit(numbers: &[f64]) -> Result<DateUnit, NoUnit> {
    let mut found: Option<DateUnit> = None;
    for unit in numbers.iter().filter_map(|number| own_unit(*number)) {
        match found {
            Some(other) if other != unit => return Err(NoUnit::Mixed(other, unit)),
            _ => found = Some(unit),
        }
    }
    found.ok_or_else(|| match possible_units(numbers) {
        units if units.is_empty() => NoUnit::Nothing,
        units => NoUnit::Unclear(units),
    })
}

fn own_unit(number: f64) -> Option<DateUnit> {
    let is_whole = number.fract() == 0.0;
    let is_recent = |per_second: f64| {
        (SECONDS_TO_2001 * per_second..SECONDS_TO_2101 * per_second).contains(&number)
    };
    let is_calendar =
        || (19_000_101.0..=21_001_231.0).contains(&number) && calendar_day(number as i64).is_some();
    // 1990 to 2101.
    let is_julian = || (2_447_892.5..2_488_434.5).contains(&number);
    if is_whole && is_calendar() {
        Some(DateUnit::Calendar)
    } else if is_recent(1.0) {
        Some(DateUnit::Seconds)
    } else if is_recent(1e3) {
        Some(DateUnit::Milliseconds)
    } else if is_recent(1e6) {
        Some(DateUnit::Microseconds)
    } else if !is_whole && is_julian() {
        Some(DateUnit::JulianDays)
    } else {
        None
    }
}

/// The units in which the numbers would be days from 1980 to 2100.
fn possible_units(numbers: &[f64]) -> Vec<(DateUnit, Day, Day)> {
    UNITS
        .iter()
        .filter_map(|(unit, ..)| {
            let (first, last) = span(*unit, numbers)?;
            // Small numbers are no times of 2001.
            let years = if *unit == DateUnit::Seconds2001 {
                2005..=2100
            } else {
                1980..=2100
            };
            let is_sensible = years.contains(&first.year()) && years.contains(&last.year());
            (is_sensible && !is_first_day(*unit, first, last)).then_some((*unit, first, last))
        })
        .collect()
}

/// Refuses a unit that somebody chose where no day would be of the years 1970 to 2100, or all
/// would be the day that the unit counts from: with the first and the last day.
pub(super) fn check_unit(unit: DateUnit, numbers: &[f64]) -> Result<(), Option<(Day, Day)>> {
    let Some((first, last)) = span(unit, numbers) else {
        return Err(None);
    };
    let is_outside = last.year() < 1970 || first.year() > 2100;
    match is_outside || is_first_day(unit, first, last) {
        true => Err(Some((first, last))),
        false => Ok(()),
    }
}

/// Whether all numbers are so small that they are the first day that the unit counts from.
fn is_first_day(unit: DateUnit, first: Day, last: Day) -> bool {
    first == last && unit.day_of(0.0) == Some(first)
}

/// The first and the last day of the numbers that are one at all.
fn span(unit: DateUnit, numbers: &[f64]) -> Option<(Day, Day)> {
    let days = numbers.iter().filter_map(|number| unit.day_of(*number));
    days.fold(None, |span, day| match span {
        None => Some((day, day)),
        Some((first, last)) => Some((day.min(first), day.max(last))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_their_unit_by_their_size() {
        for (numbers, unit) in [
            (&[20_261_101.0, 20_251_231.0][..], DateUnit::Calendar),
            (&[1_764_000_000.0, 900_000_000.0], DateUnit::Seconds),
            (&[1_764_000_000_123.0], DateUnit::Milliseconds),
            (&[1_764_000_000_123_456.0], DateUnit::Microseconds),
            (&[2_461_345.5, 2_461_346.0], DateUnit::JulianDays),
            // What never ends, and a row of nonsense.
            (&[9_999_999_999.0, 1_764_000_000.0, 3.0], DateUnit::Seconds),
        ] {
            assert_eq!(find_unit(numbers), Ok(unit), "{numbers:?}");
        }
    }

    #[test]
    fn numbers_that_may_be_several_things_are_asked() {
        let words = |numbers: &[f64]| match find_unit(numbers) {
            Err(NoUnit::Unclear(units)) => {
                let word = |(unit, ..): &(DateUnit, Day, Day)| unit.word();
                units.iter().map(word).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other:?}"),
        };
        assert_eq!(
            words(&[785_000_000.0, 815_000_000.0]),
            "seconds seconds_2001"
        );
        assert_eq!(words(&[20_400.0, 20_800.0]), "days");
        assert_eq!(words(&[2_461_345.0]), "julian_days");
        for nothing in [
            &[1.0, 1_000.0][..],
            &[2026.0],
            &[202_611.0],
            &[1e18],
            &[-5.0],
        ] {
            assert_eq!(find_unit(nothing), Err(NoUnit::Nothing), "{nothing:?}");
        }
        let both = find_unit(&[1_764_000_000.0, 1_764_000_000_000.0]);
        let mixed = NoUnit::Mixed(DateUnit::Seconds, DateUnit::Milliseconds);
        assert_eq!(both, Err(mixed));
    }

    #[test]
    fn a_chosen_unit_gives_sensible_days() {
        assert_eq!(check_unit(DateUnit::Seconds2001, &[785_000_000.0]), Ok(()));
        assert_eq!(check_unit(DateUnit::Seconds, &[785_000_000.0]), Ok(()));
        assert_eq!(check_unit(DateUnit::Days, &[20_400.0]), Ok(()));
        for (unit, numbers) in [
            (DateUnit::Seconds, &[1.0, 7.0][..]),
            (DateUnit::Milliseconds, &[20_261_101.0]),
            (DateUnit::Days, &[1_764_000_000.0]),
            (DateUnit::Calendar, &[1_764_000_000.0]),
            (DateUnit::JulianDays, &[20_400.0]),
        ] {
            assert!(check_unit(unit, numbers).is_err(), "{unit:?} {numbers:?}");
        }
    }

    #[test]
    fn units_count_from_their_origin() {
        let day = |text| Day::parse(text).ok();
        for (unit, number, expected) in [
            (DateUnit::Calendar, 20_261_101.0, day("2026-11-01")),
            (DateUnit::Calendar, 20_261_131.0, None),
            (DateUnit::Seconds, 86_399.0, day("1970-01-01")),
            (DateUnit::Seconds2001, 0.0, day("2001-01-01")),
            (DateUnit::Days, 20_758.0, day("2026-11-01")),
            (DateUnit::JulianDays, 2_461_345.5, day("2026-11-01")),
            (DateUnit::JulianDays, 2_461_346.49, day("2026-11-01")),
        ] {
            assert_eq!(unit.day_of(number), expected, "{unit:?} {number}");
        }
        let day = Day::parse("2026-11-01").expect("a date");
        assert_eq!(DateUnit::Calendar.number_of(day), 20_261_101);
        assert_eq!(DateUnit::Days.number_of(day), 20_758);
        for (unit, word, _) in UNITS {
            assert_eq!(DateUnit::parse(word), Some(unit));
            assert_eq!(unit.word(), word);
        }
    }
}
