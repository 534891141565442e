//! The two databases, and how one text runs on either.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::StoreError;

/// The pools of the database in use.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// One writer, because SQLite has one; readers that cannot write.
    Sqlite {
        reader: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Begins a transaction that writes.
    ///
    /// On SQLite it takes the write lock at once: a reading transaction that
    /// wants to write later is refused without waiting.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }
}

impl Tx {
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Runs a query on the readers' pool: `read!(db, on => sqlx::query(…).fetch_all(on))`.
macro_rules! read {
    ($db:expr, $on:ident => $query:expr) => {
        match &$db {
            $crate::db::Db::Sqlite { reader: $on, .. } => $query.await,
            $crate::db::Db::Postgres($on) => $query.await,
        }
    };
}

/// Runs one statement that writes, as a transaction of its own.
macro_rules! write {
    ($db:expr, $on:ident => $query:expr) => {
        match &$db {
            $crate::db::Db::Sqlite { writer: $on, .. } => $query.await,
            $crate::db::Db::Postgres($on) => $query.await,
        }
    };
}

/// Runs a query within a transaction.
macro_rules! within {
    ($tx:expr, $on:ident => $query:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $on = &mut **tx;
                $query.await
            }
            $crate::db::Tx::Postgres(tx) => {
                let $on = &mut **tx;
                $query.await
            }
        }
    };
}

/// How many rows a statement changed, within a transaction.
macro_rules! changed_within {
    ($tx:expr, $query:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => $query
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
            $crate::db::Tx::Postgres(tx) => $query
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
        }
    };
}

/// How many rows a statement changed, as a transaction of its own.
macro_rules! changed {
    ($db:expr, $query:expr) => {
        match &$db {
            $crate::db::Db::Sqlite { writer, .. } => $query
                .execute(writer)
                .await
                .map(|done| done.rows_affected()),
            $crate::db::Db::Postgres(pool) => {
                $query.execute(pool).await.map(|done| done.rows_affected())
            }
        }
    };
}

pub(crate) use {changed, changed_within, read, within, write};
