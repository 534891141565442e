//! The names of what a picture shows, where it stands alone.

use dbag_chart::{ChartStyle, LegendMark, LegendName, SeriesClass, SeriesRole};
use dbag_domain::{ReadAs, Step, format_with_unit};

use super::marks::{ChartMark, calendar_marks, chart_marks, ranking_part_marks, table_part_marks};
use super::picture::{MOST_COMPARED_NAMES, chart_style, class_of};
use super::view::{ChartView, DashboardView, PanelView, RankedObject, RankingView, SeriesView};

/// Names in a legend; more would leave no room for what they are the names of.
const MOST_NAMES: usize = 12;

/// The names of several series, with what stands for each; what they are measured by; what their marks mean.
pub(super) fn legend_of(
    view: &DashboardView,
    panel: &PanelView,
    chart: &ChartView,
) -> Vec<LegendName> {
    let mut legend = Vec::new();
    if chart.series.len() > 1 {
        for (at, one) in chart.series.iter().enumerate().take(MOST_NAMES) {
            let figure = one.figure_in(panel).unwrap_or_default();
            legend.push(LegendName {
                name: one.name.clone(),
                value: figure,
                class: class_of(one, at),
                role: SeriesRole::Shown,
                ..LegendName::default()
            });
        }
    }
    legend.extend(average_names(panel, chart));
    legend.extend(goal_name(panel, chart));
    legend.extend(compared_names(view, panel, chart));
    legend.extend(mark_names(panel, chart));
    legend
}

/// The moving averages: of a few series each by its name, of more once for all.
fn average_names(panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let Some(days) = panel.panel.options.average else {
        return Vec::new();
    };
    let drawn = chart.series.iter().enumerate();
    let drawn = drawn.filter(|(_, one)| !one.average.is_empty());
    let is_several = chart.series.len() > 1;
    let names_each = is_several && chart.series.len() <= MOST_COMPARED_NAMES;
    let names = drawn.map(|(at, one)| LegendName {
        name: match names_each {
            true => format!("{}, mean of {days} days", one.name),
            false => format!("mean of {days} days"),
        },
        class: class_of(one, at),
        role: SeriesRole::Trend,
        ..LegendName::default()
    });
    names
        .take(if names_each { usize::MAX } else { 1 })
        .collect()
}

/// What is aimed at; of several goals nobody knows whose is whose.
fn goal_name(panel: &PanelView, chart: &ChartView) -> Option<LegendName> {
    let [only] = chart.series.as_slice() else {
        return None;
    };
    let is_drawn = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    let goal = only.goal.as_ref().filter(|_| is_drawn)?;
    let wanted = goal.goal.value(panel.days.to)?;
    Some(LegendName {
        name: "goal".to_owned(),
        value: format_with_unit(wanted, &only.unit),
        class: class_of(only, 0),
        role: SeriesRole::Goal,
        ..LegendName::default()
    })
}

/// What the series are compared with: of a few each by its name, in its colour; of more once for all.
fn compared_names(view: &DashboardView, panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let is_several = chart.series.len() > 1;
    let names_each = is_several && chart.series.len() <= MOST_COMPARED_NAMES;
    let style = chart_style(panel, chart);
    let is_bars = matches!(style, ChartStyle::Bars | ChartStyle::StackedBars);
    let name = |(at, one): (usize, &SeriesView)| {
        let compared = one.compared.as_ref()?;
        let of = match names_each {
            true => format!("{}, ", one.name),
            false => String::new(),
        };
        Some(LegendName {
            name: format!("{of}{}", compared.name(view.today)),
            class: class_of(one, at),
            role: SeriesRole::Compared,
            is_own: names_each,
            is_dashed: is_several && !is_bars,
            ..LegendName::default()
        })
    };
    let names = chart.series.iter().enumerate().filter_map(name);
    names
        .take(if names_each { usize::MAX } else { 1 })
        .collect()
}

/// What dashes, grounds and rings mean.
fn mark_names(panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let class = chart.series.first().map(|first| class_of(first, 0));
    named(chart_marks(panel, chart), class.unwrap_or_default())
}

/// What grounds below values in rows mean.
pub(super) fn legend_of_table(panel: &PanelView, chart: &ChartView) -> Vec<LegendName> {
    let marks = chart_marks(panel, chart).into_iter();
    let outdated = marks.filter(|(_, sign)| *sign == LegendMark::Outdated);
    let parts = table_part_marks(panel, chart).into_iter();
    let parts = parts.map(|mark| (mark, LegendMark::Part));
    named(outdated.chain(parts).collect(), SeriesClass::default())
}

/// The same of objects in rows.
pub(super) fn legend_of_ranking(ranking: &RankingView) -> Vec<LegendName> {
    let has_outdated = ranking.rows.iter().any(RankedObject::is_outdated);
    let outdated = has_outdated.then_some((ChartMark::Outdated, LegendMark::Outdated));
    let parts = ranking_part_marks(ranking).into_iter();
    let parts = parts.map(|mark| (mark, LegendMark::Part));
    named(
        outdated.into_iter().chain(parts).collect(),
        SeriesClass::default(),
    )
}

/// The same of a year of days.
pub(super) fn legend_of_calendar(series: &SeriesView) -> Vec<LegendName> {
    named(calendar_marks(series), class_of(series, 0))
}

/// Names of marks, each beside its look.
pub(super) fn named(marks: Vec<(ChartMark, LegendMark)>, class: SeriesClass) -> Vec<LegendName> {
    let names = marks.into_iter().map(|(mark, sign)| LegendName {
        name: mark.words(),
        class,
        mark: Some(sign),
        ..LegendName::default()
    });
    names.collect()
}
