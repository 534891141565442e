//! A value on its way to its goal.

use dbag_domain::{DayRange, format_beside, format_share, format_with_unit};
use dbag_operations::{PanelView, ProgressView, panel_picture};
use leptos::prelude::*;

use super::{Shown, chart, told};
use crate::ui::PanelDrawing;
use crate::words::long_class;

/// The value, how much of the goal it is, and whether it will be reached.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, progress: &ProgressView) -> AnyView {
    let series = &progress.series;
    let unit = &series.unit;
    let digits = format_beside(progress.value, progress.goal, unit);
    let class = long_class("panel__figure", [digits.as_str()]);
    let by = progress.by.map(|day| {
        let day = DayRange::single(day).spoken(shown.view.today);
        format!(" by {day}")
    });
    let goal = format_with_unit(progress.goal, unit);
    let goal = format!("of {goal}{}", by.unwrap_or_default());
    let percent = format_share(progress.value, progress.goal);
    let pace = progress.pace.map(|pace| {
        let words = told::pace(progress.value, pace, series.direction);
        let class = match words {
            "on pace" => "panel__pace is-good",
            _ => "panel__pace is-bad",
        };
        view! { <span class=class>{words}</span> }
    });
    let outlook = series.goal.as_ref().and_then(|goal| goal.outlook);
    let outlook = outlook.map(|outlook| told::outlook(outlook, shown.view.today));
    let comma = (pace.is_some() && outlook.is_some()).then_some(", ");
    let picture = panel_picture(panel, &shown.view.notes, chart::size(panel.panel.place));
    let picture =
        picture.map(|picture| view! { <PanelDrawing picture=picture class=" is-still" /> });
    view! {
        <p class=class>
            <span class="reading__number">{digits}</span>
            " "
            <span class="reading__unit">{goal}</span>
            <span class="panel__percent">{percent}</span>
        </p>
        <p class="panel__delta">{pace}{comma}{outlook}</p>
        {picture}
    }
    .into_any()
}
