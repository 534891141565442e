//! SQLite: a file opened for reading, behind an authorizer and a clock.

use std::fs;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow, SqliteValueRef,
};
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Decode, Row, Sqlite, TypeInfo, ValueRef,
};
use tokio::sync::OwnedSemaphorePermit;

use super::address::SourceAddress;
use super::cell::Cell;
use super::grid::Grid;
use super::limits::Limits;
use super::sqlite_lock;
use super::sqlite_words::tell_code;
use super::statement::{Param, Purpose, Statement};
use super::words::tell;
use crate::error::CollectError;

/// How many steps of SQLite's machine pass between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 5_000;

/// How long a writer of the user's may keep us waiting.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);

pub(super) struct SqliteSession {
    connection: SqliteConnection,
    /// Held by the progress handler too: a dropped connection ends its statement later.
    permit: Arc<OwnedSemaphorePermit>,
}

impl SqliteSession {
    pub(super) async fn open(
        address: &SourceAddress,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, CollectError> {
        let path = address.file().expect("a SQLite address has a file");
        check_file(address)?;
        let open = async {
            let options = SqliteConnectOptions::new()
                .filename(path)
                .read_only(true)
                .create_if_missing(false)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("query_only", "on")
                .pragma("trusted_schema", "off")
                .statement_cache_capacity(0)
                // Rows wait here while the next ones are read: few, as one may be large.
                .row_buffer_size(4)
                .disable_statement_logging();
            let mut connection = options.connect().await?;
            let mut handle = connection.lock_handle().await?;
            sqlite_lock::limit(&mut handle);
            drop(handle);
            Ok(connection)
        };
        let connection = open
            .await
            .map_err(|error| tell(error, address, tell_code))?;
        Ok(Self {
            connection,
            permit: Arc::new(permit),
        })
    }

    pub(super) async fn ask(
        &mut self,
        statement: &Statement,
        limits: &Limits,
        address: &SourceAddress,
    ) -> Result<Grid, CollectError> {
        let sql = statement.wrapped(limits.max_rows + 1);
        let is_one = self
            .prepare_handle(statement.purpose(), &sql, limits)
            .await
            .map_err(|error| tell(error, address, tell_code))?;
        if !is_one {
            return Err(CollectError::refused("write one statement; there are more"));
        }
        self.fetch(sql, statement.params(), limits)
            .await
            .map_err(|error| tell(error, address, tell_code))
    }

    /// Locks the connection and starts the clock; says whether `sql` is one statement.
    async fn prepare_handle(
        &mut self,
        purpose: Purpose,
        sql: &str,
        limits: &Limits,
    ) -> sqlx::Result<bool> {
        let deadline = Instant::now() + limits.timeout;
        let permit = Arc::clone(&self.permit);
        let mut handle = self.connection.lock_handle().await?;
        handle.set_progress_handler(STEPS_BETWEEN_LOOKS, move || {
            let _held_until_the_end = &permit;
            Instant::now() < deadline
        });
        if purpose == Purpose::Catalog {
            sqlite_lock::unlock(&mut handle);
            return Ok(true);
        }
        sqlite_lock::lock(&mut handle);
        Ok(sqlite_lock::is_one_statement(&mut handle, sql))
    }

    async fn fetch(
        &mut self,
        sql: String,
        params: &[Param],
        limits: &Limits,
    ) -> sqlx::Result<Grid> {
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        let query = params.iter().fold(query, bind);
        let mut grid = Grid::default();
        let mut rows = query.fetch(&mut self.connection);
        while let Some(row) = rows.try_next().await? {
            let columns = row.columns();
            if grid.columns.is_empty() {
                grid.columns = columns
                    .iter()
                    .map(|column| column.name().to_owned())
                    .collect();
            }
            let cells = (0..columns.len()).map(|at| read_cell(&row, at)).collect();
            if !grid.push(cells, limits) {
                break;
            }
        }
        Ok(grid)
    }

    pub(super) async fn close(self) {
        // Nothing was written: what fails here changes nothing.
        let _ = self.connection.close().await;
    }

    /// Its thread ends at the next look at the clock.
    pub(super) async fn close_hard(self) {
        drop(self);
    }
}

/// SQLite says no more than "unable to open database file".
fn check_file(address: &SourceAddress) -> Result<(), CollectError> {
    let place = address.place();
    let words = match address.file().map(fs::metadata) {
        Some(Ok(file)) if file.is_file() => return Ok(()),
        Some(Ok(_)) => format!("{place} is not a file"),
        Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
            format!("there is no file {place}")
        }
        Some(Err(error)) => format!("{place} cannot be opened: {error}"),
        None => format!("{place} is not a file"),
    };
    Err(CollectError::field("url", words))
}

type SqliteQuery<'q> = Query<'q, Sqlite, SqliteArguments>;

fn bind<'q>(query: SqliteQuery<'q>, param: &Param) -> SqliteQuery<'q> {
    match param {
        Param::Null => query.bind(None::<String>),
        Param::Text(text) => query.bind(text.clone()),
        Param::Bytes(bytes) => query.bind(bytes.clone()),
        Param::Integer(number) => query.bind(*number),
        Param::Float(number) => query.bind(*number),
        Param::Date(date) => query.bind(date.to_string()),
        Param::Clock(clock) => query.bind(clock.format("%Y-%m-%d %H:%M:%S").to_string()),
        Param::Instant(instant) => query.bind(instant.format("%Y-%m-%d %H:%M:%S").to_string()),
    }
}

/// By the value's own type: a column's declared type binds SQLite to nothing.
fn read_cell(row: &SqliteRow, at: usize) -> Cell {
    let other = |type_name: &str| Cell::Other {
        type_name: type_name.to_lowercase(),
        hint: "cast it to a number or to text",
    };
    let Ok(value) = row.try_get_raw(at) else {
        return other("unknown");
    };
    // Decoding a NULL would give 0.
    if value.is_null() {
        return Cell::Null;
    }
    let name = value.type_info().name().to_owned();
    let cell = match name.as_str() {
        "INTEGER" => decoded(value, |number: i64| Cell::Integer(number.into())),
        "REAL" => decoded(value, Cell::Float),
        "TEXT" => decoded(value, Cell::Text),
        "BLOB" => decoded(value, Cell::Bytes),
        _ => None,
    };
    cell.unwrap_or_else(|| other(&name))
}

fn decoded<'r, T: Decode<'r, Sqlite>>(
    value: SqliteValueRef<'r>,
    to_cell: impl FnOnce(T) -> Cell,
) -> Option<Cell> {
    T::decode(value).ok().map(to_cell)
}
