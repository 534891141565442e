//! Sources: adding, testing and removing connections.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::{Page, SourcesPage};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Actor, Operation, TestReport};
use serde::Deserialize;

use super::visit::{Visit, refusal_status};

/// What is typed to add a source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSource {
    slug: String,
    url: String,
    #[serde(default, rename = "do")]
    action: String,
}

/// All sources, and the form that adds one.
pub(super) async fn show(visit: Visit) -> Response {
    page(&visit, String::new(), Vec::new(), None).await
}

/// Tests an address, or adds it as a source.
pub(super) async fn post(visit: Visit, Form(form): Form<NewSource>) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditSources) {
        return visit.problem(problem).await;
    }
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if form.action == "test" {
        return match dbag.test_source(actor, &form.url).await {
            Ok(report) => page(&visit, form.slug, Vec::new(), Some(("".to_owned(), report))).await,
            Err(problem) => page(&visit, form.slug, vec![problem], None).await,
        };
    }
    match dbag
        .add_source(actor, &form.slug, &form.url, visit.now)
        .await
    {
        Ok(source) => visit.see_other(&format!("/metric/new?source={}&done=added", source.slug)),
        Err(problem) => page(&visit, form.slug, vec![problem], None).await,
    }
}

/// Tests a source again.
pub(super) async fn test(visit: Visit, Path(slug): Path<String>) -> Response {
    match visit.web.dbag.test_saved_source(&visit.actor, &slug).await {
        Ok(report) => page(&visit, String::new(), Vec::new(), Some((slug, report))).await,
        Err(problem) => refuse(&visit, problem).await,
    }
}

/// Removes a source.
pub(super) async fn remove(visit: Visit, Path(slug): Path<String>) -> Response {
    match visit
        .web
        .dbag
        .remove_source(&visit.actor, &slug, visit.now)
        .await
    {
        Ok(()) => visit.see_other("/sources?done=removed"),
        Err(problem) => refuse(&visit, problem).await,
    }
}

/// On the page where it happened, unless the page itself may not be seen.
async fn refuse(visit: &Visit, problem: Problem) -> Response {
    let is_on_page = visit.actor != Actor::Anonymous
        && !matches!(
            problem.kind,
            ProblemKind::NotFound | ProblemKind::NotAllowed
        );
    if is_on_page {
        page(
            visit,
            String::new(),
            vec![Problem {
                field: None,
                ..problem
            }],
            None,
        )
        .await
    } else {
        visit.problem(problem).await
    }
}

async fn page(
    visit: &Visit,
    slug: String,
    problems: Vec<Problem>,
    tested: Option<(String, TestReport)>,
) -> Response {
    let dbag = &visit.web.dbag;
    let loaded = async {
        let sources = dbag.sources(&visit.actor).await?;
        let metrics = dbag.metrics(&visit.actor).await?;
        Ok::<_, Problem>((sources, metrics))
    };
    let (sources, metrics) = match loaded.await {
        Ok(loaded) => loaded,
        Err(problem) => return visit.problem(problem).await,
    };
    let used_by = metrics
        .iter()
        .filter_map(|metric| {
            let source = sources
                .iter()
                .find(|one| Some(one.id) == metric.source_id)?;
            Some((source.slug.to_string(), metric.slug.to_string()))
        })
        .collect();
    let is_refused = !problems.is_empty();
    let status = refusal_status(&problems);
    let page = Page::Sources(SourcesPage {
        sources,
        slug,
        problems,
        tested,
        used_by,
    });
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}
