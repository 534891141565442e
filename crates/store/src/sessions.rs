//! Sessions: who is signed in, kept so that the table signs nobody in.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use crate::db::{changed, read};
use crate::users::UserRow;
use crate::{Store, StoreError, User, UserId};

/// SHA-256 of a random token: fit to be stored, unfit to be used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(crate::vault::hex(&Sha256::digest(token.as_bytes())))
    }

    /// The hash as hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionUser {
    /// The person.
    pub user: User,
    /// When the session was last used, as far as it was noted.
    pub seen_at: DateTime<Utc>,
}

impl Store {
    /// Begins a session.
    pub async fn add_session(
        &self,
        token: &TokenHash,
        user: UserId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "insert into dbag_session (token_hash, user_id, created_at, seen_at, expires_at)
                 values ($1, $2, $3, $3, $4)",
            )
            .bind(token.as_str())
            .bind(user.0)
            .bind(now)
            .bind(expires_at)
        )?;
        Ok(())
    }

    /// Whose session it is; `None` where it ended or was idle since before `idle_since`.
    pub async fn session(
        &self,
        token: &TokenHash,
        now: DateTime<Utc>,
        idle_since: DateTime<Utc>,
    ) -> Result<Option<SessionUser>, StoreError> {
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            user: UserRow,
            seen_at: DateTime<Utc>,
        }
        let row = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select u.id, u.email, u.role, u.created_at, s.seen_at
             from dbag_session s
             join dbag_user u on u.id = s.user_id
             where s.token_hash = $1
               and s.expires_at > $2
               and s.seen_at > $3"
        ).bind(token.as_str()).bind(now).bind(idle_since).fetch_optional(on))?;
        row.map(|row| {
            Ok(SessionUser {
                user: row.user.try_into()?,
                seen_at: row.seen_at,
            })
        })
        .transpose()
    }

    /// Notes that a session is in use.
    pub async fn touch_session(
        &self,
        token: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("update dbag_session set seen_at = $2 where token_hash = $1")
                .bind(token.as_str())
                .bind(now)
        )?;
        Ok(())
    }

    /// Ends a session.
    pub async fn remove_session(&self, token: &TokenHash) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("delete from dbag_session where token_hash = $1").bind(token.as_str())
        )?;
        Ok(())
    }

    /// Forgets sessions that ended before `now`.
    pub async fn remove_ended_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(changed!(
            self.db,
            sqlx::query("delete from dbag_session where expires_at <= $1").bind(now)
        )?)
    }
}
