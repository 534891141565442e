//! Opening a store: where it is and how its connections are set.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use crate::StoreError;
use crate::db::Db;
use crate::migrate::{self, MigrationState};
use crate::samples::ColumnCache;
use crate::totals_cache::TotalsCache;
use crate::watch::Watch;

/// Where Dbag's tables are.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// A `postgres://` address, password included.
    Postgres(String),
}

impl std::fmt::Debug for Location {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite {}", path.display()),
            Self::Postgres(_) => f.write_str("postgres"),
        }
    }
}

impl Location {
    /// Reads `DATABASE_URL`: `postgres://…`, `sqlite:///path` or a plain path.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(StoreError::BadLocation(
                "DATABASE_URL must start with postgres:// or sqlite://".to_owned(),
            )),
        }
    }

    /// The file, on SQLite.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

/// Dbag's own tables.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) location: Location,
    pub(crate) columns: std::sync::Arc<ColumnCache>,
    pub(crate) totals: std::sync::Arc<TotalsCache>,
    pub(crate) watch: std::sync::Arc<Watch>,
}

/// Waits this long for a lock that another process holds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// Waits this long for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);
/// Waits this long to learn why there was none.
const REASON_TIMEOUT: Duration = Duration::from_secs(2);
/// One of them only watches whether anything is written.
const READERS: u32 = 5;

impl Store {
    /// Opens the store without looking at its version; creates an empty SQLite file.
    pub async fn connect(location: &Location) -> Result<Self, StoreError> {
        let db = match location {
            Location::Sqlite(path) => open_sqlite(path).await?,
            Location::Postgres(url) => open_postgres(url).await?,
        };
        Ok(Self {
            db,
            location: location.clone(),
            columns: ColumnCache::shared(),
            totals: TotalsCache::shared(),
            watch: std::sync::Arc::default(),
        })
    }

    /// Opens the store and migrates it where it is older than this program.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        let store = Self::connect(location).await?;
        migrate::migrate(&store).await?;
        store.check_settings().await?;
        Ok(store)
    }

    /// How the database's version stands to the program's.
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        migrate::state(self).await
    }

    /// Brings the tables to the program's version; says from which version to which.
    pub async fn migrate(&self) -> Result<MigrationState, StoreError> {
        migrate::migrate(self).await
    }

    /// Where the tables are.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        crate::db::read!(self.db, on => sqlx::query_scalar::<_, i32>("select 1").fetch_one(on))?;
        Ok(())
    }

    /// Closes all connections; on SQLite the write-ahead log is written back.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { reader, writer } => {
                self.watch.close().await;
                reader.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }

    /// R6: what the promise of durability stands on is asserted, not assumed.
    async fn check_settings(&self) -> Result<(), StoreError> {
        let Db::Sqlite { writer, .. } = &self.db else {
            return Ok(());
        };
        let synchronous: i64 = sqlx::query_scalar("pragma synchronous")
            .fetch_one(writer)
            .await?;
        let journal: String = sqlx::query_scalar("pragma journal_mode")
            .fetch_one(writer)
            .await?;
        let foreign_keys: i64 = sqlx::query_scalar("pragma foreign_keys")
            .fetch_one(writer)
            .await?;
        if (synchronous, journal.as_str(), foreign_keys) == (2, "wal", 1) {
            Ok(())
        } else {
            Err(StoreError::BadLocation(format!(
                "the folder does not allow SQLite's write-ahead log (journal {journal}, \
                 synchronous {synchronous}); put the data on a local disk"
            )))
        }
    }
}

/// Statements are told to whoever asks for `sqlx=trace`, slow ones no louder than others.
fn quiet<O: ConnectOptions>(options: O) -> O {
    let [trace, off] = ["trace", "off"].map(|level| level.parse().expect("a level of the log"));
    options
        .log_statements(trace)
        .log_slow_statements(off, Duration::MAX)
}

async fn open_sqlite(path: &Path) -> Result<Db, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(LOCK_TIMEOUT)
        .pragma("temp_store", "memory")
        // Large exports must not keep the log growing for ever.
        .pragma("journal_size_limit", "67108864");
    let options = quiet(options);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_release(|connection, _| Box::pin(is_outside_transactions(connection)))
        .connect_with(options.clone())
        .await
        .map_err(|error| cannot_open(path, error))?;
    // All readers are opened now and kept: a full disk lets nobody open another one, and the
    // pages shall be read then, too.
    let reader = SqlitePoolOptions::new()
        .min_connections(READERS)
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options.create_if_missing(false).pragma("query_only", "on"))
        .await
        .map_err(|error| cannot_open(path, error))?;
    Ok(Db::Sqlite { reader, writer })
}

/// Whether a connection may be used again.
///
/// On a full disk SQLite rolls a transaction back by itself; sqlx' own rollback then fails, and
/// the connection counts as within a transaction for ever: everything written on it would be
/// refused or never committed. Such a connection is closed and another one opened.
async fn is_outside_transactions(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A transaction that was dropped is rolled back before this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn cannot_open(path: &Path, error: sqlx::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::Database(cause) => {
            StoreError::BadLocation(format!("cannot open {}: {cause}", path.display()))
        }
        other => other,
    }
}

async fn open_postgres(url: &str) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::BadLocation("DATABASE_URL is not a postgres:// address".into()))?
        .application_name("dbag");
    let options = quiet(options);
    let options = if url.contains("pgbouncer=true") {
        // A pooler in transaction mode hands out another session each time, and refuses options.
        options.statement_cache_capacity(0)
    } else {
        // R6: what is acknowledged is written, whatever the server's own default is.
        options.options([("synchronous_commit", "on")])
    };
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options.clone())
        .await;
    match pool {
        Ok(pool) => Ok(Db::Postgres(pool)),
        // The pool knows that it waited; one more try knows what for.
        Err(sqlx::Error::PoolTimedOut) => Err(why_unreachable(&options).await),
        Err(error) => Err(error.into()),
    }
}

async fn why_unreachable(options: &PgConnectOptions) -> StoreError {
    let cause = match timeout(REASON_TIMEOUT, PgConnection::connect_with(options)).await {
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) | Err(_) => "no answer".to_owned(),
    };
    let (host, port) = (options.get_host(), options.get_port());
    StoreError::Busy(format!("{host}:{port}: {cause}"))
}
