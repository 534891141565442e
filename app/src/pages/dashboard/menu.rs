//! What can be had of a panel: its values as a table or a file, its picture.

use dbag_domain::{Day, PanelKind, Step};
use dbag_operations::{
    PanelContent, PanelView, RankedObject, RankingView, SeriesView, panel_table,
};
use leptos::prelude::*;

use super::{Shown, table};
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
    let made = how_made(shown, panel);
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
                    {made}
                    {table}
                </div>
            </details>
        }
        .into_any(),
    )
}

/// How the numbers of a panel were made, in sentences from where they were made.
fn how_made(shown: &Shown<'_>, panel: &PanelView) -> Option<AnyView> {
    let today = shown.view.today;
    let lines = match &panel.content {
        PanelContent::Chart(chart) => of_series(panel, &chart.series, today),
        PanelContent::Number(number) => {
            let mut lines = vec![(number.series.name.clone(), number.sentence(today))];
            lines.extend(number.past_days().into_iter().flat_map(|past| {
                let by = number.series.weighted_by.as_deref();
                [past.total, &past.compared.total]
                    .map(|total| (total.days.spoken(today), total.sentence(by, today)))
            }));
            lines
        }
        PanelContent::Calendar(series) => of_series(panel, [&**series], today),
        PanelContent::Progress(progress) => {
            let mut lines = of_series(panel, [&progress.series], today);
            if progress.series.rollup.adds_up() {
                let goal = "sum of what each of its days should bring".to_owned();
                lines.push(("Goal".to_owned(), goal));
            }
            lines
        }
        PanelContent::Ranking(ranking) => of_objects(ranking, today),
        PanelContent::Multiples(multiples) => of_objects(&multiples.ranking, today),
        PanelContent::Heading | PanelContent::Text(_) | PanelContent::Unavailable(_) => {
            return None;
        }
    };
    let items: Vec<_> = lines
        .into_iter()
        .map(|(name, words)| view! { <li><strong>{name} ":"</strong> " " {words} "." </li> })
        .collect();
    Some(
        view! {
            <details class="menu__table">
                <summary class="menu__item">"How it was made"</summary>
                <ul class="menu__lines">{items}</ul>
            </details>
        }
        .into_any(),
    )
}

/// What is said of each series: its name, and how its days became one number.
fn of_series<'a>(
    panel: &PanelView,
    series: impl IntoIterator<Item = &'a SeriesView>,
    today: Day,
) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for one in series {
        lines.push((one.name.clone(), one.sentence_in(panel, today)));
        if let Some(days) = panel
            .panel
            .options
            .average
            .filter(|_| !one.average.is_empty())
        {
            let made = format!("mean of {days} days up to each, of those that are known");
            lines.push(("Moving average".to_owned(), made));
        }
        let made = one.sentence_beside(panel, today);
        if let Some((compared, made)) = one.compared.as_ref().zip(made) {
            let days = compared.days.spoken(today);
            lines.push((sentence(&compared.words), format!("{days}: {made}")));
        }
    }
    lines
}

/// The same of each object in a ranking.
fn of_objects(ranking: &RankingView, today: Day) -> Vec<(String, String)> {
    let line = |object: &RankedObject| {
        let before = ranking.compared.zip(object.made_before.as_ref());
        let before = before.map(|(days, made)| format!("; {}: {made}", days.spoken(today)));
        let made = format!("{}{}", object.made, before.unwrap_or_default());
        (object.name.clone(), made)
    };
    ranking.rows.iter().map(line).collect()
}

/// The values behind a picture and what they are compared with, where there are few.
fn values(shown: &Shown<'_>, panel: &PanelView) -> Option<AnyView> {
    let series = match &panel.content {
        PanelContent::Chart(chart) if panel.panel.kind != PanelKind::Table => &chart.series[..],
        PanelContent::Progress(progress) => std::slice::from_ref(&progress.series),
        _ => return None,
    };
    let table = panel_table(panel)?;
    if table.rows.len() > MOST_ROWS || series.len() > MOST_SERIES {
        return None;
    }
    let heads: Vec<_> = table
        .columns
        .iter()
        .map(|column| view! { <th scope="col" class="is-number">{column.name.clone()}</th> })
        .collect();
    let lines: Vec<_> = table
        .rows
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, row)| {
            let bucket = series.iter().find_map(|one| one.points.get(at))?.bucket();
            let name = match bucket.period.step {
                Step::Day => brief(bucket.days.from, shown.view.today),
                _ => sentence(&bucket.name()),
            };
            let name = row.with_state(&name);
            let values = row.values.iter().zip(&table.columns);
            let cells: Vec<_> = values
                .map(|(value, column)| {
                    view! { <td class="is-number">{table::cell(*value, column)}</td> }
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
