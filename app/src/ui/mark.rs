//! The mark: four bars and a missing day.

use leptos::prelude::*;

/// The class of the mark on its own.
pub(crate) const MARK: &str = "notice__mark";

/// The mark, in the colour and size that its class has.
#[component]
pub(crate) fn Mark(
    /// The class of the place it stands in.
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 32 32" aria-hidden="true">
            <path d="M2 21h4v7H2zM8 15h4v13H8zM14 18h4v10h-4zM26 4h4v24h-4z"></path>
            <path opacity=".35" d="M20 26h4v2h-4z"></path>
        </svg>
    }
}
