//! Settings: the people who may sign in.

use axum::Form;
use axum::response::Response;
use dbag_app::{Page, SettingsPage};
use dbag_domain::{Problem, Role};
use dbag_operations::Operation;
use serde::Deserialize;

use super::visit::{Visit, refusal_status};

/// What is typed to add a person.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    email: String,
    role: String,
    password: String,
}

/// Who is to be removed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Removal {
    email: String,
}

/// Everybody who may sign in.
pub(super) async fn show(visit: Visit) -> Response {
    let form = Person {
        role: Role::Viewer.to_string(),
        ..Person::default()
    };
    page(&visit, form, Vec::new()).await
}

/// Adds a person.
pub(super) async fn add(visit: Visit, Form(form): Form<Person>) -> Response {
    if let Err(problem) = visit.actor.check(Operation::EditPeople) {
        return visit.problem(problem).await;
    }
    let added = match Role::parse(&form.role) {
        Ok(role) => {
            let (dbag, actor) = (&visit.web.dbag, &visit.actor);
            dbag.add_user(actor, &form.email, role, &form.password, visit.now)
                .await
        }
        Err(error) => Err(Problem::field("role", error.to_string())),
    };
    match added {
        Ok(_) => visit.see_other("/settings?done=added"),
        Err(problem) => page(&visit, form, vec![problem]).await,
    }
}

/// The page itself, for who comes to the address of one of its buttons.
pub(super) async fn back(visit: Visit) -> Response {
    visit.see_other("/settings")
}

/// Removes a person.
pub(super) async fn remove(visit: Visit, Form(form): Form<Removal>) -> Response {
    match visit
        .web
        .dbag
        .remove_user(&visit.actor, &form.email, visit.now)
        .await
    {
        Ok(()) => visit.see_other("/settings?done=removed"),
        Err(problem) => match visit.actor.check(Operation::EditPeople) {
            Ok(()) => page(&visit, Person::default(), vec![problem]).await,
            Err(problem) => visit.problem(problem).await,
        },
    }
}

async fn page(visit: &Visit, form: Person, problems: Vec<Problem>) -> Response {
    match visit.web.dbag.users(&visit.actor).await {
        Ok(users) => {
            let is_refused = !problems.is_empty();
            let status = refusal_status(&problems);
            let page = Page::Settings(SettingsPage {
                users,
                email: form.email,
                role: form.role,
                problems,
            });
            if is_refused {
                visit.refused(status, page)
            } else {
                visit.page(page)
            }
        }
        Err(problem) => visit.problem(problem).await,
    }
}
