//! Making the first administrator.

use leptos::prelude::*;

use crate::Frame;
use crate::page::SetupPage;
use crate::ui::{ProblemNotice, Problems, Steps, TextField};

/// The form, with code and address as they were typed.
pub(super) fn draw(frame: &Frame, page: SetupPage) -> impl IntoView + use<> {
    let mut problems = Problems::from(page.problems);
    let [code, email, password] = ["code", "email", "password"].map(|name| problems.take(name));
    view! {
        <div class="entry is-wide">
            <Steps current=1 />
            <div class="stack is-tight">
                <h1>"Set up Dbag"</h1>
                <p class="is-muted">
                    "You are the administrator of this Dbag. Others are added later."
                </p>
            </div>
            <form class="form" method="post" action=frame.path("/setup")>
                <ProblemNotice messages=problems.rest() />
                <TextField
                    name="code"
                    label="Setup code"
                    value=page.code
                    autocomplete="one-time-code"
                    hint="Printed in the terminal where `dbag serve` runs."
                    problem=code
                />
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
                    autocomplete="new-password"
                    hint="At least 10 characters."
                    problem=password
                />
                <div class="form__actions">
                    <button class="button is-primary">"Create the administrator"</button>
                </div>
            </form>
        </div>
    }
}
