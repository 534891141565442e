//! The instance: one row about this installation.

use chrono::{DateTime, Utc};

use crate::db::{changed, changed_within, read, within};
use crate::users::insert_user;
use crate::{InstanceKey, Store, StoreError, TokenHash, User};

/// What is known of this installation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Instance {
    /// A random name of the installation.
    pub instance_id: String,
    /// What the instance key is recognised by.
    pub key_fingerprint: String,
    /// Changes when values were restored.
    pub cache_epoch: i64,
    /// The zone of metrics that have none of their own.
    pub time_zone: String,
}

impl Store {
    /// Makes the instance's row on first start; refuses another key than the one it was made with.
    pub async fn ensure_instance(
        &self,
        key: &InstanceKey,
        time_zone: &str,
        now: DateTime<Utc>,
    ) -> Result<Instance, StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "insert into dbag_instance (id, instance_id, key_fingerprint, time_zone, created_at)
                 values (1, $1, $2, $3, $4)
                 on conflict (id) do nothing",
            )
            .bind(InstanceKey::random().fingerprint())
            .bind(key.fingerprint())
            .bind(time_zone)
            .bind(now)
        )?;
        let instance = self.instance().await?;
        if instance.key_fingerprint == key.fingerprint() {
            Ok(instance)
        } else {
            Err(StoreError::WrongKey)
        }
    }

    /// The instance's row.
    pub async fn instance(&self) -> Result<Instance, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, Instance>(
            "select instance_id, key_fingerprint, cast(cache_epoch as bigint) as cache_epoch, time_zone
             from dbag_instance
             where id = 1"
        ).fetch_optional(on))?;
        row.ok_or_else(|| StoreError::not_found("instance", "1"))
    }

    /// Writes what is there already: an error where the database cannot be written.
    pub async fn check_writing(&self) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("update dbag_instance set time_zone = time_zone where id = 1")
        )?;
        Ok(())
    }

    /// A text that changes when values, dashboards, notes or goals were written.
    pub async fn last_change(&self) -> Result<String, StoreError> {
        Ok(read!(self.db, on => sqlx::query_scalar(
            "select cast(coalesce((select max(id) from dbag_batch), 0) as text) || ' '
                 || coalesce((select cast(max(updated_at) as text) from dbag_dashboard), '') || ' '
                 || coalesce((select cast(max(created_at) as text) from dbag_annotation), '') || ' '
                 || coalesce((select cast(max(updated_at) as text) from dbag_goal), '')"
        ).fetch_one(on))?)
    }

    /// Keeps the hash of a new setup code, as long as there is no administrator.
    pub async fn set_setup_code(&self, hash: &TokenHash) -> Result<bool, StoreError> {
        let changed = changed!(
            self.db,
            sqlx::query(
                "update dbag_instance set setup_code_hash = $1
                 where id = 1 and not exists (select 1 from dbag_user where role = 'admin')",
            )
            .bind(hash.as_str())
        )?;
        Ok(changed == 1)
    }

    /// Whether setup still waits for its code.
    pub async fn needs_setup(&self) -> Result<bool, StoreError> {
        let admins: i64 = read!(self.db, on => sqlx::query_scalar(
            "select count(*) from dbag_user where role = 'admin'"
        ).fetch_one(on))?;
        Ok(admins == 0)
    }

    /// Whether a setup code is the one that was printed.
    pub async fn is_setup_code(&self, hash: &TokenHash) -> Result<bool, StoreError> {
        let count: i64 = read!(self.db, on => sqlx::query_scalar(
            "select count(*) from dbag_instance where setup_code_hash = $1"
        ).bind(hash.as_str()).fetch_one(on))?;
        Ok(count == 1)
    }

    /// Makes the first administrator and forgets the code, in one transaction.
    ///
    /// `None` where the code is wrong or used: of many at once, one succeeds.
    pub async fn finish_setup(
        &self,
        hash: &TokenHash,
        email: &str,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<User>, StoreError> {
        let mut tx = self.db.begin().await?;
        let taken = changed_within!(
            &mut tx,
            sqlx::query(
                "update dbag_instance set setup_code_hash = null
                 where id = 1 and setup_code_hash = $1",
            )
            .bind(hash.as_str())
        )?;
        if taken == 0 {
            return Ok(None);
        }
        let admins: i64 = within!(&mut tx, on => sqlx::query_scalar(
            "select count(*) from dbag_user where role = 'admin'"
        ).fetch_one(on))?;
        if admins > 0 {
            return Ok(None);
        }
        let user =
            insert_user(&mut tx, email, password_hash, dbag_domain::Role::Admin, now).await?;
        tx.commit().await?;
        Ok(Some(user))
    }
}
