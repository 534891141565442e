//! Metrics and the slugs they had.

use chrono::{DateTime, Utc};
use dbag_domain::{
    AbsentMeans, AcrossObjects, Day, Direction, Format, Label, Measure, Metric, MetricId,
    MetricSettings, ObjectKind, Properties, RollUp, Slug, SourceId, TimeOfDay, Unit,
};
use sqlx::FromRow;

use crate::db::{Tx, changed, changed_within, read, within};
use crate::definitions::define_settings;
use crate::{Author, Store, StoreError};

#[derive(FromRow)]
pub(crate) struct MetricRow {
    pub(crate) id: i64,
    slug: String,
    label: String,
    description: String,
    unit_label: String,
    unit_label_plural: String,
    format: String,
    direction: String,
    measure: String,
    rollup: String,
    across_objects: String,
    absent_means: String,
    metric_type: String,
    properties: String,
    source_id: Option<i64>,
    object_kind: Option<String>,
    category: String,
    position: i32,
    link_url: String,
    owner: String,
    do_collect: bool,
    collect_at: i32,
    time_zone: Option<String>,
    refresh_hours: Option<i32>,
    recollect_days: i32,
    version: i64,
    definition: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<MetricRow> for Metric {
    type Error = StoreError;
    fn try_from(row: MetricRow) -> Result<Self, StoreError> {
        let unexpected = StoreError::unexpected;
        let properties: Properties =
            serde_json::from_str(&row.properties).map_err(|e| unexpected(e.to_string()))?;
        let kind = row
            .object_kind
            .as_deref()
            .map(ObjectKind::parse)
            .transpose();
        let settings = MetricSettings {
            slug: Slug::parse(&row.slug).map_err(|e| unexpected(e.to_string()))?,
            label: Label::parse(&row.label).map_err(|e| unexpected(e.to_string()))?,
            description: row.description,
            unit: Unit {
                singular: row.unit_label,
                plural: row.unit_label_plural,
                format: Format::parse(&row.format).map_err(|e| unexpected(e.to_string()))?,
            },
            direction: Direction::parse(&row.direction).map_err(|e| unexpected(e.to_string()))?,
            measure: Measure::parse(&row.measure).map_err(|e| unexpected(e.to_string()))?,
            rollup: RollUp::parse(&row.rollup).map_err(|e| unexpected(e.to_string()))?,
            across_objects: AcrossObjects::parse(&row.across_objects)
                .map_err(|e| unexpected(e.to_string()))?,
            absent_means: AbsentMeans::parse(&row.absent_means)
                .map_err(|e| unexpected(e.to_string()))?,
            metric_type: row.metric_type,
            properties,
            source_id: row.source_id.map(SourceId),
            object_kind: kind.map_err(|e| unexpected(e.to_string()))?,
            category: row.category,
            position: row.position,
            link_url: row.link_url,
            owner: row.owner,
            do_collect: row.do_collect,
            collect_at: TimeOfDay::from_minutes(row.collect_at.into())
                .unwrap_or(TimeOfDay::DEFAULT),
            time_zone: row.time_zone,
            refresh_hours: row.refresh_hours,
            recollect_days: row.recollect_days,
        };
        Ok(Self {
            id: MetricId(row.id),
            settings,
            version: row.version,
            definition: row.definition,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns of `MetricRow`, so that the statements list them once.
macro_rules! metric_columns {
    () => {
        "m.id, m.slug, m.label, m.description, m.unit_label, m.unit_label_plural, m.format,
         m.direction, m.measure, m.rollup, m.absent_means, m.metric_type, m.properties,
         m.source_id, m.object_kind, m.category, m.position, m.link_url, m.owner, m.do_collect,
         m.collect_at, m.time_zone, m.refresh_hours, m.recollect_days, m.across_objects, m.version,
         m.definition,
         m.created_at, m.updated_at"
    };
}

pub(crate) use metric_columns;

/// Binds the settings as $1 to $24, in the order of the columns.
macro_rules! bind_settings {
    ($query:expr, $settings:expr) => {
        $query
            .bind($settings.slug.as_str())
            .bind($settings.label.as_str())
            .bind(&$settings.description)
            .bind(&$settings.unit.singular)
            .bind(&$settings.unit.plural)
            .bind($settings.unit.format.as_str())
            .bind($settings.direction.as_str())
            .bind($settings.measure.as_str())
            .bind($settings.rollup.as_str())
            .bind($settings.absent_means.as_str())
            .bind(&$settings.metric_type)
            .bind(serde_json::to_string(&$settings.properties).map_err(StoreError::unexpected)?)
            .bind($settings.source_id.map(|id| id.0))
            .bind($settings.object_kind.as_ref().map(ObjectKind::as_str))
            .bind(&$settings.category)
            .bind($settings.position)
            .bind(&$settings.link_url)
            .bind(&$settings.owner)
            .bind($settings.do_collect)
            .bind(i32::from($settings.collect_at.minutes()))
            .bind($settings.time_zone.as_deref())
            .bind($settings.refresh_hours)
            .bind($settings.recollect_days)
            .bind($settings.across_objects.as_str())
    };
}

impl Store {
    /// Adds a metric.
    pub async fn add_metric(
        &self,
        settings: &MetricSettings,
        now: DateTime<Utc>,
    ) -> Result<Metric, StoreError> {
        let mut tx = self.db.begin().await?;
        let metric = add_within(&mut tx, settings, now).await?;
        tx.commit().await?;
        Ok(metric)
    }

    /// Changes a metric; `Stale` where its version is no longer `version`. Where something else is
    /// asked then, it has another definition.
    pub async fn update_metric(
        &self,
        id: MetricId,
        version: i64,
        settings: &MetricSettings,
        author: Author<'_>,
    ) -> Result<Metric, StoreError> {
        let old = self.metric_of(id).await?;
        let mut tx = self.db.begin().await?;
        let changed = changed_within!(
            &mut tx,
            bind_settings!(
                sqlx::query(
                    "update dbag_metric set
                         slug = $1, label = $2, description = $3, unit_label = $4,
                         unit_label_plural = $5, format = $6, direction = $7, measure = $8,
                         rollup = $9, absent_means = $10, metric_type = $11, properties = $12,
                         source_id = $13, object_kind = $14, category = $15, position = $16,
                         link_url = $17, owner = $18, do_collect = $19, collect_at = $20,
                         time_zone = $21, refresh_hours = $22, recollect_days = $23,
                         across_objects = $24, version = version + 1, updated_at = $25
                     where id = $26 and version = $27 and deleted_at is null",
                ),
                settings
            )
            .bind(author.at)
            .bind(id.0)
            .bind(version)
        )
        .map_err(|error| StoreError::taken(error, "metric", settings.slug.as_str()))?;
        if changed == 0 {
            return Err(StoreError::Stale);
        }
        if old.slug != settings.slug {
            changed_within!(
                &mut tx,
                sqlx::query("delete from dbag_metric_slug where slug = $1")
                    .bind(settings.slug.as_str())
            )?;
            changed_within!(
                &mut tx,
                sqlx::query(
                    "insert into dbag_metric_slug (slug, metric_id) values ($1, $2)
                     on conflict (slug) do update set metric_id = excluded.metric_id",
                )
                .bind(old.slug.as_str())
                .bind(id.0)
            )?;
        }
        define_settings(&mut tx, id, settings, author).await?;
        tx.commit().await?;
        self.metric_of(id).await
    }

    /// Gives a computed metric what its inputs ask of it: their names, their zone, how it can be rolled up.
    pub async fn conform_metric(
        &self,
        id: MetricId,
        settings: &MetricSettings,
        author: Author<'_>,
    ) -> Result<Metric, StoreError> {
        let mut tx = self.db.begin().await?;
        let properties =
            serde_json::to_string(&settings.properties).map_err(StoreError::unexpected)?;
        changed_within!(
            &mut tx,
            sqlx::query(
                "update dbag_metric
                 set properties = $2, time_zone = $3, rollup = $4, version = version + 1
                 where id = $1 and deleted_at is null",
            )
            .bind(id.0)
            .bind(properties)
            .bind(&settings.time_zone)
            .bind(settings.rollup.as_str())
        )?;
        define_settings(&mut tx, id, settings, author).await?;
        tx.commit().await?;
        self.metric_of(id).await
    }

    /// Lets the scheduler ask a metric, or not.
    pub async fn set_collecting(&self, id: MetricId, do_collect: bool) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "update dbag_metric set do_collect = $2, version = version + 1 where id = $1",
            )
            .bind(id.0)
            .bind(do_collect)
        )?;
        Ok(())
    }

    /// Hides a metric; its values stay until it is purged, its slug is free again.
    pub async fn remove_metric(&self, id: MetricId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        remove_within(&mut tx, id, now).await?;
        tx.commit().await
    }

    /// The metrics of which any value was ever written, and whether one is of `since` or later.
    pub async fn metrics_with_values(
        &self,
        since: Day,
    ) -> Result<Vec<(MetricId, bool)>, StoreError> {
        let rows: Vec<(i64, bool)> = read!(self.db, on => sqlx::query_as(
            "select m.id, exists (
                 select 1
                 from dbag_series s
                 join dbag_sample v on v.series_id = s.id
                 where s.metric_id = m.id and v.day >= $1 and v.value is not null
             )
             from dbag_metric m
             where m.deleted_at is null
               and exists (
                   select 1 from dbag_series s where s.metric_id = m.id and s.revision > 0
               )
             order by m.id"
        ).bind(since.days()).fetch_all(on))?;
        let metrics = rows.into_iter();
        Ok(metrics
            .map(|(id, is_recent)| (MetricId(id), is_recent))
            .collect())
    }

    /// All metrics, as they stand in the gallery.
    pub async fn metrics(&self) -> Result<Vec<Metric>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, MetricRow>(concat!(
            "select ", metric_columns!(), "
             from dbag_metric m
             where m.deleted_at is null
             order by m.category, m.position, m.slug"
        )).fetch_all(on))?;
        rows.into_iter().map(Metric::try_from).collect()
    }

    /// The metric of a slug it has or had.
    pub async fn metric(&self, slug: &str) -> Result<Metric, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, MetricRow>(concat!(
            "select ", metric_columns!(), "
             from dbag_metric m
             where m.deleted_at is null
               and (m.slug = $1
                    or m.id = (select o.metric_id from dbag_metric_slug o where o.slug = $1))
             order by case when m.slug = $1 then 0 else 1 end
             limit 1"
        )).bind(slug).fetch_optional(on))?;
        row.ok_or_else(|| StoreError::not_found("metric", slug))?
            .try_into()
    }

    /// The metric of a row.
    pub async fn metric_of(&self, id: MetricId) -> Result<Metric, StoreError> {
        let row = read!(self.db, on => {
            sqlx::query_as::<_, MetricRow>(METRIC_OF).bind(id.0).fetch_optional(on)
        })?;
        row.ok_or_else(|| StoreError::not_found("metric", id.0))?
            .try_into()
    }
}

const METRIC_OF: &str = concat!(
    "select ",
    metric_columns!(),
    "
     from dbag_metric m
     where m.id = $1 and m.deleted_at is null"
);

/// Adds a metric within a transaction. On Postgres nothing more can be done in it where its slug is taken.
pub(crate) async fn add_within(
    tx: &mut Tx,
    settings: &MetricSettings,
    now: DateTime<Utc>,
) -> Result<Metric, StoreError> {
    let id: i64 = within!(&mut *tx, on => bind_settings!(sqlx::query_scalar(
        "insert into dbag_metric (
             slug, label, description, unit_label, unit_label_plural, format, direction,
             measure, rollup, absent_means, metric_type, properties, source_id, object_kind,
             category, position, link_url, owner, do_collect, collect_at, time_zone,
             refresh_hours, recollect_days, across_objects, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 $18, $19, $20, $21, $22, $23, $24, 1, $25, $25)
         returning id"
    ), settings).bind(now).fetch_one(on))
    .map_err(|error| StoreError::taken(error, "metric", settings.slug.as_str()))?;
    // A new metric takes over an address that another one had once.
    changed_within!(
        &mut *tx,
        sqlx::query("delete from dbag_metric_slug where slug = $1").bind(settings.slug.as_str())
    )?;
    let author = Author { actor: "", at: now };
    define_settings(tx, MetricId(id), settings, author).await?;
    let row = within!(tx, on => {
        sqlx::query_as::<_, MetricRow>(METRIC_OF).bind(id).fetch_one(on)
    })?;
    row.try_into()
}

/// Hides a metric within a transaction.
pub(crate) async fn remove_within(
    tx: &mut Tx,
    id: MetricId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    changed_within!(
        tx,
        sqlx::query(
            "update dbag_metric
             set deleted_at = $2, do_collect = $3, slug = slug || '~' || id
             where id = $1 and deleted_at is null",
        )
        .bind(id.0)
        .bind(now)
        .bind(false)
    )?;
    changed_within!(
        tx,
        sqlx::query("delete from dbag_day where metric_id = $1 and state in ('due', 'leased')")
            .bind(id.0)
    )?;
    Ok(())
}
