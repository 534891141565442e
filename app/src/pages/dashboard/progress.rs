//! A value on its way to its goal.

use dbag_domain::{DayRange, format_beside, format_share, format_with_unit};
use dbag_operations::{PanelView, ProgressView, panel_picture};
use leptos::prelude::*;

use super::{Shown, chart, outdated, told};
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
    let class_of_standing = match progress.standing.is_good {
        true => "panel__pace is-good",
        false => "panel__pace is-bad",
    };
    let standing = progress.standing.words.clone();
    let outlook = series.goal.as_ref().and_then(|goal| goal.outlook);
    let outlook = outlook.filter(|_| !progress.is_over);
    let outlook = outlook.and_then(|outlook| told::outlook(outlook, shown.view.today));
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
        {outdated::key(outdated::have_outdated([series]))}
    }
    .into_any()
}
