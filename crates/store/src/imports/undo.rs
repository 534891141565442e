//! Taking an import back as a whole.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use dbag_domain::{Batch, Day, DayRange, MetricId, SeriesId};
use sqlx::FromRow;

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
    /// The days of both.
    pub days: DayRange,
}

#[derive(FromRow)]
struct StandingRow {
    metric_id: i64,
    slug: String,
    label: String,
    standing: i64,
    restored: i64,
    gaps: i64,
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
            gaps: row.gaps.unsigned_abs(),
            days: DayRange {
                from,
                to: Day::from_days(row.last_day).max(from),
            },
        }
    }
}

/// What stood in the places of a batch before it, by the newest revision whose batch was not undone itself: of
/// imports that lie over each other, any may be undone first, and the one below it is passed over then.
macro_rules! put_back {
    ($rest:literal) => {
        concat!(
            "with recursive before (series_id, day, revision, batch_id) as (
                 select s.series_id, s.day, v.id, v.batch_id
                 from dbag_sample s
                 join dbag_sample_revision v
                   on v.series_id = s.series_id and v.day = s.day and v.replaced_by = s.batch_id
                 where s.batch_id = $1
                 union
                 select f.series_id, f.day, v.id, v.batch_id
                 from before f
                 join dbag_import i on i.batch_id = f.batch_id and i.undone_at is not null
                 join dbag_sample_revision v
                   on v.series_id = f.series_id and v.day = f.day and v.replaced_by = f.batch_id
             ),
             put_back as (
                 select f.series_id, f.day, max(f.revision) as revision
                 from before f
                 where not exists (
                     select 1
                     from dbag_import i
                     where i.batch_id = f.batch_id and i.undone_at is not null
                 )
                 group by f.series_id, f.day
             ) ",
            $rest
        )
    };
}

/// What still stands of a batch, by metric, and how much of it gives its place back to what stood there before.
const STANDING: &str = put_back!(
    "select r.metric_id, m.slug, m.label, count(s.value) as standing,
         count(p.revision) filter (where s.value is not null) as restored,
         count(*) - count(s.value) as gaps, min(s.day) as first_day, max(s.day) as last_day
     from dbag_sample s
     join dbag_series r on r.id = s.series_id
     join dbag_metric m on m.id = r.metric_id
     left join put_back p on p.series_id = s.series_id and p.day = s.day
     where s.batch_id = $1
     group by r.metric_id, m.slug, m.label
     order by m.slug"
);

/// Keeps what a batch said where something is put back.
const KEEP: &str = put_back!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by)
     select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $2
     from dbag_sample s
     join put_back p on p.series_id = s.series_id and p.day = s.day
     where s.batch_id = $1
     order by s.series_id, s.day"
);

/// Puts back what stood there.
const PUT_BACK: &str = put_back!(
    "update dbag_sample
     set value = v.value, gap = v.gap, weight = v.weight, batch_id = v.batch_id
     from put_back p
     join dbag_sample_revision v on v.id = p.revision
     where dbag_sample.batch_id = $1
       and p.series_id = dbag_sample.series_id
       and p.day = dbag_sample.day"
);

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

    /// What undoing an import would do, by metric. What was corrected or collected since is no part of it.
    pub async fn import_standing(&self, batch: i32) -> Result<Vec<UndoneMetric>, StoreError> {
        let rows: Vec<StandingRow> =
            read!(self.db, on => sqlx::query_as(STANDING).bind(batch).fetch_all(on))?;
        Ok(rows.into_iter().map(UndoneMetric::from).collect())
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
        if undone
            .iter()
            .any(|metric| metric.restored + metric.gaps > 0)
        {
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
    changed_within!(tx, sqlx::query(KEEP).bind(batch).bind(undoing))?;
    changed_within!(tx, sqlx::query(PUT_BACK).bind(batch))?;
    Ok(())
}
