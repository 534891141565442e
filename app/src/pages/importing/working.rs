//! Waiting until a file is imported, or an import undone: a bar that grows, with script in place, without on
//! its own.

use leptos::prelude::*;

use super::crumbs;
use crate::Frame;
use crate::importing::WorkingImport;
use crate::ui::Head;

/// The bar; the page's script asks how far it is.
pub(super) fn draw(frame: &Frame, page: WorkingImport) -> AnyView {
    let state = frame.path(&page.state);
    view! {
        <Head title=page.title about=page.about crumbs=crumbs(frame) />
        <div class="work" data-work=state>
            <p class="work__words" role="status">{page.words}</p>
            <progress
                class="work__bar"
                max="100"
                value=page.percent.map(|percent| percent.to_string())
                aria-label="How much is done"
            ></progress>
        </div>
    }
    .into_any()
}
