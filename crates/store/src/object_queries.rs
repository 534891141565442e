//! Queries that describe the objects of a kind: one a kind, asked again and again.

use chrono::{DateTime, Utc};
use dbag_domain::{ObjectKind, SourceId};
use sqlx::FromRow;

use crate::db::{changed, read, write};
use crate::{Store, StoreError};

/// A query that describes the objects of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectQuery {
    /// The kind.
    pub kind: ObjectKind,
    /// Whom it is put to.
    pub source: SourceId,
    /// The statement.
    pub query: String,
    /// When it was last asked.
    pub asked_at: DateTime<Utc>,
    /// What was wrong then.
    pub error: Option<String>,
}

/// What came of asking a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectQueryAsked {
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// When it is asked next.
    pub again_at: DateTime<Utc>,
    /// What was wrong.
    pub error: Option<String>,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    source_id: i64,
    query: String,
    asked_at: DateTime<Utc>,
    error: Option<String>,
}

impl TryFrom<Row> for ObjectQuery {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            kind: ObjectKind::parse(&row.kind).map_err(StoreError::unexpected)?,
            source: SourceId(row.source_id),
            query: row.query,
            asked_at: row.asked_at,
            error: row.error,
        })
    }
}

impl Store {
    /// The queries that describe objects, by kind.
    pub async fn object_queries(&self) -> Result<Vec<ObjectQuery>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select kind, source_id, query, asked_at, error
             from dbag_object_kind
             order by kind"
        ).fetch_all(on))?;
        rows.into_iter().map(ObjectQuery::try_from).collect()
    }

    /// The query that describes the objects of a kind.
    pub async fn object_query(&self, kind: &ObjectKind) -> Result<Option<ObjectQuery>, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select kind, source_id, query, asked_at, error
             from dbag_object_kind
             where kind = $1"
        ).bind(kind.as_str()).fetch_optional(on))?;
        row.map(ObjectQuery::try_from).transpose()
    }

    /// Keeps the query of a kind that was just asked, in the place of the one it had.
    pub async fn set_object_query(
        &self,
        kind: &ObjectKind,
        source: SourceId,
        query: &str,
        asked: &ObjectQueryAsked,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "insert into dbag_object_kind (kind, source_id, query, asked_at, ask_at, error)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (kind) do update
                 set source_id = excluded.source_id, query = excluded.query,
                     asked_at = excluded.asked_at, ask_at = excluded.ask_at,
                     error = excluded.error",
            )
            .bind(kind.as_str())
            .bind(source.0)
            .bind(query)
            .bind(asked.at)
            .bind(asked.again_at)
            .bind(&asked.error)
        )?;
        Ok(())
    }

    /// Forgets the query of a kind; what it said stays. Whether there was one.
    pub async fn remove_object_query(&self, kind: &ObjectKind) -> Result<bool, StoreError> {
        let removed = changed!(
            self.db,
            sqlx::query("delete from dbag_object_kind where kind = $1").bind(kind.as_str())
        )?;
        Ok(removed > 0)
    }

    /// Takes the queries that are due at `now`; nobody else gets them before `until`.
    pub async fn claim_object_queries(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<ObjectQuery>, StoreError> {
        let rows = write!(self.db, on => sqlx::query_as::<_, Row>(
            "update dbag_object_kind
             set ask_at = $2
             where ask_at <= $1
             returning kind, source_id, query, asked_at, error"
        ).bind(now).bind(until).fetch_all(on))?;
        rows.into_iter().map(ObjectQuery::try_from).collect()
    }

    /// Notes what came of asking a query, unless the kind has another by now.
    pub async fn finish_object_query(
        &self,
        query: &ObjectQuery,
        asked: &ObjectQueryAsked,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "update dbag_object_kind
                 set asked_at = $4, ask_at = $5, error = $6
                 where kind = $1 and source_id = $2 and query = $3",
            )
            .bind(query.kind.as_str())
            .bind(query.source.0)
            .bind(&query.query)
            .bind(asked.at)
            .bind(asked.again_at)
            .bind(&asked.error)
        )?;
        Ok(())
    }
}
