//! Lines, areas and bars: a picture, and the line that reads it.

use dbag_chart::{ChartStyle, LegendMark, Picture, not_drawn_words};
use dbag_domain::{Binding, PanelScale, Place, ReadAs, Step, format_with_unit, sentence};
use dbag_operations::{
    ChartMark, ChartView, MOST_COMPARED_NAMES, PanelView, PictureSize, SeriesView, chart_marks,
    chart_style, class_of, panel_picture, table_part_marks,
};
use leptos::prelude::*;

use super::Shown;
use super::read::{self, Entry, TOLD_SERIES};
use crate::islands::{Placing, Track};
use crate::ui::FrameSlots;
use crate::ui::PanelDrawing;

/// So many notes are told below a picture.
const TOLD_NOTES: usize = 6;

/// The size in pixels that a picture's labels are chosen for, in a panel of this place on a
/// usual screen.
pub(super) fn size(place: Place) -> PictureSize {
    /// Pixels of the page, of a row, and of what stands above a picture.
    const PAGE: u32 = 1_152;
    const ROW: u32 = 48;
    const ABOVE: u32 = 72;
    PictureSize {
        width: (PAGE * u32::from(place.w) / 12).saturating_sub(24).max(120),
        height: (ROW * u32::from(place.h)).saturating_sub(ABOVE).max(80),
    }
}

/// Series over time.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, chart: &ChartView) -> AnyView {
    let size = size(panel.panel.place);
    let Some(picture) = panel_picture(panel, &shown.view.notes, size) else {
        return ().into_any();
    };
    let style = chart_style(panel, chart);
    let entries = entries(shown, panel, chart, style);
    let placing = placing(panel, chart, style, (&picture, &entries));
    let name = Some(format!("{}, by {}", panel.title, panel.step));
    let opens = Some(opens(shown, panel, chart));
    let opens = opens.filter(|opens| !opens.is_empty() && !shown.is_outside);
    let tracks: Vec<_> = entries.iter().filter_map(Entry::named).collect();
    let is_framed = shown.is_outside && !tracks.is_empty();
    let slots = is_framed.then(|| FrameSlots::of(&tracks));
    let not_drawn = not_drawn_words(picture.not_drawn);
    let class = match (panel.panel.options.no_legend, chart.series.len()) {
        (true, _) => " is-bare",
        (false, 1) => " is-lone",
        (false, _) => "",
    };
    view! {
        {read::line(shown, entries, placing, class)}
        <PanelDrawing picture=picture name=name placing=placing opens=opens slots=slots />
        {marks(shown, panel, chart, not_drawn)}
    }
    .into_any()
}

/// The pages of what is drawn; medians have none.
fn opens(shown: &Shown<'_>, panel: &PanelView, chart: &ChartView) -> String {
    let set = &panel.panel.series;
    let is_median = |at: usize| {
        let is_as_set = set.len() == chart.series.len();
        is_as_set && set.get(at).is_some_and(|one| one.object == Binding::Median)
    };
    let mut pages: Vec<String> = Vec::new();
    for (at, series) in chart.series.iter().enumerate().take(TOLD_SERIES) {
        let (metric, object) = (series.metric.as_str(), series.object.as_deref());
        let page = shown.address.metric_to(metric, object);
        if !is_median(at) && !pages.contains(&page) {
            pages.push(page);
        }
    }
    pages.join(" ")
}

/// All that is drawn: the series, then what stands beside them.
fn entries(
    shown: &Shown<'_>,
    panel: &PanelView,
    chart: &ChartView,
    style: ChartStyle,
) -> Vec<Entry> {
    let is_bars = matches!(style, ChartStyle::Bars | ChartStyle::StackedBars);
    let bar = if is_bars { " is-bar" } else { "" };
    let tick = if is_bars { "is-tick" } else { "is-compared" };
    let has_one = chart.series.len() == 1;
    let mut entries = Vec::new();
    let mut beside = Vec::new();
    for (at, series) in chart.series.iter().enumerate() {
        let class = class_of(series, at).name();
        let unit = &series.drawn_unit;
        let is_told = at < TOLD_SERIES;
        let address = shown
            .address
            .metric(series.metric.as_str(), series.object.as_deref());
        entries.push(Entry {
            key: format!("{class}{bar}"),
            name: if has_one {
                String::new()
            } else {
                series.name.clone()
            },
            address: (!has_one).then_some(address),
            value: read::at_rest(panel, series),
            track: is_told.then(|| read::track(panel, series, unit)).flatten(),
            dot: Some(class),
        });
        if has_one {
            beside.extend(average(panel, series, class));
            beside.extend(goal(panel, series));
            beside.extend(read::compared(shown, (series, panel), tick.to_owned()));
        }
    }
    if !has_one {
        beside.extend(averages(panel, chart));
        beside.extend(compared_with_all(shown, (chart, panel), tick));
    }
    entries.extend(beside);
    entries
}

fn average(panel: &PanelView, series: &SeriesView, class: &str) -> Option<Entry> {
    let days = panel.panel.options.average?;
    let track = Track::of_periods(&series.average, &series.unit)?.rounded();
    let last = series.average.iter().rev().find_map(|point| point.value);
    Some(Entry {
        key: format!("{class} is-trend"),
        name: format!("mean of {days} days"),
        address: None,
        value: last.map_or_else(
            || "—".to_owned(),
            |last| format_with_unit(last, &series.unit),
        ),
        track: Some(track),
        dot: None,
    })
}

/// Of a few series each average is told, in its colour; of more, they are named once.
fn averages(panel: &PanelView, chart: &ChartView) -> Vec<Entry> {
    let series = chart.series.iter().enumerate();
    let drawn = series.filter_map(|(at, series)| {
        let entry = average(panel, series, class_of(series, at).name())?;
        Some((series, entry))
    });
    if chart.series.len() <= MOST_COMPARED_NAMES {
        let named = drawn.map(|(series, entry)| Entry {
            name: format!("{}, {}", series.name, entry.name),
            ..entry
        });
        return named.collect();
    }
    let named = drawn.take(1).map(|(_, entry)| Entry {
        key: "is-trend is-any".to_owned(),
        value: String::new(),
        track: None,
        ..entry
    });
    named.collect()
}

fn goal(panel: &PanelView, series: &SeriesView) -> Option<Entry> {
    let is_drawn = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    let goal = series.goal.as_ref().filter(|_| is_drawn)?;
    let wanted = goal.goal.value(panel.days.to)?;
    let over = goal.daily.over(panel.days);
    Some(Entry {
        key: "is-goal".to_owned(),
        name: "goal".to_owned(),
        address: None,
        value: format_with_unit(wanted, &series.unit),
        track: Some(Track::of_days(&over, &series.unit).rounded()),
        dot: None,
    })
}

/// Of a few series, the other days of each are told, in its colour; of more, they are named once.
fn compared_with_all(
    shown: &Shown<'_>,
    (chart, panel): (&ChartView, &PanelView),
    tick: &str,
) -> Vec<Entry> {
    let compared = |(at, series): (usize, &SeriesView)| {
        let key = format!("{tick} is-own {}", class_of(series, at).name());
        let entry = read::compared(shown, (series, panel), key)?;
        let name = format!("{}, {}", series.name, entry.name);
        Some(Entry { name, ..entry })
    };
    if chart.series.len() <= MOST_COMPARED_NAMES {
        let series = chart.series.iter().enumerate();
        return series.filter_map(compared).collect();
    }
    let first = chart.series.iter().find(|one| one.compared.is_some());
    let key = format!("{tick} is-own is-any");
    let named = first.and_then(|first| read::compared(shown, (first, panel), key));
    let named = named.map(|entry| Entry {
        value: String::new(),
        track: None,
        ..entry
    });
    named.into_iter().collect()
}

/// Where values lie. Heights of stacks and of logarithms do not follow from one value.
fn placing(
    panel: &PanelView,
    chart: &ChartView,
    style: ChartStyle,
    (picture, entries): (&Picture, &[Entry]),
) -> Placing {
    let is_stacked = matches!(style, ChartStyle::StackedBars | ChartStyle::StackedArea);
    let is_bars = matches!(style, ChartStyle::Bars | ChartStyle::StackedBars);
    let known = |one: &SeriesView| {
        one.points
            .iter()
            .filter(|point| point.value.is_some())
            .count()
    };
    let is_lone = chart.series.iter().all(|series| known(series) < 2);
    let has_bands = is_bars || is_lone;
    if is_stacked || panel.panel.options.scale == PanelScale::Log {
        return Placing::flat(has_bands);
    }
    let whole = i32::try_from(picture.height * 10).unwrap_or(i32::MAX);
    let shown = entries.iter().filter(|entry| entry.dot.is_some());
    let tracks = shown.filter_map(|entry| entry.track.as_ref());
    let placed = tracks
        .zip(&picture.y)
        .flat_map(|(track, heights)| track.heights(heights));
    Placing::of(placed, whole, has_bands)
}

/// The key to one mark.
fn key((mark, sign): (ChartMark, LegendMark)) -> AnyView {
    let class = match sign {
        LegendMark::DashedBar => "legend__key is-bar is-provisional",
        LegendMark::DottedLine => "legend__key is-provisional",
        LegendMark::Outdated => "legend__key is-outdated",
        LegendMark::Ground => "legend__key is-gap",
        LegendMark::Part => "legend__key is-part",
        LegendMark::Ring => "legend__key is-corrected",
        LegendMark::Outline => "legend__key is-bar is-outline",
        LegendMark::Corner => "legend__key is-bar is-outline is-corner",
        LegendMark::CornerAcross => "legend__key is-bar is-outline is-corner is-across",
    };
    let words = mark.words();
    view! { <span class="legend__item"><span class=class></span>{words}</span> }.into_any()
}

/// The key to all of them; nothing where there are none.
pub(super) fn keys(marks: Vec<(ChartMark, LegendMark)>) -> Option<AnyView> {
    let items: Vec<_> = marks.into_iter().map(key).collect();
    (!items.is_empty()).then(|| view! { <p class="legend panel__marks">{items}</p> }.into_any())
}

/// The key to the grounds below values that are of a part only.
pub(super) fn part_keys(marks: Vec<ChartMark>) -> Option<AnyView> {
    let marks = marks.into_iter();
    keys(marks.map(|mark| (mark, LegendMark::Part)).collect())
}

/// The key to days of a table whose values are not of what all objects say now.
pub(super) fn table_keys(panel: &PanelView, chart: &ChartView) -> Option<AnyView> {
    part_keys(table_part_marks(panel, chart))
}

/// The key to marks on values and to notes, and how many values are not drawn; nothing where there are none.
fn marks(
    shown: &Shown<'_>,
    panel: &PanelView,
    chart: &ChartView,
    not_drawn: Option<String>,
) -> Option<AnyView> {
    let keys = chart_marks(panel, chart).into_iter().map(key);
    let keys = keys.filter(|_| !panel.panel.options.no_legend);
    let notes = notes(shown, chart).into_iter();
    let notes = notes.filter(|_| !panel.panel.options.no_legend);
    // Without its legend a chart tells all the same what it lacks.
    let not_drawn = not_drawn
        .map(|words| view! { <span class="legend__item">{sentence(&words)}</span> }.into_any());
    let items: Vec<_> = notes.chain(keys).chain(not_drawn).collect();
    (!items.is_empty()).then(|| view! { <p class="legend panel__marks">{items}</p> }.into_any())
}

/// The notes of a chart, each the way to its whole words below the panels.
fn notes(shown: &Shown<'_>, chart: &ChartView) -> Vec<AnyView> {
    let told = chart.notes.iter().take(TOLD_NOTES);
    told.filter_map(|at| {
        let words = shown.view.notes.get(*at)?.text.clone();
        let number = at + 1;
        let address = format!("#note-{number}");
        Some(
            view! {
                <a class="legend__note" href=address>
                    <span class="legend__number">{number}</span>
                    " "
                    {words}
                </a>
            }
            .into_any(),
        )
    })
    .collect()
}
