//! One request: who asks, and how answers are made for them.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use dbag_app::{Frame, Page, Viewer};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::Actor;

use super::cookie::session_token;
use super::redirect::query_value;
use super::state::Web;
use crate::http::Nonce;

/// Why somebody may not do what was asked for, beside a page that says so and keeps nothing of what was sent.
#[derive(Clone)]
pub(super) struct NotAllowed(pub(super) String);

/// A request with what its answer needs.
pub(super) struct Visit {
    pub(super) web: Web,
    pub(super) actor: Actor,
    /// The session's secret, to end it.
    pub(super) token: Option<String>,
    pub(super) now: DateTime<Utc>,
    /// Where the request comes from.
    pub(super) peer: Option<IpAddr>,
    nonce: String,
    /// How far news had been told when it began.
    heard: String,
    /// The address that was asked for, below the prefix.
    address: String,
    done: Option<String>,
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let now = (web.clock)();
        let token = session_token(&parts.headers, web);
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |original| &original.0);
        let address = uri.path_and_query().map_or("/", |address| address.as_str());
        let address = address
            .strip_prefix(web.prefix.as_str())
            .unwrap_or(address)
            .to_owned();
        let visit = Self {
            web: web.clone(),
            actor: Actor::Anonymous,
            now,
            peer: parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|peer| peer.0.ip()),
            nonce: parts
                .extensions
                .get::<Nonce>()
                .map_or_else(String::new, |nonce| nonce.as_str().to_owned()),
            heard: web.news.mark(),
            done: uri.query().and_then(|query| query_value(query, "done")),
            token: token.clone(),
            address,
        };
        match token {
            None => Ok(visit),
            Some(token) => match web.dbag.actor_of(&token, now).await {
                Ok(actor) => Ok(Self { actor, ..visit }),
                Err(problem) => Err(visit.problem(problem).await),
            },
        }
    }
}

impl Visit {
    /// A page.
    pub(super) fn page(&self, page: Page) -> Response {
        self.page_with(StatusCode::OK, page)
    }

    /// A page that says what is wrong with what was sent, under a status that fits.
    pub(super) fn refused(&self, status: StatusCode, page: Page) -> Response {
        self.page_with(status, page)
    }

    /// A page under a status; one that may pass says when to come again.
    pub(super) fn page_with(&self, status: StatusCode, page: Page) -> Response {
        let html = dbag_app::render(&self.frame(), page);
        let mut answer = (status, Html(html)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = header::HeaderValue::from_static("5");
            answer.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        answer
    }

    fn frame(&self) -> Frame {
        Frame {
            site: self.web.site(),
            nonce: self.nonce.clone(),
            viewer: match &self.actor {
                Actor::User { email, role } => Some(Viewer {
                    email: email.clone(),
                    role: *role,
                }),
                Actor::Anonymous | Actor::CommandLine => None,
            },
            done: self.done.clone(),
            heard: self.heard.clone(),
            time_zone: self.web.time_zone.clone(),
            now: self.now,
            refresh: super::wall::refresh(&self.web.prefix, &self.address),
        }
    }

    /// The answer to a problem that is not at a field: a page of its own, or the way to sign in.
    pub(super) async fn problem(&self, problem: Problem) -> Response {
        match problem.kind {
            ProblemKind::SignInNeeded => self.to_sign_in().await,
            ProblemKind::NotFound => self.page_with(
                StatusCode::NOT_FOUND,
                Page::NotFound {
                    what: problem.message,
                },
            ),
            ProblemKind::NotAllowed => {
                let message = problem.message.clone();
                let mut answer = self.page_with(StatusCode::FORBIDDEN, Page::Failed(problem));
                answer.extensions_mut().insert(NotAllowed(message));
                answer
            }
            kind => self.page_with(status_of(kind), Page::Failed(problem)),
        }
    }

    /// The form to sign in, which leads back.
    pub(super) async fn to_sign_in(&self) -> Response {
        if self.web.dbag.needs_setup().await == Ok(true) {
            return self.see_other("/setup");
        }
        // Who brings a session that is over is told so.
        let done = match &self.token {
            Some(_) => "&done=ended",
            None => "",
        };
        match self.address.as_str() {
            "/" if done.is_empty() => self.see_other("/login"),
            address => self.see_other(&format!("/login?next={}{done}", escape_query(address))),
        }
    }

    /// Sends the browser to an address of this site.
    pub(super) fn see_other(&self, path: &str) -> Response {
        Redirect::to(&self.web.prefix.path(path)).into_response()
    }

    /// What stands in the address behind its beginning; none where it begins otherwise.
    pub(super) fn address_behind(&self, beginning: &str) -> Option<&str> {
        self.address.strip_prefix(beginning)
    }

    /// What stands behind the address from the `?` on, but for one parameter.
    pub(super) fn query_without(&self, name: &str) -> String {
        let query = self.address.split_once('?').map_or("", |(_, query)| query);
        let is_other = |part: &&str| part.split('=').next() != Some(name);
        let parts: Vec<_> = query.split('&').filter(is_other).collect();
        match parts.join("&").as_str() {
            "" => String::new(),
            query => format!("?{query}"),
        }
    }

    /// The status and words of a problem as JSON, for programs.
    pub(super) fn problem_json(problem: &Problem) -> Response {
        (status_of(problem.kind), axum::Json(problem.clone())).into_response()
    }
}

/// The status of a form that comes back: that it will pass, where it will, else not acceptable.
pub(super) fn refusal_status(problems: &[Problem]) -> StatusCode {
    let passing = problems
        .iter()
        .find(|problem| is_not_of_a_field(problem.kind));
    status_of(passing.map_or(ProblemKind::Invalid, |problem| problem.kind))
}

/// What is wrong whatever was typed.
fn is_not_of_a_field(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::Busy | ProblemKind::TooOften | ProblemKind::NotAllowed
    )
}

fn status_of(kind: ProblemKind) -> StatusCode {
    match kind {
        ProblemKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemKind::NotFound => StatusCode::NOT_FOUND,
        ProblemKind::SignInNeeded => StatusCode::UNAUTHORIZED,
        ProblemKind::NotAllowed => StatusCode::FORBIDDEN,
        ProblemKind::Conflict => StatusCode::CONFLICT,
        ProblemKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ProblemKind::TooOften => StatusCode::TOO_MANY_REQUESTS,
        ProblemKind::SourceFailed => StatusCode::BAD_GATEWAY,
        ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A text as a value of a query string.
pub(super) fn escape_query(text: &str) -> String {
    use std::fmt::Write;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut escaped, byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
                escaped.push(char::from(byte));
            } else {
                let _ = write!(escaped, "%{byte:02X}");
            }
            escaped
        })
}

/// A header's text; empty where it is missing or no text.
pub(super) fn header_text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}
