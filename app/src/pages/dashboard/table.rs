//! Values as rows, the newest first, and series as columns.

use dbag_chart::CellGround;
use dbag_domain::{PeriodValue, Step, format_value};
use dbag_operations::{ChartView, PanelColumn, PanelTable, PanelView, panel_table};
use leptos::prelude::*;

use super::chart::table_keys;
use super::{Shown, outdated};
use crate::words::{brief, sentence};

/// So many rows are shown: a month by day, a year by week; the file has all.
const fn most_rows(step: Step) -> usize {
    match step {
        Step::Day => 31,
        Step::Week | Step::Month | Step::Quarter | Step::Year => 53,
    }
}

/// The table, as its files have it, with all days as one value at its end.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, chart: &ChartView) -> AnyView {
    let Some(table) = panel_table(panel) else {
        return ().into_any();
    };
    let rows = table.rows.len();
    let most = most_rows(panel.step);
    let left_out = rows.saturating_sub(most);
    let title = sentence(panel.step.as_str());
    let heads: Vec<_> = table
        .columns
        .iter()
        .map(|column| head(shown, chart, column))
        .collect();
    let lines: Vec<_> = (left_out..rows)
        .rev()
        .filter_map(|at| row(shown, chart, &table, at))
        .collect();
    let more = (left_out > 0).then(|| match shown.is_outside {
        // Nothing leads further from here.
        true => {
            let words = format!("The newest {most} of {rows} rows");
            view! { <p class="panel__more">{words}</p> }.into_any()
        }
        false => {
            let address = shown.address.panel(panel.panel.id, "csv");
            let words = format!("All {rows} rows as CSV");
            view! { <p class="panel__more"><a href=address>{words}</a></p> }.into_any()
        }
    });
    let name = panel.title.clone();
    view! {
        <div class="panel__scroll" role="group" aria-label=name tabindex="0">
            <table class="table is-dense has-fixed-head">
                <thead><tr><th scope="col">{title}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
                {totals(&table)}
            </table>
            {more}
        </div>
        {outdated::key(outdated::have_outdated(&chart.series))}
        {table_keys(panel, chart)}
    }
    .into_any()
}

/// The name of a column; of a series itself the way to its metric. What stands beside a series follows it,
/// and need not name it again where there is little room.
fn head(shown: &Shown<'_>, chart: &ChartView, column: &PanelColumn) -> AnyView {
    let series = chart.series.get(column.series);
    let name = column.name.clone();
    let beside = series.and_then(|one| name.strip_prefix(&one.name)?.strip_prefix(", "));
    match (series.filter(|one| one.name == name), beside) {
        (Some(one), _) => {
            let (metric, object) = (one.metric.as_str(), one.object.as_deref());
            let address = (!shown.is_outside).then(|| shown.address.metric(metric, object));
            view! { <th scope="col" class="is-number"><a href=address>{name}</a></th> }.into_any()
        }
        (None, Some(beside)) => {
            let before = name.strip_suffix(beside).unwrap_or_default().to_owned();
            let beside = beside.to_owned();
            view! {
                <th scope="col" class="is-number">
                    <span class="visually-hidden">{before}</span>
                    {beside}
                </th>
            }
            .into_any()
        }
        (None, None) => view! { <th scope="col" class="is-number">{name}</th> }.into_any(),
    }
}

fn row(shown: &Shown<'_>, chart: &ChartView, table: &PanelTable, at: usize) -> Option<AnyView> {
    let point = chart.series.iter().find_map(|one| one.points.get(at))?;
    let name = match point.period.step {
        Step::Day => brief(point.period.start, shown.view.today),
        _ => sentence(&point.bucket().name()),
    };
    // Of metrics in several zones one may be over while another is not.
    let mut points = chart.series.iter().filter_map(|one| one.points.get(at));
    let class = (!points.all(PeriodValue::is_whole)).then_some("is-provisional");
    let row = table.rows.get(at)?;
    let name = row.with_state(&name);
    let values = row.values.iter().zip(&table.columns).enumerate();
    let cells: Vec<_> = values
        .map(|(place, (value, column))| {
            let made = row.made.get(place).filter(|made| !made.is_empty());
            let class = match table.ground(at, place) {
                Some(CellGround::Outdated) => "is-number is-outdated",
                Some(CellGround::Part) => "is-number is-part",
                None => "is-number",
            };
            view! { <td class=class title=made.map(|made| sentence(made))>{cell(*value, column)}</td> }
        })
        .collect();
    Some(
        view! { <tr class=class><th scope="row" class="is-day">{name}</th>{cells}</tr> }.into_any(),
    )
}

/// All days of each column; nothing where the values are made of others.
fn totals(table: &PanelTable) -> Option<AnyView> {
    let totals = table.columns.iter().map(|column| column.total.as_ref());
    if !totals.clone().flatten().any(|total| total.value.is_some()) {
        return None;
    }
    let cells: Vec<_> = totals
        .zip(&table.columns)
        .map(|(total, column)| {
            let words = total.map(|total| cell(total.value, column));
            view! { <td class="is-number">{words}</td> }
        })
        .collect();
    Some(view! { <tfoot><tr><th scope="row">"All days"</th>{cells}</tr></tfoot> }.into_any())
}

/// A value as it stands in a column.
pub(super) fn cell(value: Option<f64>, column: &PanelColumn) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format_value(value, &column.unit))
}
