//! Sources: adding, testing and removing connections.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::{Page, SourcesPage};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Actor, HeldAddress, Operation, TestReport};
use serde::Deserialize;

use super::visit::{Visit, refusal_status};

/// What is typed to add a source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSource {
    slug: String,
    url: String,
    /// The address as it was sent before, sealed.
    #[serde(default)]
    held: String,
    #[serde(default, rename = "do")]
    action: String,
}

/// What of the page depends on what was done.
#[derive(Default)]
struct Outcome {
    slug: String,
    address: HeldAddress,
    problems: Vec<Problem>,
    tested: Option<(String, TestReport)>,
}

/// All sources, and the form that adds one.
pub(super) async fn show(visit: Visit) -> Response {
    page(&visit, Outcome::default()).await
}

/// Tests an address, or adds it as a source.
pub(super) async fn post(visit: Visit, Form(form): Form<NewSource>) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if let Err(problem) = actor.check(Operation::EditSources) {
        return visit.problem(problem).await;
    }
    let held = HeldAddress {
        shown: form.url,
        sealed: form.held,
    };
    let url = dbag.restore_address(actor, &held);
    let mut outcome = Outcome {
        slug: form.slug,
        address: dbag.hold_address(actor, &url),
        ..Outcome::default()
    };
    if form.action == "test" {
        match dbag.test_source(actor, &url).await {
            Ok(report) => outcome.tested = Some((String::new(), report)),
            Err(problem) => outcome.problems.push(problem),
        }
        return page(&visit, outcome).await;
    }
    match dbag.add_source(actor, &outcome.slug, &url, visit.now).await {
        Ok(source) => visit.see_other(&format!("/metric/new?source={}&done=added", source.slug)),
        Err(problem) => {
            outcome.problems.push(problem);
            page(&visit, outcome).await
        }
    }
}

/// Tests a source again.
pub(super) async fn test(visit: Visit, Path(slug): Path<String>) -> Response {
    match visit.web.dbag.test_saved_source(&visit.actor, &slug).await {
        Ok(report) => {
            let tested = Some((slug, report));
            let outcome = Outcome {
                tested,
                ..Outcome::default()
            };
            page(&visit, outcome).await
        }
        Err(problem) => refuse(&visit, problem).await,
    }
}

/// The page itself, for who comes to the address of one of its buttons.
pub(super) async fn back(visit: Visit) -> Response {
    visit.see_other("/sources")
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
    if !is_on_page {
        return visit.problem(problem).await;
    }
    let problem = Problem {
        field: None,
        ..problem
    };
    let outcome = Outcome {
        problems: vec![problem],
        ..Outcome::default()
    };
    page(visit, outcome).await
}

async fn page(visit: &Visit, outcome: Outcome) -> Response {
    let dbag = &visit.web.dbag;
    let loaded = async {
        let sources = dbag.sources(&visit.actor).await?;
        let metrics = dbag.metrics(&visit.actor).await?;
        let kinds = dbag.object_queries(&visit.actor).await?;
        Ok::<_, Problem>((sources, metrics, kinds))
    };
    let (sources, metrics, kinds) = match loaded.await {
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
    let describes = kinds.iter().filter_map(|(kind, id)| {
        let source = sources.iter().find(|one| one.id == *id)?;
        Some((source.slug.to_string(), kind.to_string()))
    });
    let describes = describes.collect();
    let is_refused = !outcome.problems.is_empty();
    let status = refusal_status(&outcome.problems);
    let page = Page::Sources(SourcesPage {
        sources,
        slug: outcome.slug,
        address: outcome.address,
        problems: outcome.problems,
        tested: outcome.tested,
        used_by,
        describes,
    });
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}
