//! Annotations: notes on days.

use chrono::{DateTime, Utc};
use dbag_domain::{Annotation, AnnotationId, Day, DayRange, MetricId, ObjectId};
use sqlx::FromRow;

use crate::db::{changed, read, write};
use crate::{Store, StoreError};

#[derive(FromRow)]
struct Row {
    id: i64,
    from_day: i32,
    to_day: i32,
    text: String,
    metric_id: Option<i64>,
    object_id: Option<i64>,
    author: String,
    is_personal: bool,
}

impl From<Row> for Annotation {
    fn from(row: Row) -> Self {
        Self {
            id: AnnotationId(row.id),
            days: DayRange {
                from: Day::from_days(row.from_day),
                to: Day::from_days(row.to_day),
            },
            text: row.text,
            metric: row.metric_id.map(MetricId),
            object: row.object_id.map(ObjectId),
            author: row.author,
            is_personal: row.is_personal,
        }
    }
}

impl Store {
    /// Adds an annotation; its id does not count.
    pub async fn add_annotation(
        &self,
        note: &Annotation,
        now: DateTime<Utc>,
    ) -> Result<AnnotationId, StoreError> {
        let id: i64 = write!(self.db, on => sqlx::query_scalar(
            "insert into dbag_annotation (
                 from_day, to_day, text, metric_id, object_id, author, is_personal, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             returning id"
        )
        .bind(note.days.from.days())
        .bind(note.days.to.days())
        .bind(&note.text)
        .bind(note.metric.map(|id| id.0))
        .bind(note.object.map(|id| id.0))
        .bind(&note.author)
        .bind(note.is_personal)
        .bind(now)
        .fetch_one(on))?;
        Ok(AnnotationId(id))
    }

    /// The annotations that touch a range and that a person sees, by day.
    pub async fn annotations(
        &self,
        days: DayRange,
        person: &str,
    ) -> Result<Vec<Annotation>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select id, from_day, to_day, text, metric_id, object_id, author, is_personal
             from dbag_annotation
             where to_day >= $1 and from_day <= $2 and (not is_personal or author = $3)
             order by from_day, id
             limit 500"
        )
        .bind(days.from.days())
        .bind(days.to.days())
        .bind(person)
        .fetch_all(on))?;
        Ok(rows.into_iter().map(Annotation::from).collect())
    }

    /// An annotation, if it is there.
    pub async fn annotation(&self, id: AnnotationId) -> Result<Option<Annotation>, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select id, from_day, to_day, text, metric_id, object_id, author, is_personal
             from dbag_annotation
             where id = $1"
        ).bind(id.0).fetch_optional(on))?;
        Ok(row.map(Annotation::from))
    }

    /// Removes an annotation; without one nothing happens.
    pub async fn remove_annotation(&self, id: AnnotationId) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("delete from dbag_annotation where id = $1").bind(id.0)
        )?;
        Ok(())
    }
}
