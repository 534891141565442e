//! Sources and their sealed addresses.

use chrono::{DateTime, Utc};
use dbag_domain::{Slug, Source, SourceId, SourceKind};
use sqlx::FromRow;

use crate::db::{changed, changed_within, read, within};
use crate::{Store, StoreError, Vault};

#[derive(FromRow)]
struct SourceRow {
    id: i64,
    slug: String,
    kind: String,
    address: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<SourceRow> for Source {
    type Error = StoreError;
    fn try_from(row: SourceRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: SourceId(row.id),
            slug: Slug::parse(&row.slug).map_err(StoreError::unexpected)?,
            kind: SourceKind::parse(&row.kind).map_err(StoreError::unexpected)?,
            address: row.address,
            created_at: row.created_at,
        })
    }
}

/// What a sealed address is bound to.
fn sealed_row(id: i64) -> String {
    format!("source {id}")
}

impl Store {
    /// Adds a source; `address` may be shown, `secret` is the whole address and is sealed.
    pub async fn add_source(
        &self,
        slug: &Slug,
        kind: SourceKind,
        address: &str,
        secret: &str,
        vault: &Vault,
        now: DateTime<Utc>,
    ) -> Result<Source, StoreError> {
        let mut tx = self.db.begin().await?;
        let row = within!(&mut tx, on => sqlx::query_as::<_, SourceRow>(
            "insert into dbag_source (slug, kind, address, secret, created_at)
             values ($1, $2, $3, '', $4)
             returning id, slug, kind, address, created_at"
        ).bind(slug.as_str()).bind(kind.as_str()).bind(address).bind(now).fetch_one(on))
        .map_err(|error| StoreError::taken(error, "source", slug.as_str()))?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_source set secret = $2 where id = $1")
                .bind(row.id)
                .bind(vault.seal(&sealed_row(row.id), secret))
        )?;
        tx.commit().await?;
        row.try_into()
    }

    /// All sources, by name.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, SourceRow>(
            "select id, slug, kind, address, created_at
             from dbag_source
             order by slug"
        ).fetch_all(on))?;
        rows.into_iter().map(Source::try_from).collect()
    }

    /// The source of a name.
    pub async fn source(&self, slug: &str) -> Result<Source, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, SourceRow>(
            "select id, slug, kind, address, created_at
             from dbag_source
             where slug = $1"
        ).bind(slug).fetch_optional(on))?;
        row.ok_or_else(|| StoreError::not_found("source", slug))?
            .try_into()
    }

    /// The whole address of a source, password included.
    pub async fn source_secret(&self, id: SourceId, vault: &Vault) -> Result<String, StoreError> {
        let sealed: Option<String> = read!(self.db, on => sqlx::query_scalar(
            "select secret from dbag_source where id = $1"
        ).bind(id.0).fetch_optional(on))?;
        let sealed = sealed.ok_or_else(|| StoreError::not_found("source", id.0))?;
        vault
            .open(&sealed_row(id.0), &sealed)
            .map_err(|_| StoreError::WrongKey)
    }

    /// Removes a source that no metric and no kind of object asks any more.
    pub async fn remove_source(&self, slug: &str) -> Result<(), StoreError> {
        let source = self.source(slug).await?;
        let mut users: Vec<String> = read!(self.db, on => sqlx::query_scalar(
            "select slug
             from dbag_metric
             where source_id = $1 and deleted_at is null
             order by slug"
        ).bind(source.id.0).fetch_all(on))?;
        let kinds: Vec<String> = read!(self.db, on => sqlx::query_scalar(
            "select kind
             from dbag_object_kind
             where source_id = $1
             order by kind"
        ).bind(source.id.0).fetch_all(on))?;
        let objects = |kind| format!("the objects of kind {kind}");
        users.extend(kinds.into_iter().map(objects));
        if !users.is_empty() {
            return Err(StoreError::InUse {
                name: slug.to_owned(),
                users: users.join(", "),
            });
        }
        let mut tx = self.db.begin().await?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_metric set source_id = null where source_id = $1")
                .bind(source.id.0)
        )?;
        changed_within!(
            &mut tx,
            sqlx::query("delete from dbag_source where id = $1").bind(source.id.0)
        )?;
        tx.commit().await
    }

    /// Replaces a source's address.
    pub async fn set_source_address(
        &self,
        id: SourceId,
        kind: SourceKind,
        address: &str,
        secret: &str,
        vault: &Vault,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "update dbag_source set kind = $2, address = $3, secret = $4 where id = $1",
            )
            .bind(id.0)
            .bind(kind.as_str())
            .bind(address)
            .bind(vault.seal(&sealed_row(id.0), secret))
        )?;
        Ok(())
    }
}
