//! What happened: the notes on the shown days, and the form to write one.

use dbag_domain::{Annotation, Role};
use leptos::prelude::*;

use super::Shown;
use crate::page::TypedNote;
use crate::ui::{Check, DayField, Post, Problems, SelectField, TextField};

/// The notes, numbered as in the chart; whoever signed in may write one for themselves.
pub(super) fn draw(
    shown: &Shown<'_>,
    typed: TypedNote,
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let items: Vec<_> = shown
        .view
        .notes
        .iter()
        .enumerate()
        .map(|(at, note)| item(shown, at + 1, note))
        .collect();
    let list = (!items.is_empty()).then(|| view! { <ol class="notes">{items}</ol> });
    view! {
        <section class="section" id="notes" aria-labelledby="h-notes">
            <h2 id="h-notes">"Notes"</h2>
            {list}
            {form(shown, typed, problems)}
        </section>
    }
}

fn item(shown: &Shown<'_>, number: usize, note: &Annotation) -> impl IntoView + use<> {
    let viewer = shown.frame.viewer.as_ref();
    let is_own = viewer.is_some_and(|viewer| viewer.email == note.author);
    let remove = (is_own || shown.may_edit).then(|| {
        view! {
            <Post
                action=shown.action("note/remove")
                title="Remove"
                class="button is-quiet"
                to=format!("note {number}")
                with=vec![
                    ("id", note.id.0.to_string()),
                    ("view", shown.address.whole_view()),
                ]
            />
        }
    });
    let author = author(note);
    view! {
        <li class="notes__item">
            <span class="notes__number">{number}</span>
            <span class="notes__days">{note.days.spoken(shown.view.today)}</span>
            <span class="notes__text">
                {note.text.clone()}
                <span class="notes__author">{author}</span>
                {remove}
            </span>
        </li>
    }
}

/// Who wrote a note, and whether others see it.
pub(super) fn author(note: &Annotation) -> String {
    let own = if note.is_personal {
        ", for you only"
    } else {
        ""
    };
    format!(" — {}{own}", note.author)
}

fn form(shown: &Shown<'_>, typed: TypedNote, problems: &mut Problems) -> impl IntoView + use<> {
    let [from, to, text] = ["note.from", "note.to", "note.text"].map(|name| problems.take(name));
    let is_open = from.is_some() || to.is_some() || text.is_some();
    let first = match typed.from.as_str() {
        "" => shown.view.today.to_string(),
        typed => typed.to_owned(),
    };
    let about = if typed.about.is_empty() {
        "metric".to_owned()
    } else {
        typed.about
    };
    let may_share = shown.frame.may(Role::Editor);
    let personal = may_share.then(|| {
        view! { <Check name="personal" label="Only I see it" is_checked=typed.is_personal /> }
    });
    let object = shown.address.object().map(str::to_owned);
    let hidden = object.map(|key| view! { <input type="hidden" name="object" value=key /> });
    view! {
        <details class="disclosure is-screen-only" open=is_open>
            <summary class="disclosure__summary">"Write a note"</summary>
            <form class="form" method="post" action=shown.action("note")>
                {hidden}
                <input type="hidden" name="view" value=shown.address.view() />
                <div class="form__row">
                    <DayField name="from" form="note-" label="Day" value=first problem=from />
                    <DayField name="to" form="note-" label="To" value=typed.to problem=to />
                </div>
                <TextField
                    name="text"
                    form="note-"
                    label="What happened"
                    value=typed.text
                    problem=text
                />
                <SelectField name="about" label="About" options=abouts(shown) value=about />
                {personal}
                <div class="form__actions"><button class="button">"Save the note"</button></div>
            </form>
        </details>
    }
}

fn abouts(shown: &Shown<'_>) -> Vec<(String, String)> {
    let object = shown.view.object.as_ref().map(|object| {
        (
            "object".to_owned(),
            format!("{}, in every metric", object.name()),
        )
    });
    let own = match &shown.view.object {
        Some(object) => format!("this metric of {}", object.name()),
        None => "this metric".to_owned(),
    };
    let all = ("everything".to_owned(), "everything".to_owned());
    std::iter::once(("metric".to_owned(), own))
        .chain(object)
        .chain([all])
        .collect()
}
