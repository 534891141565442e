//! Dashboards: panels on a grid, and what each of them shows.

mod definition;
mod draft;
mod draft_state;
mod options;
mod panel;
mod place;
mod series;
mod settle;
mod template;

pub use definition::{Dashboard, DashboardId, DashboardSettings};
pub use draft::{Draft, DraftChange, DraftHead, DraftKey};
pub use draft_state::{DraftPanel, DraftState};
pub use options::{
    Arrangement, Colour, Order, PanelCompare, PanelOptions, PanelScale, ReadAs, UnknownCompare,
};
pub use panel::{Panel, PanelId, PanelKind, PanelProblem, PanelSettings};
pub use place::{COLUMNS, Place, PlaceError, free_place, overlapping};
pub use series::{Binding, PanelSeries};
pub use settle::settle;
pub use template::{Template, TemplateChoice};
