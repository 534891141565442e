//! Signing in.

use leptos::prelude::*;

use crate::Frame;
use crate::page::SignInPage;
use crate::ui::{Mark, ProblemNotice, Problems, TextField};

/// The form, with the address as it was typed; a password is never filled in again.
pub(super) fn draw(frame: &Frame, page: SignInPage) -> impl IntoView + use<> {
    let mut problems = Problems::from(page.problems);
    let (email, password) = (problems.take("email"), problems.take("password"));
    let next = (!page.next.is_empty())
        .then(|| view! { <input type="hidden" name="next" value=page.next /> });
    view! {
        <div class="entry">
            <div class="stack is-tight">
                <Mark class="entry__mark" />
                <h1>"Sign in"</h1>
            </div>
            <form class="form" method="post" action=frame.path("/login")>
                <ProblemNotice messages=problems.rest() />
                {next}
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    value=page.email
                    autocomplete="username"
                    problem=email
                />
                <TextField
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    problem=password
                />
                <button class="button is-primary is-wide">"Sign in"</button>
            </form>
        </div>
    }
}
