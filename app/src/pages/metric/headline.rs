//! The newest value, and how it compares.

use dbag_domain::{format_value, unit_word};
use leptos::prelude::*;

use super::{Shown, with_part};
use crate::ui::Change;
use crate::words::{brief, long_class};

/// The one number that the page is about; nothing before there is one.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    let (day, value) = view.figure?;
    let unit = &view.metric.unit;
    let is_over = view.today - day > 7;
    let when = if is_over {
        format!("as of {}", day.medium())
    } else {
        day.spoken(view.today)
    };
    let when = with_part(when, &view.figure_notes.words());
    let failing = view.failing_since.map(|day| brief(day, view.today));
    let failing = failing.map(|day| format!("failing since {day}"));
    let when = with_part(when, failing.as_deref().unwrap_or_default());
    let number = format_value(value, unit);
    let class = long_class("headline__number", [number.as_str()]);
    let word = unit_word(value, unit).to_owned();
    let deltas: Vec<_> = view
        .deltas
        .iter()
        .map(|delta| {
            let change = Change::of(delta, view.metric.direction, view.today);
            let class = change.class.clone();
            view! { <li class=class>{change.into_words()}</li> }
        })
        .collect();
    let deltas = (!deltas.is_empty()).then(|| view! { <ul class="headline__deltas">{deltas}</ul> });
    Some(view! {
        <div class="headline">
            <p class="headline__main">
                <span class="headline__day">{when}</span>
                <span class=class>
                    <span class="headline__value">{number}</span>
                    " "
                    <span class="headline__unit">{word}</span>
                </span>
            </p>
            {deltas}
        </div>
    })
}
