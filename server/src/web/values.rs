//! Values for programs: JSON in the shape of the original, and CSV.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dbag_operations::{ExportFormat, Exporter, ValuesQuery};
use futures_util::{StreamExt, stream};

use super::visit::{Visit, header_text};

/// A metric's values as JSON; nothing but a word for who has them already.
pub(super) async fn json(
    visit: &Visit,
    slug: &str,
    query: &ValuesQuery,
    headers: &HeaderMap,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let found = match dbag.find_values(actor, slug, query, visit.now).await {
        Ok(found) => found,
        Err(problem) => return Visit::problem_json(&problem),
    };
    let tag = format!("W/\"{}\"", found.tag());
    // Kept by the one who asked, and asked about each time.
    let caching = [
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ETAG, tag.clone()),
    ];
    let known = header_text(headers, &header::IF_NONE_MATCH);
    if known.split(',').any(|one| one.trim() == tag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    match dbag.read_values(found, query).await {
        Ok(values) => (caching, axum::Json(values)).into_response(),
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

/// A failure ends the text early, which the client sees as a broken transfer. Fused, as whoever packs the
/// pieces may ask once more after the last.
fn pieces(exporter: Exporter) -> impl stream::Stream<Item = std::io::Result<Vec<u8>>> {
    let pieces = stream::unfold(Some(exporter), |state| async {
        let mut exporter = state?;
        match exporter.next_piece().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(exporter))),
            Ok(None) => None,
            Err(problem) => Some((Err(std::io::Error::other(problem.to_string())), None)),
        }
    });
    pieces.fuse()
}
