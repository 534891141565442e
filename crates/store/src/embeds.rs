//! What may be embedded, and where.

use chrono::{DateTime, Utc};
use dbag_domain::{
    DashboardId, EmbedResource, EmbedSettings, FrameOrigin, MetricId, PanelId, Slug,
};
use sqlx::FromRow;

use crate::db::{changed, read};
use crate::{Store, StoreError};

/// What a token's resource is in the tables, and how it may be embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddable {
    /// The row of the dashboard or the metric, whatever it is called by the time it is read.
    pub id: i64,
    /// The dashboard or the metric, as it is called now.
    pub slug: Slug,
    /// The panel, where the resource is one.
    pub panel: Option<PanelId>,
    /// How it may be embedded.
    pub settings: EmbedSettings,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    slug: String,
    is_on: Option<bool>,
    origins: Option<String>,
    most_seconds: Option<i64>,
    shows_notes: Option<bool>,
}

impl Row {
    fn settings(&self) -> Result<EmbedSettings, StoreError> {
        let origins = self.origins.as_deref().unwrap_or("[]");
        let origins: Vec<FrameOrigin> =
            serde_json::from_str(origins).map_err(StoreError::unexpected)?;
        Ok(EmbedSettings {
            is_on: self.is_on.unwrap_or(false),
            origins,
            most_seconds: self.most_seconds,
            shows_notes: self.shows_notes.unwrap_or(false),
        })
    }
}

// A name that something had once still leads to it: tokens are signed by other people's programs.
const DASHBOARD: &str = "
    select d.id, d.slug, e.is_on, e.origins, e.most_seconds, e.shows_notes
    from dbag_dashboard d
    left join dbag_dashboard_embed e on e.dashboard_id = d.id
    where d.slug = $1 or d.id = $2
       or d.id = (select dashboard_id from dbag_dashboard_slug where slug = $1)
    order by case when d.slug = $1 then 0 else 1 end
    limit 1";
const PANEL: &str = "
    select d.id, d.slug, e.is_on, e.origins, e.most_seconds, e.shows_notes
    from dbag_panel p
    join dbag_dashboard d on d.id = p.dashboard_id
    left join dbag_dashboard_embed e on e.dashboard_id = d.id
    where p.id = $2 and $1 is null";
const METRIC: &str = "
    select m.id, m.slug, e.is_on, e.origins, e.most_seconds, e.shows_notes
    from dbag_metric m
    left join dbag_metric_embed e on e.metric_id = m.id
    where m.deleted_at is null
      and (m.slug = $1 or m.id = $2
           or m.id = (select metric_id from dbag_metric_slug where slug = $1))
    order by case when m.slug = $1 then 0 else 1 end
    limit 1";

macro_rules! set_sql {
    ($table:literal, $id:literal) => {
        concat!(
            "insert into ",
            $table,
            " (",
            $id,
            ", is_on, origins, most_seconds, shows_notes, updated_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (",
            $id,
            ") do update set
                 is_on = excluded.is_on, origins = excluded.origins,
                 most_seconds = excluded.most_seconds, shows_notes = excluded.shows_notes,
                 updated_at = excluded.updated_at"
        )
    };
}

impl Store {
    /// What a resource is, and how it may be embedded; `None` where there is no such thing.
    pub async fn embeddable(
        &self,
        resource: &EmbedResource,
    ) -> Result<Option<Embeddable>, StoreError> {
        let (sql, name) = match resource {
            EmbedResource::Dashboard(name) => (DASHBOARD, name.clone()),
            EmbedResource::Panel(id) => (PANEL, Err(*id)),
            EmbedResource::Metric(name) => (METRIC, name.clone()),
        };
        let slug = name.as_ref().ok().map(Slug::as_str);
        let id = name.as_ref().err().copied();
        let row: Option<Row> = read!(self.db, on => sqlx::query_as(sql)
            .bind(slug)
            .bind(id)
            .fetch_optional(on))?;
        row.map(|row| {
            Ok(Embeddable {
                id: row.id,
                slug: Slug::parse(&row.slug).map_err(StoreError::unexpected)?,
                panel: match resource {
                    EmbedResource::Panel(id) => Some(PanelId(*id)),
                    _ => None,
                },
                settings: row.settings()?,
            })
        })
        .transpose()
    }

    /// Sets how a dashboard may be embedded.
    pub async fn set_dashboard_embed(
        &self,
        dashboard: DashboardId,
        settings: &EmbedSettings,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = set_sql!("dbag_dashboard_embed", "dashboard_id");
        self.set_embed(SQL, dashboard.0, settings, now).await
    }

    /// Sets how a metric may be embedded alone.
    pub async fn set_metric_embed(
        &self,
        metric: MetricId,
        settings: &EmbedSettings,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = set_sql!("dbag_metric_embed", "metric_id");
        self.set_embed(SQL, metric.0, settings, now).await
    }

    async fn set_embed(
        &self,
        sql: &'static str,
        id: i64,
        settings: &EmbedSettings,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let origins = serde_json::to_string(&settings.origins).map_err(StoreError::unexpected)?;
        changed!(
            self.db,
            sqlx::query(sql)
                .bind(id)
                .bind(settings.is_on)
                .bind(&origins)
                .bind(settings.most_seconds)
                .bind(settings.shows_notes)
                .bind(now)
        )?;
        Ok(())
    }
}
