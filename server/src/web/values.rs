//! Values for programs: JSON in the shape of the original, and CSV.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dbag_operations::{ExportFormat, Exporter, ValuesQuery};
use futures_util::stream;

use super::visit::Visit;

/// A metric's values as JSON.
pub(super) async fn json(visit: &Visit, slug: &str, query: &ValuesQuery) -> Response {
    match visit
        .web
        .dbag
        .metric_json(&visit.actor, slug, query, visit.now)
        .await
    {
        Ok(values) => axum::Json(values).into_response(),
        Err(problem) => Visit::problem_json(&problem),
    }
}

/// A metric's values as CSV, all of them unless days or an object are named; to be saved, and
/// sent piece after piece.
pub(super) async fn csv(visit: &Visit, slug: &str, query: &ValuesQuery) -> Response {
    match visit
        .web
        .dbag
        .exporter_of(&visit.actor, slug, query, ExportFormat::Csv, visit.now)
        .await
    {
        Ok(exporter) => {
            let name = format!("attachment; filename=\"{slug}.csv\"");
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, &name),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Body::from_stream(pieces(exporter))).into_response()
        }
        Err(problem) => Visit::problem_json(&problem),
    }
}

/// A failure ends the text early, which the client sees as a broken transfer.
fn pieces(exporter: Exporter) -> impl stream::Stream<Item = std::io::Result<Vec<u8>>> {
    stream::unfold(Some(exporter), |state| async {
        let mut exporter = state?;
        match exporter.next_piece().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(exporter))),
            Ok(None) => None,
            Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), None)),
        }
    })
}
