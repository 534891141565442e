//! Links to the dashboard, and a form for one more.

use dbag_domain::DayRange;
use dbag_operations::ShareLink;
use leptos::prelude::*;

use super::{OBJECTS, Shown};
use crate::ui::{Check, Column, Post, Problems, Table, TextField};
use crate::words::count;

/// The links there are, and how to make another.
pub(super) fn draw(shown: &Shown<'_>, problems: &mut Problems) -> AnyView {
    let page = shown.page;
    let made = page.new_link.clone().map(|address| {
        view! {
            <div class="notice is-good" role="status">
                <p class="notice__text">
                    "The link is shown this once: " <a href=address.clone()>{address.clone()}</a>
                </p>
                <button class="button is-small" type="button" data-copy=address>"Copy"</button>
            </div>
        }
    });
    let rows: Vec<_> = page.links.iter().map(|link| row(shown, link)).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = vec![
            Column::of("For"),
            Column::of("Shows"),
            Column::number("Views"),
            Column::minor("Last"),
            Column::of("State"),
            Column::actions(),
        ];
        view! { <Table columns=columns rows=rows wrap="table-wrap is-unbroken" /> }
    });
    let is_open = page.links.is_empty() || page.problems.iter().any(is_of_link);
    view! {
        <section class="section" aria-labelledby="h-links">
            <h2 id="h-links">"By a link"</h2>
            <p class="section__about">
                "Whoever holds a link sees the dashboard, without an account and without being able "
                "to change anything. A link can be revoked at any time."
            </p>
            {made}
            {table}
            <details class="disclosure" open=is_open>
                <summary class="disclosure__summary">"Make a link"</summary>
                <div class="disclosure__body is-narrow">{form(shown, problems)}</div>
            </details>
        </section>
    }
    .into_any()
}

fn is_of_link(problem: &dbag_domain::Problem) -> bool {
    let field = problem.field.as_deref().unwrap_or("");
    ["name", "object", "from", "to", "password", "days"].contains(&field)
}

fn form(shown: &Shown<'_>, problems: &mut Problems) -> AnyView {
    let (page, typed) = (shown.page, &shown.page.share);
    let [name, object, from, to, password, days] =
        ["name", "object", "from", "to", "password", "days"].map(|field| problems.take(field));
    let object = page.about.as_ref().map(|kind| {
        view! {
            <TextField
                name="object"
                form="link-"
                label=format!("Key or name of the {kind} that it shows")
                value=typed.object.clone()
                list=Some(OBJECTS)
                hint="The link shows this one, and never another."
                problem=object
            />
        }
    });
    view! {
        <form class="form" method="post" action=format!("{}#h-links", shown.action)>
            <TextField name="name" form="link-" label="For whom" value=typed.name.clone() problem=name />
            {object}
            <div class="row is-end">
                <TextField name="from" form="link-" label="From" kind="date" value=typed.from.clone() problem=from is_optional=true />
                <TextField name="to" form="link-" label="To" kind="date" value=typed.to.clone() problem=to is_optional=true />
                <TextField name="days" form="link-" label="Ends after days" value=typed.days.clone() problem=days is_optional=true is_number=true />
            </div>
            <TextField
                name="password"
                form="link-"
                label="Password"
                kind="password"
                autocomplete="new-password"
                hint="With one, no site can frame it and no picture of it unfurls."
                problem=password
                is_optional=true
            />
            <Check name="notes" label="Show our notes in the charts" is_checked=typed.notes />
            <div class="form__actions">
                <button class="button is-primary" name="do" value="add-link">"Make the link"</button>
            </div>
        </form>
    }
    .into_any()
}

fn row(shown: &Shown<'_>, link: &ShareLink) -> AnyView {
    let settings = &link.settings;
    let clock = shown.frame.clock(None);
    let object = match &settings.object {
        Some((kind, key)) => format!("{kind} {key}"),
        None => "everything".to_owned(),
    };
    let written = |from, to| DayRange { from, to }.spoken(clock.today());
    let days = match (settings.from, settings.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {}", written(from, from)),
        (None, Some(to)) => format!(", until {}", written(to, to)),
        (Some(from), Some(to)) => format!(", {}", written(from, to)),
    };
    let last = link.last_viewed.map(|day| day.spoken(clock.today()));
    let mut state: Vec<String> = Vec::new();
    match (link.revoked_at, settings.expires_at) {
        (Some(at), _) => state.push(format!("revoked {}", clock.ago(at))),
        (None, Some(end)) if end <= clock.now => state.push("over".to_owned()),
        (None, Some(end)) => {
            // Of thirty days the first has begun.
            let hours = (end - clock.now).num_hours();
            let days = usize::try_from(hours / 24 + 1).unwrap_or(1);
            state.push(format!("ends in {}", count(days, "day")));
        }
        (None, None) => {}
    }
    if settings.password_hash.is_some() {
        state.push("with a password".to_owned());
    }
    let is_live = link.revoked_at.is_none();
    let revoke = is_live.then(|| {
        view! {
            <Post
                action=format!("{}/revoke", shown.action)
                title="Revoke"
                class="button is-small"
                to=format!("the link for {}", settings.name)
                with=vec![("link", link.id.0.to_string())]
            />
        }
    });
    view! {
        <tr class=(!is_live).then_some("is-muted")>
            <th scope="row">{settings.name.clone()}</th>
            <td>{object} {days}</td>
            <td class="is-number">{link.views}</td>
            <td class="is-minor">{last}</td>
            <td>{state.join(", ")}</td>
            <td class="is-actions">{revoke}</td>
        </tr>
    }
    .into_any()
}
