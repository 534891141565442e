//! Going on where a session has ended: what was sent waits in a form until one has signed in.

use leptos::prelude::*;

use crate::Frame;
use crate::page::ResumePage;
use crate::ui::Head;

/// The way to sign in, beside this page, and the button that sends everything again.
pub(super) fn draw(frame: &Frame, page: ResumePage) -> AnyView {
    let sign_in = frame.path("/login");
    let action = frame.path(&page.path);
    let fields = page
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let about = "What you sent is kept in this page. Sign in beside it, then go on.";
    view! {
        <Head title="Your session has ended" about=about />
        <form class="row" method="post" action=action>
            {fields.collect::<Vec<_>>()}
            <a class="button" href=sign_in target="_blank" rel="noopener">"Sign in"</a>
            <button class="button is-primary">"Go on"</button>
        </form>
    }
    .into_any()
}
