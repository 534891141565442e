//! Goals: at most one a series.

use chrono::{DateTime, Utc};
use dbag_domain::{Goal, GoalShape, MetricId, ObjectId};

use crate::db::{changed, read};
use crate::{Store, StoreError};

/// A goal from its two columns.
pub(crate) fn read(shape: Option<&str>, points: Option<&str>) -> Result<Option<Goal>, StoreError> {
    let (Some(shape), Some(points)) = (shape, points) else {
        return Ok(None);
    };
    Ok(Some(Goal {
        shape: GoalShape::parse(shape).map_err(StoreError::unexpected)?,
        points: serde_json::from_str(points).map_err(StoreError::unexpected)?,
    }))
}

impl Store {
    /// The goal of a metric for an object, or for none.
    pub async fn goal(
        &self,
        metric: MetricId,
        object: ObjectId,
    ) -> Result<Option<Goal>, StoreError> {
        let row: Option<(String, String)> = read!(self.db, on => sqlx::query_as(
            "select shape, points from dbag_goal where metric_id = $1 and object_id = $2"
        ).bind(metric.0).bind(object.0).fetch_optional(on))?;
        let (shape, points) = row.unzip();
        read(shape.as_deref(), points.as_deref())
    }

    /// Sets a goal.
    pub async fn set_goal(
        &self,
        metric: MetricId,
        object: ObjectId,
        goal: &Goal,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let points = serde_json::to_string(&goal.points).map_err(StoreError::unexpected)?;
        changed!(
            self.db,
            sqlx::query(
                "insert into dbag_goal (metric_id, object_id, shape, points, updated_at)
                 values ($1, $2, $3, $4, $5)
                 on conflict (metric_id, object_id) do update set
                     shape = excluded.shape, points = excluded.points,
                     updated_at = excluded.updated_at",
            )
            .bind(metric.0)
            .bind(object.0)
            .bind(goal.shape.as_str())
            .bind(&points)
            .bind(now)
        )?;
        Ok(())
    }

    /// Removes a goal; without one nothing happens.
    pub async fn remove_goal(&self, metric: MetricId, object: ObjectId) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("delete from dbag_goal where metric_id = $1 and object_id = $2")
                .bind(metric.0)
                .bind(object.0)
        )?;
        Ok(())
    }
}
