//! Whether and where something may be embedded.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Binding, Dashboard, EmbedResource, EmbedSettings, Panel, PanelKind, Problem, Slug,
};
use dbag_store::Embeddable;

use super::keys::check_life;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What is embedded: a dashboard with its panels, or a metric alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedTarget<'a> {
    /// A dashboard.
    Dashboard(&'a str),
    /// A metric.
    Metric(&'a str),
}

impl EmbedTarget<'_> {
    fn resource(self) -> Result<EmbedResource, Problem> {
        let missing =
            |what: &str, slug: &str| Problem::not_found(format!("{what} `{slug}` does not exist"));
        Ok(match self {
            Self::Dashboard(slug) => {
                let name = Slug::parse(slug).map_err(|_| missing("dashboard", slug))?;
                EmbedResource::Dashboard(Ok(name))
            }
            Self::Metric(slug) => {
                let name = Slug::parse(slug).map_err(|_| missing("metric", slug))?;
                EmbedResource::Metric(Ok(name))
            }
        })
    }

    fn not_found(self) -> Problem {
        Problem::not_found(match self {
            Self::Dashboard(slug) => format!("dashboard `{slug}` does not exist"),
            Self::Metric(slug) => format!("metric `{slug}` does not exist"),
        })
    }
}

impl Dbag {
    /// How something may be embedded.
    pub async fn embed_settings(
        &self,
        actor: &Actor,
        target: EmbedTarget<'_>,
    ) -> Result<EmbedSettings, Problem> {
        actor.check(Operation::ViewEmbedding)?;
        Ok(self.embed_target(target).await?.settings)
    }

    /// The kind of objects that a metric has values of, which its tokens must name.
    pub async fn metric_kind(&self, actor: &Actor, slug: &str) -> Result<Option<String>, Problem> {
        actor.check(Operation::ViewEmbedding)?;
        let metric = self.metric(slug).await?;
        Ok(metric.object_kind.as_ref().map(ToString::to_string))
    }

    /// Says how something may be embedded.
    ///
    /// # Errors
    ///
    /// Switching it on is refused while the check finds a panel that would show more than the
    /// object of its page, with each such panel named.
    pub async fn set_embed_settings(
        &self,
        actor: &Actor,
        target: EmbedTarget<'_>,
        settings: &EmbedSettings,
        now: DateTime<Utc>,
    ) -> Result<(), Vec<Problem>> {
        actor
            .check(Operation::EditEmbedding)
            .map_err(|problem| vec![problem])?;
        let refused = |problem: Problem| vec![problem];
        if settings.origins.len() > EmbedSettings::MAX_ORIGINS {
            let message = format!("name at most {} sites", EmbedSettings::MAX_ORIGINS);
            return Err(vec![Problem::field("origin", message)]);
        }
        if let Some(seconds) = settings.most_seconds {
            check_life(TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX))
                .map_err(refused)?;
        }
        let found = self.embed_target(target).await.map_err(refused)?;
        match target {
            EmbedTarget::Dashboard(_) => {
                let dashboard = self.store.dashboard(found.slug.as_str()).await;
                let dashboard = dashboard.map_err(|error| vec![problem_of(error)])?;
                if settings.is_on {
                    let problems = unbound_panels(&dashboard, "on");
                    if !problems.is_empty() {
                        return Err(problems);
                    }
                }
                let set = self.store.set_dashboard_embed(dashboard.id, settings, now);
                set.await.map_err(|error| vec![problem_of(error)])?;
            }
            EmbedTarget::Metric(_) => {
                let metric = self.metric(found.slug.as_str()).await.map_err(refused)?;
                let set = self.store.set_metric_embed(metric.id, settings, now);
                set.await.map_err(|error| vec![problem_of(error)])?;
            }
        }
        let what = match settings.is_on {
            true => "embedding on",
            false => "embedding off",
        };
        self.audit(actor, what, found.slug.as_str(), now).await;
        Ok(())
    }

    pub(super) async fn embed_target(
        &self,
        target: EmbedTarget<'_>,
    ) -> Result<Embeddable, Problem> {
        let found = self.store.embeddable(&target.resource()?).await;
        found.map_err(problem_of)?.ok_or_else(|| target.not_found())
    }
}

/// A problem at a field for each panel that would show more than its page's object, or others.
pub(super) fn unbound_panels(dashboard: &Dashboard, field: &str) -> Vec<Problem> {
    super::check::unbound(dashboard)
        .map(|panel| {
            let title = super::check::name_of(panel);
            Problem::field(
                field,
                match panel.kind {
                    PanelKind::Ranking | PanelKind::Multiples => {
                        format!("the panel “{title}” lists all objects; take it off the dashboard")
                    }
                    _ if is_named(panel) => format!(
                        "the panel “{title}” shows a certain object; bind it to the page's, or take \
                         it off the dashboard"
                    ),
                    _ => format!(
                        "the panel “{title}” is not bound to the page's object; bind it, or take \
                         it off the dashboard"
                    ),
                },
            )
        })
        .collect()
}

/// Whether somebody chose whose values it shows, and chose one object for all pages.
fn is_named(panel: &Panel) -> bool {
    let mut bindings = panel.series.iter().map(|series| series.object);
    bindings.all(|binding| binding != Binding::Unbound)
}
