//! The keys that sites sign embed tokens with, sealed.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::db::{changed, changed_within, read, within};
use crate::{Store, StoreError, Vault};

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EmbedKey {
    /// Its name in tokens.
    pub kid: String,
    /// What people call it.
    pub name: String,
    /// Whether tokens that name no key are signed with it.
    pub is_default: bool,
    /// The longest that its tokens may live.
    pub most_seconds: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was revoked; nothing that it signed holds any more.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What a sealed secret is bound to.
fn sealed_row(kid: &str) -> String {
    format!("embed key {kid}")
}

impl Store {
    /// Adds a key; it is the default where there is none.
    pub async fn add_embed_key(
        &self,
        key: &EmbedKey,
        secret: &str,
        vault: &Vault,
    ) -> Result<EmbedKey, StoreError> {
        let row = crate::db::write!(self.db, on => sqlx::query_as::<_, EmbedKey>(
            "insert into dbag_embed_key
                 (kid, name, secret, is_default, most_seconds, created_at)
             values ($1, $2, $3, not exists (select 1 from dbag_embed_key where is_default), $4, $5)
             returning kid, name, is_default, most_seconds, created_at, revoked_at"
        )
        .bind(&key.kid)
        .bind(&key.name)
        .bind(vault.seal(&sealed_row(&key.kid), secret))
        .bind(key.most_seconds)
        .bind(key.created_at)
        .fetch_one(on));
        row.map_err(|error| StoreError::taken(error, "embed key", &key.kid))
    }

    /// All keys, the newest first; those that were revoked, too.
    pub async fn embed_keys(&self) -> Result<Vec<EmbedKey>, StoreError> {
        Ok(read!(self.db, on => sqlx::query_as(
            "select kid, name, is_default, most_seconds, created_at, revoked_at
             from dbag_embed_key
             order by created_at desc, kid"
        ).fetch_all(on))?)
    }

    /// The key of a name, or the default, with its secret; `None` where there is none.
    pub async fn embed_key(
        &self,
        kid: Option<&str>,
        vault: &Vault,
    ) -> Result<Option<(EmbedKey, String)>, StoreError> {
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            key: EmbedKey,
            secret: String,
        }
        let row: Option<Row> = match kid {
            Some(kid) => read!(self.db, on => sqlx::query_as(
                "select kid, name, is_default, most_seconds, created_at, revoked_at, secret
                 from dbag_embed_key
                 where kid = $1"
            ).bind(kid).fetch_optional(on))?,
            None => read!(self.db, on => sqlx::query_as(
                "select kid, name, is_default, most_seconds, created_at, revoked_at, secret
                 from dbag_embed_key
                 where is_default"
            ).fetch_optional(on))?,
        };
        row.map(|row| {
            let secret = vault.open(&sealed_row(&row.key.kid), &row.secret);
            Ok((row.key, secret.map_err(|_| StoreError::WrongKey)?))
        })
        .transpose()
    }

    /// Revokes a key: from now on nothing that it signed holds.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is none, or it was revoked before.
    pub async fn revoke_embed_key(&self, kid: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let changed = changed!(
            self.db,
            sqlx::query(
                "update dbag_embed_key
                 set revoked_at = $2, is_default = false
                 where kid = $1 and revoked_at is null",
            )
            .bind(kid)
            .bind(now)
        )?;
        match changed {
            0 => Err(StoreError::not_found("embed key", kid)),
            _ => Ok(()),
        }
    }

    /// Makes a key the one of tokens that name none.
    pub async fn set_default_embed_key(&self, kid: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let is_there: i64 = within!(&mut tx, on => sqlx::query_scalar(
            "select count(*) from dbag_embed_key where kid = $1 and revoked_at is null"
        ).bind(kid).fetch_one(on))?;
        if is_there == 0 {
            return Err(StoreError::not_found("embed key", kid));
        }
        // One after the other: there is never more than one default.
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_embed_key set is_default = false where is_default")
        )?;
        changed_within!(
            &mut tx,
            sqlx::query("update dbag_embed_key set is_default = true where kid = $1").bind(kid)
        )?;
        tx.commit().await
    }
}
