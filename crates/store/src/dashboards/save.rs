//! Writing dashboards: the whole of one, in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Dashboard, DashboardSettings, MetricId, ObjectId, ObjectKey, ObjectKind, PanelId,
    PanelSettings, Slug,
};

use crate::db::{Tx, changed_within, within};
use crate::{Store, StoreError};

/// A dashboard to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewDashboard<'a> {
    /// What people set.
    pub settings: &'a DashboardSettings,
    /// The rows that the panels have already, in their order; a panel without one is new.
    pub panels: &'a [Option<PanelId>],
    /// The metrics that the panels name.
    pub metrics: &'a HashMap<Slug, MetricId>,
}

impl Store {
    /// Adds a dashboard.
    ///
    /// # Errors
    ///
    /// `Taken` where its slug is in use.
    pub async fn add_dashboard(
        &self,
        new: NewDashboard<'_>,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, StoreError> {
        let settings = new.settings;
        let mut tx = self.db.begin().await?;
        let id: i64 = within!(&mut tx, on => sqlx::query_scalar(
            "insert into dbag_dashboard (
                 slug, label, description, icon, object_kind, position, range_choice, step,
                 version, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)
             returning id"
        )
        .bind(settings.slug.as_str())
        .bind(settings.label.as_str())
        .bind(&settings.description)
        .bind(&settings.icon)
        .bind(settings.about.as_ref().map(ObjectKind::as_str))
        .bind(settings.position)
        .bind(String::from(settings.range))
        .bind(settings.step.map(dbag_domain::Step::as_str))
        .bind(now)
        .fetch_one(on))
        .map_err(|error| StoreError::taken(error, "dashboard", settings.slug.as_str()))?;
        // A new dashboard takes over an address that another one had once.
        forget_slug(&mut tx, &settings.slug).await?;
        write_panels(&mut tx, id, new).await?;
        tx.commit().await?;
        self.dashboard(settings.slug.as_str()).await
    }

    /// Replaces a dashboard by what it is now.
    ///
    /// # Errors
    ///
    /// `Stale` where its version is no longer `version` (R34); `Taken` where its new slug is in
    /// use.
    pub async fn update_dashboard(
        &self,
        old: &Dashboard,
        version: i64,
        new: NewDashboard<'_>,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, StoreError> {
        let settings = new.settings;
        let mut tx = self.db.begin().await?;
        let changed = changed_within!(
            &mut tx,
            sqlx::query(
                "update dbag_dashboard set
                     slug = $1, label = $2, description = $3, icon = $4, object_kind = $5,
                     position = $6, range_choice = $7, step = $8, version = version + 1,
                     updated_at = $9
                 where id = $10 and version = $11",
            )
            .bind(settings.slug.as_str())
            .bind(settings.label.as_str())
            .bind(&settings.description)
            .bind(&settings.icon)
            .bind(settings.about.as_ref().map(ObjectKind::as_str))
            .bind(settings.position)
            .bind(String::from(settings.range))
            .bind(settings.step.map(dbag_domain::Step::as_str))
            .bind(now)
            .bind(old.id.0)
            .bind(version)
        )
        .map_err(|error| StoreError::taken(error, "dashboard", settings.slug.as_str()))?;
        if changed == 0 {
            return Err(StoreError::Stale);
        }
        for panel in &old.panels {
            if !new.panels.contains(&Some(panel.id)) {
                changed_within!(
                    &mut tx,
                    sqlx::query("delete from dbag_panel where id = $1").bind(panel.id.0)
                )?;
            }
        }
        if old.slug != settings.slug {
            forget_slug(&mut tx, &settings.slug).await?;
            remember_slug(&mut tx, old).await?;
        }
        write_panels(&mut tx, old.id.0, new).await?;
        tx.commit().await?;
        self.dashboard(settings.slug.as_str()).await
    }
}

async fn forget_slug(tx: &mut Tx, slug: &Slug) -> Result<(), StoreError> {
    changed_within!(
        tx,
        sqlx::query("delete from dbag_dashboard_slug where slug = $1").bind(slug.as_str())
    )?;
    Ok(())
}

async fn remember_slug(tx: &mut Tx, old: &Dashboard) -> Result<(), StoreError> {
    changed_within!(
        tx,
        sqlx::query(
            "insert into dbag_dashboard_slug (slug, dashboard_id) values ($1, $2)
             on conflict (slug) do update set dashboard_id = excluded.dashboard_id",
        )
        .bind(old.slug.as_str())
        .bind(old.id.0)
    )?;
    Ok(())
}

async fn write_panels(
    tx: &mut Tx,
    dashboard: i64,
    new: NewDashboard<'_>,
) -> Result<(), StoreError> {
    let known = new.panels.iter().copied().chain(std::iter::repeat(None));
    for (panel, id) in new.settings.panels.iter().zip(known) {
        let id = write_panel(tx, dashboard, id, panel).await?;
        write_series(tx, id, panel, new.metrics).await?;
    }
    Ok(())
}

/// The panel's row; one that was removed in the meantime is added again.
async fn write_panel(
    tx: &mut Tx,
    dashboard: i64,
    id: Option<PanelId>,
    panel: &PanelSettings,
) -> Result<i64, StoreError> {
    let options = serde_json::to_string(&panel.options).map_err(StoreError::unexpected)?;
    let place = panel.place;
    macro_rules! bound {
        ($query:expr) => {
            $query
                .bind(dashboard)
                .bind(panel.kind.as_str())
                .bind(&panel.title)
                .bind(i32::from(place.x))
                .bind(i32::from(place.y))
                .bind(i32::from(place.w))
                .bind(i32::from(place.h))
                .bind(&options)
        };
    }
    if let Some(id) = id {
        let changed = changed_within!(
            &mut *tx,
            bound!(sqlx::query(
                "update dbag_panel set
                     kind = $2, title = $3, x = $4, y = $5, w = $6, h = $7, options = $8
                 where dashboard_id = $1 and id = $9",
            ))
            .bind(id.0)
        )?;
        if changed == 1 {
            changed_within!(
                &mut *tx,
                sqlx::query("delete from dbag_panel_series where panel_id = $1").bind(id.0)
            )?;
            return Ok(id.0);
        }
    }
    Ok(within!(tx, on => bound!(sqlx::query_scalar(
        "insert into dbag_panel (dashboard_id, kind, title, x, y, w, h, options)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         returning id"
    )).fetch_one(on))?)
}

async fn write_series(
    tx: &mut Tx,
    panel: i64,
    settings: &PanelSettings,
    metrics: &HashMap<Slug, MetricId>,
) -> Result<(), StoreError> {
    let mut named: HashMap<(MetricId, ObjectId), &ObjectKey> = HashMap::new();
    for (position, series) in settings.series.iter().enumerate() {
        let metric = metrics.get(&series.metric);
        let metric = metric.ok_or_else(|| StoreError::not_found("metric", &series.metric))?;
        let object = match &series.key {
            Some(key) => {
                let object = named_object(tx, *metric, key).await?;
                // Two keys of what was merged: shown twice, it would count twice in stacks and shares.
                if *named.entry((*metric, object)).or_insert(key) != key {
                    continue;
                }
                Some(object.0)
            }
            None => None,
        };
        changed_within!(
            &mut *tx,
            sqlx::query(
                "insert into dbag_panel_series (
                     panel_id, position, metric_id, binding, object_id, label, colour)
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(panel)
            .bind(i32::try_from(position).map_err(StoreError::unexpected)?)
            .bind(metric.0)
            .bind(series.object.as_str())
            .bind(object)
            .bind(&series.label)
            .bind(series.colour.as_str())
        )?;
    }
    Ok(())
}

/// The object of the metric's kind that a key names.
async fn named_object(
    tx: &mut Tx,
    metric: MetricId,
    key: &ObjectKey,
) -> Result<ObjectId, StoreError> {
    let id: Option<i64> = within!(tx, on => sqlx::query_scalar(
        "select coalesce(o.merged_into, o.id)
         from dbag_object o
         join dbag_metric m on m.object_kind = o.kind
         where m.id = $1 and o.key = $2 and o.id <> 0"
    ).bind(metric.0).bind(key.as_str()).fetch_optional(on))?;
    id.map(ObjectId)
        .ok_or_else(|| StoreError::not_found("object", key))
}
