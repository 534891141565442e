//! What one sees where nothing is.

use leptos::prelude::*;

use crate::Frame;
use crate::ui::{Mark, said};
use crate::words::full_sentence;

/// Says what is missing and where everything is.
pub(super) fn draw(frame: &Frame, what: &str) -> impl IntoView + use<> {
    let home = frame.path("/");
    view! {
        <div class="lost">
            <Mark class="lost__mark" />
            <h1>"There is nothing at this address"</h1>
            <p class="is-muted">{said(&full_sentence(what))}</p>
            <p><a class="button is-primary" href=home>"All metrics"</a></p>
        </div>
    }
}
