//! One of a few, each with an address: ranges, steps.

use leptos::prelude::*;

/// A choice: its title, its address, and whether it is the current one.
pub(crate) struct Segment {
    /// What it says.
    pub(crate) title: &'static str,
    /// Where it leads.
    pub(crate) address: String,
    /// Whether one is there already.
    pub(crate) is_current: bool,
}

/// A row of choices.
#[component]
pub(crate) fn Segments(
    /// What is chosen.
    name: &'static str,
    /// The choices.
    segments: Vec<Segment>,
) -> impl IntoView {
    let items = segments.into_iter().map(|segment| {
        let current = segment.is_current.then_some("true");
        view! {
            <li>
                <a class="segments__item" href=segment.address aria-current=current>
                    {segment.title}
                </a>
            </li>
        }
    });
    view! {
        <div class="segments" role="group" aria-label=name>
            <span class="segments__name">{name}</span>
            <ul class="segments__list">{items.collect::<Vec<_>>()}</ul>
        </div>
    }
}
