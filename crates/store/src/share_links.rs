//! Links that show a dashboard to whoever holds them.

use chrono::{DateTime, Utc};
use dbag_domain::{DashboardId, Day, ObjectKey, ObjectKind, Slug};
use sqlx::FromRow;

use crate::db::{changed, read, write};
use crate::{Store, StoreError, TokenHash};

/// The row of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShareLinkId(pub i64);

/// What a new link shows, and to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct NewShareLink {
    /// What people call it.
    pub name: String,
    /// The one object that it shows, by kind and key; of a dashboard about a kind.
    pub object: Option<(ObjectKind, ObjectKey)>,
    /// The first day that it shows.
    pub from: Option<Day>,
    /// The last day that it shows.
    pub to: Option<Day>,
    /// The hash of its password.
    pub password_hash: Option<String>,
    /// Whether the team's notes are shown.
    pub shows_notes: bool,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub created_by: String,
}

/// A link as it is kept; nothing in it opens anything.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareLink {
    /// Its row.
    pub id: ShareLinkId,
    /// The dashboard's row, whatever it is called by the time it is read.
    pub dashboard_id: DashboardId,
    /// The dashboard.
    pub dashboard: Slug,
    /// What it shows, and to whom.
    pub settings: NewShareLink,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// How often it was looked at.
    pub views: i64,
    /// The last day on which it was.
    pub last_viewed: Option<Day>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    dashboard_id: i64,
    slug: String,
    name: String,
    object_kind: Option<String>,
    object_key: Option<String>,
    from_day: Option<i32>,
    to_day: Option<i32>,
    password_hash: Option<String>,
    shows_notes: bool,
    expires_at: Option<DateTime<Utc>>,
    created_by: String,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    views: i64,
    last_viewed: Option<i32>,
}

macro_rules! share_link_sql {
    ($where:literal) => {
        concat!(
            "select l.id, l.dashboard_id, d.slug, l.name, o.kind as object_kind,
                 o.key as object_key, l.from_day, l.to_day,
                 l.password_hash, l.shows_notes, l.expires_at, l.created_by, l.created_at,
                 l.revoked_at,
                 cast(coalesce((
                     select sum(v.views) from dbag_embed_view v
                     where v.subject = 'share ' || cast(l.id as text)
                 ), 0) as bigint) as views,
                 (
                     select max(v.day) from dbag_embed_view v
                     where v.subject = 'share ' || cast(l.id as text)
                 ) as last_viewed
             from dbag_share_link l
             join dbag_dashboard d on d.id = l.dashboard_id
             left join dbag_object o on o.id = l.object_id
             where ",
            $where
        )
    };
}

impl Store {
    /// Adds a link to a dashboard; of the object the row is found by its kind and key.
    ///
    /// # Errors
    ///
    /// `NotFound` for an object that nobody knows: without one the link would be to all of them.
    pub async fn add_share_link(
        &self,
        token: &TokenHash,
        dashboard: DashboardId,
        link: &NewShareLink,
        now: DateTime<Utc>,
    ) -> Result<ShareLinkId, StoreError> {
        let id: Option<i64> = write!(self.db, on => sqlx::query_scalar(
            "insert into dbag_share_link
                 (token_hash, name, dashboard_id, object_id, from_day, to_day, password_hash,
                  shows_notes, expires_at, created_by, created_at)
             select $1, $2, $3, o.id, $6, $7, $8, $9, $10, $11, $12
             from (select 1 as one) link
             left join dbag_object o on o.kind = $4 and o.key = $5
             where $4 is null or o.id is not null
             returning id"
        )
        .bind(token.as_str())
        .bind(&link.name)
        .bind(dashboard.0)
        .bind(link.object.as_ref().map(|(kind, _)| kind.as_str()))
        .bind(link.object.as_ref().map(|(_, key)| key.as_str()))
        .bind(link.from.map(Day::days))
        .bind(link.to.map(Day::days))
        .bind(&link.password_hash)
        .bind(link.shows_notes)
        .bind(link.expires_at)
        .bind(&link.created_by)
        .bind(now)
        .fetch_optional(on))?;
        id.map(ShareLinkId).ok_or_else(|| {
            let key = link.object.as_ref().map_or("", |(_, key)| key.as_str());
            StoreError::not_found("object", key)
        })
    }

    /// The link of a token; one that was revoked or is over, too.
    pub async fn share_link(&self, token: &TokenHash) -> Result<Option<ShareLink>, StoreError> {
        let row: Option<Row> = read!(self.db, on => sqlx::query_as(
            share_link_sql!("l.token_hash = $1")
        ).bind(token.as_str()).fetch_optional(on))?;
        row.map(ShareLink::try_from).transpose()
    }

    /// The links to a dashboard, the newest first.
    pub async fn share_links(&self, dashboard: DashboardId) -> Result<Vec<ShareLink>, StoreError> {
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(
            share_link_sql!("l.dashboard_id = $1 order by l.id desc")
        ).bind(dashboard.0).fetch_all(on))?;
        rows.into_iter().map(ShareLink::try_from).collect()
    }

    /// All links, the newest first.
    pub async fn all_share_links(&self) -> Result<Vec<ShareLink>, StoreError> {
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(
            share_link_sql!("true order by l.id desc")
        ).fetch_all(on))?;
        rows.into_iter().map(ShareLink::try_from).collect()
    }

    /// Revokes a link.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is none, or it was revoked before.
    pub async fn revoke_share_link(
        &self,
        id: ShareLinkId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let changed = changed!(
            self.db,
            sqlx::query(
                "update dbag_share_link
                 set revoked_at = $2
                 where id = $1 and revoked_at is null",
            )
            .bind(id.0)
            .bind(now)
        )?;
        match changed {
            0 => Err(StoreError::not_found("share link", id.0)),
            _ => Ok(()),
        }
    }
}

impl TryFrom<Row> for ShareLink {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = row
            .object_kind
            .as_deref()
            .map(ObjectKind::parse)
            .transpose();
        let key = row.object_key.as_deref().map(ObjectKey::parse).transpose();
        let kind = kind.map_err(StoreError::unexpected)?;
        let key = key.map_err(StoreError::unexpected)?;
        Ok(Self {
            id: ShareLinkId(row.id),
            dashboard_id: DashboardId(row.dashboard_id),
            dashboard: Slug::parse(&row.slug).map_err(StoreError::unexpected)?,
            settings: NewShareLink {
                name: row.name,
                object: kind.zip(key),
                from: row.from_day.map(Day::from_days),
                to: row.to_day.map(Day::from_days),
                password_hash: row.password_hash,
                shows_notes: row.shows_notes,
                expires_at: row.expires_at,
                created_by: row.created_by,
            },
            created_at: row.created_at,
            revoked_at: row.revoked_at,
            views: row.views,
            last_viewed: row.last_viewed.map(Day::from_days),
        })
    }
}
