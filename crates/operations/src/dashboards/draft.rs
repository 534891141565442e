//! A dashboard that is being edited, with its panels as they would be shown.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Binding, Dashboard, DashboardId, DashboardSettings, Day, DayRange, Draft, DraftChange,
    DraftState, Metric, MetricId, Object, ObjectKey, Panel, PanelId, PanelSeries, Problem, Slug,
    Template, TemplateChoice,
};
use dbag_store::{DashboardPage, DashboardRow, KindRow, Neighbours, PanelMetric};

use super::load::preview;
use super::view::{DashboardQuery, DashboardView};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What an editor shows.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftView {
    /// The draft's panels as they would be shown; a panel's row is its key in the draft.
    pub view: DashboardView,
    /// The draft with its changes carried out.
    pub state: DraftState,
    /// The metrics that can be chosen.
    pub metrics: Vec<Metric>,
    /// The kinds of objects that it can be about.
    pub kinds: Vec<KindRow>,
    /// The same, those first that are most worth showing.
    pub by_worth: Vec<Metric>,
    /// Every kind of panel that shows values, with the first metric that fits.
    pub samples: DashboardView,
    /// What could be begun with, where there is no panel yet.
    pub templates: Vec<(Template, DashboardSettings)>,
    /// The other dashboards, to which a panel can be moved.
    pub dashboards: Vec<DashboardRow>,
}

/// Why no panel more is added.
const FULL: &str = "a dashboard has at most 200 panels; remove one, or make another dashboard";

impl Dbag {
    /// A draft as it would be shown: about the object of a key, if there is one, or without a key
    /// about the first there is.
    pub async fn view_draft(
        &self,
        actor: &Actor,
        draft: &Draft,
        key: Option<&str>,
        query: &DashboardQuery,
        now: DateTime<Utc>,
    ) -> Result<DraftView, Problem> {
        actor.check(Operation::EditDashboard)?;
        if !draft.is_sound() {
            return Err(Problem::invalid(
                "what was sent is no draft of a dashboard; open the editor again",
            ));
        }
        let state = draft.state();
        let metrics = self.store.metrics().await.map_err(problem_of)?;
        let page = self.page_of(actor, &state, &metrics, key).await?;
        let dashboards = self.dashboards(actor).await?;
        let others = dashboards
            .into_iter()
            .filter(|one| one.slug != draft.base.slug);
        let by_worth = self.by_worth(metrics.clone(), now).await?;
        let templates = match state.panels.is_empty() {
            true => templates(&state.head, &by_worth),
            false => Vec::new(),
        };
        Ok(DraftView {
            samples: self.samples(actor, &state, &by_worth, now).await?,
            templates,
            by_worth,
            view: preview(self, page, query, now).await?,
            kinds: self.store.object_kinds().await.map_err(problem_of)?,
            dashboards: others.collect(),
            metrics,
            state,
        })
    }

    /// Saves what a draft has become in the place of the dashboard of a slug; panels that go to
    /// other dashboards are put there.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        slug: &str,
        draft: &Draft,
        now: DateTime<Utc>,
    ) -> Result<Dashboard, Vec<Problem>> {
        let state = draft.state();
        for (to, _) in &state.sent {
            self.with_room(actor, to, &state).await?;
        }
        let edit = super::DashboardEdit {
            slug: slug.to_owned(),
            version: draft.version,
            settings: state.to_settings(),
            panels: state.rows(),
        };
        let saved = self.save_dashboard(actor, &edit, now).await?;
        for (to, panel) in &state.sent {
            let other = self.with_room(actor, to, &state).await?;
            let rows = other.panels.iter().map(|panel| Some(panel.id)).collect();
            let mut draft = Draft::new(other.to_settings(), rows, other.version);
            draft.change(DraftChange::Add {
                panel: panel.clone(),
            });
            let state = draft.state();
            let edit = super::DashboardEdit {
                slug: to.to_string(),
                version: draft.version,
                settings: state.to_settings(),
                panels: state.rows(),
            };
            self.save_dashboard(actor, &edit, now).await?;
        }
        Ok(saved)
    }

    /// A dashboard that the panels which go there fit on.
    async fn with_room(
        &self,
        actor: &Actor,
        slug: &Slug,
        state: &DraftState,
    ) -> Result<Dashboard, Vec<Problem>> {
        let found = self.dashboard(actor, slug.as_str()).await;
        let dashboard = found.map_err(|problem| vec![problem.at("to")])?;
        let more = state.sent.iter().filter(|(to, _)| to == slug).count();
        if dashboard.panels.len() + more > DashboardSettings::MAX_PANELS {
            let message = format!("`{slug}` has no room: {FULL}");
            return Err(vec![Problem::field("to", message)]);
        }
        Ok(dashboard)
    }

    /// A draft as if it were kept.
    pub(super) async fn page_of(
        &self,
        actor: &Actor,
        state: &DraftState,
        metrics: &[Metric],
        key: Option<&str>,
    ) -> Result<DashboardPage, Problem> {
        let instance = self.store.instance().await.map_err(problem_of)?;
        let everything = DayRange {
            from: Day::MIN,
            to: Day::MAX,
        };
        let notes = self.store.annotations(everything, actor.name()).await;
        let mut rows = HashMap::with_capacity(state.panels.len());
        let mut panels = Vec::with_capacity(state.panels.len());
        for panel in &state.panels {
            let id = PanelId(i64::from(panel.key));
            let mut series = Vec::with_capacity(panel.settings.series.len());
            for one in &panel.settings.series {
                series.push(self.panel_metric(one, metrics).await?);
            }
            rows.insert(id, series);
            panels.push(Panel {
                id,
                settings: panel.settings.clone(),
            });
        }
        panels.sort_by_key(|panel| panel.place);
        Ok(DashboardPage {
            dashboard: Dashboard {
                id: DashboardId(0),
                settings: state.head.clone(),
                panels,
                version: 0,
                updated_at: DateTime::UNIX_EPOCH,
            },
            metrics: rows,
            object: self.object_of(state, key).await?,
            is_archived: false,
            is_favourite: false,
            is_home: false,
            neighbours: Neighbours::default(),
            annotations: notes.map_err(problem_of)?,
            time_zone: instance.time_zone,
        })
    }

    /// A series' metric by its slug; one that is not there is shown as removed.
    async fn panel_metric(
        &self,
        series: &PanelSeries,
        metrics: &[Metric],
    ) -> Result<PanelMetric, Problem> {
        let found = metrics.iter().find(|metric| metric.slug == series.metric);
        let object = match (
            &series.key,
            found.and_then(|metric| metric.object_kind.as_ref()),
        ) {
            (Some(key), Some(kind)) if series.object == Binding::Named => {
                self.store.object(kind, key).await.map_err(problem_of)?
            }
            _ => None,
        };
        Ok(PanelMetric {
            metric: found.map_or(MetricId(0), |metric| metric.id),
            label: found.map_or_else(
                || Slug::to_string(&series.metric),
                |metric| metric.label.to_string(),
            ),
            is_removed: found.is_none(),
            object,
        })
    }

    async fn object_of(
        &self,
        state: &DraftState,
        key: Option<&str>,
    ) -> Result<Option<Object>, Problem> {
        let Some(kind) = &state.head.about else {
            return Ok(None);
        };
        if let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) {
            return match ObjectKey::parse(key) {
                Ok(key) => self.store.object(kind, &key).await.map_err(problem_of),
                Err(_) => Ok(None),
            };
        }
        let first = dbag_store::ObjectSearch {
            kind,
            text: "",
            in_attributes: false,
            archived: false,
            limit: 1,
            offset: 0,
        };
        let found = self.store.find_objects(first).await.map_err(problem_of)?;
        Ok(found.into_iter().next())
    }
}

/// The templates that there are metrics for, filled.
fn templates(head: &DashboardSettings, metrics: &[Metric]) -> Vec<(Template, DashboardSettings)> {
    let usual = TemplateChoice::default();
    let fill = |template: &Template| {
        let filled = template.fill(head.clone(), metrics, &usual)?;
        Some((*template, filled))
    };
    Template::ALL.iter().filter_map(fill).collect()
}
