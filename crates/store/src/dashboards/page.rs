//! A dashboard with everything about its page but the values: one row, one statement.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Annotation, Dashboard, DashboardId, DashboardSettings, Label, MetricId, Object, ObjectKey,
    ObjectKind, PanelId, RangeChoice, Slug, Step,
};
use sqlx::FromRow;

use super::panels_json::{read_annotations, read_one_object, read_panels};
use crate::db::Db;
use crate::{Store, StoreError};

/// A dashboard, and what its page says besides values.
#[derive(Debug, Clone, PartialEq)]
pub struct DashboardPage {
    /// The dashboard.
    pub dashboard: Dashboard,
    /// What the series of each panel are in the tables, in the panel's order.
    pub metrics: HashMap<PanelId, Vec<PanelMetric>>,
    /// The object that was asked for, if it is known; of one that was merged the one that it
    /// became a part of.
    pub object: Option<Object>,
    /// Whether that object was archived.
    pub is_archived: bool,
    /// The objects before and after it in the directory.
    pub neighbours: Neighbours,
    /// The newest annotations, whatever they are about.
    pub annotations: Vec<Annotation>,
    /// Whether the person often looks at it.
    pub is_favourite: bool,
    /// Whether the person sees it first.
    pub is_home: bool,
    /// The instance's time zone.
    pub time_zone: String,
}

/// What stands before and after an object in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before.
    pub previous: Option<Object>,
    /// The one after.
    pub next: Option<Object>,
}

/// A panel's series in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelMetric {
    /// The metric.
    pub metric: MetricId,
    /// Its title, also of a removed one.
    pub label: String,
    /// Whether it was removed.
    pub is_removed: bool,
    /// The object that the binding names.
    pub object: Option<Object>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    slug: String,
    label: String,
    description: String,
    icon: String,
    object_kind: Option<String>,
    position: i32,
    range_choice: String,
    step: Option<String>,
    version: i64,
    updated_at: DateTime<Utc>,
    time_zone: String,
    panels: String,
    annotations: String,
    object: String,
    is_archived: bool,
    is_favourite: bool,
    is_home: bool,
    previous: String,
    next: String,
}

// The two databases have the same functions under other names: json_group_array and json_array
// here, json_agg and json_build_array there. Annotations end at the newest 500: more would hide
// the chart under them.
macro_rules! page_sql {
    ($agg:literal, $array:literal, $empty:literal) => {
        concat!(
            "select d.id, d.slug, d.label, d.description, d.icon, d.object_kind, d.position,
                 d.range_choice, d.step, cast(d.version as bigint) as version, d.updated_at,
                 i.time_zone,
                 cast(coalesce((
                     select ",
            $agg,
            "(",
            $array,
            "(
                         p.id, p.kind, p.title, p.x, p.y, p.w, p.h, p.options,
                         coalesce((
                             select ",
            $agg,
            "(",
            $array,
            "(
                                 m.id, m.slug, m.label,
                                 case when m.deleted_at is null then 0 else 1 end,
                                 s.binding, o.id, o.kind, o.key, o.label, s.label, s.colour
                             ) order by s.position)
                             from dbag_panel_series s
                             join dbag_metric m on m.id = s.metric_id
                             left join dbag_object o on o.id = s.object_id
                             where s.panel_id = p.id
                         ), ",
            $empty,
            ")
                     ) order by p.y, p.x, p.id)
                     from dbag_panel p
                     where p.dashboard_id = d.id
                 ), ",
            $empty,
            ") as text) as panels,
                 cast(coalesce((
                     select ",
            $agg,
            "(",
            $array,
            "(
                         a.id, a.from_day, a.to_day, a.text, a.metric_id, a.object_id, a.author,
                         case when a.is_personal then 1 else 0 end
                     ) order by a.from_day, a.id)
                     from (
                         select * from dbag_annotation
                         where not is_personal or author = $3
                         order by to_day desc
                         limit 500
                     ) a
                 ), ",
            $empty,
            ") as text) as annotations,
                 cast(coalesce((
                     select ",
            $agg,
            "(",
            $array,
            "(o.id, o.kind, o.key, o.label))
                     from dbag_object k
                     join dbag_object o on o.id = coalesce(k.merged_into, k.id)
                     where k.kind = d.object_kind and k.key = $2
                 ), ",
            $empty,
            ") as text) as object,
                 exists (
                     select 1 from dbag_object o
                     where o.kind = d.object_kind and o.key = $2 and o.archived_at is not null
                 ) as is_archived,
                 exists (
                     select 1
                     from dbag_favourite f
                     join dbag_user u on u.id = f.user_id
                     where f.dashboard_id = d.id and u.email = $3
                 ) as is_favourite,
                 exists (
                     select 1 from dbag_user u
                     where u.home_dashboard_id = d.id and u.email = $3
                 ) as is_home,
                 cast(coalesce((
                     select ",
            $agg,
            "(",
            $array,
            "(b.id, b.kind, b.key, b.label))
                     from (
                         select b.id, b.kind, b.key, b.label
                         from dbag_object o
                         join dbag_object b on b.kind = o.kind
                         where o.kind = d.object_kind and o.key = $2
                           and (b.label, b.key) < (o.label, o.key) and b.archived_at is null
                         order by b.label desc, b.key desc
                         limit 1
                     ) b
                 ), ",
            $empty,
            ") as text) as previous,
                 cast(coalesce((
                     select ",
            $agg,
            "(",
            $array,
            "(b.id, b.kind, b.key, b.label))
                     from (
                         select b.id, b.kind, b.key, b.label
                         from dbag_object o
                         join dbag_object b on b.kind = o.kind
                         where o.kind = d.object_kind and o.key = $2
                           and (b.label, b.key) > (o.label, o.key) and b.archived_at is null
                         order by b.label, b.key
                         limit 1
                     ) b
                 ), ",
            $empty,
            ") as text) as next
             from dbag_dashboard d
             cross join dbag_instance i
             where d.slug = $1"
        )
    };
}

const SQLITE: &str = page_sql!("json_group_array", "json_array", "json('[]')");
const POSTGRES: &str = page_sql!("json_agg", "json_build_array", "'[]'::json");

impl Store {
    /// A dashboard with its panels, one of its objects, and the annotations that a person sees.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is no such dashboard; an object that is not known is just none.
    pub async fn dashboard_page(
        &self,
        slug: &str,
        key: Option<&ObjectKey>,
        person: &str,
    ) -> Result<DashboardPage, StoreError> {
        let key = key.map(ObjectKey::as_str);
        let row: Option<Row> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let query = sqlx::query_as(SQLITE).bind(slug).bind(key).bind(person);
                query.fetch_optional(reader).await?
            }
            Db::Postgres(pool) => {
                let query = sqlx::query_as(POSTGRES).bind(slug).bind(key).bind(person);
                query.fetch_optional(pool).await?
            }
        };
        row.ok_or_else(|| StoreError::not_found("dashboard", slug))?
            .try_into()
    }

    /// A dashboard with its panels.
    pub async fn dashboard(&self, slug: &str) -> Result<Dashboard, StoreError> {
        Ok(self.dashboard_page(slug, None, "").await?.dashboard)
    }
}

impl TryFrom<Row> for DashboardPage {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let (panels, metrics) = read_panels(&row.panels)?;
        let about = row
            .object_kind
            .as_deref()
            .map(ObjectKind::parse)
            .transpose();
        let step = row.step.as_deref().map(Step::parse).transpose();
        let settings = DashboardSettings {
            slug: Slug::parse(&row.slug).map_err(StoreError::unexpected)?,
            label: Label::parse(&row.label).map_err(StoreError::unexpected)?,
            description: row.description,
            icon: row.icon,
            about: about.map_err(StoreError::unexpected)?,
            position: row.position,
            range: RangeChoice::try_from(row.range_choice).map_err(StoreError::unexpected)?,
            step: step.map_err(StoreError::unexpected)?,
            panels: Vec::new(),
        };
        Ok(Self {
            dashboard: Dashboard {
                id: DashboardId(row.id),
                settings,
                panels,
                version: row.version,
                updated_at: row.updated_at,
            },
            metrics,
            object: read_one_object(&row.object)?,
            is_archived: row.is_archived,
            is_favourite: row.is_favourite,
            is_home: row.is_home,
            neighbours: Neighbours {
                previous: read_one_object(&row.previous)?,
                next: read_one_object(&row.next)?,
            },
            annotations: read_annotations(&row.annotations)?,
            time_zone: row.time_zone,
        })
    }
}
