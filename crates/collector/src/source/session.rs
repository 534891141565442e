//! A fresh connection for one run, within the limits of each statement.

use dbag_domain::SourceKind;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::address::SourceAddress;
use super::grid::Grid;
use super::limits::Limits;
use super::mysql::MySqlSession;
use super::postgres::PostgresSession;
use super::sqlite::SqliteSession;
use super::statement::{Purpose, Statement};
use super::words;
use crate::error::CollectError;
use crate::sql::check_query;

/// A connection that serves one run and is then closed: no state of a session is shared.
pub struct Session {
    address: SourceAddress,
    limits: Limits,
    /// Gone after a statement that had to be abandoned.
    engine: Option<Engine>,
}

enum Engine {
    Postgres(PostgresSession, OwnedSemaphorePermit),
    MySql(MySqlSession, OwnedSemaphorePermit),
    /// Holds its permit itself, until the last statement has really ended.
    Sqlite(SqliteSession),
}

impl Session {
    /// Connects and signs in.
    pub(super) async fn open(
        address: &SourceAddress,
        limits: &Limits,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, CollectError> {
        let engine = timeout(Limits::CONNECT_TIMEOUT, Engine::connect(address, permit))
            .await
            .map_err(|_| words::tell_no_answer(address))??;
        Ok(Self {
            address: address.clone(),
            limits: *limits,
            engine: Some(engine),
        })
    }

    /// What is on the other side.
    pub const fn kind(&self) -> SourceKind {
        self.address.kind()
    }

    /// The limits of each statement.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs a statement; a user's query is checked first.
    ///
    /// An answer beyond the limits comes cut, which its `is_cut` says.
    pub async fn ask(&mut self, statement: &Statement) -> Result<Grid, CollectError> {
        let statement = match statement.purpose() {
            Purpose::Users => {
                let sql =
                    check_query(statement.sql(), self.kind()).map_err(CollectError::refused)?;
                Statement::users(sql, statement.params().to_vec())
            }
            _ => statement.clone(),
        };
        let Some(engine) = &mut self.engine else {
            let place = self.address.place();
            let message = format!("the connection to {place} was given up");
            return Err(CollectError::Unreachable(message));
        };
        let answer = engine.ask(&statement, &self.limits, &self.address);
        match timeout(self.limits.timeout + Limits::GRACE, answer).await {
            Ok(Ok(grid)) if grid.is_flood(&self.limits) => {
                self.abandon().await;
                Ok(grid)
            }
            Ok(answer) => answer,
            Err(_) => {
                self.abandon().await;
                Err(words::tell_too_slow(&self.limits))
            }
        }
    }

    /// Says goodbye; a session that is only dropped closes too, without manners.
    pub async fn close(mut self) {
        if let Some(engine) = self.engine.take() {
            // The answers are here already: a server that is slow to part is left.
            let _ = timeout(Limits::GRACE, engine.close()).await;
        }
    }

    /// Whether it can be asked again: not after a time-out, nor after a flood of bytes.
    pub(crate) const fn is_open(&self) -> bool {
        self.engine.is_some()
    }

    /// Gives the connection up while a statement runs: the server's own limit ends that.
    async fn abandon(&mut self) {
        if let Some(engine) = self.engine.take() {
            let _ = timeout(Limits::GRACE / 2, engine.close_hard()).await;
        }
    }
}

impl Engine {
    async fn connect(
        address: &SourceAddress,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, CollectError> {
        match address.kind() {
            SourceKind::Postgres => {
                let session = PostgresSession::connect(address).await?;
                Ok(Self::Postgres(session, permit))
            }
            SourceKind::MySql => {
                let session = MySqlSession::connect(address).await?;
                Ok(Self::MySql(session, permit))
            }
            SourceKind::Sqlite => SqliteSession::open(address, permit).await.map(Self::Sqlite),
        }
    }

    async fn ask(
        &mut self,
        statement: &Statement,
        limits: &Limits,
        address: &SourceAddress,
    ) -> Result<Grid, CollectError> {
        match self {
            Self::Postgres(session, _) => session.ask(statement, limits, address).await,
            Self::MySql(session, _) => session.ask(statement, limits, address).await,
            Self::Sqlite(session) => session.ask(statement, limits, address).await,
        }
    }

    async fn close(self) {
        match self {
            Self::Postgres(session, _permit) => session.close().await,
            Self::MySql(session, _permit) => session.close().await,
            Self::Sqlite(session) => session.close().await,
        }
    }

    async fn close_hard(self) {
        match self {
            Self::Postgres(session, _permit) => session.close_hard().await,
            Self::MySql(session, _permit) => session.close_hard().await,
            Self::Sqlite(session) => session.close_hard().await,
        }
    }
}
