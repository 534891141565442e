//! Objects: they appear by themselves when a value names them.

use std::collections::HashMap;

use dbag_domain::{Object, ObjectId, ObjectKey, ObjectKind};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Db, Tx, changed_within, read, within};
use crate::keyed::Home;
use crate::{Store, StoreError};

#[derive(FromRow)]
pub(crate) struct ObjectRow {
    id: i64,
    kind: String,
    key: String,
    label: String,
}

impl TryFrom<ObjectRow> for Object {
    type Error = StoreError;
    fn try_from(row: ObjectRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ObjectId(row.id),
            kind: ObjectKind::parse(&row.kind).map_err(StoreError::unexpected)?,
            key: ObjectKey::parse(&row.key).map_err(StoreError::unexpected)?,
            label: row.label,
        })
    }
}

/// Finds or adds objects of a kind within a transaction; a label that is given is kept.
///
/// A key of an object that was merged is one of the object that it became a part of.
pub(crate) async fn ensure_objects(
    tx: &mut Tx,
    kind: &ObjectKind,
    objects: &[(ObjectKey, Option<String>)],
) -> Result<HashMap<ObjectKey, Home>, StoreError> {
    let mut ids = HashMap::with_capacity(objects.len());
    for chunk in objects.chunks(1000) {
        let (keys, labels): (Vec<&str>, Vec<&str>) = chunk
            .iter()
            .map(|(key, label)| (key.as_str(), label.as_deref().unwrap_or("")))
            .unzip();
        insert_objects(tx, kind, &keys, &labels).await?;
        for (id, key, is_merged) in object_ids(tx, kind, &keys).await? {
            let key = ObjectKey::parse(&key).map_err(StoreError::unexpected)?;
            let id = ObjectId(id);
            ids.insert(key, Home { id, is_merged });
        }
    }
    Ok(ids)
}

/// A list is a JSON array for SQLite and an array a column for Postgres.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::unexpected)
}

async fn insert_objects(
    tx: &mut Tx,
    kind: &ObjectKind,
    keys: &[&str],
    labels: &[&str],
) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => {
            let pairs: Vec<_> = keys.iter().zip(labels).collect();
            changed_within!(
                tx,
                sqlx::query(
                    "insert into dbag_object (kind, key, label)
                 select $1, o.value ->> 0, o.value ->> 1
                 from json_each($2) o
                 where true
                 on conflict (kind, key) do update set label = excluded.label
                 where excluded.label <> '' and excluded.label <> dbag_object.label",
                )
                .bind(kind.as_str())
                .bind(json(&pairs)?)
            )?
        }
        Tx::Postgres(tx) => sqlx::query(
            "insert into dbag_object (kind, key, label)
             select $1, k.key, k.label
             from unnest($2::text[], $3::text[]) as k (key, label)
             order by k.key
             on conflict (kind, key) do update set label = excluded.label
             where excluded.label <> '' and excluded.label <> dbag_object.label",
        )
        .bind(kind.as_str())
        .bind(keys)
        .bind(labels)
        .execute(&mut **tx)
        .await?
        .rows_affected(),
    };
    Ok(())
}

async fn object_ids(
    tx: &mut Tx,
    kind: &ObjectKind,
    keys: &[&str],
) -> Result<Vec<(i64, String, bool)>, StoreError> {
    Ok(match tx {
        Tx::Sqlite(_) => within!(tx, on => sqlx::query_as(
            "select coalesce(o.merged_into, o.id), o.key, o.merged_into is not null
             from json_each($2) k
             cross join dbag_object o on o.kind = $1 and o.key = k.value"
        ).bind(kind.as_str()).bind(json(keys)?).fetch_all(on))?,
        Tx::Postgres(tx) => {
            sqlx::query_as(
                "select coalesce(merged_into, id), key, merged_into is not null
                 from dbag_object
                 where kind = $1 and key = any($2)",
            )
            .bind(kind.as_str())
            .bind(keys)
            .fetch_all(&mut **tx)
            .await?
        }
    })
}

impl Store {
    /// The objects that a metric has values for, by label and key.
    pub async fn objects_of_metric(
        &self,
        metric: dbag_domain::MetricId,
    ) -> Result<Vec<Object>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, ObjectRow>(
            "select o.id, o.kind, o.key, o.label
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             where s.metric_id = $1 and o.id <> 0
             order by o.label, o.key"
        ).bind(metric.0).fetch_all(on))?;
        rows.into_iter().map(Object::try_from).collect()
    }

    /// An object by its kind and key; of one that was merged the one that it became a part of.
    pub async fn object(
        &self,
        kind: &ObjectKind,
        key: &ObjectKey,
    ) -> Result<Option<Object>, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, ObjectRow>(
            "select i.id, i.kind, i.key, i.label
             from dbag_object o
             join dbag_object i on i.id = coalesce(o.merged_into, o.id)
             where o.kind = $1 and o.key = $2 and o.id <> 0"
        ).bind(kind.as_str()).bind(key.as_str()).fetch_optional(on))?;
        row.map(Object::try_from).transpose()
    }

    /// The keys of objects that were merged into others, each with the other's.
    pub async fn merged_keys(
        &self,
        kind: &ObjectKind,
    ) -> Result<HashMap<ObjectKey, ObjectKey>, StoreError> {
        let rows: Vec<(String, String)> = read!(self.db, on => sqlx::query_as(
            "select o.key, i.key
             from dbag_object o
             join dbag_object i on i.id = o.merged_into
             where o.kind = $1"
        ).bind(kind.as_str()).fetch_all(on))?;
        let key = |text: &str| ObjectKey::parse(text).map_err(StoreError::unexpected);
        let pair = |(from, into): (String, String)| Ok((key(&from)?, key(&into)?));
        rows.into_iter().map(pair).collect()
    }

    /// Whether the store is on SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.db, Db::Sqlite { .. })
    }
}
