//! The directory of objects: finding one among many, and what is known of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use dbag_domain::{MetricId, Object, ObjectId, ObjectKind};
use sqlx::FromRow;

use crate::db::{Db, changed, changed_within, read};
use crate::objects::ObjectRow;
use crate::samples::lock_bumps;
use crate::{Store, StoreError};

/// A kind of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    /// The kind.
    pub kind: ObjectKind,
    /// How many objects it has that are not archived.
    pub objects: i64,
}

/// An object with everything that was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectDetail {
    /// The object.
    pub object: Object,
    /// When it was archived.
    pub archived_at: Option<DateTime<Utc>>,
    /// What a query or an import said of it.
    pub attributes: BTreeMap<String, String>,
}

/// Which objects of a kind are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectSearch<'a> {
    /// The kind.
    pub kind: &'a ObjectKind,
    /// A part of the label or the key, in any case; all where empty.
    pub text: &'a str,
    /// Whether it may be a part of an attribute's text, too, for which each must be read.
    pub in_attributes: bool,
    /// Whether archived ones are wanted, and no others.
    pub archived: bool,
    /// How many.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

#[derive(FromRow)]
pub(crate) struct DetailRow {
    #[sqlx(flatten)]
    object: ObjectRow,
    archived_at: Option<DateTime<Utc>>,
    attributes: String,
}

impl TryFrom<DetailRow> for ObjectDetail {
    type Error = StoreError;
    fn try_from(row: DetailRow) -> Result<Self, StoreError> {
        Ok(Self {
            object: row.object.try_into()?,
            archived_at: row.archived_at,
            attributes: serde_json::from_str(&row.attributes).map_err(StoreError::unexpected)?,
        })
    }
}

/// A search by label and key, and by what `$also` adds.
macro_rules! search_sql {
    ($columns:literal, [$($also:literal),*], $rest:literal) => {
        concat!(
            "select ",
            $columns,
            "
             from dbag_object o
             where kind = $1
               and (lower(label) like $2 escape '\\' or lower(o.key) like $2 escape '\\'",
            $($also,)*
            ")
               and (archived_at is not null) = $3 and merged_into is null ",
            $rest
        )
    };
}

/// The same search in labels and keys alone, and in attributes, which costs reading each: on
/// SQLite, and on Postgres.
macro_rules! searches {
    ($name:ident, $columns:literal, $rest:literal) => {
        const $name: [&str; 3] = [
            search_sql!($columns, [], $rest),
            search_sql!(
                $columns,
                [" or exists (select 1 from json_each(o.attributes) a
                              where lower(a.value) like $2 escape '\\')"],
                $rest
            ),
            search_sql!(
                $columns,
                [
                    " or exists (select 1 from jsonb_each_text(o.attributes::jsonb) a
                              where lower(a.value) like $2 escape '\\')"
                ],
                $rest
            ),
        ];
    };
}

searches!(
    FIND,
    "o.id, o.kind, o.key, o.label",
    "order by label, o.key limit $4 offset $5"
);
searches!(COUNT, "count(*)", "");

/// A text as the middle of a pattern for `like … escape '\'`, in small letters.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Store {
    /// The kinds that objects or metrics have, by name.
    pub async fn object_kinds(&self) -> Result<Vec<KindRow>, StoreError> {
        let rows: Vec<(String, i64)> = read!(self.db, on => sqlx::query_as(
            "select k.kind, (
                 select count(*) from dbag_object o
                 where o.kind = k.kind and o.archived_at is null
             )
             from (
                 select object_kind as kind
                 from dbag_metric
                 where object_kind is not null and deleted_at is null
                 union
                 select kind from dbag_object where id <> 0
                 union
                 select kind from dbag_object_kind
             ) k
             order by k.kind"
        ).fetch_all(on))?;
        let read = |(kind, objects): (String, i64)| {
            let kind = ObjectKind::parse(&kind).map_err(StoreError::unexpected)?;
            Ok(KindRow { kind, objects })
        };
        rows.into_iter().map(read).collect()
    }

    /// Objects in the directory's order.
    ///
    /// It ends with the last one that is wanted; how many there are in all must look at each.
    pub async fn find_objects(&self, search: ObjectSearch<'_>) -> Result<Vec<Object>, StoreError> {
        let sql = FIND[self.place_of(search)];
        let rows = read!(self.db, on => sqlx::query_as::<_, ObjectRow>(sql)
            .bind(search.kind.as_str())
            .bind(pattern(search.text))
            .bind(search.archived)
            .bind(search.limit)
            .bind(search.offset)
            .fetch_all(on))?;
        rows.into_iter().map(Object::try_from).collect()
    }

    /// How many objects a search has in all, whatever its limit.
    pub async fn count_objects(&self, search: ObjectSearch<'_>) -> Result<i64, StoreError> {
        let sql = COUNT[self.place_of(search)];
        let count: i64 = read!(self.db, on => sqlx::query_scalar(sql)
            .bind(search.kind.as_str())
            .bind(pattern(search.text))
            .bind(search.archived)
            .fetch_one(on))?;
        Ok(count)
    }

    /// Which of the statements of a search it is.
    fn place_of(&self, search: ObjectSearch<'_>) -> usize {
        match (search.in_attributes && !search.text.is_empty(), &self.db) {
            (false, _) => 0,
            (true, Db::Sqlite { .. }) => 1,
            (true, Db::Postgres(_)) => 2,
        }
    }

    /// An object with everything that was said of it; of one that was merged the one that it
    /// became a part of.
    pub async fn object_detail(
        &self,
        kind: &ObjectKind,
        key: &dbag_domain::ObjectKey,
    ) -> Result<Option<ObjectDetail>, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, DetailRow>(
            "select i.id, i.kind, i.key, i.label, i.archived_at, i.attributes
             from dbag_object o
             join dbag_object i on i.id = coalesce(o.merged_into, o.id)
             where o.kind = $1 and o.key = $2 and o.id <> 0"
        ).bind(kind.as_str()).bind(key.as_str()).fetch_optional(on))?;
        row.map(ObjectDetail::try_from).transpose()
    }

    /// The metrics that have a series for an object.
    pub async fn metrics_of_object(&self, object: ObjectId) -> Result<Vec<MetricId>, StoreError> {
        let rows: Vec<i64> = read!(self.db, on => sqlx::query_scalar(
            "select s.metric_id
             from dbag_series s
             join dbag_metric m on m.id = s.metric_id
             where s.object_id = $1 and m.deleted_at is null
             order by m.category, m.position, m.slug"
        ).bind(object.0).fetch_all(on))?;
        Ok(rows.into_iter().map(MetricId).collect())
    }

    /// Archives an object, or takes it back.
    pub async fn set_archived(
        &self,
        object: ObjectId,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_object set archived_at = $2 where id = $1 and id <> 0")
                .bind(object.0)
                .bind(at)
        )?;
        // Medians, rankings and levels of all objects are others: what is kept of them is not theirs any more.
        lock_bumps(&mut tx).await?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_series set revision = revision + 1 where object_id = $1 and object_id <> 0")
                .bind(object.0)
        )?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes what people call an object.
    pub async fn set_object_label(&self, object: ObjectId, label: &str) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("update dbag_object set label = $2 where id = $1 and id <> 0")
                .bind(object.0)
                .bind(label)
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(pattern("A_b%\\"), "%a\\_b\\%\\\\%");
        assert_eq!(pattern(""), "%%");
    }
}
