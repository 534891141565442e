//! The kinds of panels, each with what it is good for: one press adds it.

use dbag_domain::PanelKind;
use leptos::prelude::*;

use super::Editing;

/// A button for each kind; open where there is no panel yet.
pub(super) fn draw(editing: &Editing<'_>) -> AnyView {
    let is_empty = editing.draft.state.panels.is_empty();
    let items = PanelKind::ALL.iter().map(|kind| {
        let value = format!("add:{kind}");
        let class = format!("palette__item is-{kind}");
        view! {
            <li>
                <button class=class name="do" value=value>
                    <span class="palette__sign" aria-hidden="true"></span>
                    <span class="palette__title">{kind.title()}</span>
                    <span class="palette__about">{kind.about()}</span>
                </button>
            </li>
        }
    });
    view! {
        <details class="disclosure" open=is_empty>
            <summary class="disclosure__summary">"Add a panel"</summary>
            <ul class="palette">{items.collect::<Vec<_>>()}</ul>
        </details>
    }
    .into_any()
}
