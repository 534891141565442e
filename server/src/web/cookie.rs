//! The session's cookie (R26).

use axum::http::{HeaderMap, HeaderValue, header};
use dbag_operations::Session;

use super::state::Web;
use super::visit::header_text;

/// Over https `__Host-dbag`; with a path prefix `__Secure-dbag`; over plain http `dbag`.
fn name(web: &Web) -> &'static str {
    match (web.secure_cookies, web.prefix.as_str()) {
        (true, "") => "__Host-dbag",
        (true, _) => "__Secure-dbag",
        (false, _) => "dbag",
    }
}

/// The token that the browser sent.
pub(super) fn session_token(headers: &HeaderMap, web: &Web) -> Option<String> {
    header_text(headers, &header::COOKIE)
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name(web)).then(|| value.to_owned()))
        .filter(|token| !token.is_empty() && token.len() <= 100)
}

/// Gives the browser its session.
pub(super) fn set(session: &Session, web: &Web) -> HeaderValue {
    let seconds = (session.expires_at - (web.clock)()).num_seconds().max(0);
    cookie(web, &session.token, seconds)
}

/// Takes the session from the browser.
pub(super) fn clear(web: &Web) -> HeaderValue {
    cookie(web, "", 0)
}

fn cookie(web: &Web, token: &str, max_age: i64) -> HeaderValue {
    let path = match web.prefix.as_str() {
        "" => "/",
        prefix => prefix,
    };
    let secure = if web.secure_cookies { "; Secure" } else { "" };
    let text = format!(
        "{}={token}; Path={path}; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}",
        name(web)
    );
    HeaderValue::from_str(&text).expect("a token is letters and digits, a prefix is plain")
}
