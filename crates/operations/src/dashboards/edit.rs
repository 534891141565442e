//! Listing, writing and removing dashboards.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Dashboard, DashboardSettings, MetricId, ObjectKey, PanelId, Problem, ProblemKind, Slug,
};
use dbag_store::{DashboardRow, NewDashboard, StoreError, UserId};

use crate::problem::{problem_of, refusal};
use crate::{Actor, Dbag, Operation};

/// A dashboard to be saved in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DashboardEdit {
    /// The slug it has until now.
    pub slug: String,
    /// The version it was made from.
    pub version: i64,
    /// What it is to be.
    pub settings: DashboardSettings,
    /// The rows that its panels have already, in their order; a panel without one is new.
    pub panels: Vec<Option<PanelId>>,
}

impl Dbag {
    /// All dashboards in their order; the actor's favourites and home are marked.
    pub async fn dashboards(&self, actor: &Actor) -> Result<Vec<DashboardRow>, Problem> {
        actor.check(Operation::ViewDashboard)?;
        let person = self.person_of(actor).await?;
        self.store.dashboards(person).await.map_err(problem_of)
    }

    /// Adds a dashboard.
    pub async fn add_dashboard(
        &self,
        actor: &Actor,
        settings: &DashboardSettings,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, Vec<Problem>> {
        actor.check(Operation::EditDashboard).map_err(refusal)?;
        let settings = self.checked(settings.clone())?;
        let metrics = self.metrics_of(&settings, None).await?;
        let new = NewDashboard {
            settings: &settings,
            panels: &[],
            metrics: &metrics,
        };
        let added = self.store.add_dashboard(new, now).await;
        let added = added.map_err(|error| refusal(problem_of(error)))?;
        self.audit(actor, "add dashboard", added.slug.as_str(), now)
            .await;
        Ok(added)
    }

    /// Saves a dashboard in the place of what it was; the second of two savers is told (R34).
    pub async fn save_dashboard(
        &self,
        actor: &Actor,
        edit: &DashboardEdit,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, Vec<Problem>> {
        actor.check(Operation::EditDashboard).map_err(refusal)?;
        let settings = self.checked(edit.settings.clone())?;
        let old = self.store.dashboard_page(&edit.slug, None, "").await;
        let old = old.map_err(|error| refusal(problem_of(error)))?;
        let metrics = self.metrics_of(&settings, Some(&old)).await?;
        let new = NewDashboard {
            settings: &settings,
            panels: &edit.panels,
            metrics: &metrics,
        };
        let saved = self
            .store
            .update_dashboard(&old.dashboard, edit.version, new, now)
            .await;
        let saved = saved.map_err(|error| refusal(changed_meanwhile(error)))?;
        self.audit(actor, "edit dashboard", saved.slug.as_str(), now)
            .await;
        Ok(saved)
    }

    /// Adds a dashboard, or replaces the one that has its slug, whatever that is by now.
    pub async fn import_dashboard(
        &self,
        actor: &Actor,
        settings: &DashboardSettings,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, Vec<Problem>> {
        actor.check(Operation::EditDashboard).map_err(refusal)?;
        match self.store.dashboard(settings.slug.as_str()).await {
            Err(StoreError::NotFound { .. }) => self.add_dashboard(actor, settings, now).await,
            Err(error) => Err(refusal(problem_of(error))),
            Ok(old) => {
                let edit = DashboardEdit {
                    slug: old.slug.to_string(),
                    version: old.version,
                    settings: settings.clone(),
                    panels: same_panels(&old, settings),
                };
                self.save_dashboard(actor, &edit, now).await
            }
        }
    }

    /// Removes a dashboard; the values that it shows stay.
    pub async fn remove_dashboard(
        &self,
        actor: &Actor,
        slug: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditDashboard)?;
        self.store
            .remove_dashboard(slug)
            .await
            .map_err(problem_of)?;
        self.audit(actor, "remove dashboard", slug, now).await;
        Ok(())
    }

    /// Marks a dashboard as one that the actor often looks at, or not.
    pub async fn set_favourite(
        &self,
        actor: &Actor,
        slug: &str,
        is_favourite: bool,
    ) -> Result<(), Problem> {
        let dashboard = self.dashboard(actor, slug).await?;
        if let Some(person) = self.person_of(actor).await? {
            let set = self.store.set_favourite(person, dashboard.id, is_favourite);
            set.await.map_err(problem_of)?;
        }
        Ok(())
    }

    /// The slug of the dashboard that the actor sees first.
    pub async fn home(&self, actor: &Actor) -> Result<Option<String>, Problem> {
        actor.check(Operation::ViewDashboard)?;
        self.store.home_of(actor.name()).await.map_err(problem_of)
    }

    /// Sets the dashboard that the actor sees first, or none.
    pub async fn set_home(&self, actor: &Actor, slug: Option<&str>) -> Result<(), Problem> {
        actor.check(Operation::ViewDashboard)?;
        let dashboard = match slug {
            Some(slug) => Some(self.dashboard(actor, slug).await?.id),
            None => None,
        };
        if let Some(person) = self.person_of(actor).await? {
            self.store
                .set_home(person, dashboard)
                .await
                .map_err(problem_of)?;
        }
        Ok(())
    }

    /// The row of whoever signed in; none for the command line.
    async fn person_of(&self, actor: &Actor) -> Result<Option<UserId>, Problem> {
        match actor {
            Actor::User { email, .. } => self.store.user_id(email).await.map_err(problem_of),
            Actor::Anonymous | Actor::CommandLine => Ok(None),
        }
    }

    /// The settings if nothing is wrong with them, with keys as they are kept.
    fn checked(&self, mut settings: DashboardSettings) -> Result<DashboardSettings, Vec<Problem>> {
        let mut problems: Vec<Problem> = settings
            .problems()
            .into_iter()
            .map(|(panel, problem)| Problem::field(field(panel, problem.field), problem.message))
            .collect();
        for (at, panel) in settings.panels.iter_mut().enumerate() {
            for key in panel
                .series
                .iter_mut()
                .filter_map(|series| series.key.as_mut())
            {
                match ObjectKey::parse(key.as_str()) {
                    Ok(kept) => *key = kept,
                    Err(error) => {
                        problems.push(Problem::field(field(Some(at), "object"), error.to_string()));
                    }
                }
            }
        }
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }

    /// The rows of the metrics that are named; a removed one stays where it stood before.
    async fn metrics_of(
        &self,
        settings: &DashboardSettings,
        old: Option<&dbag_store::DashboardPage>,
    ) -> Result<HashMap<Slug, MetricId>, Vec<Problem>> {
        let mut found = HashMap::new();
        let mut problems = Vec::new();
        for (at, panel) in settings.panels.iter().enumerate() {
            for series in &panel.series {
                if found.contains_key(&series.metric) {
                    continue;
                }
                match self.store.metric(series.metric.as_str()).await {
                    Ok(metric) => _ = found.insert(series.metric.clone(), metric.id),
                    Err(StoreError::NotFound { .. }) => match removed(&series.metric, old) {
                        Some(id) => _ = found.insert(series.metric.clone(), id),
                        None => problems.push(unknown_metric(at, &series.metric)),
                    },
                    Err(error) => return Err(refusal(problem_of(error))),
                }
            }
        }
        if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        }
    }
}

/// A panel's field, by its place from 1: `panel.3.title`; the dashboard's own as it is.
fn field(panel: Option<usize>, name: &str) -> String {
    match panel {
        Some(at) => format!("panel.{}.{name}", at + 1),
        None => name.to_owned(),
    }
}

fn unknown_metric(panel: usize, slug: &Slug) -> Problem {
    Problem::field(
        field(Some(panel), "metric"),
        format!("metric `{slug}` does not exist"),
    )
}

/// A removed metric that the dashboard showed already.
fn removed(slug: &Slug, old: Option<&dbag_store::DashboardPage>) -> Option<MetricId> {
    let old = old?;
    old.dashboard.panels.iter().find_map(|panel| {
        let rows = old.metrics.get(&panel.id)?;
        let mut pairs = panel.series.iter().zip(rows);
        let found = pairs.find(|(series, row)| series.metric == *slug && row.is_removed);
        found.map(|(_, row)| row.metric)
    })
}

/// Panels that are the same as before keep their rows, and so their addresses.
fn same_panels(old: &Dashboard, settings: &DashboardSettings) -> Vec<Option<PanelId>> {
    let mut left: Vec<_> = old.panels.iter().collect();
    let mut take = |panel: &dbag_domain::PanelSettings| {
        let is_same = |one: &&dbag_domain::Panel| {
            one.kind == panel.kind && one.title == panel.title && one.series == panel.series
        };
        let at = left.iter().position(is_same)?;
        Some(left.remove(at).id)
    };
    settings.panels.iter().map(&mut take).collect()
}

fn changed_meanwhile(error: StoreError) -> Problem {
    match error {
        StoreError::Stale => Problem::new(
            ProblemKind::Conflict,
            "somebody else saved this dashboard in the meantime; what you changed is still here: \
             look at theirs, then save yours or take theirs",
        ),
        other => problem_of(other),
    }
}
