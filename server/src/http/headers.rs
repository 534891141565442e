//! The headers that every answer carries unless its handler chose others.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use rand::Rng;

/// What a page puts on its scripts, so that no other script runs; another one a request.
#[derive(Clone)]
pub(crate) struct Nonce(String);

impl Nonce {
    fn random() -> Self {
        Self(format!("{:032x}", rand::rng().random::<u128>()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Adds the headers, and gives the request the [`Nonce`] its page must put on its scripts.
pub(crate) async fn add_headers(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::random();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set_unless_chosen(headers, CONTENT_SECURITY_POLICY, policy(nonce.as_str()));
    set_unless_chosen(
        headers,
        X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    set_unless_chosen(
        headers,
        REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if is_html(headers) {
        // A page shows one person's view; no cache, not even the browser's own, may keep it.
        set_unless_chosen(headers, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Scripts run by nonce only, so neither text nor an attribute can become one; styles come from
/// our stylesheet only, which also forbids `style` attributes in the HTML.
fn policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'self'; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; \
         connect-src 'self'; \
         object-src 'none'; \
         frame-ancestors 'none'; \
         base-uri 'none'; \
         form-action 'self'"
    );
    HeaderValue::from_str(&policy).expect("a nonce is hexadecimal")
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

fn set_unless_chosen(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
