//! A value on its way to its goal.

use dbag_domain::{format_beside, format_share};
use dbag_operations::{PanelView, ProgressView, panel_picture};
use leptos::prelude::*;

use super::{Shown, chart};
use crate::ui::PanelDrawing;
use crate::words::long_class;

/// The value, how much of the goal it is, and whether it will be reached.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, progress: &ProgressView) -> AnyView {
    let series = &progress.series;
    let unit = &series.unit;
    let digits = format_beside(progress.value, progress.goal, unit);
    let class = long_class("panel__figure", [digits.as_str()]);
    let goal = format!("of {}", progress.goal_words(shown.view.today));
    let percent = format_share(progress.value, progress.goal);
    let class_of_standing = match progress.standing.is_good {
        true => "panel__pace is-good",
        false => "panel__pace is-bad",
    };
    let standing = progress.standing.words.clone();
    let outlook = progress.outlook(shown.view.today);
    let outlook = outlook.map(|outlook| format!(", {outlook}"));
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
        <p class="panel__delta"><span class=class_of_standing>{standing}</span>{outlook}</p>
        {picture}
        {chart::keys(progress.value_marks())}
    }
    .into_any()
}
