//! The first page: all metrics.

use axum::response::Response;
use dbag_app::Page;

use super::visit::Visit;

/// All metrics as cards.
pub(super) async fn show(visit: Visit) -> Response {
    match visit.web.dbag.gallery(&visit.actor, visit.now).await {
        Ok(gallery) => visit.page(Page::Gallery(gallery)),
        Err(problem) => visit.problem(problem).await,
    }
}
