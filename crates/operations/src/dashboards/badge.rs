//! A panel as a badge: its title and its newest number.

use dbag_domain::format_with_unit;

use super::view::{PanelContent, PanelView, SeriesView};

/// Two words beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// What is counted.
    pub label: String,
    /// The newest value with its unit; its day, where that is not over, a newer one should be known by now, or it is
    /// none of the shown ones; and what else is to be known of it.
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
    let (day, value) = series.figure?;
    let mut message = format_with_unit(value, &series.unit);
    if series.figure_notes.is_so_far {
        message.push_str(" so far");
    }
    if series.is_earlier {
        message = format!("{message} on {}", day.medium());
    }
    let reasons = series.figure_notes.reasons();
    if !reasons.is_empty() {
        message = format!("{message}, {reasons}");
    }
    Some(Badge {
        label: panel.title.clone(),
        message,
    })
}
