//! What can go wrong in the store, by what the caller can do about it.

use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A name that must be unique is in use.
    #[error("{what} `{name}` exists already")]
    Taken {
        /// What has the name: `metric`, `source`, `user`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Something named is not there.
    #[error("{what} `{name}` does not exist")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Somebody else saved in between.
    #[error("it was changed by somebody else in the meantime")]
    Stale,
    /// The lease on the days ran out and somebody else holds it.
    #[error("the lease on these days was lost")]
    LeaseLost,
    /// Somebody else asks these days.
    #[error("it is being collected right now")]
    Leased {
        /// When they may be asked by others at the latest.
        until: chrono::DateTime<chrono::Utc>,
    },
    /// A value is there already and must not be replaced.
    #[error("{} there already, the first on {first}", if *count == 1 { "1 value is".to_owned() } else { format!("{count} values are") })]
    ValuesExist {
        /// How many.
        count: usize,
        /// The first day of them.
        first: dbag_domain::Day,
    },
    /// A source that is still asked.
    #[error("source `{name}` is used by {users}")]
    InUse {
        /// The source.
        name: String,
        /// Who asks it: metrics by slug, and kinds of objects.
        users: String,
    },
    /// The database was written by a newer program.
    #[error(
        "the database has version {found}, this program knows versions up to {known}; \
         use the newer program or restore a backup"
    )]
    NewerDatabase {
        /// The newest migration of the database.
        found: i64,
        /// The newest migration of the program.
        known: i64,
    },
    /// Tables of another program bear our names.
    #[error(
        "the database holds a table `dbag_metric` that is not ours (the Django package dbag has \
         one); give Dbag a database or schema of its own, and read the old values with `dbag import`"
    )]
    ForeignTables,
    /// The instance key is not the one the secrets were sealed with.
    #[error(
        "the instance key is not the one of this database; put back `secret.key` or \
         DBAG_SECRET_KEY as it was"
    )]
    WrongKey,
    /// The file is damaged.
    #[error(
        "the database file is damaged ({0}); it was left as it is: restore a backup with \
         `dbag restore`"
    )]
    Corrupt(String),
    /// The database cannot be reached or is locked for too long.
    #[error("the database does not answer: {0}")]
    Busy(String),
    /// The disk is full or read-only.
    #[error("the database cannot be written: {0}")]
    NotWritable(String),
    /// The address of the database cannot be used.
    #[error("{0}")]
    BadLocation(String),
    /// A row that the rules of the domain do not allow.
    #[error("the database holds something unexpected: {0}")]
    Unexpected(String),
    /// Anything else.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
                Self::Busy(error.to_string())
            }
            sqlx::Error::Database(cause) => {
                let is_sqlite = cause
                    .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                    .is_some();
                let kind = match cause.code() {
                    Some(code) if is_sqlite => Kind::of_sqlite(&code),
                    Some(code) => Kind::of_postgres(&code),
                    None => Kind::Other,
                };
                match kind {
                    Kind::Busy => Self::Busy(cause.to_string()),
                    Kind::NotWritable => Self::NotWritable(cause.to_string()),
                    Kind::Corrupt => Self::Corrupt(cause.to_string()),
                    Kind::Other => Self::Database(error),
                }
            }
            _ => Self::Database(error),
        }
    }
}

/// What a database's code says, as far as callers care.
enum Kind {
    Busy,
    NotWritable,
    Corrupt,
    Other,
}

impl Kind {
    /// The lowest byte of an extended result code is the code itself (sqlite.org/rescode.html).
    fn of_sqlite(code: &str) -> Self {
        match code.parse::<u32>().map(|code| code & 0xff) {
            // Busy, locked.
            Ok(5 | 6) => Self::Busy,
            // Read-only, I/O error, full, cannot open.
            Ok(8 | 10 | 13 | 14) => Self::NotWritable,
            // Corrupt, not a database.
            Ok(11 | 26) => Self::Corrupt,
            _ => Self::Other,
        }
    }

    fn of_postgres(code: &str) -> Self {
        match code {
            // Shutting down, crashed, starting; deadlock, serialization failure.
            "57P01" | "57P02" | "57P03" | "40P01" | "40001" => Self::Busy,
            // Read-only, disk full.
            "25006" | "53100" => Self::NotWritable,
            _ => Self::Other,
        }
    }
}

impl StoreError {
    /// Makes a refused duplicate into `Taken`; other errors stay what they are.
    pub(crate) fn taken(error: sqlx::Error, what: &'static str, name: &str) -> Self {
        let is_duplicate =
            matches!(&error, sqlx::Error::Database(cause) if cause.is_unique_violation());
        if is_duplicate {
            Self::Taken {
                what,
                name: name.to_owned(),
            }
        } else {
            error.into()
        }
    }

    /// What the database itself said, without what the driver says around it.
    pub fn cause(&self) -> String {
        match self {
            Self::Database(sqlx::Error::Database(said)) => said.message().to_owned(),
            other => other.to_string(),
        }
    }

    pub(crate) fn not_found(what: &'static str, name: impl ToString) -> Self {
        Self::NotFound {
            what,
            name: name.to_string(),
        }
    }

    pub(crate) fn unexpected(cause: impl ToString) -> Self {
        Self::Unexpected(cause.to_string())
    }
}
