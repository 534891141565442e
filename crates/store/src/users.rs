//! People who sign in.

use chrono::{DateTime, Utc};
use dbag_domain::Role;
use sqlx::FromRow;

use crate::db::{Tx, changed, read, within};
use crate::{Store, StoreError};

/// The row of a person in `dbag_user`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(pub i64);

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The row.
    pub id: UserId,
    /// The address they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// When they were added.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
pub(crate) struct UserRow {
    id: i64,
    email: String,
    role: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;
    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            email: row.email,
            role: Role::parse(&row.role).map_err(StoreError::unexpected)?,
            created_at: row.created_at,
        })
    }
}

/// Adds a person within a transaction.
pub(crate) async fn insert_user(
    tx: &mut Tx,
    email: &str,
    password_hash: &str,
    role: Role,
    now: DateTime<Utc>,
) -> Result<User, StoreError> {
    let row = within!(tx, on => sqlx::query_as::<_, UserRow>(
        "insert into dbag_user (email, password_hash, role, created_at)
         values ($1, $2, $3, $4)
         returning id, email, role, created_at"
    ).bind(email).bind(password_hash).bind(role.as_str()).bind(now).fetch_one(on));
    row.map_err(|error| StoreError::taken(error, "user", email))?
        .try_into()
}

impl Store {
    /// Adds a person.
    pub async fn add_user(
        &self,
        email: &str,
        password_hash: &str,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<User, StoreError> {
        let mut tx = self.db.begin().await?;
        let user = insert_user(&mut tx, email, password_hash, role, now).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// The person with an address, with the hash of their password.
    pub async fn user_with_password(
        &self,
        email: &str,
    ) -> Result<Option<(User, String)>, StoreError> {
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            user: UserRow,
            password_hash: String,
        }
        let row = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select id, email, role, created_at, password_hash
             from dbag_user
             where email = $1"
        ).bind(email).fetch_optional(on))?;
        row.map(|row| Ok((row.user.try_into()?, row.password_hash)))
            .transpose()
    }

    /// The row of a person by address.
    pub async fn user_id(&self, email: &str) -> Result<Option<UserId>, StoreError> {
        let id: Option<i64> = read!(self.db, on => sqlx::query_scalar(
            "select id from dbag_user where email = $1"
        ).bind(email).fetch_optional(on))?;
        Ok(id.map(UserId))
    }

    /// Everybody, by address.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, UserRow>(
            "select id, email, role, created_at
             from dbag_user
             order by email"
        ).fetch_all(on))?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// Removes a person; their sessions go with them.
    pub async fn remove_user(&self, email: &str) -> Result<(), StoreError> {
        let removed = changed!(
            self.db,
            sqlx::query("delete from dbag_user where email = $1").bind(email)
        )?;
        if removed == 0 {
            return Err(StoreError::not_found("user", email));
        }
        Ok(())
    }

    /// Changes a person's password and ends their sessions.
    pub async fn set_password(&self, email: &str, password_hash: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let id: Option<i64> = within!(&mut tx, on => sqlx::query_scalar(
            "update dbag_user set password_hash = $2 where email = $1 returning id"
        ).bind(email).bind(password_hash).fetch_optional(on))?;
        let id = id.ok_or_else(|| StoreError::not_found("user", email))?;
        crate::db::changed_within!(
            &mut tx,
            sqlx::query("delete from dbag_session where user_id = $1").bind(id)
        )?;
        tx.commit().await
    }
}
