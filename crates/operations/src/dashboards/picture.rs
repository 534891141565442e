//! A panel's picture: the same for its page, its file and whoever embeds it.

use dbag_chart::{
    ChartNote, ChartSeries, ChartSpec, ChartStyle, HeatSpec, Picture, Points, ProgressSpec,
    SeriesClass, SeriesRole, SparkSpec, ValueScale, draw, heat_map, progress_bar, sparkline,
};
use dbag_domain::{
    Annotation, Arrangement, Colour, Measure, PanelKind, PanelScale, PeriodValue, ReadAs, Series,
    Step,
};

use super::view::{ChartView, PanelContent, PanelView, SeriesView};

/// Of more series than these, what they are compared with is named once.
pub const MOST_COMPARED_NAMES: usize = 4;

/// More bars than these would be hairs.
const MAX_BARS: usize = 130;

/// The size in pixels that a picture's labels are chosen for; in a page it stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

/// A panel's picture; none where it has none, or shows nothing.
///
/// `notes` are all annotations of the view: their places in it are their numbers.
pub fn panel_picture(
    panel: &PanelView,
    notes: &[Annotation],
    size: PictureSize,
) -> Option<Picture> {
    match &panel.content {
        PanelContent::Chart(chart) if panel.panel.kind != PanelKind::Table => {
            Some(draw(&chart_spec(panel, chart, notes, size)))
        }
        PanelContent::Number(number) => Some(sparkline(&SparkSpec {
            width: size.width,
            height: size.height,
            name: &number.series.name,
            class: class_of(&number.series, 0),
            ..SparkSpec::new(&number.spark, number.spark.range()?)
        })),
        PanelContent::Calendar(series) => Some(heat_map(&HeatSpec {
            title: &panel.title,
            ..HeatSpec::new(&series.daily, panel.days, &series.unit)
        })),
        PanelContent::Progress(progress) => Some(progress_bar(&ProgressSpec {
            pace: progress.pace,
            pace_by: &progress.pace_by,
            standing: &progress.standing.words,
            title: &panel.title,
            width: size.width,
            class: class_of(&progress.series, 0),
            ..ProgressSpec::new(progress.value, progress.goal, &progress.series.unit)
        })),
        PanelContent::Chart(_)
        | PanelContent::Heading
        | PanelContent::Text(_)
        | PanelContent::Ranking(_)
        | PanelContent::Multiples(_)
        | PanelContent::Unavailable(_) => None,
    }
}

/// A small line of an object; `extent` is the scale that all of them share.
pub fn object_spark(
    spark: &Series,
    name: &str,
    extent: Option<(f64, f64)>,
    size: PictureSize,
) -> Option<Picture> {
    Some(sparkline(&SparkSpec {
        width: size.width,
        height: size.height,
        name,
        extent,
        ..SparkSpec::new(spark, spark.range()?)
    }))
}

/// The colour of a series: by its meaning, or the next of the series colours.
pub fn class_of(series: &SeriesView, place: usize) -> SeriesClass {
    match series.colour {
        Colour::Auto => SeriesClass::at(place),
        Colour::Good => SeriesClass::S3,
        Colour::Bad => SeriesClass::S2,
        Colour::Neutral => SeriesClass::S8,
    }
}

/// How a panel's values become marks.
pub fn chart_style(panel: &PanelView, chart: &ChartView) -> ChartStyle {
    // What may not be added up stands side by side.
    let are_parts = chart.series.iter().all(|series| series.is_part);
    let is_stacked = are_parts && panel.panel.options.arrangement == Arrangement::Stacked;
    let bars = chart
        .series
        .iter()
        .map(|series| series.points.len())
        .max()
        .unwrap_or(0);
    match panel.panel.kind {
        PanelKind::Bars if is_stacked => ChartStyle::StackedBars,
        PanelKind::Bars if bars <= MAX_BARS || chart.series.len() > 1 => ChartStyle::Bars,
        PanelKind::Bars => ChartStyle::Area,
        PanelKind::Area if is_stacked => ChartStyle::StackedArea,
        PanelKind::Area => ChartStyle::Area,
        _ => ChartStyle::Line,
    }
}

fn chart_spec(
    panel: &PanelView,
    chart: &ChartView,
    notes: &[Annotation],
    size: PictureSize,
) -> ChartSpec {
    let options = &panel.panel.options;
    let is_flow = chart
        .series
        .iter()
        .all(|series| series.measure == Measure::Flow);
    let numbered = chart.notes.iter().filter_map(|at| {
        let days = notes.get(*at)?.days;
        Some(ChartNote {
            days,
            number: at + 1,
        })
    });
    ChartSpec {
        width: size.width,
        height: size.height,
        style: chart_style(panel, chart),
        series: chart_series(panel, chart),
        unit: chart.unit.clone(),
        axis_from_zero: options.from_zero
            || options.read_as == ReadAs::Share
            || is_flow && options.read_as != ReadAs::Indexed,
        scale: match options.scale {
            PanelScale::Linear => ValueScale::Linear,
            PanelScale::Log => ValueScale::Log,
        },
        notes: numbered.collect(),
        title: panel.title.clone(),
        ..ChartSpec::default()
    }
}

/// What is shown first, then what stands beside it.
fn chart_series(panel: &PanelView, chart: &ChartView) -> Vec<ChartSeries> {
    let mut drawn = Vec::new();
    let mut beside = Vec::new();
    let has_one = chart.series.len() == 1;
    let is_daily = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    for (place, series) in chart.series.iter().enumerate() {
        let class = class_of(series, place);
        let points = if is_daily {
            Points::Daily(series.daily.clone())
        } else {
            Points::Periods(series.points.clone())
        };
        let with = |name: &str, points, role| ChartSeries {
            name: format!("{}, {name}", series.name),
            points,
            class,
            role,
            beside: place,
            unknown: None,
        };
        drawn.push(ChartSeries {
            name: series.name.clone(),
            points,
            class,
            role: SeriesRole::Shown,
            beside: 0,
            unknown: Some(series.unknown.clone()),
        });
        if !series.average.is_empty() {
            let points = periods_or_days(&series.average, panel.step);
            beside.push(with("moving average", points, SeriesRole::Trend));
        }
        if let Some(compared) = &series.compared {
            let points = Points::Beside(compared.points.clone());
            beside.push(with(&compared.words, points, SeriesRole::Compared));
        }
        // Of several goals nobody knows whose is whose.
        if let Some(goal) = series.goal.as_ref().filter(|_| has_one && is_daily) {
            let points = Points::Daily(goal.daily.clone());
            beside.push(with("goal", points, SeriesRole::Goal));
        }
    }
    drawn.extend(beside);
    drawn
}

/// Periods of a day as a series of days, which is how charts tell them apart.
fn periods_or_days(points: &[PeriodValue], step: Step) -> Points {
    match (step, points.first()) {
        (Step::Day, Some(first)) => {
            let values = points.iter().map(|point| point.value).collect();
            Points::Daily(Series::new(first.period.start, values))
        }
        _ => Points::Periods(points.to_vec()),
    }
}
