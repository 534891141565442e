//! Objects: kinds, their directories, and a page for each.

use axum::Form;
use axum::extract::{Path, Query, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dbag_app::{Describing, DirectoryPage, Merging, ObjectPage, Page, object_part};
use dbag_domain::{Object, ObjectKey};
use dbag_operations::{DirectoryQuery, ObjectPair};
use serde::{Deserialize, Serialize};

use super::describing;
use super::visit::{Visit, escape_query, refusal_status};

/// What stands behind the `?` of a directory's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct DirectoryParams {
    /// One for each column, which no map of names can hold.
    #[serde(skip)]
    show: Vec<String>,
    find: Option<String>,
    sort: Option<String>,
    order: Option<String>,
    archived: Option<String>,
    page: Option<String>,
}

/// What is typed to find an object, and how many are wanted.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct SearchParams {
    #[serde(default)]
    q: String,
    limit: Option<i64>,
}

/// An object as a switcher lists it.
#[derive(Serialize)]
struct Found {
    key: String,
    label: String,
}

/// What is typed to name an object or merge it, or chosen to archive it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectForm {
    #[serde(default)]
    label: String,
    #[serde(default)]
    into: String,
    #[serde(rename = "do")]
    action: String,
}

/// A switcher suggests so many.
const SUGGESTED: i64 = 20;

/// The kinds there are.
pub(super) async fn kinds(visit: Visit) -> Response {
    match visit.web.dbag.object_kinds(&visit.actor).await {
        Ok(kinds) => visit.page(Page::Kinds(kinds)),
        Err(problem) => visit.problem(problem).await,
    }
}

/// The objects of a kind.
pub(super) async fn directory(
    visit: Visit,
    Path(kind): Path<String>,
    Query(mut params): Query<DirectoryParams>,
    RawQuery(asked): RawQuery,
) -> Response {
    params.show = shown(asked.as_deref().unwrap_or_default());
    draw_directory(&visit, &kind, params, Describing::default()).await
}

/// A directory, with what was typed below it to describe its objects.
pub(super) async fn draw_directory(
    visit: &Visit,
    kind: &str,
    params: DirectoryParams,
    describing: Describing,
) -> Response {
    let query = DirectoryQuery {
        show: params.show,
        find: params.find.clone(),
        sort: params.sort,
        is_ascending: params.order.as_deref() == Some("up"),
        archived: params.archived.is_some(),
        page: params.page,
    };
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.view_directory(actor, kind, &query, visit.now).await {
        Ok(view) => {
            let status = match describing.problems.is_empty() {
                true => StatusCode::OK,
                false => refusal_status(&describing.problems),
            };
            let describing = match describing::load(visit, kind, describing).await {
                Ok(describing) => describing,
                Err(problem) => return visit.problem(problem).await,
            };
            let page = DirectoryPage {
                view,
                query,
                describing,
            };
            visit.page_with(status, Page::Directory(Box::new(page)))
        }
        Err(problem) => visit.problem(problem).await,
    }
}

/// The metrics that are asked for, a `show` each.
fn shown(query: &str) -> Vec<String> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "show")
        .map(|(_, slug)| slug.into_owned())
        .collect()
}

/// The first objects that what was typed is a part of.
pub(super) async fn search(
    visit: Visit,
    Path(kind): Path<String>,
    Query(params): Query<SearchParams>,
) -> Response {
    let limit = params.limit.unwrap_or(SUGGESTED);
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.find_objects(actor, &kind, &params.q, limit).await {
        Ok(objects) => {
            let found = objects.iter().map(|object| Found {
                key: object.key.to_string(),
                label: object.name().to_owned(),
            });
            axum::Json(found.collect::<Vec<_>>()).into_response()
        }
        Err(problem) => Visit::problem_json(&problem),
    }
}

/// Everything that is remembered of an object.
pub(super) async fn show(visit: Visit, Path((kind, key)): Path<(String, String)>) -> Response {
    page(&visit, &kind, &key, Typed::default()).await
}

/// What was typed on an object's page, and what is wrong with it.
#[derive(Default)]
struct Typed {
    label: String,
    merging: Merging,
    problems: Vec<dbag_domain::Problem>,
}

/// Names an object, archives it, takes it back, or merges it.
pub(super) async fn change(
    visit: Visit,
    Path((kind, key)): Path<(String, String)>,
    Form(form): Form<ObjectForm>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if let "plan-merge" | "merge" = form.action.as_str() {
        return merge(&visit, &kind, &key, form).await;
    }
    let changed = match form.action.as_str() {
        "rename" => {
            dbag.rename_object(actor, &kind, &key, &form.label, visit.now)
                .await
        }
        "archive" => {
            dbag.archive_object(actor, &kind, &key, true, visit.now)
                .await
        }
        "restore" => {
            dbag.archive_object(actor, &kind, &key, false, visit.now)
                .await
        }
        other => Err(dbag_domain::Problem::invalid(format!(
            "`{other}` cannot be done"
        ))),
    };
    match changed {
        Ok(()) => {
            let (kind, key) = (escape_query(&kind), object_part(&key));
            visit.see_other(&format!("/objects/{kind}/{key}?done=saved"))
        }
        Err(problem) if problem.field.is_some() => {
            let typed = Typed {
                label: form.label,
                problems: vec![problem],
                ..Typed::default()
            };
            page(&visit, &kind, &key, typed).await
        }
        Err(problem) => visit.problem(problem).await,
    }
}

async fn page(visit: &Visit, kind: &str, key: &str, typed: Typed) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.view_object(actor, kind, key, visit.now).await {
        Ok(view) => {
            // One that was merged has its page with the other.
            if is_another(key, &view.detail.object) {
                return visit.see_other(&address(&view.detail.object));
            }
            let is_refused = !typed.problems.is_empty();
            let status = refusal_status(&typed.problems);
            let page = Page::Object(Box::new(ObjectPage {
                view,
                label: typed.label,
                merging: typed.merging,
                problems: typed.problems,
            }));
            if is_refused {
                visit.refused(status, page)
            } else {
                visit.page(page)
            }
        }
        Err(problem) => visit.problem(problem).await,
    }
}

/// Says what a merge would do, or does it.
async fn merge(visit: &Visit, kind: &str, key: &str, form: ObjectForm) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let pair = ObjectPair {
        kind,
        from: key,
        into: &form.into,
    };
    let outcome = match form.action.as_str() {
        "merge" => match dbag.merge_objects(actor, pair, visit.now).await {
            Ok(view) => return visit.see_other(&format!("{}?done=merged", address(&view.into))),
            Err(problem) => Err(problem),
        },
        _ => dbag.plan_merge(actor, pair, visit.now).await,
    };
    let mut typed = Typed::default();
    match outcome {
        Ok(plan) => typed.merging.plan = Some(plan),
        Err(problem) if problem.field.is_some() => typed.problems.push(problem),
        Err(problem) => return visit.problem(problem).await,
    }
    typed.merging.into = form.into;
    page(visit, kind, key, typed).await
}

/// Whether a key led to another object: the one that its own was merged into.
pub(super) fn is_another(key: &str, object: &Object) -> bool {
    ObjectKey::parse(key).is_ok_and(|key| key != object.key)
}

/// The address of an object's page.
fn address(object: &Object) -> String {
    format!(
        "/objects/{}/{}",
        object.kind,
        object_part(object.key.as_str())
    )
}
