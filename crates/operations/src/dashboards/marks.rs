//! What a chart has besides its series that needs a key: dashed parts, grounds, rings.

use dbag_chart::{ChartStyle, LegendMark};
use dbag_domain::{Mark, ReadAs, Step};

use super::picture::chart_style;
use super::view::{ChartView, PanelView, SeriesView};

/// A mark that some of a chart's values bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartMark {
    /// The range begins or ends inside of a period of this length.
    Part(Step),
    /// The day or period is not over.
    Running,
    /// It was asked for what the metric meant before it was changed.
    Outdated,
    /// The answers of some objects failed.
    Incomplete,
    /// The last values of some objects stand for them.
    Carried,
    /// Some objects are left out.
    Unknown,
    /// Somebody corrected it.
    Corrected,
    /// There is no value, for a reason.
    Gap,
}

impl ChartMark {
    /// What it means.
    pub fn words(self) -> String {
        match self {
            Self::Part(step) => return format!("part of a {step}"),
            Self::Running => "not over yet",
            Self::Outdated => "asked before a change",
            Self::Incomplete => "some objects failed",
            Self::Carried => "some objects as of before",
            Self::Unknown => "some objects left out",
            Self::Corrected => "corrected",
            Self::Gap => "no value",
        }
        .to_owned()
    }

    /// How it looks in a chart of this style.
    pub const fn sign(self, style: ChartStyle) -> LegendMark {
        match self {
            Self::Part(_) | Self::Running => match style {
                ChartStyle::Bars | ChartStyle::StackedBars => LegendMark::DashedBar,
                ChartStyle::Line | ChartStyle::Area | ChartStyle::StackedArea => {
                    LegendMark::DottedLine
                }
            },
            Self::Outdated => LegendMark::Outdated,
            Self::Incomplete | Self::Carried | Self::Unknown | Self::Gap => LegendMark::Ground,
            Self::Corrected => LegendMark::Ring,
        }
    }
}

/// The marks that a year of days has, as it draws them.
pub fn calendar_marks(series: &SeriesView) -> Vec<(ChartMark, LegendMark)> {
    let daily = &series.daily;
    let has = |is_known: bool, wanted: fn(&Mark) -> bool| {
        let mut marks = daily.marks.iter();
        marks.any(|(day, mark)| wanted(mark) && daily.value(*day).is_some() == is_known)
    };
    let marks = [
        (
            has(true, |mark| *mark == Mark::Provisional),
            (ChartMark::Running, LegendMark::DashedBar),
        ),
        (
            has(true, |mark| *mark == Mark::Outdated),
            (ChartMark::Outdated, LegendMark::Corner),
        ),
        (
            has(false, |mark| matches!(mark, Mark::Gap(_))),
            (ChartMark::Gap, LegendMark::Outline),
        ),
    ];
    let marks = marks.into_iter().filter(|(is_there, _)| *is_there);
    marks.map(|(_, mark)| mark).collect()
}

/// The marks that a chart has, in the order of its key, each with its look.
pub fn chart_marks(panel: &PanelView, chart: &ChartView) -> Vec<(ChartMark, LegendMark)> {
    let is_daily = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    let has = |wanted: fn(&Mark) -> bool| {
        let mut marks = chart.series.iter().flat_map(|one| &one.daily.marks);
        is_daily && marks.any(|(_, mark)| wanted(mark))
    };
    let mut known = chart.series.iter().flat_map(|one| &one.points);
    let has_part = known.any(|point| point.is_partial() && point.value.is_some());
    let mut known = chart.series.iter().flat_map(|one| &one.points);
    let is_running = known.any(|point| point.is_provisional && point.value.is_some());
    let mut points = chart.series.iter().flat_map(|one| &one.points);
    let is_outdated = points.any(|point| point.is_outdated);
    let marks = [
        (has_part, ChartMark::Part(panel.step)),
        (is_running, ChartMark::Running),
        (is_outdated, ChartMark::Outdated),
        (
            has(|mark| matches!(mark, Mark::Incomplete(_))),
            ChartMark::Incomplete,
        ),
        (
            has(|mark| matches!(mark, Mark::Carried(_))),
            ChartMark::Carried,
        ),
        (
            has(|mark| matches!(mark, Mark::Unknown(_))),
            ChartMark::Unknown,
        ),
        (
            has(|mark| matches!(mark, Mark::Corrected)),
            ChartMark::Corrected,
        ),
        (has(|mark| matches!(mark, Mark::Gap(_))), ChartMark::Gap),
    ];
    let style = chart_style(panel, chart);
    let marks = marks.into_iter().filter(|(is_there, _)| *is_there);
    marks.map(|(_, mark)| (mark, mark.sign(style))).collect()
}
