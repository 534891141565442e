//! MySQL and MariaDB: prepared protocol, in a transaction that only reads.

use futures_util::TryStreamExt;
use sqlx::mysql::{MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlRow, MySqlValueRef};
use sqlx::query::Query;
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Decode, MySql, Row, Type, TypeInfo, ValueRef,
};

use super::address::SourceAddress;
use super::cell::Cell;
use super::grid::Grid;
use super::limits::Limits;
use super::mysql_words::tell_code;
use super::statement::{Param, Statement};
use super::words::{tell, tell_too_slow};
use crate::error::CollectError;

/// Texts and quotes mean the same on every server, whatever its own mode is.
const SET_MODE: &str = "
set session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/// Statements are closed with their session, which is short. To close one needs no answer, and what
/// is sent next then waits for the network: 40 ms a statement (Nagle's algorithm).
const KEPT_STATEMENTS: usize = 64;

pub(super) struct MySqlSession {
    connection: MySqlConnection,
    is_mariadb: bool,
}

impl MySqlSession {
    pub(super) async fn connect(address: &SourceAddress) -> Result<Self, CollectError> {
        let url = address.url().expect("a MySQL address has a URL");
        let connect = async {
            let options = MySqlConnectOptions::from_url(url)?
                .timezone(Some("+00:00".to_owned()))
                .pipes_as_concat(false)
                .no_engine_substitution(false)
                .statement_cache_capacity(KEPT_STATEMENTS)
                .disable_statement_logging();
            let mut connection = options.connect().await?;
            sqlx::raw_sql(SET_MODE).execute(&mut connection).await?;
            let version: String = sqlx::query_scalar("select version()")
                .fetch_one(&mut connection)
                .await?;
            Ok((connection, version.contains("MariaDB")))
        };
        let (connection, is_mariadb) = connect
            .await
            .map_err(|error| tell(error, address, tell_code))?;
        Ok(Self {
            connection,
            is_mariadb,
        })
    }

    pub(super) async fn ask(
        &mut self,
        statement: &Statement,
        limits: &Limits,
        address: &SourceAddress,
    ) -> Result<Grid, CollectError> {
        let start = std::time::Instant::now();
        let grid = self
            .ask_once(statement, limits)
            .await
            .map_err(|error| tell(error, address, tell_code))?;
        // MySQL's sleep() ends at the limit with a 1 as if nothing had been.
        if start.elapsed() >= limits.timeout {
            return Err(tell_too_slow(limits));
        }
        Ok(grid)
    }

    async fn ask_once(&mut self, statement: &Statement, limits: &Limits) -> sqlx::Result<Grid> {
        let answer = self.ask_in_transaction(statement, limits).await;
        if answer.as_ref().is_ok_and(|grid| grid.is_flood(limits)) {
            return answer;
        }
        let rolled_back = sqlx::raw_sql("rollback")
            .execute(&mut self.connection)
            .await;
        answer.and_then(|grid| rolled_back.map(|_| grid))
    }

    async fn ask_in_transaction(
        &mut self,
        statement: &Statement,
        limits: &Limits,
    ) -> sqlx::Result<Grid> {
        let set_limit = if self.is_mariadb {
            let seconds = limits.timeout.as_secs_f64();
            format!("set session max_statement_time = {seconds}")
        } else {
            let milliseconds = limits.timeout.as_millis();
            format!("set session max_execution_time = {milliseconds}")
        };
        for sql in [set_limit, "start transaction read only".to_owned()] {
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut self.connection)
                .await?;
        }
        self.fetch(statement, limits).await
    }

    async fn fetch(&mut self, statement: &Statement, limits: &Limits) -> sqlx::Result<Grid> {
        let sql = statement.wrapped(limits.max_rows + 1);
        let query = sqlx::query(AssertSqlSafe(sql));
        let query = statement.params().iter().fold(query, bind);
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
        // Everything was rolled back: what fails here changes nothing.
        let _ = self.connection.close().await;
    }

    pub(super) async fn close_hard(self) {
        let _ = self.connection.close_hard().await;
    }
}

type MySqlQuery<'q> = Query<'q, MySql, MySqlArguments>;

fn bind<'q>(query: MySqlQuery<'q>, param: &Param) -> MySqlQuery<'q> {
    match param {
        Param::Null => query.bind(None::<String>),
        Param::Text(text) => query.bind(text.clone()),
        Param::Bytes(bytes) => query.bind(bytes.clone()),
        Param::Integer(number) => query.bind(*number),
        Param::Float(number) => query.bind(*number),
        Param::Date(date) => query.bind(*date),
        Param::Clock(clock) => query.bind(*clock),
        Param::Instant(instant) => query.bind(*instant),
    }
}

fn read_cell(row: &MySqlRow, at: usize) -> Cell {
    let Ok(value) = row.try_get_raw(at) else {
        return other("unknown", "");
    };
    if value.is_null() {
        return Cell::Null;
    }
    let name = value.type_info().name().to_owned();
    let cell = match name.as_str() {
        "BIT" => decoded(value, |number: u64| Cell::Integer(number.into())),
        "YEAR" => decoded(value, |number: u16| Cell::Integer(number.into())),
        "FLOAT" => decoded(value, |number: f32| {
            // 0.1 stays 0.1: the float that the shortest digits name.
            Cell::Float(number.to_string().parse().unwrap_or(f64::from(number)))
        }),
        "DOUBLE" => decoded(value, Cell::Float),
        "DECIMAL" => decoded(value, Cell::Decimal),
        "DATE" => decoded(value, Cell::Date),
        "DATETIME" => decoded(value, Cell::Clock),
        "TIMESTAMP" => decoded(value, Cell::Instant),
        "TIME" | "GEOMETRY" | "NULL" => None,
        name if name.ends_with("UNSIGNED") => {
            decoded(value, |number: u64| Cell::Integer(number.into()))
        }
        name if name.ends_with("INT") || name == "BOOLEAN" => {
            decoded(value, |number: i64| Cell::Integer(number.into()))
        }
        name => {
            // By the collation: the names of types say BINARY of `collate …_bin` as well.
            let is_text = name == "JSON" || <String as Type<MySql>>::compatible(&value.type_info());
            decoded(value, |bytes: Vec<u8>| match is_text {
                true => Cell::Text(String::from_utf8_lossy(&bytes).into_owned()),
                false => Cell::Bytes(bytes),
            })
        }
    };
    cell.unwrap_or_else(|| other(&name, hint_for(&name)))
}

fn decoded<'r, T: Decode<'r, MySql>>(
    value: MySqlValueRef<'r>,
    to_cell: impl FnOnce(T) -> Cell,
) -> Option<Cell> {
    T::decode(value).ok().map(to_cell)
}

fn hint_for(name: &str) -> &'static str {
    match name {
        "TIME" => "write `time_to_sec(…)`",
        "DATE" | "DATETIME" | "TIMESTAMP" => "dates of zeros are no days",
        _ => "cast it to a number or to text",
    }
}

fn other(type_name: &str, hint: &'static str) -> Cell {
    Cell::Other {
        type_name: type_name.to_lowercase(),
        hint,
    }
}
