//! Imports: what each did, and taking one back as a whole.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use dbag_domain::{Batch, Day, DayRange, MetricId, ObjectKey, ObjectKind, SeriesId};
use sqlx::FromRow;

use crate::db::{Db, Tx, changed_within, read, within};
use crate::metrics::remove_within;
use crate::objects::json;
use crate::samples::{bump_revisions, insert_batch, write_within};
use crate::{SampleWrite, Store, StoreError, Written};

/// What is kept of an import beside its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewImport {
    /// How many cells were refused.
    pub refused: u64,
    /// Slugs of metrics that it makes.
    pub metrics: Vec<String>,
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

/// What undoing an import does to the values of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneMetric {
    /// The metric.
    pub metric: MetricId,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub label: String,
    /// Values that are removed.
    pub removed: u64,
    /// Values that give their places back to what stood there before.
    pub restored: u64,
    /// The days of both.
    pub days: DayRange,
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

#[derive(FromRow)]
struct StandingRow {
    metric_id: i64,
    slug: String,
    label: String,
    standing: i64,
    restored: i64,
    first_day: i32,
    last_day: i32,
}

impl From<StandingRow> for UndoneMetric {
    fn from(row: StandingRow) -> Self {
        let from = Day::from_days(row.first_day);
        Self {
            metric: MetricId(row.metric_id),
            slug: row.slug,
            label: row.label,
            removed: (row.standing - row.restored).unsigned_abs(),
            restored: row.restored.unsigned_abs(),
            days: DayRange {
                from,
                to: Day::from_days(row.last_day).max(from),
            },
        }
    }
}

const IMPORTS: &str =
    "select i.batch_id, b.at, b.actor, b.note, i.added, i.replaced, i.kept, i.refused,
            i.metrics, i.undone_at, i.undone_by
     from dbag_import i
     join dbag_batch b on b.id = i.batch_id ";

/// What still stands of a batch, by metric, and how much of it stands where something stood before.
const STANDING: &str = "select r.metric_id, m.slug, m.label, count(*) as standing,
            count(v.id) as restored, min(s.day) as first_day, max(s.day) as last_day
     from dbag_sample s
     join dbag_series r on r.id = s.series_id
     join dbag_metric m on m.id = r.metric_id
     left join dbag_sample_revision v on v.series_id = s.series_id and v.day = s.day and v.replaced_by = $1
     where s.batch_id = $1
     group by r.metric_id, m.slug, m.label
     order by m.slug";

/// Metrics that an import made and that nothing has to do with but that import: they have no value of
/// another batch and never had one, nobody draws them or set a goal for them, and they are still sent their values.
const EMPTIED: &str = "select m.id, m.slug
     from dbag_metric m
     join dbag_batch b on b.id = $1
     where m.deleted_at is null
       and m.metric_type = 'push'
       and m.created_at = b.at
       and not exists (
           select 1
           from dbag_series r
           join dbag_sample s on s.series_id = r.id
           where r.metric_id = m.id and s.batch_id <> $1
       )
       and not exists (
           select 1
           from dbag_series r
           join dbag_sample_revision v on v.series_id = r.id
           where r.metric_id = m.id
       )
       and not exists (select 1 from dbag_panel_series p where p.metric_id = m.id)
       and not exists (select 1 from dbag_goal g where g.metric_id = m.id)
     order by m.slug";

/// A metric that would have no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptiedMetric {
    /// The metric.
    pub metric: MetricId,
    /// Its name in addresses.
    pub slug: String,
}

impl Store {
    /// Metrics that an import made and that would have no values and no use without it.
    pub async fn emptied_by_undo(&self, batch: i32) -> Result<Vec<EmptiedMetric>, StoreError> {
        let rows: Vec<(i64, String)> =
            read!(self.db, on => sqlx::query_as(EMPTIED).bind(batch).fetch_all(on))?;
        let emptied = rows.into_iter().map(|(id, slug)| EmptiedMetric {
            metric: MetricId(id),
            slug,
        });
        Ok(emptied.collect())
    }

    /// Writes the values of an import, and what it did, in one transaction.
    pub async fn write_import(
        &self,
        write: SampleWrite<'_>,
        import: &NewImport,
    ) -> Result<Written, StoreError> {
        let mut tx = self.db.begin().await?;
        let written = write_within(&mut tx, write).await?;
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
        Ok(written)
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

    /// What undoing an import would do, by metric. What was corrected or collected since is no part of it.
    pub async fn import_standing(&self, batch: i32) -> Result<Vec<UndoneMetric>, StoreError> {
        let rows: Vec<StandingRow> =
            read!(self.db, on => sqlx::query_as(STANDING).bind(batch).fetch_all(on))?;
        Ok(rows.into_iter().map(UndoneMetric::from).collect())
    }

    /// Undoes an import: values of its batch that still stand are removed, or give their places back to
    /// what stood there. What is put back keeps the batch that it had, and what the import said there is
    /// kept as a revision. Metrics that are to be removed are hidden, as long as they have no value then.
    ///
    /// # Errors
    ///
    /// `Stale` where it was undone already.
    pub async fn undo_import(
        &self,
        batch: i32,
        by: &Batch,
        remove: &[MetricId],
    ) -> Result<Vec<UndoneMetric>, StoreError> {
        let mut tx = self.db.begin().await?;
        let marked = changed_within!(
            &mut tx,
            sqlx::query(
                "update dbag_import
                 set undone_at = $2, undone_by = $3
                 where batch_id = $1 and undone_at is null",
            )
            .bind(batch)
            .bind(by.at)
            .bind(&by.actor)
        )?;
        if marked == 0 {
            return Err(StoreError::Stale);
        }
        let standing: Vec<StandingRow> =
            within!(&mut tx, on => sqlx::query_as(STANDING).bind(batch).fetch_all(on))?;
        let series: Vec<i32> = within!(&mut tx, on => sqlx::query_scalar(
            "select distinct series_id from dbag_sample where batch_id = $1"
        ).bind(batch).fetch_all(on))?;
        let undone: Vec<UndoneMetric> = standing.into_iter().map(UndoneMetric::from).collect();
        if undone.iter().any(|metric| metric.restored > 0) {
            restore(&mut tx, batch, by).await?;
        }
        changed_within!(
            &mut tx,
            sqlx::query("delete from dbag_sample where batch_id = $1").bind(batch)
        )?;
        let series: BTreeSet<SeriesId> = series.into_iter().map(SeriesId).collect();
        bump_revisions(&mut tx, &series).await?;
        for metric in remove {
            remove_empty(&mut tx, *metric, by.at).await?;
        }
        tx.commit().await?;
        Ok(undone)
    }

    /// Hides a metric that has no values.
    pub async fn remove_empty_metric(
        &self,
        metric: MetricId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        remove_empty(&mut tx, metric, at).await?;
        tx.commit().await
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

/// Hides a metric without values; what somebody sent in the meantime keeps it.
async fn remove_empty(tx: &mut Tx, metric: MetricId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let has_values: bool = within!(&mut *tx, on => sqlx::query_scalar(
        "select exists (
             select 1
             from dbag_series r
             join dbag_sample s on s.series_id = r.id
             where r.metric_id = $1
         )"
    ).bind(metric.0).fetch_one(on))?;
    match has_values {
        true => Ok(()),
        false => remove_within(tx, metric, at).await,
    }
}

/// Puts back what an import replaced, where its values still stand.
async fn restore(tx: &mut Tx, batch: i32, by: &Batch) -> Result<(), StoreError> {
    let undoing = insert_batch(tx, by).await?;
    changed_within!(
        tx,
        sqlx::query(
            "insert into dbag_sample_revision (
                 series_id, day, value, gap, weight, batch_id, replaced_by)
             select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $2
             from dbag_sample s
             where s.batch_id = $1
               and exists (
                   select 1
                   from dbag_sample_revision v
                   where v.series_id = s.series_id and v.day = s.day and v.replaced_by = $1
               )
             order by s.series_id, s.day",
        )
        .bind(batch)
        .bind(undoing)
    )?;
    changed_within!(
        tx,
        sqlx::query(
            "update dbag_sample
             set value = v.value, gap = v.gap, weight = v.weight, batch_id = v.batch_id
             from dbag_sample_revision v
             where dbag_sample.batch_id = $1
               and v.series_id = dbag_sample.series_id
               and v.day = dbag_sample.day
               and v.replaced_by = $1",
        )
        .bind(batch)
    )?;
    Ok(())
}
