//! What was posted after a session had ended, or by somebody who may not, waits in the answer's page until one has
//! signed in: one layer for every form of the site, so that no form can forget it. Nothing is kept on the
//! server, nothing is sent by itself, and secrets are typed again.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use dbag_app::{NotKept, Page, ResumePage};
use dbag_operations::{Actor, HeldAddress};
use futures_util::StreamExt;

use super::state::Web;
use super::visit::{NotAllowed, Visit, header_text};

/// No more is read of somebody who is not signed in: a pasted table of ten thousand objects.
const MOST_KEPT: usize = 4 * 1024 * 1024;

/// No more is read over: a file of an import, which is no larger, and what stands around it.
const MOST_READ: usize = 101 * 1024 * 1024;

/// No more fields are kept: each takes many times its letters in a page. The roles of sixteen hundred columns.
const MOST_FIELDS: usize = 5_000;

/// Answers what was posted without a session, or what its person may not do, by the page that keeps it.
pub(super) async fn keep_what_was_sent(
    State(web): State<Web>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &web).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    if visit.actor != Actor::Anonymous {
        return keep_what_is_not_allowed(&visit, Request::from_parts(parts, body), next).await;
    }
    if web.dbag.needs_setup().await == Ok(true) {
        return visit.to_sign_in().await;
    }
    let sent = Sent::receive(&parts.headers, body).await;
    if sent.fields.is_empty() && sent.not_kept.is_none() {
        return visit.to_sign_in().await;
    }
    let page = Page::Resume(sent.into_page(&visit));
    visit.refused(StatusCode::UNAUTHORIZED, page)
}

/// Goes on; where the person may not do it, as another one signed in beside the page, what was typed is kept.
async fn keep_what_is_not_allowed(visit: &Visit, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let length = body.size_hint().upper();
    if length.is_none_or(|length| length > MOST_KEPT as u64) {
        // A file, which stays where it was chosen from.
        let answer = next.run(Request::from_parts(parts, body)).await;
        let Some(NotAllowed(why)) = answer.extensions().get().cloned() else {
            return answer;
        };
        let page = ResumePage {
            not_allowed: Some(why),
            ..Sent::too_long().into_page(visit)
        };
        return visit.refused(StatusCode::FORBIDDEN, Page::Resume(page));
    }
    let (bytes, _) = beginning_of(body).await;
    let headers = parts.headers.clone();
    let again = Request::from_parts(parts, Body::from(bytes.clone()));
    let answer = next.run(again).await;
    let Some(NotAllowed(why)) = answer.extensions().get().cloned() else {
        return answer;
    };
    let sent = Sent::receive(&headers, Body::from(bytes)).await;
    if sent.fields.is_empty() && sent.not_kept.is_none() {
        return answer;
    }
    let page = ResumePage {
        not_allowed: Some(why),
        ..sent.into_page(visit)
    };
    visit.refused(StatusCode::FORBIDDEN, Page::Resume(page))
}

/// What a form brought.
#[derive(Default)]
struct Sent {
    fields: Vec<(String, String)>,
    not_kept: Option<NotKept>,
}

impl Sent {
    /// Reads what was posted; nothing of it where only a button was pressed.
    async fn receive(headers: &HeaderMap, body: Body) -> Self {
        let (bytes, is_whole) = beginning_of(body).await;
        let sent = Self::read(headers, bytes).await;
        let is_file = matches!(sent.not_kept, Some(NotKept::File(_)));
        match sent.has_typed() {
            _ if !is_whole && !is_file => Self::too_long(),
            true if sent.fields.len() > MOST_FIELDS => Self::too_long(),
            true => sent,
            false => Self {
                fields: Vec::new(),
                ..sent
            },
        }
    }

    fn too_long() -> Self {
        Self {
            fields: Vec::new(),
            not_kept: Some(NotKept::TooLong),
        }
    }

    async fn read(headers: &HeaderMap, body: Bytes) -> Self {
        let kind = header_text(headers, &CONTENT_TYPE);
        if kind.starts_with("multipart/form-data") {
            return Self::read_parts(kind, body).await;
        }
        let is_form = kind.starts_with("application/x-www-form-urlencoded");
        let fields = form_urlencoded::parse(&body).into_owned();
        Self {
            fields: fields.filter(|_| is_form).take(MOST_FIELDS + 1).collect(),
            not_kept: None,
        }
    }

    /// A file stays where it was chosen from; what was typed beside it is kept.
    async fn read_parts(kind: &str, body: Bytes) -> Self {
        let mut sent = Self::default();
        let request = Request::builder()
            .header(CONTENT_TYPE, kind)
            .body(Body::from(body));
        let Ok(mut request) = request else {
            return sent;
        };
        // What is there was counted before.
        DefaultBodyLimit::disable().apply(&mut request);
        let Ok(mut form) = Multipart::from_request(request, &()).await else {
            return sent;
        };
        while let Ok(Some(field)) = form.next_field().await {
            if sent.fields.len() > MOST_FIELDS {
                break;
            }
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(ToOwned::to_owned) {
                // Without a file browsers send one that has no name.
                Some(file) if file.is_empty() => {}
                Some(file) => sent.not_kept = Some(NotKept::File(file)),
                None => match field.text().await {
                    Ok(text) => sent.fields.push((name, text)),
                    Err(_) => break,
                },
            }
        }
        sent
    }

    /// Whether there is more than a button and what its page showed: that is pressed again on its page.
    fn has_typed(&self) -> bool {
        let is_typed = |name: &str| !matches!(name, "do" | "view");
        let mut typed = self.fields.iter().filter(|(name, _)| is_typed(name));
        typed.any(|(_, text)| !text.trim().is_empty())
    }

    fn into_page(self, visit: &Visit) -> ResumePage {
        let (secrets, fields): (Vec<_>, Vec<_>) = self
            .fields
            .into_iter()
            .partition(|(name, text)| is_secret(name, text));
        ResumePage {
            path: visit.address_behind("").unwrap_or("/").to_owned(),
            fields,
            secrets: secrets.into_iter().map(|(name, _)| name).collect(),
            not_kept: self.not_kept,
            not_allowed: None,
        }
    }
}

/// The beginning of a body, and whether that is all of it. A browser that is answered before it has sent
/// everything shows its own error, so the rest of a file is read over.
async fn beginning_of(body: Body) -> (Bytes, bool) {
    let mut pieces = body.into_data_stream();
    let (mut kept, mut read) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else {
            return (kept.into(), false);
        };
        read += piece.len();
        let room = MOST_KEPT - kept.len();
        kept.extend_from_slice(&piece[..room.min(piece.len())]);
        if read > MOST_READ {
            break;
        }
    }
    let is_whole = read == kept.len();
    (kept.into(), is_whole)
}

/// Whether a page must not repeat what was typed.
fn is_secret(name: &str, text: &str) -> bool {
    match name {
        "password" => !text.is_empty(),
        "url" => HeldAddress::has_password(text),
        _ => false,
    }
}
