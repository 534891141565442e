//! Describing the objects of a kind, from below their directory.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::Describing;
use dbag_domain::Problem;
use dbag_operations::{DescribeReport, ImportFile, ObjectImport, Operation};
use serde::Deserialize;

use super::objects::{DirectoryParams, draw_directory};
use super::visit::{Visit, escape_query};

/// What is sent from below a directory.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DescribeForm {
    #[serde(default)]
    pasted: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    sql: String,
    #[serde(rename = "do")]
    action: String,
}

/// So many refused lines are named one by one.
const LISTED: usize = 20;

/// Describes the objects of a kind in the way that was chosen.
pub(super) async fn post(
    visit: Visit,
    Path(kind): Path<String>,
    Form(form): Form<DescribeForm>,
) -> Response {
    match form.action.as_str() {
        "describe" => describe(&visit, &kind, form).await,
        "ask" => ask(&visit, &kind, form).await,
        "forget" => forget(&visit, &kind).await,
        other => {
            let problem = Problem::invalid(format!("`{other}` cannot be done"));
            visit.problem(problem).await
        }
    }
}

async fn describe(visit: &Visit, kind: &str, form: DescribeForm) -> Response {
    let file = ImportFile {
        name: "pasted".to_owned(),
        bytes: form.pasted.clone().into_bytes(),
    };
    let import = ObjectImport {
        kind,
        file,
        dry_run: false,
    };
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let describing = Describing {
        pasted: form.pasted,
        ..Describing::default()
    };
    match dbag.import_objects(actor, import, visit.now).await {
        Ok(report) if report.is_complete() => done(visit, kind, "described"),
        Ok(report) => {
            let describing = Describing {
                problems: refused_lines(&report),
                report: Some(report),
                ..describing
            };
            back(visit, kind, describing).await
        }
        Err(problem) if problem.field.is_some() => {
            let describing = Describing {
                problems: vec![problem.at("pasted")],
                ..describing
            };
            back(visit, kind, describing).await
        }
        Err(problem) => visit.problem(problem).await,
    }
}

/// Asks the query that was typed, and keeps it if it answers.
async fn ask(visit: &Visit, kind: &str, form: DescribeForm) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let typed = (form.source.as_str(), form.sql.as_str());
    match dbag.set_object_query(actor, kind, typed, visit.now).await {
        Ok(report) if report.is_complete() => done(visit, kind, "described"),
        // What is wrong with some of its rows is kept with the query.
        Ok(_) => done(visit, kind, "described-in-part"),
        Err(problem) if problem.field.is_some() => {
            let describing = Describing {
                problems: vec![problem],
                typed: Some((form.source, form.sql)),
                ..Describing::default()
            };
            back(visit, kind, describing).await
        }
        Err(problem) => visit.problem(problem).await,
    }
}

async fn forget(visit: &Visit, kind: &str) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.remove_object_query(actor, kind, visit.now).await {
        Ok(()) => done(visit, kind, "removed"),
        Err(problem) => visit.problem(problem).await,
    }
}

/// What editors see of how objects are described, beside what was typed; others see none of it.
pub(super) async fn load(
    visit: &Visit,
    kind: &str,
    describing: Describing,
) -> Result<Describing, Problem> {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if !actor.may(Operation::QueryObjects) {
        return Ok(describing);
    }
    Ok(Describing {
        query: dbag.object_query(actor, kind).await?,
        sources: dbag.sources(actor).await?,
        ..describing
    })
}

fn done(visit: &Visit, kind: &str, done: &str) -> Response {
    visit.see_other(&format!("/objects/{}?done={done}", escape_query(kind)))
}

async fn back(visit: &Visit, kind: &str, describing: Describing) -> Response {
    draw_directory(visit, kind, DirectoryParams::default(), describing).await
}

/// The refused lines of a pasted table, each with its reason.
fn refused_lines(report: &DescribeReport) -> Vec<Problem> {
    let problem = |message: String| Problem::field("pasted", message);
    let lines = report.refused.iter().take(LISTED);
    let lines = lines.map(|one| problem(format!("line {}: {}", one.line, one.reason)));
    let more = report.refused.len().saturating_sub(LISTED) as u64 + report.refused_more;
    let more = (more > 0).then(|| problem(format!("and {more} more lines")));
    lines.chain(more).collect()
}
