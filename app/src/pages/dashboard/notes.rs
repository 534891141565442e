//! What happened on which days: the words to the numbers in the charts.

use dbag_domain::Annotation;
use leptos::prelude::*;

use super::Shown;

/// All notes that are drawn, numbered as in the charts.
pub(super) fn draw(shown: &Shown<'_>) -> Option<AnyView> {
    let view = shown.view;
    if view.notes.is_empty() {
        return None;
    }
    let items: Vec<_> = view
        .notes
        .iter()
        .enumerate()
        .map(|(at, note)| item(shown, at + 1, note))
        .collect();
    Some(
        view! {
            <section class="section notes-section" aria-labelledby="h-notes">
                <h2 class="notes__title" id="h-notes">"Notes"</h2>
                <ol class="notes">{items}</ol>
            </section>
        }
        .into_any(),
    )
}

fn item(shown: &Shown<'_>, number: usize, note: &Annotation) -> AnyView {
    let author = (!note.author.is_empty() && !shown.is_outside).then(|| {
        let own = if note.is_personal {
            ", for you only"
        } else {
            ""
        };
        view! { <span class="notes__author">{format!(" — {}{own}", note.author)}</span> }
    });
    view! {
        <li class="notes__item" id=format!("note-{number}")>
            <span class="notes__number">{number}</span>
            <span class="notes__days">{note.days.spoken(shown.view.today)}</span>
            <span class="notes__text">{note.text.clone()}{author}</span>
        </li>
    }
    .into_any()
}
