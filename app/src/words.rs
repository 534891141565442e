//! Days, instants and changes in the words of the pages.

use chrono::{DateTime, Timelike, Utc};
pub(crate) use dbag_domain::sentence;
use dbag_domain::{
    AcrossObjects, Coverage, Day, DayRange, Format, RangeChoice, Relative, Unit, Zone,
    format_value, format_value_to, is_unchanged, relative_change, spoken_duration,
};

/// The clock on the wall: a zone, and what it shows now.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// The zone.
    pub(crate) zone: Zone,
    /// Now.
    pub(crate) now: DateTime<Utc>,
}

impl Clock {
    /// Today.
    pub(crate) fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }

    /// `Today 08:00`, `Sat 23:30`, `12 Nov 14:02`, `12 Nov 2025`.
    pub(crate) fn at(&self, instant: DateTime<Utc>) -> String {
        let (day, today) = (self.zone.day_of(instant), self.today());
        let local = instant + chrono::TimeDelta::seconds(self.zone.offset_at(instant).into());
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        match today - day {
            0 => format!("Today {time}"),
            1..=6 => format!("{} {time}", &day.with_weekday()[..3]),
            _ if day.year() == today.year() => format!("{} {time}", day.short()),
            _ => day.medium(),
        }
    }

    /// The same in the middle of a line: `today 08:00`.
    pub(crate) fn at_within(&self, instant: DateTime<Utc>) -> String {
        self.at(instant).replace("Today", "today")
    }

    /// `3 h ago`.
    pub(crate) fn ago(&self, instant: DateTime<Utc>) -> String {
        format!(
            "{} ago",
            spoken_duration((self.now - instant).num_seconds())
        )
    }
}

/// `Sat 21 Nov`, with the year where it differs from `reference`'s.
pub(crate) fn brief(day: Day, reference: Day) -> String {
    let spoken = day.spoken(reference);
    let rest = spoken.find(' ').map_or("", |at| &spoken[at..]);
    format!("{}{rest}", &spoken[..3])
}

/// A change cut into its size and what it is compared with: `+3 %`, `on Monday 16 Nov`.
pub(crate) fn cut(words: &str) -> (&str, &str) {
    match words.rfind(" on ") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => ("", words),
    }
}

/// A change in a column of changes, all of them of one measure: percentages, or points where
/// the values are percentages.
pub(crate) fn column_change(base: f64, value: f64, unit: &Unit) -> String {
    if is_unchanged(base, value) {
        return "same".to_owned();
    }
    let change = value - base;
    let (arrow, sign) = (arrow(change), if change > 0.0 { "+" } else { "\u{2212}" });
    if unit.format == Format::Percent {
        return match change.abs() {
            0.0..0.05 => format!("{arrow} under 0.1 points"),
            points => {
                let decimals = usize::from(points < 999.95);
                let size = format_value_to(points, &Unit::default(), decimals);
                format!("{arrow} {sign}{size} points")
            }
        };
    }
    match relative_change(base, value) {
        None if base == 0.0 => format!("{arrow} from 0"),
        None => format!("{arrow} from nearly 0"),
        Some(Relative::Percent(_)) if change.abs() < base.abs() * 0.005 => {
            format!("{arrow} under 1 %")
        }
        Some(Relative::Percent(percent)) => format!("{arrow} {sign}{percent} %"),
        Some(Relative::Times(factor)) if base > 0.0 && value > 0.0 => {
            format!(
                "{arrow} × {}",
                format_value(factor.round(), &Unit::default())
            )
        }
        Some(Relative::Times(_)) => format!("{arrow} over 1,000 %"),
    }
}

/// The mark before a change: ▲ or ▼.
pub(crate) fn arrow(change: f64) -> &'static str {
    if change > 0.0 { "▲" } else { "▼" }
}

/// `1 day`, `3 days`.
pub(crate) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!(
        "{} {one}{plural}",
        format_value(number as f64, &Unit::default())
    )
}

/// How long so many days are, in the largest unit of which there are two: `14 years`.
pub(crate) fn lasting(days: i32) -> String {
    let days = usize::try_from(days).unwrap_or(0);
    match days {
        0..61 => count(days, "day"),
        61..731 => count(days * 12 / 365, "month"),
        _ => count(days * 4 / 1461, "year"),
    }
}

/// `3 of 30 days known`.
pub(crate) fn known_days(coverage: Coverage) -> String {
    let days = count(coverage.days as usize, "day");
    format!("{} of {days} known", coverage.known)
}

/// All objects as one: `added up`, `their mean`.
pub(crate) fn together(across: AcrossObjects, is_weighted: bool) -> &'static str {
    match across {
        AcrossObjects::Sum => "added up",
        AcrossObjects::Mean if is_weighted => "their weighted mean",
        AcrossObjects::Mean => "their mean",
        AcrossObjects::Min => "the lowest",
        AcrossObjects::Max => "the highest",
    }
}

/// What is said where everything is more than is shown.
pub(crate) fn cut_range(choice: RangeChoice, days: DayRange) -> Option<&'static str> {
    let is_cut = choice == RangeChoice::All && days.len() >= RangeChoice::ALL_DAYS as usize;
    is_cut.then_some(
        "There are values of more than 100 years ago. All shows the last 100 years; type the days \
         to see others.",
    )
}

/// Numbers of more letters are set smaller, where a phone would have to break them.
const LONG_NUMBER: usize = 12;

/// A class, with `is-long` where one of these numbers is.
pub(crate) fn long_class<'a>(class: &str, numbers: impl IntoIterator<Item = &'a str>) -> String {
    let mut numbers = numbers.into_iter();
    if numbers.any(|number| number.chars().count() > LONG_NUMBER) {
        format!("{class} is-long")
    } else {
        class.to_owned()
    }
}

/// A message as a whole sentence, with its full stop.
pub(crate) fn full_sentence(text: &str) -> String {
    let sentence = sentence(text.trim_end());
    if sentence.ends_with(['.', '!', '?', ':', '…']) {
        sentence
    } else {
        format!("{sentence}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_by_its_distance() {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let clock = Clock {
            zone: Zone::parse("Europe/Berlin").expect("a zone"),
            now: instant("2026-11-23T11:00:00Z"),
        };
        for (at, words) in [
            ("2026-11-23T07:05:00Z", "Today 08:05"),
            ("2026-11-21T22:30:00Z", "Sat 23:30"),
            ("2026-11-12T13:02:00Z", "12 Nov 14:02"),
            ("2025-11-12T13:02:00Z", "12 Nov 2025"),
        ] {
            assert_eq!(clock.at(instant(at)), words);
            let within = words.replace("Today", "today");
            assert_eq!(clock.at_within(instant(at)), within);
        }
    }

    #[test]
    fn a_change_is_cut_before_the_day_it_is_compared_with() {
        assert_eq!(cut("+3 % on Monday 16 Nov"), ("+3 %", "on Monday 16 Nov"));
        assert_eq!(cut("same as Monday 16 Nov"), ("", "same as Monday 16 Nov"));
    }

    #[test]
    fn a_column_of_changes_has_one_measure() {
        let percent = Unit {
            format: Format::Percent,
            ..Unit::default()
        };
        for (base, value, unit, words) in [
            (100.0, 112.0, Unit::default(), "▲ +12 %"),
            (100.0, 99.8, Unit::default(), "▼ under 1 %"),
            (100.0, 100.0, Unit::default(), "same"),
            (0.0, 90.0, Unit::default(), "▲ from 0"),
            (10.0, 20_571.0, Unit::default(), "▲ × 2,057"),
            (-1.0, 90.0, Unit::default(), "▲ over 1,000 %"),
            (5.0, 7.0, percent.clone(), "▲ +2.0 points"),
            (12.0, 12.01, percent.clone(), "▲ under 0.1 points"),
            (50.0, 279_200.0, percent.clone(), "▲ +279,150 points"),
            (0.1 + 0.2, 0.3, percent, "same"),
            (10_000.0, 40.0, Unit::default(), "▼ \u{2212}99.6 %"),
            (-5e-17, 0.0, Unit::default(), "▲ from nearly 0"),
        ] {
            assert_eq!(column_change(base, value, &unit), words);
        }
    }

    #[test]
    fn many_days_are_told_as_months_or_years() {
        for (days, words) in [
            (1, "1 day"),
            (60, "60 days"),
            (61, "2 months"),
            (730, "24 months"),
            (731, "2 years"),
            (5_332, "14 years"),
        ] {
            assert_eq!(lasting(days), words);
        }
    }
}
