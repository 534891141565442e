//! The check before publishing: what each panel would show for two different objects.

use chrono::{DateTime, Utc};
use dbag_domain::{
    Binding, Dashboard, Object, ObjectKey, Panel, PanelId, PanelKind, Problem, Unit,
    format_with_unit,
};

use crate::dashboards::{Outside, ReadPage};
use crate::problem::problem_of;
use crate::{
    Actor, DashboardQuery, DashboardView, Dbag, EmbedTarget, Operation, PanelContent, PanelView,
    panel_table,
};

/// What outsiders would be shown, for two objects side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbedCheck {
    /// The objects: those that were named, else the first two.
    pub objects: Vec<Object>,
    /// The panels in their order.
    pub panels: Vec<PanelCheck>,
}

impl EmbedCheck {
    /// Whether it may be published.
    pub fn passes(&self) -> bool {
        self.panels.iter().all(|panel| !panel.is_refused)
    }
}

/// What a panel would show.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelCheck {
    /// The panel.
    pub id: PanelId,
    /// Its title.
    pub title: String,
    /// Whether it is kept from outsiders: it is not bound to the object.
    pub is_refused: bool,
    /// Whether it tells of all objects together, because somebody chose so.
    pub tells_of_all: bool,
    /// What it tells of each object, in few words.
    pub told: Vec<String>,
}

impl Dbag {
    /// What each panel of a dashboard would show to outsiders.
    ///
    /// # Errors
    ///
    /// `NotFound` for a dashboard or an object that does not exist.
    pub async fn check_embed(
        &self,
        actor: &Actor,
        slug: &str,
        keys: &[String],
        now: DateTime<Utc>,
    ) -> Result<EmbedCheck, Problem> {
        actor.check(Operation::EditEmbedding)?;
        let dashboard = self.store.dashboard(slug).await.map_err(problem_of)?;
        let objects = self.two_objects(actor, &dashboard, keys).await?;
        let mut pages = Vec::new();
        match (&dashboard.about, objects.as_slice()) {
            (Some(_), objects) => {
                for object in objects {
                    pages.push(self.as_outsider(slug, Some(&object.key), now).await?);
                }
            }
            (None, _) => pages.push(self.as_outsider(slug, None, now).await?),
        }
        let refused: Vec<PanelId> = unbound(&dashboard).map(|panel| panel.id).collect();
        let shown = dashboard
            .panels
            .iter()
            .filter(|panel| !panel.options.hidden);
        let panels = shown
            .map(|panel| PanelCheck {
                id: panel.id,
                title: name_of(panel),
                is_refused: refused.contains(&panel.id),
                tells_of_all: dashboard.about.is_some() && tells_of_all(panel),
                told: pages
                    .iter()
                    .map(|page| {
                        let view = page.iter().find(|view| view.panel.id == panel.id);
                        view.map_or_else(String::new, told)
                    })
                    .collect(),
            })
            .collect();
        Ok(EmbedCheck { objects, panels })
    }

    /// A dashboard, or one of its panels, as outsiders would see it.
    ///
    /// # Errors
    ///
    /// `NotFound` for a dashboard that does not exist.
    pub async fn preview_embed(
        &self,
        actor: &Actor,
        slug: &str,
        key: &str,
        query: &DashboardQuery,
        now: DateTime<Utc>,
    ) -> Result<DashboardView, Problem> {
        actor.check(Operation::EditEmbedding)?;
        let key = ObjectKey::parse(key).ok();
        let notes = self
            .embed_settings(actor, EmbedTarget::Dashboard(slug))
            .await?;
        let read = self
            .read_as_outsider(slug, key.as_ref(), notes.shows_notes)
            .await?;
        read.show(self, query, now).await
    }

    async fn two_objects(
        &self,
        actor: &Actor,
        dashboard: &Dashboard,
        keys: &[String],
    ) -> Result<Vec<Object>, Problem> {
        let Some(kind) = &dashboard.about else {
            return Ok(Vec::new());
        };
        if keys.is_empty() {
            return self.find_objects(actor, kind.as_str(), "", 2).await;
        }
        let mut objects = Vec::with_capacity(keys.len());
        for key in keys {
            objects.push(self.object_called(actor, kind, key).await?);
        }
        Ok(objects)
    }

    async fn as_outsider(
        &self,
        slug: &str,
        key: Option<&ObjectKey>,
        now: DateTime<Utc>,
    ) -> Result<Vec<PanelView>, Problem> {
        let read = self.read_as_outsider(slug, key, false).await?;
        let shown = read.show(self, &DashboardQuery::default(), now).await?;
        Ok(shown.panels)
    }

    async fn read_as_outsider(
        &self,
        slug: &str,
        key: Option<&ObjectKey>,
        shows_notes: bool,
    ) -> Result<ReadPage, Problem> {
        let page = self.store.dashboard_page(slug, key, "").await;
        let page = page.map_err(problem_of)?;
        let outside = Outside {
            days: Outside::days(None, None),
            is_locked: page.dashboard.about.is_some(),
            shows_notes,
        };
        ReadPage::outside(self, page, outside).await
    }
}

/// The panels of a dashboard about a kind that are kept from outsiders.
pub(super) fn unbound(dashboard: &Dashboard) -> impl Iterator<Item = &Panel> {
    let is_locked = dashboard.about.is_some();
    dashboard
        .panels
        .iter()
        .filter(move |panel| is_locked && shows_others(panel))
}

/// Whether it may show another object than the page's, or was never said whose values it shows.
fn shows_others(panel: &Panel) -> bool {
    let lists_objects = matches!(panel.kind, PanelKind::Ranking | PanelKind::Multiples);
    let mut bindings = panel.series.iter().map(|series| series.object);
    lists_objects
        || bindings
            .any(|binding| matches!(binding, Binding::Named | Binding::Every | Binding::Unbound))
}

/// Whether some of its series are of all objects together.
fn tells_of_all(panel: &Panel) -> bool {
    let mut bindings = panel.series.iter().map(|series| series.object);
    bindings.any(|binding| matches!(binding, Binding::Whole | Binding::Median))
}

/// What a panel is called where it is told of.
pub(super) fn name_of(panel: &Panel) -> String {
    let metrics = || {
        let metrics = panel.series.iter().map(|series| series.metric.as_str());
        metrics.collect::<Vec<_>>().join(", ")
    };
    match (panel.title.as_str(), panel.series.is_empty()) {
        ("", true) => panel.kind.title().to_owned(),
        ("", false) => format!("{} of {}", panel.kind.title(), metrics()),
        (title, _) => title.to_owned(),
    }
}

/// What a panel tells, in few words.
fn told(view: &PanelView) -> String {
    match &view.content {
        PanelContent::Heading | PanelContent::Text(_) => "the same for all".to_owned(),
        PanelContent::Unavailable(why) => why.words(),
        PanelContent::Number(number) => {
            let series = &number.series;
            let figure = series.figure.map(|(_, value)| value);
            in_words(figure, &series.unit)
        }
        PanelContent::Progress(progress) => format_with_unit(progress.value, &progress.series.unit),
        PanelContent::Chart(chart) => {
            let figures = chart.series.iter().map(|one| one.figure_in(view));
            let figures = figures.map(|figure| figure.unwrap_or_else(nothing));
            figures.collect::<Vec<_>>().join(" · ")
        }
        PanelContent::Calendar(series) => in_words(series.total.value, &series.unit),
        PanelContent::Ranking(_) | PanelContent::Multiples(_) => match panel_table(view) {
            Some(table) if table.rows.len() == 1 => "1 row".to_owned(),
            Some(table) => format!("{} rows", table.rows.len()),
            None => nothing(),
        },
    }
}

fn in_words(value: Option<f64>, unit: &Unit) -> String {
    value.map_or_else(nothing, |value| format_with_unit(value, unit))
}

fn nothing() -> String {
    "—".to_owned()
}
