//! What can be had of a panel: its values as a table or a file, its picture.

use dbag_domain::{PanelKind, PeriodValue, Step, Unit, format_value};
use dbag_operations::{PanelContent, PanelView, SeriesView};
use leptos::prelude::*;

use super::Shown;
use crate::words::{brief, sentence};

/// Tables of more rows are left to the file: fifty panels of a year would be a page of tables.
const MOST_ROWS: usize = 31;
/// And of more columns.
const MOST_SERIES: usize = 4;

/// A menu that unfolds without script; nothing for what has no values.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView) -> Option<AnyView> {
    let kind = panel.panel.kind;
    if !kind.has_values() || matches!(panel.content, PanelContent::Unavailable(_)) {
        return None;
    }
    let id = panel.panel.id;
    let picture = |ending: &str, words: &'static str| {
        let address = shown.address.panel(id, ending);
        view! { <a class="menu__item" href=address>{words}</a> }
    };
    let svg = picture("svg", "Picture, SVG");
    let png = picture("png", "Picture, PNG");
    let csv = shown.address.panel(id, "csv");
    let table = values(shown, panel);
    let embed = shown.may_edit.then(|| {
        let address = shown.address.share(Some(id));
        view! { <a class="menu__item" href=address>"Embed…"</a> }
    });
    let name = format!("Data of {}", panel.title);
    Some(
        view! {
            <details class="menu is-end is-screen-only" name="menu">
                <summary class="menu__dots" aria-label=name>"⋯"</summary>
                <div class="menu__body">
                    <a class="menu__item" href=csv>"Values, CSV"</a>
                    {svg}
                    {png}
                    {embed}
                    {table}
                </div>
            </details>
        }
        .into_any(),
    )
}

/// The values behind a picture, where there are few.
fn values(shown: &Shown<'_>, panel: &PanelView) -> Option<AnyView> {
    let (series, unit): (Vec<&SeriesView>, _) = match &panel.content {
        PanelContent::Chart(chart) if panel.panel.kind != PanelKind::Table => {
            (chart.series.iter().collect(), Some(&chart.unit))
        }
        PanelContent::Progress(progress) => (vec![&progress.series], None),
        _ => return None,
    };
    let rows = series.iter().map(|one| one.points.len()).max()?;
    if rows > MOST_ROWS || series.len() > MOST_SERIES {
        return None;
    }
    let heads: Vec<_> = series
        .iter()
        .map(|one| view! { <th scope="col" class="is-number">{one.name.clone()}</th> })
        .collect();
    let lines: Vec<_> = (0..rows)
        .rev()
        .filter_map(|at| {
            let period = series.iter().find_map(|one| one.points.get(at))?.period;
            let name = match period.step {
                Step::Day => brief(period.start, shown.view.today),
                _ => sentence(&period.name()),
            };
            let cells: Vec<_> = series
                .iter()
                .map(|one| {
                    let words = cell(one.points.get(at), unit.unwrap_or(&one.unit));
                    view! { <td class="is-number">{words}</td> }
                })
                .collect();
            Some(view! { <tr><th scope="row" class="is-day">{name}</th>{cells}</tr> })
        })
        .collect();
    let title = sentence(panel.step.as_str());
    Some(
        view! {
            <details class="menu__table">
                <summary class="menu__item">"Values, table"</summary>
                <table class="table is-dense">
                    <thead><tr><th scope="col">{title}</th>{heads}</tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </details>
        }
        .into_any(),
    )
}

/// A period's value as it stands in a column.
pub(super) fn cell(point: Option<&PeriodValue>, unit: &Unit) -> String {
    match point.and_then(|point| point.value) {
        Some(value) => format_value(value, unit),
        None => "—".to_owned(),
    }
}
