//! The first page: dashboards, and all metrics.

use axum::response::Response;
use dbag_app::{GalleryPage, Page};

use super::visit::Visit;

/// All dashboards, and all metrics as cards.
pub(super) async fn show(visit: Visit) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let dashboards = match dbag.dashboards(actor).await {
        Ok(dashboards) => dashboards,
        Err(problem) => return visit.problem(problem).await,
    };
    match dbag.gallery(actor, visit.now).await {
        Ok(gallery) => visit.page(Page::Gallery(GalleryPage {
            dashboards,
            gallery,
        })),
        Err(problem) => visit.problem(problem).await,
    }
}
