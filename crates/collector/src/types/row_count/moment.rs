//! Points in time that a condition compares a column with.

use chrono::{DateTime, NaiveDateTime, Utc};
use dbag_domain::{Day, SourceKind};

use crate::source::{ColumnClass, Param, SourceColumn};

/// A day, or a time of one, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A date.
    Date(Day),
    /// A date and time that says no zone.
    Clock(NaiveDateTime),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Moment {
    /// `2026-11-01`, `2026-11-01 10:00`, `2026-11-01T10:00:00.5+02:00`, `2026-11-01 10:00:00Z`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(day) = Day::parse(text) {
            return Some(Self::Date(day));
        }
        let (date, rest) = text.split_at_checked(10)?;
        Day::parse(date).ok()?;
        let time = rest.strip_prefix(['T', 't', ' '])?.trim();
        let zoned = match time.strip_suffix(['Z', 'z']) {
            Some(time) => format!("{date} {}+00:00", time.trim_end()),
            None => format!("{date} {}", time.replace(' ', "")),
        };
        let instant = ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z"]
            .iter()
            .find_map(|format| DateTime::parse_from_str(&zoned, format).ok());
        if let Some(instant) = instant {
            return Some(Self::Instant(instant.with_timezone(&Utc)));
        }
        let clock = format!("{date} {time}");
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(&clock, format).ok())
            .map(Self::Clock)
    }

    /// Whether it says a time of its day.
    pub(super) const fn has_time(self) -> bool {
        !matches!(self, Self::Date(_))
    }

    /// As all engines read it; instants in UTC, which their sessions are in.
    pub(super) fn written(self) -> String {
        let format = "%Y-%m-%d %H:%M:%S%.6f";
        match self {
            Self::Date(day) => day.to_string(),
            Self::Clock(clock) => clock.format(format).to_string(),
            Self::Instant(instant) => instant.format(format).to_string(),
        }
    }
}

/// The value that a column of times is compared with. An offset that an engine would pass over in silence is
/// taken into account, or refused.
pub(super) fn read_time(
    text: &str,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Param, String> {
    let name = &column.name;
    let is_clock = column.class == ColumnClass::Clock;
    match Moment::parse(text) {
        Some(Moment::Instant(_)) if is_clock => Err(format!(
            "`{name}` has times without a zone: leave the zone of `{text}` out"
        )),
        Some(moment) => Ok(Param::Text(match engine {
            SourceKind::MySql => moment.written(),
            _ => text.to_owned(),
        })),
        // Postgres knows zones by their names.
        None if engine == SourceKind::Postgres && !is_clock && begins_with_a_date(text) => {
            Ok(Param::Text(text.to_owned()))
        }
        None => Err(format!(
            "`{name}` needs a date like 2026-01-31, or a time like 2026-01-31 10:00, not `{text}`"
        )),
    }
}

fn begins_with_a_date(text: &str) -> bool {
    text.get(..10).is_some_and(|date| Day::parse(date).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_however_they_are_written() {
        for (text, written) in [
            ("2026-11-01", "2026-11-01"),
            ("2026-11-01 10:00", "2026-11-01 10:00:00.000000"),
            ("2026-11-01T10:00:00", "2026-11-01 10:00:00.000000"),
            ("2026-11-01T10:00:00.25", "2026-11-01 10:00:00.250000"),
            ("2026-11-01T10:00:00Z", "2026-11-01 10:00:00.000000"),
            ("2026-11-01 00:30:00+02:00", "2026-10-31 22:30:00.000000"),
            ("2026-11-01 00:30 +0200", "2026-10-31 22:30:00.000000"),
            ("2026-11-01T00:30-03", "2026-11-01 03:30:00.000000"),
        ] {
            let read = Moment::parse(text).map(Moment::written);
            assert_eq!(read.as_deref(), Some(written), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-13-01",
            "2026-11-01x",
            "2026-11-01 Europe/Berlin",
            "2026-11-01 25:00",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
