//! Values as rows, the newest first, and series as columns.

use dbag_domain::{Step, format_value};
use dbag_operations::{ChartView, PanelView};
use leptos::prelude::*;

use super::{Shown, menu};
use crate::words::{brief, sentence};

/// So many rows are shown: a month by day, a year by week; the file has all.
const fn most_rows(step: Step) -> usize {
    match step {
        Step::Day => 31,
        Step::Week | Step::Month | Step::Quarter | Step::Year => 53,
    }
}

/// The table, with all days as one value at its end.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, chart: &ChartView) -> AnyView {
    let rows = chart.series.iter().map(|one| one.points.len()).max();
    let rows = rows.unwrap_or(0);
    let most = most_rows(panel.step);
    let left_out = rows.saturating_sub(most);
    let title = sentence(panel.step.as_str());
    let heads: Vec<_> = chart
        .series
        .iter()
        .map(|one| {
            let (metric, object) = (one.metric.as_str(), one.object.as_deref());
            let address = (!shown.is_outside).then(|| shown.address.metric(metric, object));
            view! { <th scope="col" class="is-number"><a href=address>{one.name.clone()}</a></th> }
        })
        .collect();
    let lines: Vec<_> = (left_out..rows)
        .rev()
        .filter_map(|at| row(shown, chart, at))
        .collect();
    let more = (left_out > 0 && !shown.is_outside).then(|| {
        let address = shown.address.panel(panel.panel.id, "csv");
        let words = format!("All {rows} rows as CSV");
        view! { <p class="panel__more"><a href=address>{words}</a></p> }
    });
    let name = panel.title.clone();
    view! {
        <div class="panel__scroll" role="group" aria-label=name tabindex="0">
            <table class="table is-dense has-fixed-head">
                <thead><tr><th scope="col">{title}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
                {totals(panel, chart)}
            </table>
            {more}
        </div>
    }
    .into_any()
}

fn row(shown: &Shown<'_>, chart: &ChartView, at: usize) -> Option<AnyView> {
    let point = chart.series.iter().find_map(|one| one.points.get(at))?;
    let name = match point.period.step {
        Step::Day => brief(point.period.start, shown.view.today),
        _ => sentence(&point.bucket().name()),
    };
    let class = (!point.is_whole()).then_some("is-provisional");
    let cells: Vec<_> = chart
        .series
        .iter()
        .map(|one| {
            let words = menu::cell(one.points.get(at), &one.drawn_unit);
            view! { <td class="is-number">{words}</td> }
        })
        .collect();
    Some(
        view! { <tr class=class><th scope="row" class="is-day">{name}</th>{cells}</tr> }.into_any(),
    )
}

/// All shown days; nothing where the values are made of others.
fn totals(panel: &PanelView, chart: &ChartView) -> Option<AnyView> {
    let is_plain = panel.panel.options.read_as == dbag_domain::ReadAs::Values;
    if !is_plain || chart.series.iter().all(|one| one.total.value.is_none()) {
        return None;
    }
    let cells: Vec<_> = chart
        .series
        .iter()
        .map(|one| {
            let total = one.total.value.map(|total| format_value(total, &one.unit));
            view! { <td class="is-number">{total}</td> }
        })
        .collect();
    Some(view! { <tfoot><tr><th scope="row">"All days"</th>{cells}</tr></tfoot> }.into_any())
}
