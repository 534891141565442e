//! What no page answers: an asset, or the page that says so.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use dbag_app::Page;

use super::state::Web;
use super::visit::Visit;
use crate::http::Asset;

/// An asset at the request's path, or "not found".
pub(super) async fn answer(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(asset) = Asset::find(request.uri().path()) {
        return asset.answer(request.uri(), request.headers());
    }
    let (mut parts, _) = request.into_parts();
    match Visit::from_request_parts(&mut parts, &web).await {
        Ok(visit) => {
            let what = "there is no page at this address".to_owned();
            visit.page_with(StatusCode::NOT_FOUND, Page::NotFound { what })
        }
        Err(answer) => answer,
    }
}
