//! Signing in and out.

use axum::Form;
use axum::extract::Query;
use axum::http::header;
use axum::response::Response;
use dbag_app::{Page, SignInPage};
use dbag_operations::Actor;
use serde::Deserialize;

use super::cookie;
use super::redirect::safe_next;
use super::visit::{Visit, refusal_status};

/// Where to go after signing in.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// What a person types to sign in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The form; a person who is signed in goes on.
pub(super) async fn show(visit: Visit, Query(query): Query<Next>) -> Response {
    if visit.actor != Actor::Anonymous {
        return visit.see_other(safe_next(&query.next));
    }
    if visit.web.dbag.needs_setup().await == Ok(true) {
        return visit.see_other("/setup");
    }
    let next = safe_next(&query.next).to_owned();
    visit.page(Page::SignIn(SignInPage {
        email: String::new(),
        next,
        problems: Vec::new(),
    }))
}

/// Begins a session under a new token, whatever cookie came.
pub(super) async fn sign_in(visit: Visit, Form(form): Form<Credentials>) -> Response {
    let next = safe_next(&form.next).to_owned();
    let signed_in = visit
        .web
        .dbag
        .sign_in(&form.email, &form.password, visit.peer, visit.now)
        .await;
    match signed_in {
        Ok(session) => {
            let mut answer = visit.see_other(&next);
            answer
                .headers_mut()
                .insert(header::SET_COOKIE, cookie::set(&session, &visit.web));
            answer
        }
        Err(problem) => {
            let page = SignInPage {
                email: form.email,
                next,
                problems: vec![problem],
            };
            visit.refused(refusal_status(&page.problems), Page::SignIn(page))
        }
    }
}

/// Ends the session.
pub(super) async fn sign_out(visit: Visit) -> Response {
    if let Some(token) = &visit.token
        && let Err(problem) = visit.web.dbag.sign_out(token).await
    {
        return visit.problem(problem).await;
    }
    let mut answer = visit.see_other("/login?done=signed-out");
    answer
        .headers_mut()
        .insert(header::SET_COOKIE, cookie::clear(&visit.web));
    answer
}
