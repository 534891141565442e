//! Settings: who may sign in.

use dbag_domain::Role;
use dbag_operations::User;
use leptos::prelude::*;

use crate::Frame;
use crate::page::SettingsPage;
use crate::ui::{Column, Head, Post, ProblemNotice, Problems, SelectField, Table, TextField};
use crate::words::{Clock, count};

/// Everybody who may sign in, and a form for one more.
pub(super) fn draw(frame: &Frame, page: SettingsPage) -> impl IntoView + use<> {
    let mut problems = Problems::from(page.problems);
    let [email, role, password] = ["email", "role", "password"].map(|name| problems.take(name));
    let clock = frame.clock(None);
    let caption = match page.users.len() {
        1 => "One person can sign in".to_owned(),
        many => format!("{many} people can sign in"),
    };
    let caption = view! { <caption class="table__caption">{caption}</caption> }.into_any();
    let columns = vec![
        Column::of("Person"),
        Column::of("Role"),
        Column::minor("Since"),
        Column::actions(),
    ];
    let own = frame
        .viewer
        .as_ref()
        .map(|viewer| viewer.email.clone())
        .unwrap_or_default();
    let rows: Vec<_> = page
        .users
        .into_iter()
        .map(|user| row(frame, &clock, user, &own))
        .collect();
    let roles = [
        (Role::Viewer, "Viewer: sees everything"),
        (Role::Editor, "Editor: defines metrics"),
        (Role::Admin, "Administrator: everything"),
    ];
    let roles = roles
        .map(|(role, title)| (role.to_string(), title.to_owned()))
        .to_vec();
    let chosen = if page.role.is_empty() {
        Role::Viewer.to_string()
    } else {
        page.role
    };
    view! {
        <Head title="Settings" />
        <ProblemNotice messages=problems.rest() />
        <div class="split">
            <Table columns=columns rows=rows caption=caption />
            <section class="split__aside section" aria-labelledby="h-add">
                <h2 id="h-add">"Add somebody"</h2>
                <form class="form" method="post" action=frame.path("/settings/people")>
                    <TextField
                        name="email"
                        label="E-mail"
                        kind="email"
                        value=page.email
                        problem=email
                    />
                    <SelectField name="role" label="Role" options=roles value=chosen problem=role />
                    <TextField
                        name="password"
                        label="First password"
                        kind="password"
                        autocomplete="new-password"
                        hint="At least 10 characters. Tell it to them yourself; it is not sent."
                        problem=password
                    />
                    <div class="form__actions">
                        <button class="button is-primary">"Add the person"</button>
                    </div>
                </form>
            </section>
        </div>
    }
}

fn row(frame: &Frame, clock: &Clock, user: User, own: &str) -> impl IntoView + use<> {
    let days = usize::try_from((clock.now - user.created_at).num_days()).unwrap_or(0);
    let since = if days == 0 {
        "today".to_owned()
    } else {
        count(days, "day")
    };
    let remove = (user.email != own).then(|| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__summary">
                    "Remove" <span class="visually-hidden">{format!(" {}", user.email)}</span>
                </summary>
                <Post
                    action=frame.path("/settings/people/remove")
                    title="Remove them for good"
                    class="button is-danger"
                    to=user.email.clone()
                    with=vec![("email", user.email.clone())]
                />
            </details>
        }
    });
    view! {
        <tr>
            <th scope="row">{user.email}</th>
            <td>{user.role.as_str()}</td>
            <td class="is-minor">{since}</td>
            <td class="is-actions">{remove}</td>
        </tr>
    }
}
