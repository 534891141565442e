//! Imports: what each did, and taking one back as a whole.

mod undo;

use chrono::{DateTime, Utc};
use dbag_domain::{ObjectKey, ObjectKind};
use sqlx::FromRow;

use crate::db::{Db, Tx, changed_within, read, within};
use crate::objects::json;
use crate::samples::{count_differing, write_within};
use crate::{NewSample, SampleWrite, Store, StoreError, Written};

pub use undo::{EmptiedMetric, UndoneMetric};

/// What is kept of an import beside its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewImport {
    /// How many cells were refused.
    pub refused: u64,
    /// Slugs of metrics that it makes.
    pub metrics: Vec<String>,
}

/// What an import wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenImport {
    /// Values, without days of which the file says why they have none.
    pub written: Written,
    /// Those days, where that was not known before.
    pub gaps: u64,
}

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

/// Takes gaps out of the counts of what was written: that there is no value is no value.
async fn told_apart(
    tx: &mut Tx,
    mut written: Written,
    gaps: Vec<NewSample>,
) -> Result<WrittenImport, StoreError> {
    if gaps.is_empty() {
        return Ok(WrittenImport { written, gaps: 0 });
    }
    let batch = written.batch.unwrap_or(0);
    let (count, replacing): (i64, i64) = within!(&mut *tx, on => sqlx::query_as(
        "select count(*), count(v.id)
         from dbag_sample s
         left join dbag_sample_revision v
           on v.series_id = s.series_id and v.day = s.day and v.replaced_by = s.batch_id
         where s.batch_id = $1 and s.value is null"
    ).bind(batch).fetch_one(on))?;
    let (count, replacing) = (count.unsigned_abs(), replacing.unsigned_abs());
    let kept = count_differing(tx, gaps, batch).await?;
    written.added = written
        .added
        .saturating_sub(count.saturating_sub(replacing));
    written.replaced = written.replaced.saturating_sub(replacing);
    written.kept = written.kept.saturating_sub(kept);
    Ok(WrittenImport {
        written,
        gaps: count,
    })
}

impl Store {
    /// Writes the values of an import, and what it did, in one transaction.
    pub async fn write_import(
        &self,
        write: SampleWrite<'_>,
        import: &NewImport,
    ) -> Result<WrittenImport, StoreError> {
        let mut tx = self.db.begin().await?;
        let gaps = write.samples.iter().filter(|sample| sample.value.is_err());
        let gaps: Vec<NewSample> = gaps.copied().collect();
        let written = write_within(&mut tx, write).await?;
        let WrittenImport { mut written, gaps } = told_apart(&mut tx, written, gaps).await?;
        // An import adopts nothing but what was made up, which it takes the place of.
        written.replaced += std::mem::take(&mut written.adopted);
        if let Some(batch) = written.batch {
            let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            changed_within!(
                &mut tx,
                sqlx::query(
                    "insert into dbag_import (batch_id, added, replaced, kept, refused, metrics)
                     values ($1, $2, $3, $4, $5, $6)",
                )
                .bind(batch)
                .bind(count(written.added))
                .bind(count(written.replaced))
                .bind(count(written.kept))
                .bind(count(import.refused))
                .bind(json(&import.metrics)?)
            )?;
        }
        tx.commit().await?;
        Ok(WrittenImport { written, gaps })
    }

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

    /// Names objects that nobody has named yet.
    pub async fn name_unnamed(
        &self,
        kind: &ObjectKind,
        labels: &[(ObjectKey, String)],
    ) -> Result<(), StoreError> {
        if labels.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = labels.iter().map(|(key, _)| key.as_str()).collect();
        let names: Vec<&str> = labels.iter().map(|(_, label)| label.as_str()).collect();
        match &self.db {
            Db::Sqlite { writer, .. } => {
                let pairs: Vec<_> = keys.iter().zip(&names).collect();
                sqlx::query(
                    "update dbag_object
                     set label = o.value ->> 1
                     from json_each($2) o
                     where dbag_object.kind = $1
                       and dbag_object.key = o.value ->> 0
                       and dbag_object.label = ''",
                )
                .bind(kind.as_str())
                .bind(json(&pairs)?)
                .execute(writer)
                .await?;
            }
            Db::Postgres(pool) => {
                sqlx::query(
                    "update dbag_object
                     set label = k.label
                     from unnest($2::text[], $3::text[]) as k (key, label)
                     where dbag_object.kind = $1
                       and dbag_object.key = k.key
                       and dbag_object.label = ''",
                )
                .bind(kind.as_str())
                .bind(&keys)
                .bind(&names)
                .execute(pool)
                .await?;
            }
        }
        Ok(())
    }
}
