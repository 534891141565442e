//! Going on where a session has ended, or another person signed in: what was sent waits in a form until one has
//! signed in who may.

use leptos::prelude::*;

use crate::Frame;
use crate::escape::query_text;
use crate::page::{NotKept, ResumePage};
use crate::ui::{Head, ProblemNotice, TextField};

/// The way to sign in, beside this page, and the button that sends everything again.
pub(super) fn draw(frame: &Frame, page: ResumePage) -> AnyView {
    let refused = page.not_allowed.clone();
    let title = title(&page);
    let lost = page.not_kept.as_ref().map(not_kept);
    let lost = refused.into_iter().chain(lost).collect();
    let is_kept = !page.fields.is_empty() || !page.secrets.is_empty();
    let about = match is_kept {
        true if page.not_allowed.is_some() => {
            "Nothing of what you sent is saved. It is kept in this page: sign in beside it as somebody who may, then go on."
        }
        true => {
            "Nothing of what you sent is saved yet. It is kept in this page: sign in beside it, then go on."
        }
        false => "Nothing of what you sent is saved.",
    };
    let form = match is_kept {
        true => kept(frame, page),
        false if page.not_allowed.is_some() => ().into_any(),
        false => {
            let sign_in = format!("{}?next={}", frame.path("/login"), query_text(&page.path));
            view! { <p><a class="button is-primary" href=sign_in>"Sign in"</a></p> }.into_any()
        }
    };
    view! {
        <Head title=title about=about />
        <ProblemNotice messages=lost />
        {form}
    }
    .into_any()
}

pub(super) const fn title(page: &ResumePage) -> &'static str {
    match page.not_allowed {
        Some(_) => "Not allowed",
        None => "Your session has ended",
    }
}

fn kept(frame: &Frame, page: ResumePage) -> AnyView {
    let (beside, words) = match page.not_allowed {
        // There the person who is signed in signs out.
        Some(_) => (frame.path("/"), "Open Dbag beside this page"),
        None => (frame.path("/login"), "Sign in"),
    };
    let fields = page
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let secrets = page.secrets.into_iter().map(|name| {
        let (label, hint) = match name.as_str() {
            "url" => (
                "Address",
                "It has a password, so it is not kept: type it again.",
            ),
            _ => ("Password from the form", "It is not kept: type it again."),
        };
        view! { <TextField name=name label=label kind="password" hint=hint is_required=true /> }
    });
    view! {
        <form class="form" method="post" action=frame.path(&page.path)>
            {fields.collect::<Vec<_>>()}
            {secrets.collect::<Vec<_>>()}
            <div class="form__actions">
                <a class="button" href=beside target="_blank" rel="noopener">{words}</a>
                <button class="button is-primary">"Go on"</button>
            </div>
        </form>
    }
    .into_any()
}

fn not_kept(what: &NotKept) -> String {
    match what {
        NotKept::File(name) => {
            format!("the file `{name}` is not kept; choose it again after signing in")
        }
        NotKept::TooLong => "it is too long to be kept here; the browser's Back button may still \
                             have it"
            .to_owned(),
    }
}
