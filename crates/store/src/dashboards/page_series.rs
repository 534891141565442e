//! The metrics of a page, with the series that its panels show: one statement.

use dbag_domain::{
    Day, DayRange, Goal, Metric, MetricId, NO_OBJECT, ObjectId, ObjectKey, SeriesId,
};
use sqlx::FromRow;

use crate::day_marks::{AskedDays, is_early, is_outdated, special_days};
use crate::db::Db;
use crate::metrics::{MetricRow, metric_columns};
use crate::{SeriesRow, Store, StoreError};

/// A metric of a page, with its series for the objects that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PageMetric {
    /// The metric.
    pub metric: Metric,
    /// What is aimed at as a whole, whatever objects it has values for.
    pub whole_goal: Option<Goal>,
    /// Its series: for no object, and for the objects that were asked for.
    pub series: Vec<PageSeries>,
    /// Changes with every value of any object; 0 where that was not asked for, or there are none.
    pub all_revisions: i64,
    /// Its special days; of a computed one, those of what it is computed from.
    pub asked: AskedDays,
    /// The metrics that it is computed from, however far; empty until whoever knows metric types adds them.
    pub origins: Vec<Metric>,
}

/// A series with what is aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct PageSeries {
    /// The series.
    pub row: SeriesRow,
    /// Its goal.
    pub goal: Option<Goal>,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    metric: MetricRow,
    all_revisions: i64,
    series_id: Option<i32>,
    object_id: Option<i64>,
    object_key: Option<String>,
    object_label: Option<String>,
    revision: Option<i64>,
    goal_shape: Option<String>,
    goal_points: Option<String>,
    whole_shape: Option<String>,
    whole_points: Option<String>,
    /// Days between commas.
    outdated: Option<String>,
    without_object: Option<String>,
    early: Option<String>,
}

macro_rules! series_sql {
    ($engine:ident, $metrics:literal, $objects:literal, $every:literal, $list:literal) => {
        concat!(
            "select ",
            metric_columns!(),
            ",
                 cast(case when m.id in ",
            $every,
            " then coalesce((
                     select sum(r.revision) + count(*)
                     from dbag_series r
                     where r.metric_id = m.id
                 ), 0) else 0 end as bigint) as all_revisions,
                 s.id as series_id, s.object_id, o.key as object_key, o.label as object_label,
                 cast(s.revision as bigint) as revision,
                 g.shape as goal_shape, g.points as goal_points,
                 w.shape as whole_shape, w.points as whole_points,
                 (select ",
            $list,
            " from ",
            special_days!($engine, outdated),
            " where d.metric_id = m.id and ",
            is_outdated!(),
            ") as outdated,
                 (select ",
            $list,
            " from ",
            special_days!($engine, without_object),
            " where d.metric_id = m.id and d.has_rows_without_object) as without_object,
                 (select ",
            $list,
            " from ",
            special_days!($engine, early),
            " where d.metric_id = m.id and ",
            is_early!(),
            ") as early
             from dbag_metric m
             left join dbag_series s on s.metric_id = m.id and s.object_id in ",
            $objects,
            "
             left join dbag_object o on o.id = s.object_id
             left join dbag_goal g on g.metric_id = m.id and g.object_id = s.object_id
             left join dbag_goal w on w.metric_id = m.id and w.object_id = 0
             where m.id in ",
            $metrics,
            " and m.deleted_at is null
             order by m.id, s.object_id"
        )
    };
}

const SQLITE: &str = series_sql!(
    sqlite,
    "(select value from json_each($1))",
    "(select value from json_each($2))",
    "(select value from json_each($3))",
    "group_concat(d.day)"
);
const POSTGRES: &str = series_sql!(
    postgres,
    "(select unnest($1::bigint[]))",
    "(select unnest($2::bigint[]))",
    "(select unnest($3::bigint[]))",
    "string_agg(d.day::text, ',')"
);

impl Store {
    /// Metrics with their series for no object and for some; `every` are those whose values of
    /// all objects are wanted, too.
    pub async fn page_metrics(
        &self,
        metrics: &[MetricId],
        objects: &[ObjectId],
        every: &[MetricId],
    ) -> Result<Vec<PageMetric>, StoreError> {
        let metrics: Vec<i64> = metrics.iter().map(|id| id.0).collect();
        let every: Vec<i64> = every.iter().map(|id| id.0).collect();
        let none = std::iter::once(NO_OBJECT.0);
        let objects: Vec<i64> = none.chain(objects.iter().map(|id| id.0)).collect();
        let rows: Vec<Row> = match &self.db {
            Db::Sqlite { reader, .. } => {
                let json = |ids: &[i64]| serde_json::to_string(ids).map_err(StoreError::unexpected);
                let query = sqlx::query_as(SQLITE)
                    .bind(json(&metrics)?)
                    .bind(json(&objects)?);
                query.bind(json(&every)?).fetch_all(reader).await?
            }
            Db::Postgres(pool) => {
                let query = sqlx::query_as(POSTGRES).bind(metrics).bind(objects);
                query.bind(every).fetch_all(pool).await?
            }
        };
        let mut found: Vec<PageMetric> = Vec::new();
        for row in rows {
            let series = row.series()?;
            let all_revisions = row.all_revisions;
            let whole = (row.whole_shape.as_deref(), row.whole_points.as_deref());
            let whole_goal = crate::goals::read(whole.0, whole.1)?;
            match found.last_mut() {
                Some(last) if last.metric.id.0 == row.metric.id => last.series.extend(series),
                _ => found.push(PageMetric {
                    asked: AskedDays {
                        outdated: read_days(row.outdated.as_deref())?,
                        without_object: read_days(row.without_object.as_deref())?,
                        early: read_days(row.early.as_deref())?,
                    },
                    metric: row.metric.try_into()?,
                    series: series.into_iter().collect(),
                    whole_goal,
                    all_revisions,
                    origins: Vec::new(),
                }),
            }
        }
        Ok(found)
    }
}

fn read_days(list: Option<&str>) -> Result<Vec<DayRange>, StoreError> {
    let days = list.into_iter().flat_map(|list| list.split(','));
    let days = days.map(|day| day.parse().map(Day::from_days));
    let days: Result<Vec<Day>, _> = days.collect();
    let mut days = days.map_err(StoreError::unexpected)?;
    days.sort_unstable();
    Ok(DayRange::from_sorted_days(&days))
}

impl Row {
    fn series(&self) -> Result<Option<PageSeries>, StoreError> {
        let (Some(id), Some(object), Some(revision)) =
            (self.series_id, self.object_id, self.revision)
        else {
            return Ok(None);
        };
        let key = self.object_key.as_deref().filter(|_| object != NO_OBJECT.0);
        let key = key.map(ObjectKey::parse).transpose();
        Ok(Some(PageSeries {
            row: SeriesRow {
                id: SeriesId(id),
                metric: MetricId(self.metric.id),
                object: ObjectId(object),
                object_key: key.map_err(StoreError::unexpected)?,
                object_label: self.object_label.clone().unwrap_or_default(),
                revision,
            },
            goal: crate::goals::read(self.goal_shape.as_deref(), self.goal_points.as_deref())?,
        }))
    }
}
