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
    /// Values that became one with those of other objects, as objects were merged, and cannot be told apart from
    /// them any more: they stay.
    pub merged: u64,
    /// The days of all of them.
    pub days: DayRange,
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

/// Days on which values of a batch are parts of what merging objects made. Both parts are on record, replaced by
/// the batch of the merge; those of the import and of imports that were undone are looked behind, for what stood
/// there before, and so are merges. A day on which nothing else is left is the import's alone; where one other part
/// is left, it is what the day says without the import; several would have to be put together again, and stay.
/// A batch is that of a merge where it says so of an object that was merged.
macro_rules! merged_days {
    ($rest:literal) => {
        concat!(
            "with recursive merge_batch (id) as (
                 select b.id
                 from dbag_batch b
                 where substr(b.note, 1, 7) = 'merged '
                   and exists (
                       select 1
                       from dbag_object o
                       where o.merged_into is not null
                         and substr(b.note, 1, length('merged /' || o.kind || o.key || ' into '))
                             = 'merged ' || o.kind || '/' || o.key || ' into '
                   )
             ),
             looked_behind (id) as (
                 select id from merge_batch
                 union
                 select batch_id from dbag_import where batch_id = $1 or undone_at is not null
             ),
             part (series_id, day, revision, batch_id, value) as (
                 select v.series_id, v.day, v.id, v.batch_id, v.value
                 from dbag_sample_revision v
                 join dbag_sample s
                   on s.series_id = v.series_id and s.day = v.day and s.batch_id = v.replaced_by
                 where v.replaced_by in (select id from merge_batch)
                 union
                 select f.series_id, f.day, v.id, v.batch_id, v.value
                 from part f
                 join dbag_sample_revision v
                   on v.series_id = f.series_id and v.day = f.day and v.replaced_by = f.batch_id
                 where f.batch_id in (select id from looked_behind)
             ),
             merged_day (series_id, day, parts, others, revision) as (
                 select p.series_id, p.day,
                     count(p.value) filter (where p.batch_id = $1),
                     count(*) filter (where l.id is null),
                     max(p.revision) filter (where l.id is null)
                 from part p
                 left join looked_behind l on l.id = p.batch_id
                 group by p.series_id, p.day
                 having count(p.value) filter (where p.batch_id = $1) > 0
             ) ",
            $rest
        )
    };
}

/// What still stands of a batch, by metric, and how much of it gives its place back to what stood there before.
const STANDING: &str = put_back!(
    "select r.metric_id, m.slug, m.label,
         count(s.value) filter (where p.revision is null) as removed,
         count(s.value) filter (where p.revision is not null) as restored,
         count(*) - count(s.value) as gaps, cast(0 as bigint) as merged,
         min(s.day) as first_day, max(s.day) as last_day
     from dbag_sample s
     join dbag_series r on r.id = s.series_id
     join dbag_metric m on m.id = r.metric_id
     left join put_back p on p.series_id = s.series_id and p.day = s.day
     where s.batch_id = $1
     group by r.metric_id, m.slug, m.label
     order by m.slug"
);

/// The same of what became one with values of other objects.
const STANDING_MERGED: &str = merged_days!(
    "select r.metric_id, m.slug, m.label,
         cast(coalesce(sum(d.parts) filter (where d.others = 0), 0)
             + coalesce(sum(d.parts - 1) filter (where d.others = 1), 0) as bigint) as removed,
         count(*) filter (where d.others = 1) as restored,
         cast(0 as bigint) as gaps,
         cast(coalesce(sum(d.parts) filter (where d.others > 1), 0) as bigint) as merged,
         min(d.day) as first_day, max(d.day) as last_day
     from merged_day d
     join dbag_series r on r.id = d.series_id
     join dbag_metric m on m.id = r.metric_id
     group by r.metric_id, m.slug, m.label
     order by m.slug"
);

/// The series on whose merged days something changes.
const MERGED_SERIES: &str =
    merged_days!("select distinct series_id from merged_day where others < 2");

/// Keeps what merging made where another part is put back.
const KEEP_MERGED: &str = merged_days!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by)
     select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $2
     from dbag_sample s
     join merged_day d on d.series_id = s.series_id and d.day = s.day
     where d.others = 1
     order by s.series_id, s.day"
);

/// Puts the other part back.
const PUT_BACK_MERGED: &str = merged_days!(
    "update dbag_sample
     set value = v.value, gap = v.gap, weight = v.weight, batch_id = v.batch_id
     from merged_day d
     join dbag_sample_revision v on v.id = d.revision
     where d.others = 1
       and d.series_id = dbag_sample.series_id
       and d.day = dbag_sample.day"
);

/// Removes what was made of the import's values alone.
const REMOVE_MERGED: &str = merged_days!(
    "delete from dbag_sample
     where (series_id, day) in (select series_id, day from merged_day where others = 0)"
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
        let mut rows: Vec<StandingRow> =
            read!(self.db, on => sqlx::query_as(STANDING).bind(batch).fetch_all(on))?;
        let merged: Vec<StandingRow> =
            read!(self.db, on => sqlx::query_as(STANDING_MERGED).bind(batch).fetch_all(on))?;
        rows.extend(merged);
        Ok(by_metric(rows))
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
        let mut standing: Vec<StandingRow> =
            within!(&mut tx, on => sqlx::query_as(STANDING).bind(batch).fetch_all(on))?;
        let merged: Vec<StandingRow> =
            within!(&mut tx, on => sqlx::query_as(STANDING_MERGED).bind(batch).fetch_all(on))?;
        let of_merged: Vec<i32> =
            within!(&mut tx, on => sqlx::query_scalar(MERGED_SERIES).bind(batch).fetch_all(on))?;
        let mut series: Vec<i32> = within!(&mut tx, on => sqlx::query_scalar(
            "select distinct series_id from dbag_sample where batch_id = $1"
        ).bind(batch).fetch_all(on))?;
        series.extend(of_merged);
        standing.extend(merged);
        let undone = by_metric(standing);
        if undone
            .iter()
            .any(|metric| metric.restored + metric.gaps > 0)
        {
            restore(&mut tx, batch, by).await?;
        }
        changed_within!(&mut tx, sqlx::query(REMOVE_MERGED).bind(batch))?;
        changed_within!(
            &mut tx,
            sqlx::query("delete from dbag_sample where batch_id = $1").bind(batch)
        )?;
        series.extend(undo_again(&mut tx, batch, by).await?);
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

/// What stands as it was brought, and what is a part of merged days, of one metric each.
fn by_metric(rows: Vec<StandingRow>) -> Vec<UndoneMetric> {
    let mut metrics: Vec<UndoneMetric> = Vec::with_capacity(rows.len());
    for row in rows.into_iter().map(UndoneMetric::from) {
        match metrics.iter_mut().find(|one| one.metric == row.metric) {
            Some(one) => one.add(&row),
            None => metrics.push(row),
        }
    }
    metrics.sort_by(|a, b| a.slug.cmp(&b.slug));
    metrics
}

impl UndoneMetric {
    fn add(&mut self, other: &Self) {
        self.removed += other.removed;
        self.restored += other.restored;
        self.gaps += other.gaps;
        self.merged += other.merged;
        self.days = DayRange {
            from: self.days.from.min(other.days.from),
            to: self.days.to.max(other.days.to),
        };
    }
}

/// What was put back may be what merging made of imports that were undone since: their parts are taken out of it,
/// too. The series on which that may have changed something.
async fn undo_again(tx: &mut Tx, batch: i32, by: &Batch) -> Result<Vec<i32>, StoreError> {
    let others: Vec<i32> = within!(&mut *tx, on => sqlx::query_scalar(
        "select batch_id from dbag_import where undone_at is not null and batch_id <> $1"
    ).bind(batch).fetch_all(on))?;
    let mut changed = Vec::new();
    for other in others {
        let series: Vec<i32> = within!(&mut *tx, on => {
            sqlx::query_scalar(MERGED_SERIES).bind(other).fetch_all(on)
        })?;
        if series.is_empty() {
            continue;
        }
        let undoing = insert_batch(tx, by).await?;
        changed_within!(&mut *tx, sqlx::query(KEEP_MERGED).bind(other).bind(undoing))?;
        changed_within!(&mut *tx, sqlx::query(PUT_BACK_MERGED).bind(other))?;
        changed_within!(&mut *tx, sqlx::query(REMOVE_MERGED).bind(other))?;
        changed.extend(series);
    }
    Ok(changed)
}

/// Puts back what an import replaced, where its values still stand.
async fn restore(tx: &mut Tx, batch: i32, by: &Batch) -> Result<(), StoreError> {
    let undoing = insert_batch(tx, by).await?;
    changed_within!(tx, sqlx::query(KEEP).bind(batch).bind(undoing))?;
    changed_within!(tx, sqlx::query(PUT_BACK).bind(batch))?;
    // What is kept is replaced by no merge, so the days are found again.
    changed_within!(tx, sqlx::query(KEEP_MERGED).bind(batch).bind(undoing))?;
    changed_within!(tx, sqlx::query(PUT_BACK_MERGED).bind(batch))?;
    Ok(())
}
