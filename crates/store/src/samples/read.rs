//! Reading series as columns, one row a series.
//!
//! A row a day costs sqlx ten times the database's own work, so each series
//! comes as one row: of texts on SQLite, of arrays on Postgres.

use std::sync::Arc;

use super::columns::{Columns, ReadColumns};
use super::{postgres_columns, sqlite_columns};
use crate::db::Db;
use crate::{SeriesRow, Store, StoreError};

impl Store {
    /// The columns of series, from the cache where their revision has not changed.
    ///
    /// The rows come from one statement and say which revision is current;
    /// one more statement reads what changed.
    pub async fn columns(&self, series: &[SeriesRow]) -> Result<Vec<Arc<Columns>>, StoreError> {
        let mut found: Vec<Option<Arc<Columns>>> = series
            .iter()
            .map(|row| self.columns.get(row.id, row.revision))
            .collect();
        let missing: Vec<usize> = (0..series.len())
            .filter(|at| found[*at].is_none())
            .collect();
        if !missing.is_empty() {
            let ids: Vec<i32> = missing.iter().map(|at| series[*at].id.0).collect();
            let mut fresh = self.read_columns(&ids).await?;
            for at in missing {
                let row = &series[at];
                let (revision, columns) = fresh
                    .remove(&row.id)
                    .unwrap_or_else(|| (row.revision, Columns::build(std::iter::empty())));
                let columns = Arc::new(columns);
                self.columns.put(row.id, revision, Arc::clone(&columns));
                found[at] = Some(columns);
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// Reads revision and values of series, each in one snapshot.
    async fn read_columns(&self, ids: &[i32]) -> Result<ReadColumns, StoreError> {
        match &self.db {
            Db::Sqlite { reader, .. } => sqlite_columns::read(reader, ids).await,
            Db::Postgres(pool) => postgres_columns::read(pool, ids).await,
        }
    }
}
