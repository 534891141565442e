//! A panel as a picture of its own, with the words that its page has around it.

use dbag_chart::{Caption, ChartStyle, LegendName, Picture, RowsSpec, SeriesRole, Theme, rows};
use dbag_domain::{
    Day, DayRange, Mark, PanelKind, ReadAs, Step, format_share, format_value, format_with_unit,
    sentence,
};

use super::picture::{MOST_COMPARED_NAMES, PictureSize, chart_style, class_of, panel_picture};
use super::table::{PanelTable, panel_table};
use super::view::{
    ChartView, DashboardView, PanelContent, PanelView, RankingView, SeriesView, Subject,
};

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
        PanelContent::Ranking(_) | PanelContent::Multiples(_) => {
            about.push(panel.days.spoken(view.today));
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

/// What a number in the picture stands for: `2 · 18 – 21 Oct: campaign in print`.
fn note(view: &DashboardView, at: usize) -> Option<String> {
    let note = view.notes.get(at)?;
    let days = note.days.spoken(view.today);
    Some(format!("{} · {days}: {}", at + 1, note.text))
}

fn figure_of(panel: &PanelView, series: &SeriesView) -> String {
    series.figure_in(panel).unwrap_or_default()
}

/// The names of several series, with what stands for each; and what they are measured by.
fn legend_of(view: &DashboardView, panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let mut legend = Vec::new();
    if chart.series.len() > 1 {
        for (at, one) in chart.series.iter().enumerate().take(MOST_NAMES) {
            let figure = figure_of(panel, one);
            legend.push(LegendName {
                name: format!("{} {figure}", one.name).trim_end().to_owned(),
                class: class_of(one, at),
                role: SeriesRole::Shown,
                ..LegendName::default()
            });
        }
    }
    let Some(first) = chart.series.first() else {
        return legend;
    };
    let beside = |name: String, role| LegendName {
        name,
        class: class_of(first, 0),
        role,
        ..LegendName::default()
    };
    if let ([only], true) = (chart.series.as_slice(), panel.step == Step::Day) {
        let days = panel
            .panel
            .options
            .average
            .filter(|_| !only.average.is_empty());
        legend.extend(days.map(|days| beside(format!("mean of {days} days"), SeriesRole::Trend)));
        let is_drawn = panel.panel.options.read_as == ReadAs::Values;
        let goal = only.goal.as_ref().filter(|_| is_drawn);
        let end = goal.and_then(|goal| goal.goal.end());
        legend.extend(end.map(|(_, wanted)| {
            let words = format!("goal {}", format_with_unit(wanted, &only.unit));
            beside(words, SeriesRole::Goal)
        }));
    }
    legend.extend(compared_names(view, panel, chart));
    legend
}

/// What the series are compared with: of a few each by its name, in its colour; of more once for all.
fn compared_names(view: &DashboardView, panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let is_several = chart.series.len() > 1;
    let names_each = is_several && chart.series.len() <= MOST_COMPARED_NAMES;
    let style = chart_style(panel, chart);
    let is_bars = matches!(style, ChartStyle::Bars | ChartStyle::StackedBars);
    let name = |(at, one): (usize, &SeriesView)| {
        let compared = one.compared.as_ref()?;
        let (words, days) = (&compared.words, compared.days.spoken(view.today));
        let of = match names_each {
            true => format!("{}, ", one.name),
            false => String::new(),
        };
        Some(LegendName {
            name: format!("{of}{words}, {days}"),
            class: class_of(one, at),
            role: SeriesRole::Compared,
            is_own: names_each,
            is_dashed: is_several && !is_bars,
        })
    };
    let names = chart.series.iter().enumerate().filter_map(name);
    names
        .take(if names_each { usize::MAX } else { 1 })
        .collect()
}

/// Objects in their order; periods from the newest on.
fn in_rows(table: &PanelTable, panel: &PanelView, (size, today): (PictureSize, Day)) -> Picture {
    let heads = std::iter::once(sentence(&table.first));
    let columns = table.columns.iter().map(|column| sentence(&column.name));
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
            std::iter::once(sentence(&row.name)).chain(values).collect()
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
