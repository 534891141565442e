//! A panel as a picture of its own, with the words that its page has around it.

use dbag_chart::{Caption, LegendName, Picture, RowsSpec, Theme, rows};
use dbag_domain::{DayRange, PanelKind, format_value, format_with_unit, sentence};

use super::picture::{PictureSize, class_of, panel_picture};
use super::table::{PanelTable, panel_table};
use super::view::{DashboardView, PanelContent, PanelView, SeriesView, Subject};

/// Names in a legend; more would leave no room for what they are the names of.
const MOST_NAMES: usize = 12;
/// Notes in words; the picture has more where there are more.
const MOST_NOTES: usize = 6;
/// Pixels that a chart keeps, however much is written above it.
const LEAST_HEIGHT: u32 = 80;

/// A panel as an SVG that needs no page: words, picture and colours. `size` is the document's;
/// where the picture is lower, so is the document. None for a panel that shows no values.
pub fn panel_document(
    view: &DashboardView,
    panel: &PanelView,
    size: PictureSize,
    theme: Theme,
) -> Option<String> {
    let caption = caption(view, panel)?;
    let (beside, above) = caption.room(size.width);
    let size = PictureSize {
        width: size.width.saturating_sub(beside),
        height: size.height.saturating_sub(above).max(LEAST_HEIGHT),
    };
    let drawn = match panel_picture(panel, &view.notes, size) {
        Some(picture) => picture,
        None => in_rows(&panel_table(panel)?, panel, size),
    };
    Some(drawn.standalone(theme, &caption))
}

fn caption(view: &DashboardView, panel: &PanelView) -> Option<Caption> {
    let (mut figure, mut about) = (String::new(), Vec::new());
    let (mut legend, mut notes) = (Vec::new(), Vec::new());
    if let Subject::Object(page) = &view.subject {
        about.push(page.object.name().to_owned());
    }
    match &panel.content {
        PanelContent::Number(number) => {
            let series = &number.series;
            if let Some((day, value)) = series.figure {
                figure = format_with_unit(value, &series.unit);
                let change = series.delta.as_ref().map(|delta| delta.words.clone());
                about.push(DayRange::single(day).spoken(view.today));
                about.extend(change);
            }
        }
        PanelContent::Chart(chart) => {
            about.push(panel.days.spoken(view.today));
            about.extend(compared(chart.series.first(), view));
            if panel.panel.kind != PanelKind::Table {
                legend = names(&chart.series);
                notes = chart
                    .notes
                    .iter()
                    .filter_map(|at| note(view, *at))
                    .collect();
                notes.truncate(MOST_NOTES);
            }
        }
        PanelContent::Calendar(_)
        | PanelContent::Progress(_)
        | PanelContent::Ranking(_)
        | PanelContent::Multiples(_) => about.push(panel.days.spoken(view.today)),
        PanelContent::Heading | PanelContent::Text(_) | PanelContent::Unavailable(_) => {
            return None;
        }
    }
    Some(Caption {
        title: panel.title.clone(),
        figure,
        about: about.join(" · "),
        legend,
        notes,
    })
}

/// What a number in the picture stands for: `2 · 18 – 21 Oct: campaign in print`.
fn note(view: &DashboardView, at: usize) -> Option<String> {
    let note = view.notes.get(at)?;
    let days = note.days.spoken(view.today);
    Some(format!("{} · {days}: {}", at + 1, note.text))
}

fn compared(first: Option<&SeriesView>, view: &DashboardView) -> Option<String> {
    let compared = first?.compared.as_ref()?;
    Some(format!(
        "compared with {}",
        compared.days.spoken(view.today)
    ))
}

/// The names of several series; one alone is what the title says.
fn names(series: &[SeriesView]) -> Vec<LegendName> {
    if series.len() < 2 {
        return Vec::new();
    }
    let name = |(at, one): (usize, &SeriesView)| LegendName {
        name: one.name.clone(),
        class: class_of(one, at),
    };
    series
        .iter()
        .enumerate()
        .take(MOST_NAMES)
        .map(name)
        .collect()
}

/// Objects in their order; periods from the newest on.
fn in_rows(table: &PanelTable, panel: &PanelView, size: PictureSize) -> Picture {
    let heads = std::iter::once(sentence(&table.first));
    let columns = table.columns.iter().map(|column| sentence(&column.name));
    let heads: Vec<String> = heads.chain(columns).collect();
    let mut words: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let values = row.values.iter().zip(&table.columns);
            let values = values.map(|(value, column)| match value {
                Some(value) => format_value(*value, &column.unit),
                None => "—".to_owned(),
            });
            std::iter::once(row.name.clone()).chain(values).collect()
        })
        .collect();
    if matches!(panel.content, PanelContent::Chart(_)) {
        words.reverse();
    }
    rows(&RowsSpec {
        heads: &heads,
        rows: &words,
        width: size.width,
        height: size.height,
        title: &panel.title,
    })
}
