//! Answers to outsiders with the headers that each must bear.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dbag_app::{Look, OutsideFrame, Refusal, render_refusal};
use dbag_operations::{EmbedRefused, RefusedAs};
use sha2::{Digest, Sha256};

use super::drawn::{Drawing, DrawingKey};
use super::params::Params;
use crate::web::state::Web;
use crate::web::visit::header_text;

const NO_REFERRER: (HeaderName, HeaderValue) = (
    header::REFERRER_POLICY,
    HeaderValue::from_static("no-referrer"),
);

/// In which form a refusal is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page.
    Page,
    /// A picture or a file, whose readers look at the status.
    File,
    /// JSON.
    Json,
}

/// The policy of a page in a frame. It is sandboxed by itself, whatever frame it is put in: it has
/// no origin, and so no cookies and no storage.
fn page_policy(frame_ancestors: &str, look: &Look) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{}; font-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; \
         sandbox allow-scripts allow-popups allow-downloads; frame-ancestors {frame_ancestors}",
        style_source(look)
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The policy of a shared page, which has a window of its own.
fn shared_policy(frame_ancestors: &str, look: &Look) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{}; font-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'self'; \
         frame-ancestors {frame_ancestors}",
        style_source(look)
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// What lets the one style of a look through, and no other.
fn style_source(look: &Look) -> String {
    let source = look.css().map(|css| {
        let hash = BASE64_STANDARD.encode(Sha256::digest(css.as_bytes()));
        format!(" 'sha256-{hash}'")
    });
    source.unwrap_or_default()
}

/// The policy of a picture or a file.
pub(in crate::web) fn file_policy(frame_ancestors: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors {frame_ancestors}"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// A page; kept nowhere on its way.
pub(super) fn page(drawing: Drawing, frame_ancestors: &str, look: &Look) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(drawing.content_type),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            page_policy(frame_ancestors, look),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
        NO_REFERRER,
    ];
    (headers, drawing.body).into_response()
}

/// A shared dashboard, or the form that its password is typed into.
pub(super) fn shared_page(drawing: Drawing, frame_ancestors: &str, look: &Look) -> Response {
    let policy = shared_policy(frame_ancestors, look);
    let mut answer = page(drawing, frame_ancestors, look);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

/// A picture or a file, or that it is the one that the asker has: whoever has it asks each time
/// whether it still is.
pub(super) fn picture(
    drawing: Drawing,
    key: &DrawingKey,
    frame_ancestors: &str,
    asked: &HeaderMap,
) -> Response {
    let tag = key.tag(&drawing);
    let known = header_text(asked, &header::IF_NONE_MATCH);
    let has_it = known
        .split(',')
        .any(|one| one.trim().trim_start_matches("W/") == tag);
    let policy = file_policy(frame_ancestors);
    let mut answer = match has_it {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => file(drawing),
    };
    let headers = answer.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    let kept = HeaderValue::from_static("private, no-cache");
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(NO_REFERRER.0, NO_REFERRER.1);
    answer
}

/// Values are a file to be kept; pictures are shown.
fn file(drawing: Drawing) -> Response {
    let content_type = HeaderValue::from_static(drawing.content_type);
    let mut answer = drawing.body.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    if drawing.content_type == CSV {
        let name = HeaderValue::from_static("attachment; filename=\"values.csv\"");
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// A refusal, which says the same whatever there is; the log is told why.
pub(super) fn refuse(
    web: &Web,
    refused: &EmbedRefused,
    form: Form,
    query: Option<&str>,
) -> Response {
    let now = (web.clock)();
    web.outside.refusals.note(refused, now);
    let (status, told) = match refused.told {
        RefusedAs::Token => (StatusCode::UNAUTHORIZED, Refusal::NotAvailable),
        RefusedAs::NotAllowed => (StatusCode::FORBIDDEN, Refusal::NotAvailable),
        RefusedAs::NoLink => (StatusCode::NOT_FOUND, Refusal::NoLink),
        RefusedAs::Request => (StatusCode::BAD_REQUEST, Refusal::BadRequest),
        RefusedAs::Busy => (StatusCode::SERVICE_UNAVAILABLE, Refusal::NotNow),
    };
    let ancestors = &refused.frame_ancestors;
    let mut answer = match form {
        Form::Page => {
            let frame = OutsideFrame {
                site: web.site(),
                time_zone: web.time_zone.clone(),
                now,
                look: Params::read(query).unwrap_or_default().look,
            };
            let html = render_refusal(&frame, told);
            let policy = page_policy(ancestors, &frame.look);
            let content_type = HeaderValue::from_static(HTML);
            let mut answer = html.into_response();
            answer
                .headers_mut()
                .insert(header::CONTENT_TYPE, content_type);
            answer
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
            answer
        }
        Form::File => "not available\n".into_response(),
        Form::Json => axum::Json(serde_json::json!({
            "schemaVersion": 1, "label": "dbag", "message": "not available", "isError": true,
        }))
        .into_response(),
    };
    if form != Form::Page {
        answer
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, file_policy(ancestors));
    }
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(NO_REFERRER.0, NO_REFERRER.1);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    answer
}

/// The type of a page.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// The type of values.
pub(super) const CSV: &str = "text/csv; charset=utf-8";
