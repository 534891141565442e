//! Sources: connections that metric types ask.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Slug;
use crate::spelled::spelled_enum;

/// The row of a source in `dbag_source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

spelled_enum! {
    /// What is on the other side of a source.
    SourceKind, "kind of source" {
        /// A PostgreSQL database.
        Postgres = "postgres",
        /// A MySQL or MariaDB database.
        MySql = "mysql",
        /// A SQLite file.
        Sqlite = "sqlite",
    }
}

impl SourceKind {
    /// The name people know it by.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL or MariaDB",
            Self::Sqlite => "SQLite",
        }
    }
}

/// A source without its secret: what may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its row.
    pub id: SourceId,
    /// Its name.
    pub slug: Slug,
    /// What it is.
    pub kind: SourceKind,
    /// Its address with the password left out.
    pub address: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}
