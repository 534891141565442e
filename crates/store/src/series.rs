//! Series: the rows that tie a metric and an object to their values.

use std::collections::HashMap;

use dbag_domain::{MetricId, NO_OBJECT, ObjectId, ObjectKey, SeriesId};
use sqlx::FromRow;

use crate::db::{Tx, changed_within, read, within};
use crate::keyed::Home;
use crate::objects::json;
use crate::{Store, StoreError};

/// A series with what its values are cached by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRow {
    /// The row.
    pub id: SeriesId,
    /// Its metric.
    pub metric: MetricId,
    /// Its object; `NO_OBJECT` where it has none.
    pub object: ObjectId,
    /// The object's key; `None` where it has none.
    pub object_key: Option<ObjectKey>,
    /// What people call the object.
    pub object_label: String,
    /// Grows when a value changes.
    pub revision: i64,
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: i32,
    metric_id: i64,
    object_id: i64,
    key: String,
    label: String,
    revision: i64,
}

impl TryFrom<Row> for SeriesRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let object = ObjectId(row.object_id);
        let object_key = if object == NO_OBJECT {
            None
        } else {
            Some(ObjectKey::parse(&row.key).map_err(StoreError::unexpected)?)
        };
        Ok(Self {
            id: SeriesId(row.id),
            metric: MetricId(row.metric_id),
            object,
            object_key,
            object_label: row.label,
            revision: row.revision,
        })
    }
}

/// Finds or adds the series of a metric for objects, within a transaction.
///
/// # Errors
///
/// `Stale` where an object became a part of another since it was found.
pub(crate) async fn ensure_series(
    tx: &mut Tx,
    metric: MetricId,
    objects: &[ObjectId],
) -> Result<HashMap<ObjectId, SeriesId>, StoreError> {
    let ids: Vec<i64> = objects.iter().map(|object| object.0).collect();
    let is_whole = |known: &HashMap<ObjectId, SeriesId>| {
        objects.iter().all(|object| known.contains_key(object))
    };
    let known = series_of_objects(tx, metric, &ids).await?;
    if is_whole(&known) {
        return Ok(known);
    }
    add_series(tx, metric, &ids).await?;
    let known = series_of_objects(tx, metric, &ids).await?;
    match is_whole(&known) {
        true => Ok(known),
        false => Err(StoreError::Stale),
    }
}

async fn series_of_objects(
    tx: &mut Tx,
    metric: MetricId,
    ids: &[i64],
) -> Result<HashMap<ObjectId, SeriesId>, StoreError> {
    let rows: Vec<(i64, i32)> = match tx {
        Tx::Sqlite(_) => within!(tx, on => sqlx::query_as(
            "select s.object_id, s.id
             from json_each($2) o
             cross join dbag_series s on s.metric_id = $1 and s.object_id = o.value"
        ).bind(metric.0).bind(json(ids)?).fetch_all(on))?,
        Tx::Postgres(tx) => {
            sqlx::query_as(
                "select object_id, id
                 from dbag_series
                 where metric_id = $1 and object_id = any($2)",
            )
            .bind(metric.0)
            .bind(ids)
            .fetch_all(&mut **tx)
            .await?
        }
    };
    let pair = |(object, id)| (ObjectId(object), SeriesId(id));
    Ok(rows.into_iter().map(pair).collect())
}

/// Adds the series that are missing, of objects that are no parts of others. On Postgres these
/// are held, so that a merge that goes on comes before, and is seen, or after.
async fn add_series(tx: &mut Tx, metric: MetricId, ids: &[i64]) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => changed_within!(
            tx,
            sqlx::query(
                "insert into dbag_series (metric_id, object_id)
                 select $1, o.id
                 from dbag_object o
                 where o.id in (select value from json_each($2)) and o.merged_into is null
                 order by o.id
                 on conflict (metric_id, object_id) do nothing",
            )
            .bind(metric.0)
            .bind(json(ids)?)
        )?,
        Tx::Postgres(tx) => sqlx::query(
            "insert into dbag_series (metric_id, object_id)
             select $1, o.id
             from (
                 select id
                 from dbag_object
                 where id = any($2) and merged_into is null
                 order by id
                 for key share
             ) o
             on conflict (metric_id, object_id) do nothing",
        )
        .bind(metric.0)
        .bind(ids)
        .execute(&mut **tx)
        .await?
        .rows_affected(),
    };
    Ok(())
}

impl Store {
    /// The series of all metrics that have no object, one statement for a whole gallery.
    pub async fn plain_series(&self) -> Result<Vec<SeriesRow>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select s.id, s.metric_id, s.object_id, o.key, o.label, s.revision
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             join dbag_metric m on m.id = s.metric_id
             where s.object_id = 0 and m.deleted_at is null"
        ).fetch_all(on))?;
        rows.into_iter().map(SeriesRow::try_from).collect()
    }

    /// The series of one metric, by object label and key.
    pub async fn series_of_metric(&self, metric: MetricId) -> Result<Vec<SeriesRow>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select s.id, s.metric_id, s.object_id, o.key, o.label, s.revision
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             where s.metric_id = $1
             order by o.label, o.key"
        ).bind(metric.0).fetch_all(on))?;
        rows.into_iter().map(SeriesRow::try_from).collect()
    }

    /// Finds or adds the series of a metric without object.
    pub async fn ensure_plain_series(&self, metric: MetricId) -> Result<SeriesId, StoreError> {
        let mut tx = self.db.begin().await?;
        let ids = ensure_series(&mut tx, metric, &[NO_OBJECT]).await?;
        tx.commit().await?;
        ids.get(&NO_OBJECT)
            .copied()
            .ok_or_else(|| StoreError::not_found("series", metric.0))
    }

    /// Finds or adds the series of a metric for objects named by key.
    pub async fn ensure_series_of(
        &self,
        metric: MetricId,
        kind: &dbag_domain::ObjectKind,
        objects: &[(ObjectKey, Option<String>)],
    ) -> Result<HashMap<ObjectKey, SeriesId>, StoreError> {
        let mut tx = self.db.begin().await?;
        let series = ensure_series_for_keys(&mut tx, metric, kind, objects).await?;
        tx.commit().await?;
        let ids = series.into_iter().map(|(key, (series, _))| (key, series));
        Ok(ids.collect())
    }
}

/// Finds or adds objects and their series, within a transaction; tells whether a key is that of
/// an object that was merged into another.
pub(crate) async fn ensure_series_for_keys(
    tx: &mut Tx,
    metric: MetricId,
    kind: &dbag_domain::ObjectKind,
    objects: &[(ObjectKey, Option<String>)],
) -> Result<HashMap<ObjectKey, (SeriesId, bool)>, StoreError> {
    let homes = crate::objects::ensure_objects(tx, kind, objects).await?;
    let mut rows: Vec<ObjectId> = homes.values().map(|home| home.id).collect();
    // Series are numbered in the order of their objects, not in that of a hash table.
    rows.sort_unstable();
    rows.dedup();
    let series = ensure_series(tx, metric, &rows).await?;
    // All that was asked for is there, or it would have failed.
    let of_key = |(key, home): (ObjectKey, Home)| (key, (series[&home.id], home.is_merged));
    Ok(homes.into_iter().map(of_key).collect())
}
