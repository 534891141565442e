//! How far the first start has come.

use leptos::prelude::*;

const STEPS: [&str; 3] = ["Administrator", "Database", "First number"];

/// The steps of the first start, with the one that is under way.
#[component]
pub(crate) fn Steps(
    /// Its number, from 1.
    current: usize,
) -> impl IntoView {
    let items = STEPS.iter().zip(1..).map(|(title, number)| {
        let is_current = number == current;
        let class = match number {
            _ if is_current => "steps__item is-current",
            _ if number < current => "steps__item is-done",
            _ => "steps__item",
        };
        let step = is_current.then_some("step");
        view! { <li class=class aria-current=step>{*title}</li> }
    });
    view! { <ol class="steps" aria-label="Setup">{items.collect::<Vec<_>>()}</ol> }
}
