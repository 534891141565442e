//! A panel as a picture of its own, with the words that its page has around it.

use dbag_chart::{Caption, Theme, not_drawn_words, reason};
use dbag_domain::{DayRange, PanelKind, PanelScale, format_share, format_with_unit, sentence};

use super::legend::{legend_of, legend_of_calendar, legend_of_ranking, legend_of_table, named};
use super::picture::{PictureSize, class_of, panel_picture};
use super::rows::in_rows;
use super::table::panel_table;
use super::view::{
    DashboardView, PanelContent, PanelView, RankingView, SeriesView, Subject, Unavailable,
};

/// Notes in words; the picture has more where there are more.
const MOST_NOTES: usize = 6;
/// Pixels that a chart keeps, however much is written above it.
const LEAST_HEIGHT: u32 = 80;

/// A panel as an SVG that needs no page: words, picture and colours. `size` is the document's;
/// where the picture is lower, so is the document. Of a panel that has no values to show it says why; none for a
/// panel that is set so that it never shows any, and of one that is not for whoever looks.
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
    // Numbers are not cut: rather than that, the picture is wider.
    let width = size.width.max(caption.least_width());
    let (beside, above) = caption.room(width);
    let size = PictureSize {
        width: width.saturating_sub(beside),
        height: size.height.saturating_sub(above).max(LEAST_HEIGHT),
    };
    let drawn = match (panel_picture(panel, &view.notes, size), &panel.content) {
        (Some(picture), _) => picture,
        (None, PanelContent::Unavailable(why)) => {
            reason(&sentence(&why.plain_words()), size.width, &panel.title)
        }
        (None, _) => in_rows(&panel_table(panel)?, panel, (size, view.today)),
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
                let day = DayRange::single(day).spoken(view.today);
                about.push(series.figure_notes.with_day(&day));
                about.extend(change);
                let past = number.past_days();
                about.extend(past.map(|past| past.words(view.today)));
                about.push(series.figure_notes.reasons());
                about.retain(|words| !words.is_empty());
            }
            legend = named(number.line_marks(), class_of(series, 0));
        }
        PanelContent::Chart(chart) => {
            about.push(panel.days.spoken(view.today));
            if panel.panel.kind == PanelKind::Table {
                legend = legend_of_table(panel, chart);
            } else {
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
            let goal = progress.goal_words(view.today);
            about.push(match share.filter(|_| progress.goal > 0.0) {
                Some(share) => format!("{share} of {goal}"),
                None => format!("of {goal}"),
            });
            let standing = progress.standing.words.clone();
            about.push(match progress.outlook(view.today) {
                Some(outlook) => format!("{standing}, {outlook}"),
                None => standing,
            });
            about.push(panel.days.spoken(view.today));
            legend = named(progress.value_marks(), class_of(&progress.series, 0));
        }
        PanelContent::Ranking(ranking) => {
            about.push(panel.days.spoken(view.today));
            about.extend(part_of_all(ranking));
            legend = legend_of_ranking(ranking);
        }
        PanelContent::Multiples(all) => {
            about.push(panel.days.spoken(view.today));
            about.extend(part_of_all(&all.ranking));
            legend = legend_of_ranking(&all.ranking);
        }
        PanelContent::Unavailable(why) if why.is_of_values() => {
            about.push(panel.days.spoken(view.today));
        }
        PanelContent::Heading | PanelContent::Text(_) | PanelContent::Unavailable(_) => {
            return None;
        }
    }
    notes.extend(
        panel
            .missing
            .contains(&Unavailable::FewObjects)
            .then(|| Unavailable::FewObjects.words()),
    );
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
