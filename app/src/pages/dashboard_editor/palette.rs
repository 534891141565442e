//! The kinds of panels, each as it looks with numbers of one's own: one press adds it.

use std::collections::HashMap;

use dbag_domain::PanelKind;
use leptos::prelude::*;

use super::Editing;
use crate::pages::dashboard::preview;

/// A card for each kind; open where there is no panel yet.
pub(super) fn draw(editing: &Editing<'_>) -> AnyView {
    let is_empty = editing.draft.state.panels.is_empty();
    let shown = preview(editing.frame, &editing.draft.samples).into_iter();
    let mut samples: HashMap<PanelKind, AnyView> = shown
        .map(|sample| (sample.panel.panel.kind, sample.body))
        .collect();
    let items = PanelKind::ALL.iter().map(|kind| {
        let value = format!("add:{kind}");
        let sample = samples.remove(kind).unwrap_or_else(|| words(*kind));
        let class = format!("palette__sample panel is-{kind}");
        let add = format!("palette__add is-{kind}");
        view! {
            <li class="palette__item">
                // Nothing in it is pressed or read: the button over it says what it is.
                <div class=class inert="" aria-hidden="true">{sample}</div>
                <button class=add name="do" value=value>{kind.title()}</button>
                <span class="palette__about">{kind.about()}</span>
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

/// The kinds that show no values.
fn words(kind: PanelKind) -> AnyView {
    match kind {
        PanelKind::Heading => view! { <p class="section__title">"This quarter"</p> }.into_any(),
        _ => view! { <p>"What the numbers mean, and " <u>"where to read more"</u> "."</p> }
            .into_any(),
    }
}
