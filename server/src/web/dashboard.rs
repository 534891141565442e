//! Dashboards: one over a range, and one of its objects.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use dbag_app::{DashboardPage, Page, TypedDays, object_part};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{DashboardQuery, DashboardView, Subject};
use serde::Deserialize;

use super::objects::is_another;
use super::visit::{Visit, escape_query, refusal_status};

/// What stands behind the `?` of a dashboard's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct DashboardParams {
    range: Option<String>,
    from: Option<String>,
    to: Option<String>,
    step: Option<String>,
    compare: Option<String>,
    page: Option<String>,
    as_of: Option<String>,
    wall: Option<String>,
    /// What was typed to find an object.
    find: Option<String>,
    /// The object, where the path cannot name it.
    pub(super) object: Option<String>,
}

impl DashboardParams {
    pub(super) fn query(&self) -> DashboardQuery {
        DashboardQuery {
            range: self.range.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            step: self.step.clone(),
            compare: self.compare.clone(),
            page: self.page.clone(),
            as_of: self.as_of.clone(),
            ..DashboardQuery::default()
        }
    }
}

/// Objects that are listed where one is to be chosen.
const LISTED: i64 = 50;

/// A dashboard; one about a kind asks for an object.
pub(super) async fn show(
    visit: Visit,
    Path(slug): Path<String>,
    Query(params): Query<DashboardParams>,
) -> Response {
    let key = params.object.clone().filter(|key| !key.is_empty());
    page(&visit, &slug, key.as_deref(), params).await
}

/// A dashboard about one object.
pub(super) async fn show_object(
    visit: Visit,
    Path((slug, key)): Path<(String, String)>,
    Query(params): Query<DashboardParams>,
) -> Response {
    page(&visit, &slug, Some(&key), params).await
}

/// What one person makes of a dashboard.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MineForm {
    #[serde(rename = "do")]
    action: String,
}

/// Marks a dashboard as a favourite or as the first page, or not.
pub(super) async fn mine(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<MineForm>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let done = match form.action.as_str() {
        "favourite" => dbag.set_favourite(actor, &slug, true).await,
        "no-favourite" => dbag.set_favourite(actor, &slug, false).await,
        "home" => dbag.set_home(actor, Some(&slug)).await,
        "no-home" => dbag.set_home(actor, None).await,
        other => Err(Problem::invalid(format!(
            "`{other}` is nothing that can be done here"
        ))),
    };
    match done {
        Ok(()) => visit.see_other(&format!("/d/{}", escape_query(&slug))),
        Err(problem) => visit.problem(problem).await,
    }
}

/// The dashboard itself, for who comes to the address of one of its buttons.
pub(super) async fn back(visit: Visit, Path(slug): Path<String>) -> Response {
    visit.see_other(&format!("/d/{}", escape_query(&slug)))
}

async fn page(visit: &Visit, slug: &str, key: Option<&str>, params: DashboardParams) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let view = match dbag
        .view_dashboard(actor, slug, key, &params.query(), visit.now)
        .await
    {
        Ok(view) => view,
        Err(problem) => return refused(visit, slug, problem).await,
    };
    if let (Some(key), Subject::Object(about)) = (key, &view.subject)
        && is_another(key, &about.object)
    {
        // An object that was merged has its pages with the other.
        let part = object_part(about.object.key.as_str());
        let rest = visit.query_without("object");
        return visit.see_other(&format!("/d/{}/{part}{rest}", escape_query(slug)));
    }
    let find = params.find.unwrap_or_default();
    let found = match found(visit, &view, &find).await {
        Ok(found) => found,
        Err(problem) => return visit.problem(problem).await,
    };
    let is_refused = view.problem.is_some();
    let page = Page::Dashboard(Box::new(DashboardPage {
        view,
        typed: TypedDays {
            from: params.from.unwrap_or_default(),
            to: params.to.unwrap_or_default(),
        },
        wall: params.wall.is_some(),
        found,
        find,
    }));
    if is_refused {
        visit.refused(refusal_status(&[]), page)
    } else {
        visit.page(page)
    }
}

/// Why a dashboard is not shown; whoever comes to a name that it had once is led to it.
pub(super) async fn refused(visit: &Visit, slug: &str, problem: Problem) -> Response {
    if problem.kind == ProblemKind::NotFound
        && let Ok(Some(now)) = visit.web.dbag.renamed_dashboard(&visit.actor, slug).await
        && let Some(rest) = visit.address_behind(&format!("/d/{}", escape_query(slug)))
    {
        return visit.see_other(&format!("/d/{now}{rest}"));
    }
    visit.problem(problem).await
}

/// The objects to choose from, where none was chosen or one is looked for.
async fn found(
    visit: &Visit,
    view: &DashboardView,
    find: &str,
) -> Result<Vec<dbag_domain::Object>, dbag_domain::Problem> {
    let Some(kind) = &view.dashboard.about else {
        return Ok(Vec::new());
    };
    if view.subject != Subject::Unchosen && find.is_empty() {
        return Ok(Vec::new());
    }
    let dbag = &visit.web.dbag;
    dbag.find_objects(&visit.actor, kind.as_str(), find, LISTED)
        .await
}
