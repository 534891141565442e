//! How the number is obtained.

use leptos::prelude::*;

use super::Typed;
use crate::ui::{Problems, said};

/// The metric types, each with a sentence.
pub(super) fn draw(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let problem = problems.take("metric_type");
    let chosen = typed.kind.map(|kind| kind.label.as_str());
    let choices: Vec<_> = typed
        .view
        .types
        .iter()
        .map(|kind| {
            let is_chosen = chosen == Some(kind.label.as_str());
            let id = format!("type-{}", kind.label);
            view! {
                <label class="choice">
                    <input
                        class="choice__input"
                        type="radio"
                        name="metric_type"
                        id=id
                        value=kind.label.clone()
                        checked=is_chosen
                        data-reloads=""
                    />
                    <span class="choice__title">{kind.title.clone()}</span>
                    <span class="choice__about">{said(&kind.description)}</span>
                </label>
            }
        })
        .collect();
    let problem = problem.map(|problem| view! { <p class="field__error">{said(&problem)}</p> });
    view! {
        <fieldset class="choices">
            <legend class="field__label">"How is the number obtained?"</legend>
            <div class="choices__list">{choices}</div>
            {problem}
            <div class="is-scriptless">
                <button class="button" name="do" value="tables">"Show its fields"</button>
            </div>
        </fieldset>
    }
}
