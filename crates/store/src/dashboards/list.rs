//! The list of dashboards, and what a person made of it.

use dbag_domain::{DashboardId, Label, ObjectKind, Slug};
use sqlx::FromRow;

use crate::db::{changed, changed_within, read};
use crate::{Store, StoreError, UserId};

/// A dashboard in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DashboardRow {
    /// Its row.
    pub id: DashboardId,
    /// Its name in addresses.
    pub slug: Slug,
    /// Its title.
    pub label: Label,
    /// What it is for; may be empty.
    pub description: String,
    /// A sign before its title; may be empty.
    pub icon: String,
    /// The kind of object that each of its pages is about.
    pub about: Option<ObjectKind>,
    /// How many panels it has.
    pub panels: i64,
    /// Whether the person who asked chose it as one they often look at.
    pub is_favourite: bool,
    /// Whether the person who asked sees it first.
    pub is_home: bool,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    slug: String,
    label: String,
    description: String,
    icon: String,
    object_kind: Option<String>,
    panels: i64,
    is_favourite: bool,
    is_home: bool,
}

impl TryFrom<Row> for DashboardRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let about = row
            .object_kind
            .as_deref()
            .map(ObjectKind::parse)
            .transpose();
        Ok(Self {
            id: DashboardId(row.id),
            slug: Slug::parse(&row.slug).map_err(StoreError::unexpected)?,
            label: Label::parse(&row.label).map_err(StoreError::unexpected)?,
            description: row.description,
            icon: row.icon,
            about: about.map_err(StoreError::unexpected)?,
            panels: row.panels,
            is_favourite: row.is_favourite,
            is_home: row.is_home,
        })
    }
}

impl Store {
    /// All dashboards in their order; a person's favourites and home are marked.
    pub async fn dashboards(
        &self,
        person: Option<UserId>,
    ) -> Result<Vec<DashboardRow>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select d.id, d.slug, d.label, d.description, d.icon, d.object_kind,
                 (select count(*) from dbag_panel p where p.dashboard_id = d.id) as panels,
                 exists (
                     select 1 from dbag_favourite f
                     where f.dashboard_id = d.id and f.user_id = $1
                 ) as is_favourite,
                 exists (
                     select 1 from dbag_user u
                     where u.home_dashboard_id = d.id and u.id = $1
                 ) as is_home
             from dbag_dashboard d
             order by d.position, d.label, d.slug"
        ).bind(person.map(|id| id.0)).fetch_all(on))?;
        rows.into_iter().map(DashboardRow::try_from).collect()
    }

    /// What a dashboard is called that had this slug once.
    pub async fn renamed_dashboard(&self, slug: &str) -> Result<Option<Slug>, StoreError> {
        let now: Option<String> = read!(self.db, on => sqlx::query_scalar(
            "select d.slug
             from dbag_dashboard_slug o
             join dbag_dashboard d on d.id = o.dashboard_id
             where o.slug = $1"
        ).bind(slug).fetch_optional(on))?;
        let parsed = now.as_deref().map(Slug::parse).transpose();
        parsed.map_err(StoreError::unexpected)
    }

    /// Removes a dashboard with its panels; values stay.
    pub async fn remove_dashboard(&self, slug: &str) -> Result<(), StoreError> {
        let removed = changed!(
            self.db,
            sqlx::query("delete from dbag_dashboard where slug = $1").bind(slug)
        )?;
        match removed {
            0 => Err(StoreError::not_found("dashboard", slug)),
            _ => Ok(()),
        }
    }

    /// Marks a dashboard as one that a person often looks at, or not.
    pub async fn set_favourite(
        &self,
        person: UserId,
        dashboard: DashboardId,
        is_favourite: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = if is_favourite {
            "insert into dbag_favourite (user_id, dashboard_id) values ($1, $2)
             on conflict (user_id, dashboard_id) do nothing"
        } else {
            "delete from dbag_favourite where user_id = $1 and dashboard_id = $2"
        };
        changed_within!(&mut tx, sqlx::query(sql).bind(person.0).bind(dashboard.0))?;
        tx.commit().await
    }

    /// The slug of the dashboard that a person sees first.
    pub async fn home_of(&self, email: &str) -> Result<Option<String>, StoreError> {
        Ok(read!(self.db, on => sqlx::query_scalar(
            "select d.slug
             from dbag_user u
             join dbag_dashboard d on d.id = u.home_dashboard_id
             where u.email = $1"
        ).bind(email).fetch_optional(on))?)
    }

    /// Sets the dashboard that a person sees first, or none.
    pub async fn set_home(
        &self,
        person: UserId,
        dashboard: Option<DashboardId>,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("update dbag_user set home_dashboard_id = $2 where id = $1")
                .bind(person.0)
                .bind(dashboard.map(|id| id.0))
        )?;
        Ok(())
    }
}
