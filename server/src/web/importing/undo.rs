//! Undoing an import: first what it would do, then doing it, which for millions of values takes a while.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use dbag_app::{ImportPage, Page, WorkingImport, undone_code};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Operation, UndoPlan};
use tokio::time::timeout;

use super::review::GRACE;
use super::work::{State, broken_off};
use crate::web::visit::Visit;

const WORDS: &str = "Taking the values back";

/// What undoing would do, how far it is, or what came of it.
pub(in crate::web) async fn show(visit: Visit, Path(import): Path<String>) -> Response {
    let plan = match number(&import) {
        Ok(import) => match told(&visit, import).await {
            Some(answer) => return answer,
            None => visit.web.dbag.plan_undo(&visit.actor, import).await,
        },
        Err(problem) => Err(problem),
    };
    match plan {
        Ok(plan) => visit.page(Page::Import(Box::new(ImportPage::Undo(plan)))),
        Err(problem) => visit.problem(problem).await,
    }
}

/// Does it, and goes on where the browser does not wait.
pub(in crate::web) async fn undo(visit: Visit, Path(import): Path<String>) -> Response {
    let import = match number(&import) {
        Ok(import) => import,
        Err(problem) => return visit.problem(problem).await,
    };
    match begin(&visit, import).await {
        Ok(()) => {}
        Err(problem) => return visit.problem(problem).await,
    }
    match told(&visit, import).await {
        Some(answer) => answer,
        // Somebody else undid it, and was told.
        None => visit.see_other("/import"),
    }
}

/// How far it is, for the script of its page.
pub(in crate::web) async fn undo_state(visit: Visit, Path(import): Path<String>) -> Response {
    if let Err(problem) = visit.actor.check(Operation::UndoImport) {
        return Visit::problem_json(&problem);
    }
    let undoings = visit.web.uploads.undoings();
    let is_under_way = number(&import).is_ok_and(|import| undoings.is_under_way(import));
    let state = match is_under_way {
        true => State::new(None, WORDS),
        false => State::over(),
    };
    axum::Json(state).into_response()
}

/// Begins to undo an import, unless somebody does, and waits a moment for it.
async fn begin(visit: &Visit, import: i32) -> Result<(), Problem> {
    // Whoever may not, and what does not exist, is told at once.
    let plan: UndoPlan = visit.web.dbag.plan_undo(&visit.actor, import).await?;
    let undoings = visit.web.uploads.undoings();
    if !undoings.start(import, visit.actor.name(), &plan.file) {
        return Ok(());
    }
    let (dbag, actor, now) = (visit.web.dbag.clone(), visit.actor.clone(), visit.now);
    let task = tokio::spawn(async move {
        let work = tokio::spawn(async move { dbag.undo_import(&actor, import, now).await });
        let outcome = work.await.unwrap_or_else(|error| Err(broken_off(&error)));
        undoings.end(import, outcome);
    });
    // It goes on where the time is over.
    _ = timeout(GRACE, task).await;
    Ok(())
}

/// The page of an import that is being undone, or what came of it.
async fn told(visit: &Visit, import: i32) -> Option<Response> {
    if let Err(problem) = visit.actor.check(Operation::UndoImport) {
        return Some(visit.problem(problem).await);
    }
    let undoings = visit.web.uploads.undoings();
    let undoing = undoings.take(import, visit.actor.name())?;
    Some(match undoing.outcome {
        None => {
            let page = ImportPage::Working(WorkingImport {
                state: format!("/import/undo/{import}/state"),
                title: format!("Undoing the import of {}", undoing.file),
                about: "It goes on while you look at other pages.".to_owned(),
                percent: None,
                words: WORDS,
            });
            visit.page(Page::Import(Box::new(page)))
        }
        Some(Ok(plan)) => visit.see_other(&format!("/import?done={}", undone_code(&plan))),
        Some(Err(problem)) => visit.problem(problem).await,
    })
}

fn number(text: &str) -> Result<i32, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            ProblemKind::NotFound,
            format!("import `{text}` does not exist"),
        )
    })
}
