//! A dashboard, or one of its panels, as outsiders see it.

use dbag_domain::PanelKind;
use dbag_operations::DashboardView;
use leptos::prelude::*;

use super::address::Address;
use super::{Shown, grid, notes};
use crate::Frame;

/// The panels and what is noted on them; nothing leads further.
pub(crate) fn draw_outside(frame: &Frame, view: &DashboardView) -> AnyView {
    let is_heading = |panel: &dbag_operations::PanelView| panel.panel.kind == PanelKind::Heading;
    let shown = Shown {
        address: Address::of(frame, view),
        may_edit: false,
        is_outside: true,
        has_headings: view.panels.iter().any(is_heading),
        frame,
        view,
    };
    let (grid, notes) = (grid::draw(&shown), notes::draw(&shown));
    view! {
        {grid}
        {notes}
    }
    .into_any()
}
