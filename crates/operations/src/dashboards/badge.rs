//! A panel as a badge: its title and its newest number.

use dbag_domain::format_with_unit;

use super::view::{PanelContent, PanelView, SeriesView};

/// Two words beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// What is counted.
    pub label: String,
    /// The newest value with its unit.
    pub message: String,
}

/// The badge of a panel with one number to tell; none of any other.
pub fn panel_badge(panel: &PanelView) -> Option<Badge> {
    let series: &SeriesView = match &panel.content {
        PanelContent::Number(number) => &number.series,
        PanelContent::Progress(progress) => &progress.series,
        PanelContent::Calendar(series) => series,
        PanelContent::Chart(chart) => match chart.series.as_slice() {
            [only] => only,
            _ => return None,
        },
        _ => return None,
    };
    let (_, value) = series.figure?;
    Some(Badge {
        label: panel.title.clone(),
        message: format_with_unit(value, &series.unit),
    })
}
