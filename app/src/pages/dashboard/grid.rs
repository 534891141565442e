//! The grid of panels.

use dbag_domain::Place;
use leptos::prelude::*;

use super::place::placed;
use super::{Shown, panel};
use crate::ui::EmptyNotice;

/// All panels where they were put; the way to the first where there is none.
pub(super) fn draw(shown: &Shown<'_>) -> AnyView {
    if shown.view.panels.is_empty() {
        return empty(shown);
    }
    let places: Vec<Place> = shown
        .view
        .panels
        .iter()
        .map(|view| view.panel.place)
        .collect();
    let panels: Vec<_> = placed(&places)
        .into_iter()
        .map(|place| panel::draw(shown, &shown.view.panels[place.panel], &place.class()))
        .collect();
    view! { <div class="grid">{panels}</div> }.into_any()
}

fn empty(shown: &Shown<'_>) -> AnyView {
    if shown.may_edit {
        let action = (
            format!("{}/edit", shown.address.dashboard()),
            "Add the first panel",
        );
        return view! { <EmptyNotice text="Nothing is on it yet." action=Some(action) /> }
            .into_any();
    }
    if shown.is_outside {
        return view! { <EmptyNotice text="Nothing is on it yet." /> }.into_any();
    }
    view! { <EmptyNotice text="Nothing is on it yet. An editor adds the first panel." /> }
        .into_any()
}
