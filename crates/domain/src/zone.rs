//! Time zones: which instants belong to a day.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::{Timestamp, civil, tz::TimeZone};
use thiserror::Error;

use crate::{Day, DayRange};

/// A time zone with its rules, from the system's database or the bundled one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A zone that is not in the database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time zone; write an IANA name like Europe/Berlin or UTC")]
pub struct ZoneError(String);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: TimeZone::UTC,
        }
    }

    /// Finds a zone by its IANA name.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        let refused = || ZoneError(name.chars().take(60).collect());
        let rules = TimeZone::get(name).map_err(|_| refused())?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        Ok(Self { name, rules })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first instant of a day: the first at which the clock shows that day or a later one.
    ///
    /// Where midnight is skipped this is the instant of the skip; where a
    /// whole day is skipped it is the start of the next.
    pub fn start_of(&self, day: Day) -> DateTime<Utc> {
        let date = to_civil(day);
        let ambiguous = self
            .rules
            .to_ambiguous_timestamp(date.to_datetime(civil::Time::midnight()));
        let is_gap = matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let start = ambiguous.compatible().unwrap_or(Timestamp::MAX);
        if !is_gap {
            return to_utc(start);
        }
        // The clock skips midnight: the day begins at the skip itself.
        let skip = self
            .rules
            .preceding(start)
            .next()
            .map(|transition| transition.timestamp());
        let at_start = self
            .rules
            .following(start.saturating_sub(NANOSECOND).unwrap_or(start))
            .next();
        match at_start {
            Some(transition) if transition.timestamp() == start => to_utc(start),
            _ => to_utc(skip.unwrap_or(start)),
        }
    }

    /// The first instant of each day of a range, as `start_of` says: found once between two changes of the clock, as
    /// each day begins 24 hours after the one before there.
    pub fn starts_of(&self, days: DayRange) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        let mut last: Option<(DateTime<Utc>, DateTime<Utc>)> = None;
        days.days().map(move |day| {
            let usual = last.and_then(|(start, change)| {
                let next = start + TimeDelta::days(1);
                (next < change).then_some((next, change))
            });
            let (start, change) = usual.unwrap_or_else(|| {
                let start = self.start_of(day);
                (start, self.change_from(start))
            });
            last = Some((start, change));
            start
        })
    }

    /// When the clock is changed next, be it at that very instant: a day that begins with a change need not begin at
    /// midnight.
    fn change_from(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        let timestamp = Timestamp::new(instant.timestamp(), 0).unwrap_or(Timestamp::MAX);
        let before = timestamp.saturating_sub(NANOSECOND).unwrap_or(timestamp);
        let change = self.rules.following(before).next();
        change.map_or(DateTime::<Utc>::MAX_UTC, |change| {
            to_utc(change.timestamp())
        })
    }

    /// The instants of a day, half open; `None` for a day that the zone skipped.
    pub fn bounds(&self, day: Day) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let (start, end) = (self.start_of(day), self.end_of(day));
        (start < end).then_some((start, end))
    }

    /// The instant at which a day is over.
    pub fn end_of(&self, day: Day) -> DateTime<Utc> {
        self.start_of(day.next())
    }

    /// The day that an instant belongs to, by `bounds`.
    pub fn day_of(&self, instant: DateTime<Utc>) -> Day {
        let timestamp = Timestamp::new(instant.timestamp(), 0).unwrap_or(Timestamp::UNIX_EPOCH);
        let date = self.rules.to_datetime(timestamp).date();
        let shown = Day::from_ymd(date.year().into(), date.month() as u32, date.day() as u32)
            .unwrap_or(Day::MIN);
        // A clock that is set back over midnight shows the day before once more.
        if instant >= self.end_of(shown) {
            shown.next()
        } else {
            shown
        }
    }

    /// The instant at which the clock first shows a time of a day, or has passed it.
    pub fn at(&self, day: Day, minutes: u16) -> DateTime<Utc> {
        let time =
            civil::Time::midnight().saturating_add(jiff::SignedDuration::from_mins(minutes.into()));
        let ambiguous = self
            .rules
            .to_ambiguous_timestamp(to_civil(day).to_datetime(time));
        let at = to_utc(ambiguous.compatible().unwrap_or(Timestamp::MAX));
        at.clamp(self.start_of(day), self.end_of(day))
    }

    /// The offset from UTC at an instant, in seconds east.
    pub fn offset_at(&self, instant: DateTime<Utc>) -> i32 {
        let timestamp = Timestamp::new(instant.timestamp(), 0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.rules.to_offset(timestamp).seconds()
    }

    /// The instant of a wall-clock date and time, the earlier where it happens twice.
    pub fn instant_of(&self, local: chrono::NaiveDateTime) -> Option<DateTime<Utc>> {
        use chrono::{Datelike, Timelike};
        let local = civil::DateTime::new(
            i16::try_from(local.year()).ok()?,
            i8::try_from(local.month()).ok()?,
            i8::try_from(local.day()).ok()?,
            i8::try_from(local.hour()).ok()?,
            i8::try_from(local.minute()).ok()?,
            i8::try_from(local.second()).ok()?,
            0,
        )
        .ok()?;
        self.rules
            .to_ambiguous_timestamp(local)
            .compatible()
            .ok()
            .map(to_utc)
    }
}

const NANOSECOND: jiff::SignedDuration = jiff::SignedDuration::from_nanos(1);

fn to_civil(day: Day) -> civil::Date {
    use chrono::Datelike;
    let date = day.to_date();
    civil::Date::new(date.year() as i16, date.month() as i8, date.day() as i8)
        .expect("days from year 1 to 9999 are civil dates")
}

fn to_utc(timestamp: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(timestamp.as_second(), 0).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).expect("a zone of the database")
    }

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn r24_days_have_their_length() {
        let cases = [
            ("Europe/Berlin", "2026-03-29", 23 * 60),
            ("Europe/Berlin", "2026-10-25", 25 * 60),
            ("Europe/Berlin", "2026-11-23", 24 * 60),
            ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30),
            ("Africa/Cairo", "2026-04-24", 23 * 60),
            ("America/Sao_Paulo", "2018-11-04", 23 * 60),
            ("UTC", "2016-12-31", 24 * 60),
        ];
        for (name, date, minutes) in cases {
            let (start, end) = zone(name).bounds(day(date)).expect("the day exists");
            assert_eq!((end - start).num_minutes(), minutes, "{name} {date}");
        }
    }

    #[test]
    fn r24_a_day_without_midnight_starts_at_the_skip() {
        let cairo = zone("Africa/Cairo");
        assert_eq!(
            cairo.start_of(day("2026-04-24")).to_rfc3339(),
            "2026-04-23T22:00:00+00:00"
        );
    }

    #[test]
    fn r24_a_skipped_day_does_not_exist() {
        let apia = zone("Pacific/Apia");
        assert_eq!(apia.bounds(day("2011-12-30")), None);
        let (_, end) = apia.bounds(day("2011-12-29")).expect("the day exists");
        assert_eq!(end, apia.start_of(day("2011-12-31")));
    }

    #[test]
    fn a_time_of_day_stays_within_its_day() {
        let berlin = zone("Europe/Berlin");
        let skipped = berlin.at(day("2026-03-29"), 150);
        assert_eq!(skipped.to_rfc3339(), "2026-03-29T01:30:00+00:00");
        let evening = berlin.at(day("2026-11-23"), 23 * 60 + 30);
        assert_eq!(evening.to_rfc3339(), "2026-11-23T22:30:00+00:00");
    }

    #[test]
    fn an_unknown_zone_is_refused() {
        assert!(Zone::parse("Europe/Atlantis").is_err());
        assert!(Zone::parse("").is_err());
    }

    /// Days tile the line of time: no overlap and no hole, in every zone, around
    /// every change of its clock from 1970 to 2037.
    #[test]
    fn r24_days_tile() {
        let end = Timestamp::new(2_145_916_800, 0).expect("in range");
        for name in jiff::tz::db().available() {
            let zone = zone(name.as_str());
            let changes = zone.rules.following(Timestamp::UNIX_EPOCH);
            for change in changes.take_while(|change| change.timestamp() < end) {
                let around = zone.day_of(to_utc(change.timestamp()));
                for day in (-2..=2).map(|offset| around + offset) {
                    assert_tiles(&zone, day);
                }
            }
        }
    }

    fn assert_tiles(zone: &Zone, day: Day) {
        let (start, end) = (zone.start_of(day), zone.end_of(day));
        assert!(start <= end, "{} {day} is reversed", zone.name());
        if start < end {
            let last = end - chrono::TimeDelta::seconds(1);
            assert_eq!(zone.day_of(start), day, "{} first instant", zone.name());
            assert_eq!(zone.day_of(last), day, "{} last instant", zone.name());
        }
    }

    #[test]
    fn the_day_after_one_whose_midnight_is_skipped_begins_at_midnight() {
        let zone = zone("America/Sao_Paulo");
        let days = DayRange {
            from: day("2017-10-14"),
            to: day("2017-10-17"),
        };
        let starts: Vec<String> = zone
            .starts_of(days)
            .map(|start| start.to_rfc3339())
            .collect();
        let expected = [
            "2017-10-14T03:00:00+00:00",
            "2017-10-15T03:00:00+00:00",
            "2017-10-16T02:00:00+00:00",
            "2017-10-17T02:00:00+00:00",
        ];
        assert_eq!(starts, expected);
    }

    proptest! {
        #[test]
        fn days_of_a_range_begin_as_each_does(first in -30_000_i32..40_000, pick in 0_usize..1000) {
            let names: Vec<_> = jiff::tz::db().available().collect();
            let zone = zone(names[pick % names.len()].as_str());
            let days = DayRange { from: Day::from_days(first), to: Day::from_days(first + 800) };
            for (day, start) in days.days().zip(zone.starts_of(days)) {
                prop_assert_eq!(start, zone.start_of(day), "{} {}", zone.name(), day);
            }
        }

        #[test]
        fn r24_an_instant_lies_in_its_day(second in 0_i64..2_145_916_800, pick in 0_usize..1000) {
            let names: Vec<_> = jiff::tz::db().available().collect();
            let zone = zone(names[pick % names.len()].as_str());
            let instant = DateTime::from_timestamp(second, 0).expect("in range");
            let (start, end) = zone.bounds(zone.day_of(instant)).expect("it contains an instant");
            prop_assert!(start <= instant && instant < end, "{} {instant}", zone.name());
        }
    }
}
