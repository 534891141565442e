//! The first page: dashboards, and all metrics.

use axum::response::Response;
use dbag_app::{GalleryPage, Page};

use super::visit::Visit;

/// The dashboard that one sees first; all of them where none was chosen.
pub(super) async fn home(visit: Visit) -> Response {
    match visit.web.dbag.home(&visit.actor).await {
        Ok(Some(slug)) => visit.see_other(&format!("/d/{slug}")),
        Ok(None) => show(visit).await,
        Err(problem) => visit.problem(problem).await,
    }
}

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
