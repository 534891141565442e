//! Postgres: one statement by protocol, in a transaction that only reads and is rolled back.

use futures_util::TryStreamExt;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Postgres, Row};

use super::address::SourceAddress;
use super::grid::Grid;
use super::limits::Limits;
use super::postgres_cell::read_cell;
use super::postgres_words::tell_code;
use super::statement::{Param, Purpose, Statement};
use super::words::tell;
use crate::error::CollectError;

/// Once this has run, the transaction cannot be made writable any more.
const SET_LIMITS: &str = "
select set_config('statement_timeout', $1, true),
       set_config('lock_timeout', $1, true),
       set_config('idle_in_transaction_session_timeout', $2, true),
       set_config('standard_conforming_strings', 'on', true),
       set_config('enable_seqscan', $3, true)";

/// How many types of the user's own an answer may have that the driver meets first.
const NEW_TYPES_AT_MOST: usize = 4;

pub(super) struct PostgresSession {
    connection: PgConnection,
}

impl PostgresSession {
    pub(super) async fn connect(address: &SourceAddress) -> Result<Self, CollectError> {
        let url = address.url().expect("a Postgres address has a URL");
        let connect = async {
            let options = PgConnectOptions::from_url(url)?
                .application_name("dbag")
                .statement_cache_capacity(0)
                .disable_statement_logging();
            options.connect().await
        };
        let connection = connect
            .await
            .map_err(|error| tell(error, address, tell_code))?;
        Ok(Self { connection })
    }

    pub(super) async fn ask(
        &mut self,
        statement: &Statement,
        limits: &Limits,
        address: &SourceAddress,
    ) -> Result<Grid, CollectError> {
        let mut answer = self.ask_once(statement, limits).await;
        for _ in 0..NEW_TYPES_AT_MOST {
            if !answer.as_ref().is_err_and(is_statement_gone) {
                break;
            }
            answer = self.ask_once(statement, limits).await;
        }
        answer.map_err(|error| tell(error, address, tell_code))
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
        let milliseconds = limits.timeout.as_millis().max(1);
        let idle = (limits.timeout + Limits::GRACE).as_millis();
        let scans = match statement.purpose() {
            Purpose::Plan => "off",
            _ => "on",
        };
        sqlx::raw_sql("begin read only")
            .execute(&mut self.connection)
            .await?;
        sqlx::query(SET_LIMITS)
            .bind(milliseconds.to_string())
            .bind(idle.to_string())
            .bind(scans)
            .persistent(false)
            .execute(&mut self.connection)
            .await?;
        self.fetch(statement, limits).await
    }

    async fn fetch(&mut self, statement: &Statement, limits: &Limits) -> sqlx::Result<Grid> {
        let sql = statement.wrapped(limits.max_rows + 1);
        let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
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

/// The driver asks what a type of the user's own is by another statement without a name, and so
/// loses ours. It remembers the type: the next try finds it. Statements with names would be no
/// way out: they stay behind in a pooler.
fn is_statement_gone(error: &sqlx::Error) -> bool {
    let code = match error {
        sqlx::Error::Database(error) => error.code(),
        _ => None,
    };
    code.as_deref() == Some("26000")
}

type PgQuery<'q> = Query<'q, Postgres, PgArguments>;

fn bind<'q>(query: PgQuery<'q>, param: &Param) -> PgQuery<'q> {
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
