//! Describing objects: labels and attributes, many at once.

use std::collections::{HashMap, HashSet};

use dbag_domain::{Described, Label, ObjectKey, ObjectKind};
use sqlx::FromRow;

use crate::db::{Tx, changed_within, read, within};
use crate::directory::DetailRow;
use crate::objects::json;
use crate::{ObjectDetail, Store, StoreError};

/// What became of an object that was described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DescribedAs {
    /// It was not known before.
    Added,
    /// Its label or an attribute is another now.
    Changed,
    /// All of it was known.
    Same,
    /// It was merged into the one of this key; nothing is said of it any more.
    Merged(ObjectKey),
    /// It would have more attributes than objects can have; it was left as it is.
    TooMany,
}

/// An object as it is described in the tables.
#[derive(FromRow)]
struct Row {
    id: i64,
    key: String,
    label: String,
    attributes: String,
    merged_into: Option<String>,
}

/// Objects are read and written in portions of so many.
const CHUNK: usize = 2000;

impl Store {
    /// Describes objects of a kind and adds those that are new, in one transaction; tells of each
    /// what became of it, in their order. Of one key there is one description.
    pub async fn describe_objects(
        &self,
        kind: &ObjectKind,
        described: &[Described],
    ) -> Result<Vec<DescribedAs>, StoreError> {
        let mut tx = self.db.begin().await?;
        let outcome = describe_within(&mut tx, kind, described).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// What describing objects would do, found out by doing it and taking it back.
    pub async fn preview_descriptions(
        &self,
        kind: &ObjectKind,
        described: &[Described],
    ) -> Result<Vec<DescribedAs>, StoreError> {
        let mut tx = self.db.begin().await?;
        let outcome = describe_within(&mut tx, kind, described).await?;
        tx.rollback().await?;
        Ok(outcome)
    }

    /// All objects of a kind with what is said of them, archived ones too, by label and key;
    /// those that were merged are a part of others.
    pub async fn described_objects(
        &self,
        kind: &ObjectKind,
    ) -> Result<Vec<ObjectDetail>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, DetailRow>(
            "select id, kind, key, label, archived_at, attributes
             from dbag_object
             where kind = $1 and id <> 0 and merged_into is null
             order by label, key"
        ).bind(kind.as_str()).fetch_all(on))?;
        rows.into_iter().map(ObjectDetail::try_from).collect()
    }
}

async fn describe_within(
    tx: &mut Tx,
    kind: &ObjectKind,
    described: &[Described],
) -> Result<Vec<DescribedAs>, StoreError> {
    let mut outcome = Vec::with_capacity(described.len());
    for chunk in described.chunks(CHUNK) {
        let keys: Vec<&str> = chunk.iter().map(|one| one.key.as_str()).collect();
        let added = add_missing(tx, kind, &keys).await?;
        let rows = known(tx, kind, &keys).await?;
        let mut changed = Vec::new();
        for one in chunk {
            let row = rows
                .get(one.key.as_str())
                .ok_or_else(|| StoreError::not_found("object", &one.key))?;
            if let Some(into) = &row.merged_into {
                let into = ObjectKey::parse(into).map_err(StoreError::unexpected)?;
                outcome.push(DescribedAs::Merged(into));
                continue;
            }
            let known = serde_json::from_str(&row.attributes).map_err(StoreError::unexpected)?;
            let Some(attributes) = one.attributes_over(&known) else {
                outcome.push(DescribedAs::TooMany);
                continue;
            };
            let label = one.label.as_ref().map_or(row.label.as_str(), Label::as_str);
            let is_same = label == row.label && attributes == known;
            if !is_same {
                changed.push(Row {
                    id: row.id,
                    key: row.key.clone(),
                    label: label.to_owned(),
                    attributes: json(&attributes)?,
                    merged_into: None,
                });
            }
            outcome.push(match (added.contains(one.key.as_str()), is_same) {
                (true, _) => DescribedAs::Added,
                (false, true) => DescribedAs::Same,
                (false, false) => DescribedAs::Changed,
            });
        }
        replace(tx, &changed).await?;
    }
    Ok(outcome)
}

/// Adds the objects that are not known; the keys of these.
async fn add_missing(
    tx: &mut Tx,
    kind: &ObjectKind,
    keys: &[&str],
) -> Result<HashSet<String>, StoreError> {
    let added: Vec<String> = match tx {
        Tx::Sqlite(_) => within!(tx, on => sqlx::query_scalar(
            "insert into dbag_object (kind, key, label)
             select $1, k.value, ''
             from json_each($2) k
             where true
             on conflict (kind, key) do nothing
             returning key"
        ).bind(kind.as_str()).bind(json(keys)?).fetch_all(on))?,
        Tx::Postgres(tx) => {
            sqlx::query_scalar(
                "insert into dbag_object (kind, key, label)
                 select $1, k, ''
                 from unnest($2::text[]) k
                 order by k
                 on conflict (kind, key) do nothing
                 returning key",
            )
            .bind(kind.as_str())
            .bind(keys)
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(added.into_iter().collect())
}

/// The objects by key. On Postgres they are held, in the order in which values hold them:
/// what is said of one is read, put together here and written back.
async fn known(
    tx: &mut Tx,
    kind: &ObjectKind,
    keys: &[&str],
) -> Result<HashMap<String, Row>, StoreError> {
    let rows: Vec<Row> = match tx {
        Tx::Sqlite(_) => within!(tx, on => sqlx::query_as(
            "select o.id, o.key, o.label, o.attributes, i.key as merged_into
             from json_each($2) k
             cross join dbag_object o on o.kind = $1 and o.key = k.value
             left join dbag_object i on i.id = o.merged_into"
        ).bind(kind.as_str()).bind(json(keys)?).fetch_all(on))?,
        Tx::Postgres(tx) => {
            sqlx::query_as(
                "select o.id, o.key, o.label, o.attributes, i.key as merged_into
                 from dbag_object o
                 left join dbag_object i on i.id = o.merged_into
                 where o.kind = $1 and o.key = any($2)
                 order by o.key
                 for update of o",
            )
            .bind(kind.as_str())
            .bind(keys)
            .fetch_all(&mut **tx)
            .await?
        }
    };
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

async fn replace(tx: &mut Tx, rows: &[Row]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    match tx {
        Tx::Sqlite(_) => {
            let list: Vec<_> = rows
                .iter()
                .map(|row| (row.id, &row.label, &row.attributes))
                .collect();
            changed_within!(
                tx,
                sqlx::query(
                    "update dbag_object
                     set label = n.value ->> 1, attributes = n.value ->> 2
                     from json_each($1) n
                     where dbag_object.id = n.value ->> 0",
                )
                .bind(json(&list)?)
            )?
        }
        Tx::Postgres(tx) => {
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
            let attributes: Vec<&str> = rows.iter().map(|row| row.attributes.as_str()).collect();
            sqlx::query(
                "update dbag_object o
                 set label = n.label, attributes = n.attributes
                 from unnest($1::bigint[], $2::text[], $3::text[]) as n (id, label, attributes)
                 where o.id = n.id",
            )
            .bind(ids)
            .bind(labels)
            .bind(attributes)
            .execute(&mut **tx)
            .await?
            .rows_affected()
        }
    };
    Ok(())
}
