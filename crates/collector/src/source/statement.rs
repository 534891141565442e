//! A statement with what is bound to it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// A value bound to a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// No value.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
    /// A date.
    Date(NaiveDate),
    /// What a clock shows, without a zone.
    Clock(NaiveDateTime),
    /// An instant.
    Instant(DateTime<Utc>),
}

/// Who wrote a statement, and so what holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A user's query: checked, wrapped as a sub-select, read only.
    Users,
    /// Written by a metric type from checked names: read only.
    Generated,
    /// Dbag's own reading of the engine's catalogue.
    Catalog,
    /// `explain`, with the planner told to avoid a scan where it can.
    Plan,
}

/// A statement in the engine's own SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    sql: String,
    params: Vec<Param>,
    purpose: Purpose,
}

impl Statement {
    /// A user's query, which may be anything that was typed.
    pub fn users(sql: impl Into<String>, params: Vec<Param>) -> Self {
        Self::new(sql, params, Purpose::Users)
    }

    /// A statement of Dbag's own.
    pub fn new(sql: impl Into<String>, params: Vec<Param>, purpose: Purpose) -> Self {
        Self {
            sql: sql.into(),
            params,
            purpose,
        }
    }

    /// A question to the engine's catalogue.
    pub(crate) fn catalog(sql: &str, params: Vec<Param>) -> Self {
        Self::new(sql, params, Purpose::Catalog)
    }

    /// The text.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// What is bound, in order.
    pub fn params(&self) -> &[Param] {
        &self.params
    }

    /// Who wrote it.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The text as it is sent: a user's query becomes a sub-select of at most `rows` rows.
    ///
    /// The line breaks keep a comment at its end from swallowing ours.
    pub(crate) fn wrapped(&self, rows: usize) -> String {
        match self.purpose {
            Purpose::Users => format!("select * from (\n{}\n) as answer limit {rows}", self.sql),
            _ => self.sql.clone(),
        }
    }
}
