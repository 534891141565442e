//! Undoing an import: first what it would do, then doing it.

use axum::extract::Path;
use axum::response::Response;
use dbag_app::{ImportPage, Page};
use dbag_domain::Problem;

use crate::web::visit::Visit;

/// What undoing would do.
pub(in crate::web) async fn show(visit: Visit, Path(import): Path<String>) -> Response {
    let plan = match number(&import) {
        Ok(import) => visit.web.dbag.plan_undo(&visit.actor, import).await,
        Err(problem) => Err(problem),
    };
    match plan {
        Ok(plan) => visit.page(Page::Import(Box::new(ImportPage::Undo(plan)))),
        Err(problem) => visit.problem(problem).await,
    }
}

/// Does it.
pub(in crate::web) async fn undo(visit: Visit, Path(import): Path<String>) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let undone = match number(&import) {
        Ok(import) => dbag.undo_import(actor, import, visit.now).await,
        Err(problem) => Err(problem),
    };
    match undone {
        Ok(_) => visit.see_other("/import?done=undone"),
        Err(problem) => visit.problem(problem).await,
    }
}

fn number(text: &str) -> Result<i32, Problem> {
    text.parse()
        .map_err(|_| Problem::not_found(format!("import `{text}` does not exist")))
}
