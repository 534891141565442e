//! Taking an import back as a whole.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use dbag_domain::{Batch, Day, DayRange, MetricId, Origin, SeriesId};
use sqlx::FromRow;

use super::undo_sql::{EMPTIED_METRICS, EMPTIED_OBJECTS, KEEP, PUT_BACK, REMOVE, SERIES, STANDING};
use crate::db::{Tx, changed_within, read, within};
use crate::metrics::remove_within;
use crate::samples::{bump_revisions, insert_batch};
use crate::{Store, StoreError};

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
    /// Days of which it said why they have no value, and does no more.
    pub gaps: u64,
    /// Values that became one with those of other objects, as objects were merged, and cannot be told apart from
    /// them any more: they stay.
    pub merged: u64,
    /// The days of all of them.
    pub days: DayRange,
}

/// What undoing an import does, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// By metric.
    pub metrics: Vec<UndoneMetric>,
    /// Objects that have no value of any metric then. They stay: nothing says who made them.
    pub objects: u64,
}

#[derive(FromRow)]
struct StandingRow {
    metric_id: i64,
    slug: String,
    label: String,
    removed: i64,
    restored: i64,
    gaps: i64,
    merged: i64,
    /// Places of which nothing is left.
    emptied: i64,
    /// Places to which something comes back, and those of them where a merge made it.
    put_back: i64,
    merges: i64,
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
            removed: row.removed.unsigned_abs(),
            restored: row.restored.unsigned_abs(),
            gaps: row.gaps.unsigned_abs(),
            merged: row.merged.unsigned_abs(),
            days: DayRange {
                from,
                to: Day::from_days(row.last_day).max(from),
            },
        }
    }
}

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
            read!(self.db, on => sqlx::query_as(EMPTIED_METRICS).bind(batch).fetch_all(on))?;
        let emptied = rows.into_iter().map(|(id, slug)| EmptiedMetric {
            metric: MetricId(id),
            slug,
        });
        Ok(emptied.collect())
    }

    /// What undoing an import would do. What was corrected or collected since is no part of it.
    ///
    /// Where what merging made comes back, parts of imports that were undone are taken out of it, and what is left is
    /// only known by doing so: then it is found out by doing it and taking it back.
    pub async fn import_standing(&self, batch: i32) -> Result<Undone, StoreError> {
        let rows: Vec<StandingRow> = read!(self.db, on => {
            sqlx::query_as(STANDING).bind(batch).bind(false).fetch_all(on)
        })?;
        if rows.iter().any(|row| row.merges > 0) {
            let mut tx = self.db.begin().await?;
            let undone = undo_within(&mut tx, batch, &rehearsal()).await?;
            tx.rollback().await?;
            return Ok(undone);
        }
        let objects: i64 = match is_any_emptied(&rows) {
            false => 0,
            true => read!(self.db, on => {
                sqlx::query_scalar(EMPTIED_OBJECTS).bind(batch).bind(false).fetch_one(on)
            })?,
        };
        Ok(Undone {
            metrics: rows.into_iter().map(UndoneMetric::from).collect(),
            objects: objects.unsigned_abs(),
        })
    }

    /// Undoes an import: values of its batch that still stand are removed, or give their places back to
    /// what stood there and was not undone itself. What is put back keeps the batch that it had, and what the import said there is
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
    ) -> Result<Undone, StoreError> {
        let mut tx = self.db.begin().await?;
        let undone = undo_within(&mut tx, batch, by).await?;
        for metric in remove {
            remove_empty(&mut tx, *metric, by.at).await?;
        }
        tx.commit().await?;
        Ok(undone)
    }
}

/// Who undoes what is taken back again: nobody, at no time.
fn rehearsal() -> Batch {
    Batch {
        origin: Origin::Edited,
        actor: String::new(),
        at: DateTime::UNIX_EPOCH,
        run_id: None,
        note: String::new(),
        definition: None,
    }
}

/// Undoes an import within a transaction.
async fn undo_within(tx: &mut Tx, batch: i32, by: &Batch) -> Result<Undone, StoreError> {
    let marked = changed_within!(
        &mut *tx,
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
    let mut taken = take_back(tx, batch, Whose::TheImports, by).await?;
    let has_merges = taken.rows.iter().any(|row| row.merges > 0);
    let mut emptied = HashMap::new();
    if has_merges {
        let again = take_back(tx, batch, Whose::AllUndone, by).await?;
        taken.series.extend(again.series);
        taken.objects += again.objects;
        emptied.extend(again.rows.iter().map(|row| (row.metric_id, row.emptied)));
    }
    bump_revisions(tx, &taken.series).await?;
    let mut metrics: Vec<UndoneMetric> = taken.rows.into_iter().map(UndoneMetric::from).collect();
    for metric in &mut metrics {
        // What came back there was of nothing but what was undone: nothing stands there after all.
        let emptied = emptied.get(&metric.metric.0).copied().unwrap_or(0);
        let emptied = emptied.unsigned_abs().min(metric.restored);
        metric.restored -= emptied;
        metric.removed += emptied;
    }
    Ok(Undone {
        metrics,
        objects: taken.objects.unsigned_abs(),
    })
}

/// Whose values are taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Those of the import that is undone.
    TheImports,
    /// Those of all imports that were undone: what was put back may be what merging made of them.
    AllUndone,
}

/// What was taken back.
struct Taken {
    rows: Vec<StandingRow>,
    series: BTreeSet<SeriesId>,
    objects: i64,
}

/// Takes values back: they are removed, or what is left without them is put in their places.
async fn take_back(tx: &mut Tx, batch: i32, whose: Whose, by: &Batch) -> Result<Taken, StoreError> {
    let all = whose == Whose::AllUndone;
    let rows: Vec<StandingRow> = within!(&mut *tx, on => {
        sqlx::query_as(STANDING).bind(batch).bind(all).fetch_all(on)
    })?;
    let is_any_emptied = is_any_emptied(&rows);
    let objects: i64 = match is_any_emptied {
        false => 0,
        true => within!(&mut *tx, on => {
            sqlx::query_scalar(EMPTIED_OBJECTS).bind(batch).bind(all).fetch_one(on)
        })?,
    };
    let series: Vec<i32> = within!(&mut *tx, on => {
        sqlx::query_scalar(SERIES).bind(batch).bind(all).fetch_all(on)
    })?;
    if rows.iter().any(|row| row.put_back > 0) {
        let undoing = insert_batch(tx, by).await?;
        changed_within!(
            &mut *tx,
            sqlx::query(KEEP).bind(batch).bind(all).bind(undoing)
        )?;
        changed_within!(&mut *tx, sqlx::query(PUT_BACK).bind(batch).bind(all))?;
    }
    if is_any_emptied {
        changed_within!(&mut *tx, sqlx::query(REMOVE).bind(batch).bind(all))?;
    }
    Ok(Taken {
        rows,
        series: series.into_iter().map(SeriesId).collect(),
        objects,
    })
}

/// Whether nothing is left of any place: each of these statements looks at all samples.
fn is_any_emptied(rows: &[StandingRow]) -> bool {
    rows.iter().any(|row| row.emptied > 0)
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
