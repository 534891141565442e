//! Editing dashboards: every step is a form that is posted, and the draft travels in it.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dbag_app::{DashboardEditorPage, Page};
use dbag_domain::{
    DashboardSettings, Draft, DraftChange, Label, ObjectKind, PanelKind, PanelSettings, Problem,
    ProblemKind, Slug, Template, TemplateChoice,
};
use dbag_operations::{
    Actor, DashboardQuery, DraftView, HeadForm, Operation, PanelChoice, PanelForm,
};
use serde::Deserialize;

use super::dashboard::refused;
use super::dashboard_editing::{Editing, Fields};
use super::dashboard_step::Step;
use super::visit::{Visit, refusal_status};

/// What stands behind the `?` of an editor's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct EditorParams {
    /// The object that it is previewed as.
    object: Option<String>,
}

/// The editor of a dashboard.
pub(super) async fn show(
    visit: Visit,
    Path(slug): Path<String>,
    Query(params): Query<EditorParams>,
) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditDashboard) {
        return visit.problem(problem).await;
    }
    let dashboard = match visit.web.dbag.dashboard(&visit.actor, &slug).await {
        Ok(dashboard) => dashboard,
        Err(problem) => return refused(&visit, &slug, problem).await,
    };
    let rows = dashboard
        .panels
        .iter()
        .map(|panel| Some(panel.id))
        .collect();
    let draft = Draft::new(dashboard.to_settings(), rows, dashboard.version);
    let mut editing = Editing::new(Some(slug), draft);
    editing.object = params.object;
    page(&visit, editing).await
}

/// The editor of a new dashboard.
pub(super) async fn show_new(visit: Visit) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditDashboard) {
        return visit.problem(problem).await;
    }
    match new_draft() {
        Ok(draft) => page(&visit, Editing::new(None, draft)).await,
        Err(problem) => visit.problem(problem).await,
    }
}

/// One step in the editor of a dashboard.
pub(super) async fn post(
    visit: Visit,
    Path(slug): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    step(&visit, Some(slug), &fields).await
}

/// One step in the editor of a new dashboard.
pub(super) async fn post_new(visit: Visit, Form(fields): Form<Fields>) -> Response {
    step(&visit, None, &fields).await
}

/// Removes a dashboard.
pub(super) async fn remove(visit: Visit, Path(slug): Path<String>) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.remove_dashboard(actor, &slug, visit.now).await {
        Ok(()) => visit.see_other("/d?done=removed"),
        Err(problem) => visit.problem(problem).await,
    }
}

fn new_draft() -> Result<Draft, Problem> {
    let named = |error: dbag_domain::NameError| Problem::invalid(error.to_string());
    let slug = Slug::parse("new-dashboard").map_err(named)?;
    let label = Label::parse("New dashboard").map_err(named)?;
    Ok(Draft::new(
        DashboardSettings::new(slug, label),
        Vec::new(),
        0,
    ))
}

async fn step(visit: &Visit, slug: Option<String>, fields: &Fields) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditDashboard) {
        return visit.problem(problem).await;
    }
    let mut editing = match Editing::read(slug, fields) {
        Ok(editing) => editing,
        Err(problem) => return visit.problem(problem).await,
    };
    let wanted = match Step::parse(fields.get("do").map_or("", String::as_str)) {
        Ok(step) => step,
        Err(problem) => {
            editing.problems.push(problem);
            return page(visit, editing).await;
        }
    };
    if !wanted.drops_what_was_typed() {
        editing.apply_head(fields);
        editing.apply_panel(fields);
        if !editing.problems.is_empty() {
            return page(visit, editing).await;
        }
    }
    let adds = matches!(wanted, Step::Add(_) | Step::Duplicate(_));
    if adds && !editing.draft.state().has_room() {
        let most = DashboardSettings::MAX_PANELS;
        let message = format!("a dashboard has at most {most} panels; remove one first");
        editing.problems.push(Problem::invalid(message));
        return page(visit, editing).await;
    }
    match wanted {
        Step::Save => return save(visit, editing).await,
        Step::SaveOver => return save_over(visit, editing).await,
        Step::Discard => return leave(visit, &editing),
        Step::Take => return take(visit, &editing),
        Step::Template(template) => begin(visit, &mut editing, template, fields).await,
        Step::Add(kind) => add(visit, &mut editing, kind).await,
        step => editing.carry_out(step, fields),
    }
    page(visit, editing).await
}

/// A new panel shows the first metric that fits, and opens its form to choose another.
async fn add(visit: &Visit, editing: &mut Editing, kind: PanelKind) {
    let mut panel = PanelSettings::to_be_added(kind);
    let about = editing.draft.state().head.about;
    let first = visit
        .web
        .dbag
        .first_series(&visit.actor, kind, about.as_ref(), visit.now)
        .await;
    match first {
        Ok(series) => panel.series.extend(series),
        Err(problem) => return editing.problems.push(problem),
    }
    editing.draft.change(DraftChange::Add { panel });
    editing.close();
    editing.selected = editing.draft.state().newest();
}

/// The panels of a template take the place of those there are; undoing takes them back.
async fn begin(visit: &Visit, editing: &mut Editing, template: Template, fields: &Fields) {
    let text = |name: &str| fields.get(name).map_or("", String::as_str);
    let choice = TemplateChoice {
        metric: Slug::parse(text("template.metric")).ok(),
        kind: ObjectKind::parse(text("template.kind")).ok(),
    };
    let head = editing.draft.state().to_settings();
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag
        .fill_template(actor, template, head, &choice, visit.now)
        .await
    {
        Ok(settings) => editing.draft.change(DraftChange::Replace { settings }),
        Err(problem) => editing.problems.push(problem),
    }
    editing.close();
}

fn leave(visit: &Visit, editing: &Editing) -> Response {
    match &editing.slug {
        Some(slug) => visit.see_other(&format!("/d/{}", super::visit::escape_query(slug))),
        None => visit.see_other("/d"),
    }
}

/// The editor again, with what somebody else saved.
fn take(visit: &Visit, editing: &Editing) -> Response {
    match &editing.slug {
        Some(slug) => visit.see_other(&format!("/d/{}/edit", super::visit::escape_query(slug))),
        None => visit.see_other("/d/new"),
    }
}

/// Saves the draft; what is wrong, or changed meanwhile, comes back with everything that was done.
async fn save(visit: &Visit, mut editing: Editing) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let saved = match &editing.slug {
        Some(slug) => {
            dbag.save_draft(actor, slug, &editing.draft, visit.now)
                .await
        }
        None => {
            let settings = editing.draft.state().to_settings();
            dbag.add_dashboard(actor, &settings, visit.now).await
        }
    };
    match saved {
        Ok(dashboard) => visit.see_other(&format!("/d/{}?done=saved", dashboard.slug)),
        Err(problems) => {
            editing.problems.extend(problems);
            page(visit, editing).await
        }
    }
}

/// Whoever has seen that somebody else saved may still prefer their own.
async fn save_over(visit: &Visit, mut editing: Editing) -> Response {
    if let Some(slug) = &editing.slug {
        match visit.web.dbag.dashboard(&visit.actor, slug).await {
            Ok(theirs) => editing.draft.version = theirs.version,
            Err(problem) => return visit.problem(problem).await,
        }
    }
    save(visit, editing).await
}

/// That nobody is called as was typed to preview the draft.
fn unknown_object(draft: &DraftView, typed: Option<&str>) -> Option<Problem> {
    let kind = draft.state.head.about.as_ref()?;
    let typed = typed.filter(|_| draft.view.subject.object().is_none())?;
    let message = format!("no {kind} has the key `{typed}`");
    Some(Problem::field("object", message))
}

async fn page(visit: &Visit, mut editing: Editing) -> Response {
    let query = DashboardQuery {
        panels: PanelChoice::All,
        ..DashboardQuery::default()
    };
    let (dbag, actor): (_, &Actor) = (&visit.web.dbag, &visit.actor);
    let typed = editing.object.clone();
    let object = typed.as_deref();
    let drawn = dbag
        .view_draft(actor, &editing.draft, object, &query, visit.now)
        .await;
    let draft = match drawn {
        Ok(draft) => draft,
        Err(problem) => return visit.problem(problem).await,
    };
    let unknown = unknown_object(&draft, object);
    editing.problems.extend(unknown);
    let status = status(&editing.problems);
    let is_conflict = status == StatusCode::CONFLICT;
    let panel = editing.selected.and_then(|key| {
        let settings = draft.state.panel(key)?.settings.clone();
        Some(editing.panel.unwrap_or_else(|| PanelForm::of(&settings)))
    });
    let page = Page::DashboardEditor(Box::new(DashboardEditorPage {
        slug: editing.slug,
        text: serde_json::to_string(&editing.draft).unwrap_or_default(),
        copy: serde_json::to_string_pretty(&draft.state.to_settings()).unwrap_or_default(),
        may_undo: editing.draft.may_undo(),
        may_redo: editing.draft.may_redo(),
        head: editing
            .head
            .unwrap_or_else(|| HeadForm::of(&draft.state.head)),
        draft,
        selected: editing.selected,
        panel,
        pasted: editing.pasted,
        object: typed.clone().unwrap_or_default(),
        is_conflict,
        problems: editing.problems,
    }));
    match status {
        StatusCode::OK => visit.page(page),
        status => visit.refused(status, page),
    }
}

fn status(problems: &[Problem]) -> StatusCode {
    if problems.is_empty() {
        StatusCode::OK
    } else if problems
        .iter()
        .any(|problem| problem.kind == ProblemKind::Conflict)
    {
        StatusCode::CONFLICT
    } else {
        refusal_status(problems)
    }
}
