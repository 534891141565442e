//! Merging an object into another: series, goals, notes and panels, in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    AbsentMeans, AcrossObjects, Batch, DayRange, Measure, MetricId, ObjectKey, ObjectKind, Origin,
    SeriesId,
};
use sqlx::FromRow;

use super::series::{Joined, Pair};
use crate::db::{Tx, changed_within, within};
use crate::samples::{insert_batch, lock_bumps};
use crate::{Store, StoreError};

/// Two objects that are one in reality, and who says so.
#[derive(Debug, Clone, Copy)]
pub struct Merge<'a> {
    /// What kind of objects.
    pub kind: &'a ObjectKind,
    /// The one that leads to the other from now on.
    pub from: &'a ObjectKey,
    /// The one that stays.
    pub into: &'a ObjectKey,
    /// Who says so.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a merge did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Values that moved as they were.
    pub moved: u64,
    /// Values that became one with another of the same day.
    pub combined: u64,
    /// Values that stay on record, as the other's of the same day stands.
    pub put_aside: u64,
    /// Values of levels that became one with the other's last, which held on.
    pub carried: u64,
    /// Values of days on which the answer of the other failed: they have none until they are asked again.
    pub unknown: u64,
    /// The metrics with the days on which the one that was merged had values.
    pub metrics: Vec<MergedMetric>,
}

/// A metric that a merge changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedMetric {
    /// The metric.
    pub metric: MetricId,
    /// The days that may have another value.
    pub days: DayRange,
}

/// The batches of a merge, by how its values count as having come; each made when it is needed.
pub(super) struct Batches<'a> {
    merge: &'a Merge<'a>,
    /// The object that becomes a part of the other.
    from: i64,
    ids: HashMap<Origin, i32>,
}

#[derive(FromRow)]
struct ObjectRow {
    id: i64,
    key: String,
    is_merged: bool,
}

#[derive(FromRow)]
struct SeriesOfBoth {
    metric_id: i64,
    across_objects: String,
    absent_means: String,
    measure: String,
    from_id: i32,
    into_id: Option<i32>,
}

impl Batches<'_> {
    pub(super) async fn id(&mut self, tx: &mut Tx, origin: Origin) -> Result<i32, StoreError> {
        if let Some(id) = self.ids.get(&origin) {
            return Ok(*id);
        }
        let Merge {
            kind,
            from,
            into,
            actor,
            at,
        } = *self.merge;
        let batch = Batch {
            origin,
            actor: actor.to_owned(),
            at,
            run_id: None,
            note: Batch::merge_note(kind, from, into),
            definition: None,
        };
        let id = insert_batch(tx, &batch).await?;
        // Its note says the same to people, but anybody may write such a note.
        changed_within!(
            &mut *tx,
            sqlx::query("update dbag_batch set merged_object_id = $2 where id = $1")
                .bind(id)
                .bind(self.from)
        )?;
        self.ids.insert(origin, id);
        Ok(id)
    }
}

impl Store {
    /// Makes an object a part of another, with all that is known of it; see `merge/days.rs` for
    /// days that both have.
    ///
    /// # Errors
    ///
    /// `NotFound` where one of them is not known, `Stale` where one is merged by now.
    pub async fn merge_objects(&self, merge: &Merge<'_>) -> Result<Merged, StoreError> {
        let mut tx = self.db.begin().await?;
        let merged = merge_within(&mut tx, merge).await?;
        tx.commit().await?;
        Ok(merged)
    }

    /// What a merge would do, found out by doing it and taking it back.
    pub async fn preview_merge(&self, merge: &Merge<'_>) -> Result<Merged, StoreError> {
        let mut tx = self.db.begin().await?;
        let merged = merge_within(&mut tx, merge).await?;
        tx.rollback().await?;
        Ok(merged)
    }
}

async fn merge_within(tx: &mut Tx, merge: &Merge<'_>) -> Result<Merged, StoreError> {
    let (from, into) = hold(tx, merge).await?;
    // In the order in which values are written: objects, then the lock of revisions.
    lock_bumps(tx).await?;
    let mut batches = Batches {
        merge,
        from,
        ids: HashMap::new(),
    };
    let are_several = have_others(tx, from, into).await?;
    let mut merged = Merged::default();
    for row in series_of_both(tx, from, into).await? {
        let joined = match row.into_id {
            None => hand_over(tx, row.from_id, into).await?,
            Some(into_id) => {
                let pair = Pair {
                    from: SeriesId(row.from_id),
                    into: SeriesId(into_id),
                    across: AcrossObjects::parse(&row.across_objects)
                        .map_err(StoreError::unexpected)?,
                    absent_means: AbsentMeans::parse(&row.absent_means)
                        .map_err(StoreError::unexpected)?,
                    measure: Measure::parse(&row.measure).map_err(StoreError::unexpected)?,
                    are_several,
                };
                pair.join(tx, &mut batches).await?
            }
        };
        merged.add(MetricId(row.metric_id), &joined);
    }
    hand_over_words(tx, from, into).await?;
    lead_to(tx, from, into, merge.at).await?;
    Ok(merged)
}

impl Merged {
    fn add(&mut self, metric: MetricId, joined: &Joined) {
        self.moved += joined.moved;
        self.combined += joined.combined;
        self.put_aside += joined.put_aside;
        self.carried += joined.carried;
        self.unknown += joined.unknown;
        if let Some(days) = joined.days {
            self.metrics.push(MergedMetric { metric, days });
        }
    }
}

/// Both objects' rows, held until the end: values of them that are being written come before or
/// after, and then find where they lead.
async fn hold(tx: &mut Tx, merge: &Merge<'_>) -> Result<(i64, i64), StoreError> {
    let rows: Vec<ObjectRow> = match tx {
        Tx::Sqlite(_) => within!(tx, on => sqlx::query_as(
            "select id, key, merged_into is not null as is_merged
             from dbag_object
             where kind = $1 and key in ($2, $3)"
        )
        .bind(merge.kind.as_str())
        .bind(merge.from.as_str())
        .bind(merge.into.as_str())
        .fetch_all(on))?,
        Tx::Postgres(tx) => {
            sqlx::query_as(
                "select id, key, merged_into is not null as is_merged
                 from dbag_object
                 where kind = $1 and key in ($2, $3)
                 order by key
                 for update",
            )
            .bind(merge.kind.as_str())
            .bind(merge.from.as_str())
            .bind(merge.into.as_str())
            .fetch_all(&mut **tx)
            .await?
        }
    };
    let id = |key: &ObjectKey| match rows.iter().find(|row| row.key == key.as_str()) {
        None => Err(StoreError::not_found("object", key)),
        Some(row) if row.is_merged => Err(StoreError::Stale),
        Some(row) => Ok(row.id),
    };
    let (from, into) = (id(merge.from)?, id(merge.into)?);
    match from == into {
        true => Err(StoreError::Stale),
        false => Ok((from, into)),
    }
}

/// Whether others became a part of either before.
async fn have_others(tx: &mut Tx, from: i64, into: i64) -> Result<bool, StoreError> {
    let many: i64 = within!(tx, on => sqlx::query_scalar(
        "select count(*) from dbag_object where merged_into in ($1, $2)"
    ).bind(from).bind(into).fetch_one(on))?;
    Ok(many > 0)
}

async fn series_of_both(
    tx: &mut Tx,
    from: i64,
    into: i64,
) -> Result<Vec<SeriesOfBoth>, StoreError> {
    Ok(within!(tx, on => sqlx::query_as(
        "select f.metric_id, m.across_objects, m.absent_means, m.measure, f.id as from_id, i.id as into_id
         from dbag_series f
         join dbag_metric m on m.id = f.metric_id
         left join dbag_series i on i.metric_id = f.metric_id and i.object_id = $2
         where f.object_id = $1
         order by f.metric_id"
    ).bind(from).bind(into).fetch_all(on))?)
}

/// A series of a metric that the other has none of is the other's as it is.
async fn hand_over(tx: &mut Tx, series: i32, into: i64) -> Result<Joined, StoreError> {
    changed_within!(
        &mut *tx,
        sqlx::query(
            "update dbag_series
             set object_id = $2, revision = revision + 1
             where id = $1",
        )
        .bind(series)
        .bind(into)
    )?;
    let (moved, first, last): (i64, Option<i32>, Option<i32>) = within!(tx, on => sqlx::query_as(
        "select count(*), min(day), max(day)
         from dbag_sample
         where series_id = $1 and value is not null"
    ).bind(series).fetch_one(on))?;
    let days = first.zip(last).map(|(first, last)| DayRange {
        from: dbag_domain::Day::from_days(first),
        to: dbag_domain::Day::from_days(last),
    });
    Ok(Joined {
        moved: moved.unsigned_abs(),
        days,
        ..Joined::default()
    })
}

/// Goals that the other has none in the place of, notes, and panels that name the object.
async fn hand_over_words(tx: &mut Tx, from: i64, into: i64) -> Result<(), StoreError> {
    for statement in [
        "update dbag_goal
         set object_id = $2
         where object_id = $1 and not exists (
             select 1
             from dbag_goal g
             where g.metric_id = dbag_goal.metric_id and g.object_id = $2
         )",
        "update dbag_annotation set object_id = $2 where object_id = $1",
        // What is shown once already would count twice in stacks and shares.
        "delete from dbag_panel_series
         where object_id = $1 and exists (
             select 1
             from dbag_panel_series p
             where p.panel_id = dbag_panel_series.panel_id
               and p.metric_id = dbag_panel_series.metric_id
               and p.object_id = $2
         )",
        "update dbag_panel_series set object_id = $2 where object_id = $1",
        "update dbag_object
         set label = (select f.label from dbag_object f where f.id = $1)
         where id = $2 and label = ''",
        "update dbag_object set merged_into = $2 where merged_into = $1",
    ] {
        changed_within!(&mut *tx, sqlx::query(statement).bind(from).bind(into))?;
    }
    Ok(())
}

async fn lead_to(tx: &mut Tx, from: i64, into: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    changed_within!(
        &mut *tx,
        sqlx::query(
            "update dbag_object
             set merged_into = $2, archived_at = coalesce(archived_at, $3)
             where id = $1",
        )
        .bind(from)
        .bind(into)
        .bind(at)
    )?;
    Ok(())
}
