//! Panels one by one, for who draws something of their own around them.

use dbag_domain::{PanelKind, Place};
use dbag_operations::{DashboardView, PanelView};
use leptos::prelude::*;

use super::address::Address;
use super::place::placed;
use super::{Shown, panel};
use crate::Frame;

/// A panel as it is shown, without its frame.
pub(crate) struct Preview<'a> {
    /// The panel.
    pub(crate) panel: &'a PanelView,
    /// The classes of its place.
    pub(crate) place: String,
    /// The days that it shows, where they are not the dashboard's.
    pub(crate) own_days: Option<String>,
    /// What it shows.
    pub(crate) body: AnyView,
}

/// All panels of a dashboard, row by row.
pub(crate) fn preview<'a>(frame: &Frame, view: &'a DashboardView) -> Vec<Preview<'a>> {
    let shown = Shown {
        address: Address::of(frame, view),
        may_edit: false,
        is_outside: false,
        has_headings: false,
        frame,
        view,
    };
    let places: Vec<Place> = view.panels.iter().map(|panel| panel.panel.place).collect();
    let draw = |place: super::place::Placed| {
        let panel = &view.panels[place.panel];
        let body = match panel.panel.kind {
            PanelKind::Heading => ().into_any(),
            _ => panel::body(&shown, panel),
        };
        Preview {
            panel,
            place: place.class(),
            own_days: panel::own_days(view, panel),
            body,
        }
    };
    placed(&places).into_iter().map(draw).collect()
}
