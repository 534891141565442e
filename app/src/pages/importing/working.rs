//! Waiting until a file is imported: a bar that grows, with script in place, without on its own.

use leptos::prelude::*;

use super::crumbs;
use crate::Frame;
use crate::importing::WorkingImport;
use crate::ui::Head;

/// What goes on.
pub(super) fn title(page: &WorkingImport) -> String {
    let what = if page.is_look {
        "Looking at"
    } else {
        "Importing"
    };
    format!("{what} {}", page.name)
}

/// The bar; the page's script asks how far it is.
pub(super) fn draw(frame: &Frame, page: WorkingImport) -> AnyView {
    let state = frame.path(&format!("/import/file/{}/state", page.id));
    let about = match page.is_look {
        true => "Nothing is written yet: what would be done is shown here in a moment.",
        false => "It goes on while you look at other pages; what it did is told here for an hour.",
    };
    let title = title(&page);
    view! {
        <Head title=title about=about crumbs=crumbs(frame) />
        <div class="work" data-work=state>
            <p class="work__words" role="status">{page.words}</p>
            <progress
                class="work__bar"
                max="100"
                value=page.percent.to_string()
                aria-label="How much is done"
            ></progress>
        </div>
    }
    .into_any()
}
