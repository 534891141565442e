//! A panel as a picture of its own, with the words that its page has around it.

use dbag_chart::{Caption, Picture, RowsSpec, Theme, not_drawn_words, rows};
use dbag_domain::{
    Day, DayRange, Mark, PanelKind, PanelScale, format_share, format_value, format_with_unit,
    sentence,
};

use super::legend::{legend_of, legend_of_calendar};
use super::picture::{PictureSize, panel_picture};
use super::table::{PanelTable, panel_table};
use super::view::{DashboardView, PanelContent, PanelView, RankingView, SeriesView, Subject};

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
    let mut caption = caption(view, panel)?;
    // How many values have no place on its scale is known once it is drawn.
    if panel.panel.options.scale == PanelScale::Log {
        let drawn = panel_picture(panel, &view.notes, size);
        let words = drawn.and_then(|drawn| not_drawn_words(drawn.not_drawn));
        caption.notes.extend(words.as_deref().map(sentence));
    }
    let (beside, above) = caption.room(size.width);
    let size = PictureSize {
        width: size.width.saturating_sub(beside),
        height: size.height.saturating_sub(above).max(LEAST_HEIGHT),
    };
    let drawn = match panel_picture(panel, &view.notes, size) {
        Some(picture) => picture,
        None => in_rows(&panel_table(panel)?, panel, (size, view.today)),
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
                let past = number.past_days();
                about.extend(past.map(|past| past.words(view.today)));
                if number.spark.has_mark(day, Mark::Outdated) {
                    about.push("asked before a change".to_owned());
                }
                about.push(number.part_words());
                about.retain(|words| !words.is_empty());
            }
        }
        PanelContent::Chart(chart) => {
            about.push(panel.days.spoken(view.today));
            if panel.panel.kind != PanelKind::Table {
                if let [only] = chart.series.as_slice() {
                    figure = figure_of(panel, only);
                }
                legend = legend_of(view, panel, chart);
                notes = chart
                    .notes
                    .iter()
                    .filter_map(|at| note(view, *at))
                    .collect();
                notes.truncate(MOST_NOTES);
            }
        }
        PanelContent::Calendar(series) => {
            let total = series.total.value;
            figure = total.map_or_else(String::new, |total| format_with_unit(total, &series.unit));
            about.push(panel.days.spoken(view.today));
            legend = legend_of_calendar(series);
        }
        PanelContent::Progress(progress) => {
            let unit = &progress.series.unit;
            figure = format_with_unit(progress.value, unit);
            let share = format_share(progress.value, progress.goal);
            let goal = format_with_unit(progress.goal, unit);
            about.push(match share.filter(|_| progress.goal > 0.0) {
                Some(share) => format!("{share} of {goal}"),
                None => format!("of {goal}"),
            });
            about.push(progress.standing.words.clone());
            about.push(panel.days.spoken(view.today));
        }
        PanelContent::Ranking(ranking) => {
            about.push(panel.days.spoken(view.today));
            about.extend(part_of_all(ranking));
        }
        PanelContent::Multiples(all) => {
            about.push(panel.days.spoken(view.today));
            about.extend(part_of_all(&all.ranking));
        }
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

/// How many of the objects are shown; nothing where all are.
fn part_of_all(ranking: &RankingView) -> Option<String> {
    let (shown, all) = (ranking.rows.len(), ranking.objects);
    (shown < all).then(|| format!("{shown} of {all} {}s", ranking.kind))
}

/// What a number in the picture stands for: `2 · 18 – 21 Oct: campaign in print`.
fn note(view: &DashboardView, at: usize) -> Option<String> {
    let note = view.notes.get(at)?;
    let days = note.days.spoken(view.today);
    Some(format!("{} · {days}: {}", at + 1, note.text))
}

fn figure_of(panel: &PanelView, series: &SeriesView) -> String {
    series.figure_in(panel).unwrap_or_default()
}

/// Objects in their order; periods from the newest on.
fn in_rows(table: &PanelTable, panel: &PanelView, (size, today): (PictureSize, Day)) -> Picture {
    // Words of our own begin with a capital letter, names stay as their owners write them.
    let has_objects = matches!(
        panel.content,
        PanelContent::Ranking(_) | PanelContent::Multiples(_)
    );
    let columns = table.columns.iter().map(|column| match has_objects {
        true => sentence(&column.name),
        false => column.name.clone(),
    });
    let heads = std::iter::once(sentence(&table.first));
    let mut heads: Vec<String> = heads.chain(columns).collect();
    let mut words: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let values = row.values.iter().zip(&table.columns);
            let values = values.map(|(value, column)| match value {
                Some(value) => format_value(*value, &column.unit),
                None => "—".to_owned(),
            });
            let name = match has_objects {
                true => row.name.clone(),
                false => row.with_state(&sentence(&row.name)),
            };
            let mut cells: Vec<String> = std::iter::once(name).chain(values).collect();
            if let (true, Some(last)) = (row.is_new, cells.last_mut()) {
                "new".clone_into(last);
            }
            cells
        })
        .collect();
    let mut foot = None;
    match &panel.content {
        PanelContent::Chart(_) => {
            words.reverse();
            foot = all_days(table);
        }
        PanelContent::Ranking(ranking) => {
            name_days(&mut heads, ranking, today);
            for (rank, row) in words.iter_mut().enumerate() {
                row[0] = format!("{}  {}", rank + 1, row[0]);
            }
        }
        PanelContent::Multiples(all) => {
            name_days(&mut heads, &all.ranking, today);
        }
        _ => {}
    }
    rows(&RowsSpec {
        heads: &heads,
        rows: &words,
        foot: foot.as_deref(),
        width: size.width,
        height: size.height,
        title: &panel.title,
    })
}

/// The last column of objects has the values of the days that are compared, where there are any.
fn name_days(heads: &mut [String], ranking: &RankingView, today: Day) {
    if let (Some(last), Some(days)) = (heads.last_mut(), ranking.compared) {
        *last = days.spoken(today);
    }
}

/// The row of all days; none where the values are made of others.
fn all_days(table: &PanelTable) -> Option<Vec<String>> {
    let totals = table.columns.iter().map(|column| column.total.as_ref());
    if !totals.clone().flatten().any(|total| total.value.is_some()) {
        return None;
    }
    let cells = totals.zip(&table.columns).map(|(total, column)| {
        let value = total.map(|total| total.value);
        match value {
            Some(Some(value)) => format_value(value, &column.unit),
            Some(None) => "—".to_owned(),
            None => String::new(),
        }
    });
    Some(
        std::iter::once("All days".to_owned())
            .chain(cells)
            .collect(),
    )
}
