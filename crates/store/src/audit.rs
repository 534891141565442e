//! The audit log: who did what, append only.

use chrono::{DateTime, Utc};

use crate::db::changed;
use crate::{Store, StoreError};

impl Store {
    /// Notes that somebody did something; no secrets.
    pub async fn note_audit(
        &self,
        at: DateTime<Utc>,
        actor: &str,
        action: &str,
        subject: &str,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "insert into dbag_audit (at, actor, action, subject) values ($1, $2, $3, $4)",
            )
            .bind(at)
            .bind(actor)
            .bind(action)
            .bind(subject)
        )?;
        Ok(())
    }
}
