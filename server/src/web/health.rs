//! Whether Dbag is alive and ready, for whoever watches over it.

use std::any::Any;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::state::Web;

/// The process is up.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// The database answers and is current.
pub(super) async fn ready(State(web): State<Web>) -> Response {
    let store = web.dbag.store();
    match store.migration_state().await {
        Ok(state) if state.is_current() => "ready".into_response(),
        Ok(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database is not migrated",
        )
            .into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
                .into_response()
        }
    }
}

/// A panic ends one request; its words go to the log alone.
pub(super) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let words = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(words, "a request ended unexpectedly");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong; Dbag's log says what",
    )
        .into_response()
}
