//! What an editor offers to begin with: templates, and every kind of panel as it would look.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Binding, DashboardSettings, Draft, DraftState, Metric, ObjectKind, PanelKind, PanelSeries,
    PanelSettings, Place, Problem, RangeChoice, Step, Template, TemplateChoice, Zone,
};

use super::load::preview;
use super::view::{DashboardQuery, DashboardView};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// Values of so many days are of late.
const LATE_DAYS: i32 = 30;
/// Objects that a sample of a ranking or of small multiples names.
const SAMPLED_OBJECTS: u16 = 3;

impl Dbag {
    /// A dashboard with the panels of a template.
    ///
    /// # Errors
    ///
    /// Where there is no metric for it.
    pub async fn fill_template(
        &self,
        actor: &Actor,
        template: Template,
        head: DashboardSettings,
        choice: &TemplateChoice,
        now: DateTime<Utc>,
    ) -> Result<DashboardSettings, Problem> {
        actor.check(Operation::EditDashboard)?;
        let metrics = self.store.metrics().await.map_err(problem_of)?;
        let metrics = self.by_worth(metrics, now).await?;
        template.fill(head, &metrics, choice).ok_or_else(|| {
            let title = template.title();
            Problem::invalid(format!(
                "there is no metric for “{title}” yet; add one first"
            ))
        })
    }

    /// Every kind of panel with the first metric that fits it.
    pub(super) async fn samples(
        &self,
        actor: &Actor,
        state: &DraftState,
        metrics: &[Metric],
        now: DateTime<Utc>,
    ) -> Result<DashboardView, Problem> {
        let head = DashboardSettings {
            range: RangeChoice::LastDays(90),
            step: None,
            ..state.head.clone()
        };
        let kinds = PanelKind::ALL.iter().filter(|kind| kind.has_values());
        let panels = kinds.enumerate().map(|(at, kind)| {
            let series = first_series(metrics, *kind, head.about.as_ref());
            sample(*kind, series, at)
        });
        let panels = panels.collect();
        let draft = Draft::new(DashboardSettings { panels, ..head }, Vec::new(), 0);
        let page = self.page_of(actor, &draft.state(), metrics, None).await?;
        preview(self, page, &DashboardQuery::default(), now).await
    }

    /// What a new panel shows until somebody chooses: the first metric that fits, bound as its
    /// dashboard is.
    pub async fn first_series(
        &self,
        actor: &Actor,
        kind: PanelKind,
        about: Option<&ObjectKind>,
        now: DateTime<Utc>,
    ) -> Result<Option<PanelSeries>, Problem> {
        actor.check(Operation::EditDashboard)?;
        let metrics = self.store.metrics().await.map_err(problem_of)?;
        let metrics = self.by_worth(metrics, now).await?;
        Ok(first_series(&metrics, kind, about))
    }

    /// Metrics in the order in which they are worth showing: those with values of late, those
    /// that have ended, those without a value.
    pub(super) async fn by_worth(
        &self,
        mut metrics: Vec<Metric>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Metric>, Problem> {
        let since = Zone::utc().day_of(now) - LATE_DAYS;
        let found = self.store.metrics_with_values(since).await;
        let with_values: HashMap<_, _> = found.map_err(problem_of)?.into_iter().collect();
        metrics.sort_by_key(|metric| match with_values.get(&metric.id) {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        });
        Ok(metrics)
    }
}

/// The first metric that fits a kind of panel, bound as its dashboard is.
fn first_series(
    metrics: &[Metric],
    kind: PanelKind,
    about: Option<&ObjectKind>,
) -> Option<PanelSeries> {
    if !kind.has_values() {
        return None;
    }
    let wants_objects = kind.is_about_every() || about.is_some();
    let fits = |metric: &&Metric| metric.object_kind.is_some() == wants_objects;
    let first = metrics.iter().find(fits).or(metrics.first())?;
    let binding = match &first.object_kind {
        Some(_) if kind.is_about_every() => Binding::Every,
        own if own.is_some() && own.as_ref() == about => Binding::Page,
        _ => Binding::Whole,
    };
    Some(PanelSeries::of(first.slug.clone()).bound(binding))
}

/// A small panel; each has rows of its own.
fn sample(kind: PanelKind, series: Option<PanelSeries>, at: usize) -> PanelSettings {
    let (w, h) = (3, 4);
    let y = u16::try_from(at).unwrap_or(0) * h;
    let mut panel = PanelSettings::new(kind, Place { x: 0, y, w, h });
    panel.series.extend(series);
    match kind {
        PanelKind::Bars | PanelKind::Area => panel.options.step = Some(Step::Week),
        PanelKind::Table => panel.options.step = Some(Step::Month),
        PanelKind::Ranking | PanelKind::Multiples => {
            panel.options.count = Some(SAMPLED_OBJECTS);
        }
        _ => {}
    }
    panel
}
