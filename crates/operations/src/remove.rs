//! Pausing metrics, letting them go on, and removing them.

use chrono::{DateTime, Utc};
use dbag_domain::{Metric, Problem};

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// All metrics, as they stand in the gallery.
    pub async fn metrics(&self, actor: &Actor) -> Result<Vec<Metric>, Problem> {
        actor.check(Operation::ViewGallery)?;
        self.store.metrics().await.map_err(problem_of)
    }

    /// One metric with its settings.
    pub async fn show_metric(&self, actor: &Actor, slug: &str) -> Result<Metric, Problem> {
        actor.check(Operation::ViewMetric)?;
        self.metric(slug).await
    }

    /// Stops asking a metric by itself.
    pub async fn pause_metric(
        &self,
        actor: &Actor,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        self.set_collecting(actor, slug, Collecting::Paused, now)
            .await
    }

    /// Asks a paused metric again.
    pub async fn resume_metric(
        &self,
        actor: &Actor,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        self.set_collecting(actor, slug, Collecting::Daily, now)
            .await
    }

    async fn set_collecting(
        &self,
        actor: &Actor,
        slug: &str,
        collecting: Collecting,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditMetric)?;
        let metric = self.metric(slug).await?;
        let is_daily = collecting == Collecting::Daily;
        self.store
            .set_collecting(metric.id, is_daily)
            .await
            .map_err(problem_of)?;
        let action = if is_daily {
            "resume metric"
        } else {
            "pause metric"
        };
        self.audit(actor, action, slug, now).await;
        Ok(())
    }

    /// Hides a metric with its values; its slug is free again.
    pub async fn remove_metric(
        &self,
        actor: &Actor,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::RemoveMetric)?;
        let metric = self.metric(slug).await?;
        let dependencies = self.collector.dependencies().await.map_err(problem_of)?;
        let dependent = dependencies.used_by(metric.id).into_iter();
        let dependent: Vec<&str> = dependent.map(|user| user.slug.as_str()).collect();
        if !dependent.is_empty() {
            return Err(Problem::new(
                dbag_domain::ProblemKind::Conflict,
                format!(
                    "`{slug}` is used by {}; remove or change that first",
                    dependent.join(", ")
                ),
            ));
        }
        self.store
            .remove_metric(metric.id, now)
            .await
            .map_err(problem_of)?;
        self.audit(actor, "remove metric", slug, now).await;
        Ok(())
    }
}

#[derive(PartialEq, Eq)]
enum Collecting {
    Daily,
    Paused,
}
