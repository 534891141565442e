//! Days as arithmetic: how a clock's seconds become day numbers in a zone.
//!
//! SQLite and MySQL have no zone tables to rely on, and Postgres' may be older
//! than ours. So the rules of `Zone` are sent along: a range of days is cut
//! into stretches in which every day has 86,400 seconds, and single days that
//! have not.

use dbag_domain::{Day, DayRange};

const SECONDS: i64 = 86_400;

/// A part of a range of days, up to a second of the column's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The first second that is not in it.
    pub(super) until: i64,
    /// How its seconds become days.
    pub(super) days: Days,
}

/// How seconds become a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    /// Shifted by so many seconds, every 86,400 are a day since 1970.
    Even(i64),
    /// All of them are one day.
    One(Day),
}

/// Cuts a range into stretches; `start_of` is the second at which a day starts.
pub(super) fn stretches(days: DayRange, start_of: impl Fn(Day) -> i64) -> Vec<Stretch> {
    let mut cut: Vec<Stretch> = Vec::new();
    let mut start = start_of(days.from);
    for day in days.days() {
        let until = start_of(day.next());
        let next = if until - start == SECONDS {
            Days::Even(i64::from(day.days()) * SECONDS - start)
        } else {
            Days::One(day)
        };
        match cut.last_mut() {
            Some(last) if last.days == next => last.until = until,
            // A day that the zone skipped has no second.
            _ if until <= start => {}
            _ => cut.push(Stretch { until, days: next }),
        }
        start = until;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::Zone;

    fn range(from: &str, to: &str) -> DayRange {
        let day = |text| Day::parse(text).expect("a date");
        DayRange::new(day(from), day(to)).expect("in order")
    }

    fn day_of(cut: &[Stretch], second: i64) -> Option<Day> {
        let stretch = cut.iter().find(|stretch| second < stretch.until)?;
        Some(match stretch.days {
            Days::One(day) => day,
            Days::Even(shift) => {
                let days = (second + shift).div_euclid(SECONDS);
                Day::from_days(i32::try_from(days).expect("in range"))
            }
        })
    }

    #[test]
    fn r24_every_second_lies_in_its_zones_day() {
        for (name, from, to) in [
            ("UTC", "2026-01-01", "2026-12-31"),
            ("Europe/Berlin", "2025-01-01", "2026-12-31"),
            ("Africa/Cairo", "2026-04-01", "2026-11-30"),
            ("America/Sao_Paulo", "2018-01-01", "2018-12-31"),
            ("America/St_Johns", "2005-01-01", "2006-12-31"),
            ("Australia/Lord_Howe", "2026-01-01", "2026-12-31"),
            ("Pacific/Apia", "2011-12-20", "2012-01-10"),
        ] {
            let zone = Zone::parse(name).expect("a zone");
            let days = range(from, to);
            let start = zone.start_of(days.from).timestamp();
            let end = zone.end_of(days.to).timestamp();
            let cut = stretches(days, |day| zone.start_of(day).timestamp());
            for second in (start..end).step_by(1_799) {
                let instant = chrono::DateTime::from_timestamp(second, 0).expect("in range");
                assert_eq!(
                    day_of(&cut, second),
                    Some(zone.day_of(instant)),
                    "{name} {instant}"
                );
            }
            assert_eq!(day_of(&cut, end - 1), Some(days.to), "{name}");
        }
    }

    #[test]
    fn a_year_in_berlin_is_five_stretches() {
        let zone = Zone::parse("Europe/Berlin").expect("a zone");
        let cut = stretches(range("2026-01-01", "2026-12-31"), |day| {
            zone.start_of(day).timestamp()
        });
        assert_eq!(cut.len(), 5);
    }
}
