//! `:day`, `:start`, `:end`, `:start_at`, `:end_at`, `:start_local`, `:end_local` and `:object`:
//! bound, never pasted.

use chrono::{DateTime, NaiveTime, Utc};
use dbag_domain::{Day, DayRange, ObjectKey, SourceKind, Zone};

use super::token::{Kind, tokenize};
use crate::source::{Param, Statement};

/// The names of those that say which days are asked.
pub(super) const DAY_PARAMETERS: [&str; 7] = [
    "day",
    "start",
    "end",
    "start_at",
    "end_at",
    "start_local",
    "end_local",
];

/// Which parameters a query uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Parameters {
    /// `:day`.
    pub(crate) day: bool,
    /// `:start`, `:end`, `:start_at`, `:end_at`, `:start_local` or `:end_local`.
    pub(crate) range: bool,
    /// One of these that is a point in time: `:start_at`, `:end_at`, `:start_local` or `:end_local`.
    pub(crate) time: bool,
    /// `:object`.
    pub(crate) object: bool,
}

impl Parameters {
    /// Finds the parameters; refuses names that mean nothing and the engine's own spellings.
    pub(crate) fn find(sql: &str, engine: SourceKind) -> Result<Self, String> {
        let mut found = Self::default();
        for token in tokenize(sql, engine)? {
            let text = token.text(sql);
            match token.kind {
                Kind::Parameter => match &text[1..] {
                    "day" => found.day = true,
                    "start" | "end" => found.range = true,
                    "start_at" | "end_at" | "start_local" | "end_local" => {
                        found.range = true;
                        found.time = true;
                    }
                    "object" => found.object = true,
                    _ => return Err(unknown(text)),
                },
                Kind::Placeholder => return Err(unknown(text)),
                _ => {}
            }
        }
        Ok(found)
    }

    /// Whether several days are asked at once, as a range.
    pub(crate) const fn asks_ranges(self) -> bool {
        self.range && !self.day
    }

    /// Whether a day can be asked for at all.
    pub(crate) const fn has_days(self) -> bool {
        self.day || self.range
    }
}

fn unknown(text: &str) -> String {
    let text: String = text.chars().take(40).collect();
    let known = DAY_PARAMETERS.map(|name| format!(":{name}")).join(", ");
    format!("`{text}` is no parameter; there are {known}, :object")
}

/// What the parameters stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParameterValues<'a> {
    /// The days asked for; `:day` is the first.
    pub(crate) days: DayRange,
    /// The zone they are days in.
    pub(crate) zone: &'a Zone,
    /// The object asked for.
    pub(crate) object: Option<&'a ObjectKey>,
}

impl ParameterValues<'_> {
    fn value(&self, name: &str, engine: SourceKind) -> Param {
        match name {
            "end" => date(self.days.to, engine),
            "start_at" => instant(self.zone.start_of(self.days.from), engine),
            "end_at" => instant(self.zone.end_of(self.days.to), engine),
            "start_local" => clock(self.days.from, engine),
            "end_local" => clock(self.days.to.next(), engine),
            "object" => self
                .object
                .map_or(Param::Null, |key| Param::Text(key.as_str().to_owned())),
            _ => date(self.days.from, engine),
        }
    }
}

/// SQLite has no dates: what its users store, and what `date()` gives, is ISO text.
fn date(day: Day, engine: SourceKind) -> Param {
    match engine {
        SourceKind::Sqlite => Param::Text(day.to_string()),
        _ => Param::Date(day.to_date()),
    }
}

/// Midnight as a clock in the metric's zone shows it, whatever instant that is.
fn clock(day: Day, engine: SourceKind) -> Param {
    let clock = day.to_date().and_time(NaiveTime::MIN);
    match engine {
        SourceKind::Sqlite => Param::Text(clock.format("%Y-%m-%d %H:%M:%S").to_string()),
        _ => Param::Clock(clock),
    }
}

/// On SQLite in UTC as `datetime()` writes it, which sorts with what Django and Rails write.
fn instant(instant: DateTime<Utc>, engine: SourceKind) -> Param {
    match engine {
        SourceKind::Sqlite => Param::Text(instant.format("%Y-%m-%d %H:%M:%S").to_string()),
        _ => Param::Instant(instant),
    }
}

/// Puts the engine's placeholders in the parameters' places.
pub(crate) fn bind(
    sql: &str,
    engine: SourceKind,
    values: &ParameterValues<'_>,
) -> Result<Statement, String> {
    let mut rewritten = String::with_capacity(sql.len());
    let mut params = Vec::new();
    for token in tokenize(sql, engine)? {
        let text = token.text(sql);
        if token.kind == Kind::Parameter {
            params.push(values.value(&text[1..], engine));
            rewritten.push_str(&engine_placeholder(engine, params.len()));
        } else {
            rewritten.push_str(text);
        }
    }
    Ok(Statement::users(rewritten, params))
}

/// The `number`th placeholder, counted from 1.
pub(crate) fn engine_placeholder(engine: SourceKind, number: usize) -> String {
    match engine {
        SourceKind::Postgres => format!("${number}"),
        SourceKind::Sqlite => format!("?{number}"),
        SourceKind::MySql => "?".to_owned(),
    }
}
