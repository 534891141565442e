//! Whether anything was written, by whichever process, for a question in a hundred.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqlitePool};
use tokio::sync::Mutex;

use crate::Store;
use crate::db::Db;

/// SQLite counts, for each connection, how often others have written (`data_version`). So one
/// connection is kept for that question alone.
#[derive(Debug, Default)]
pub(crate) struct Watch(Mutex<Asked>);

#[derive(Debug, Default)]
struct Asked {
    connection: Option<PoolConnection<Sqlite>>,
    /// When it was asked last, and the answer.
    answer: Option<(Instant, i64)>,
}

/// Numbers of different connections say nothing of each other: each begins far from all others.
static CONNECTIONS: AtomicI64 = AtomicI64::new(0);
const APART: i64 = 1 << 40;

impl Watch {
    async fn version(&self, pool: &SqlitePool) -> Option<i64> {
        let came = Instant::now();
        let mut asked = self.0.lock().await;
        // Who waited for the connection shares an answer that was asked for since.
        if let Some((at, version)) = asked.answer
            && at > came
        {
            return Some(version);
        }
        asked.answer = None;
        if asked.connection.is_none() {
            CONNECTIONS.fetch_add(1, Ordering::Relaxed);
            asked.connection = pool.acquire().await.ok();
        }
        let at = Instant::now();
        let connection = asked.connection.as_mut()?;
        let version = sqlx::query_scalar::<_, i64>("pragma data_version");
        match version.fetch_one(&mut **connection).await {
            Ok(version) => {
                let version = version + CONNECTIONS.load(Ordering::Relaxed) * APART;
                asked.answer = Some((at, version));
                Some(version)
            }
            Err(_) => {
                asked.connection = None;
                None
            }
        }
    }

    /// Gives its connection back.
    pub(crate) async fn close(&self) {
        *self.0.lock().await = Asked::default();
    }
}

impl Store {
    /// A number that is another one after anything was written. None where that cannot be told
    /// for less than reading: on Postgres, whose counts change before what was written is seen.
    pub async fn written(&self) -> Option<i64> {
        match &self.db {
            Db::Sqlite { reader, .. } => self.watch.version(reader).await,
            Db::Postgres(_) => None,
        }
    }
}
