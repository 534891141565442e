//! The dialog in which a chart shows what is known of a day.

use leptos::prelude::*;

/// An empty dialog; `islands/known_day.rs` fills and opens it.
#[component]
pub(crate) fn KnownDay() -> impl IntoView {
    view! {
        <dialog class="dialog is-wide" id="known-day" aria-labelledby="known-day-title" closedby="any">
            <div class="dialog__body">
                <h2 class="dialog__title" id="known-day-title"></h2>
                <div class="dialog__matter stack"></div>
                <form class="dialog__actions" method="dialog">
                    <a class="button" href="#known-day">"Open as a page"</a>
                    <button class="button" autofocus="">"Close"</button>
                </form>
            </div>
        </dialog>
    }
}
