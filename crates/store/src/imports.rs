//! Imports: what each did, and taking one back as a whole.

mod undo;
mod undo_sql;
mod write;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::db::read;
use crate::{Store, StoreError};

pub use undo::{EmptiedMetric, Undone, UndoneMetric};
pub use write::{ImportWriter, NewImport, WrittenImport};

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The batch of its values, by which it is named.
    pub batch: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// The file's name.
    pub file: String,
    /// Values of days that had none.
    pub added: u64,
    /// Values that took others' places.
    pub replaced: u64,
    /// Values that were not taken, as others were to stay.
    pub kept: u64,
    /// Cells that were refused.
    pub refused: u64,
    /// Metrics that it made, by slug.
    pub metrics: Vec<String>,
    /// When it was undone, and by whom.
    pub undone: Option<(DateTime<Utc>, String)>,
}

#[derive(FromRow)]
struct Row {
    batch_id: i32,
    at: DateTime<Utc>,
    actor: String,
    note: String,
    added: i64,
    replaced: i64,
    kept: i64,
    refused: i64,
    metrics: String,
    undone_at: Option<DateTime<Utc>>,
    undone_by: Option<String>,
}

impl TryFrom<Row> for ImportRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            batch: row.batch_id,
            at: row.at,
            actor: row.actor,
            file: row.note,
            added: row.added.unsigned_abs(),
            replaced: row.replaced.unsigned_abs(),
            kept: row.kept.unsigned_abs(),
            refused: row.refused.unsigned_abs(),
            metrics: serde_json::from_str(&row.metrics).map_err(StoreError::unexpected)?,
            undone: row
                .undone_at
                .map(|at| (at, row.undone_by.unwrap_or_default())),
        })
    }
}

const IMPORTS: &str =
    "select i.batch_id, b.at, b.actor, b.note, i.added, i.replaced, i.kept, i.refused,
            i.metrics, i.undone_at, i.undone_by
     from dbag_import i
     join dbag_batch b on b.id = i.batch_id ";

impl Store {
    /// The last imports, the newest first.
    pub async fn imports(&self, limit: i64) -> Result<Vec<ImportRow>, StoreError> {
        let query = format!("{IMPORTS} order by i.batch_id desc limit $1");
        let rows: Vec<Row> = read!(self.db, on => {
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(limit).fetch_all(on)
        })?;
        rows.into_iter().map(ImportRow::try_from).collect()
    }

    /// The import that brought a batch.
    pub async fn import(&self, batch: i32) -> Result<ImportRow, StoreError> {
        let query = format!("{IMPORTS} where i.batch_id = $1");
        let row: Option<Row> = read!(self.db, on => {
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(batch).fetch_optional(on)
        })?;
        row.ok_or_else(|| StoreError::not_found("import", batch))?
            .try_into()
    }
}
