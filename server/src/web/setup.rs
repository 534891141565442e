//! The first start: making the administrator with the code that was printed.

use axum::Form;
use axum::extract::Query;
use axum::http::header;
use axum::response::Response;
use dbag_app::{Page, SetupPage};
use dbag_domain::{Problem, ProblemKind};
use serde::Deserialize;

use super::cookie;
use super::visit::{Visit, refusal_status};

/// The code, where it stands in the printed address.
#[derive(Deserialize)]
pub(super) struct Code {
    #[serde(default)]
    code: String,
}

/// What a person types to become the administrator.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Administrator {
    code: String,
    email: String,
    password: String,
}

/// The form, as long as there is no administrator.
pub(super) async fn show(visit: Visit, Query(query): Query<Code>) -> Response {
    match visit.web.dbag.needs_setup().await {
        Ok(true) => visit.page(Page::Setup(SetupPage {
            code: query.code,
            email: String::new(),
            problems: Vec::new(),
        })),
        Ok(false) => gone(&visit).await,
        Err(problem) => visit.problem(problem).await,
    }
}

/// Makes the administrator and goes on to the first source.
pub(super) async fn finish(visit: Visit, Form(form): Form<Administrator>) -> Response {
    match visit.web.dbag.needs_setup().await {
        Ok(true) => {}
        Ok(false) => return gone(&visit).await,
        Err(problem) => return visit.problem(problem).await,
    }
    let made = visit
        .web
        .dbag
        .set_up(&form.code, &form.email, &form.password, visit.now)
        .await;
    match made {
        Ok(session) => {
            let mut answer = visit.see_other("/sources");
            answer
                .headers_mut()
                .insert(header::SET_COOKIE, cookie::set(&session, &visit.web));
            answer
        }
        Err(problems) => visit.refused(
            refusal_status(&problems),
            Page::Setup(SetupPage {
                code: form.code,
                email: form.email,
                problems,
            }),
        ),
    }
}

/// After setup its address is one that does not exist.
async fn gone(visit: &Visit) -> Response {
    let message = "there is no page at this address";
    visit
        .problem(Problem::new(ProblemKind::NotFound, message))
        .await
}
