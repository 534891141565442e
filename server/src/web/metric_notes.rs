//! What people say of a metric's days, and what they aim at.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::{TypedGoal, TypedNote};
use dbag_domain::{AnnotationId, DayRange, Goal, Problem, ProblemKind, RangeChoice, Role};
use dbag_operations::{Actor, NewAnnotation, parse_goal};
use serde::Deserialize;

use super::metric::{MetricParams, Sent};
use super::metric_actions::refuse_on;
use super::visit::Visit;

/// What is typed to write a note.
struct NoteForm {
    from: String,
    to: String,
    text: String,
    about: String,
    is_personal: bool,
    object: String,
    /// The choices of the page that the form stands on.
    view: String,
}

/// The note to be removed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemovedNote {
    id: i64,
    /// The choices of the page that the button stands on.
    #[serde(default)]
    view: String,
}

/// What is typed to set a goal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoalForm {
    #[serde(default)]
    shape: String,
    #[serde(default)]
    points: String,
    #[serde(default)]
    object: String,
    /// The choices of the page that the form stands on.
    #[serde(default)]
    view: String,
    #[serde(rename = "do")]
    action: String,
}

/// Writes a note on days.
pub(super) async fn annotate(
    visit: Visit,
    Path(slug): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let form = NoteForm::read(&fields);
    let params = MetricParams::of_view(&form.view, &form.object);
    let noted = match new_note(&visit, &slug, &form).await {
        Ok(note) => {
            visit
                .web
                .dbag
                .annotate(&visit.actor, &note, visit.now)
                .await
        }
        Err(problem) => Err(problem),
    };
    match noted {
        Ok(_) => {
            let query = params.to_query();
            visit.see_other(&format!("/metric/{slug}?{query}done=noted#notes"))
        }
        Err(problem) => {
            let typed = TypedNote {
                is_personal: form.is_personal,
                from: form.from,
                to: form.to,
                text: form.text,
                about: form.about,
            };
            let sent = Sent {
                note: typed,
                ..Sent::default()
            };
            refuse_on(&visit, &slug, params, sent, at_form(problem, "note")).await
        }
    }
}

/// Removes a note.
pub(super) async fn remove(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<RemovedNote>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let params = MetricParams::of_view(&form.view, "");
    let note = AnnotationId(form.id);
    match dbag.remove_annotation(actor, note, visit.now).await {
        Ok(()) => {
            let query = params.to_query();
            visit.see_other(&format!("/metric/{slug}?{query}done=note-removed#notes"))
        }
        Err(problem) => refuse_on(&visit, &slug, params, Sent::default(), problem).await,
    }
}

/// Sets a goal, or takes it back.
pub(super) async fn set_goal(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<GoalForm>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let object = Some(form.object.as_str()).filter(|key| !key.is_empty());
    let (done, code) = if form.action == "remove" {
        (
            dbag.remove_goal(actor, &slug, object, visit.now).await,
            "goal-removed",
        )
    } else {
        let set = match read_goal(&visit, &slug, &form).await {
            Ok(goal) => dbag.set_goal(actor, &slug, object, &goal, visit.now).await,
            Err(problem) => Err(problem),
        };
        (set, "goal-set")
    };
    let params = MetricParams::of_view(&form.view, &form.object);
    match done {
        Ok(()) => {
            let query = params.to_query();
            visit.see_other(&format!("/metric/{slug}?{query}done={code}"))
        }
        Err(problem) => {
            let sent = Sent {
                goal: TypedGoal {
                    shape: form.shape,
                    points: form.points,
                },
                ..Sent::default()
            };
            refuse_on(&visit, &slug, params, sent, at_form(problem, "goal")).await
        }
    }
}

impl NoteForm {
    /// A check box sends its word after the one that stands for no: of two, the last counts.
    fn read(fields: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        Self {
            from: text("from"),
            to: text("to"),
            text: text("text"),
            about: text("about"),
            is_personal: text("personal") == "yes",
            object: text("object"),
            view: text("view"),
        }
    }
}

async fn new_note(visit: &Visit, slug: &str, form: &NoteForm) -> Result<NewAnnotation, Problem> {
    let to = if form.to.is_empty() {
        &form.from
    } else {
        &form.to
    };
    let days: DayRange = RangeChoice::parse_days(&form.from, to)
        .map_err(|error| Problem::field(error.field(), error.to_string()))?;
    let object = match form.object.as_str() {
        "" => None,
        key => {
            let metric = visit.web.dbag.show_metric(&visit.actor, slug).await?;
            metric
                .object_kind
                .as_ref()
                .map(|kind| (kind.to_string(), key.to_owned()))
        }
    };
    // Whoever may not write for everybody writes for themselves.
    let may_share = match &visit.actor {
        Actor::User { role, .. } => role.includes(Role::Editor),
        Actor::Anonymous | Actor::CommandLine => false,
    };
    Ok(NewAnnotation {
        days,
        text: form.text.clone(),
        metric: (!matches!(form.about.as_str(), "object" | "everything")).then(|| slug.to_owned()),
        object: object.filter(|_| form.about != "everything"),
        is_personal: form.is_personal || !may_share,
    })
}

async fn read_goal(visit: &Visit, slug: &str, form: &GoalForm) -> Result<Goal, Problem> {
    let metric = visit.web.dbag.show_metric(&visit.actor, slug).await?;
    parse_goal(&metric, &form.shape, &form.points)
}

/// A page has several forms with fields of one name.
fn at_form(problem: Problem, form: &str) -> Problem {
    match (problem.kind, problem.field.clone()) {
        (ProblemKind::Invalid, Some(field)) => problem.at(format!("{form}.{field}")),
        _ => problem,
    }
}
