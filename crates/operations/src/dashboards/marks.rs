//! What a chart has besides its series that needs a key: dashed parts, grounds, rings.

use dbag_chart::{ChartStyle, HeatGrid, LegendMark};
use dbag_domain::{Mark, PartMarks, PeriodValue, ReadAs, Series, Step};

use super::picture::chart_style;
use super::view::{ChartView, PanelView, RankingView, SeriesView};

/// A mark that some of a chart's values bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartMark {
    /// The range begins or ends inside of a period of this length.
    Part(Step),
    /// The day or period is not over.
    Running,
    /// It was asked for what the metric meant before it was changed.
    Outdated,
    /// It is not of what all objects say now: why, in a few words.
    OfPart(&'static str),
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
            Self::OfPart(words) => words,
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
            Self::OfPart(_) => LegendMark::Part,
            Self::Gap => LegendMark::Ground,
            Self::Corrected => LegendMark::Ring,
        }
    }
}

/// Why some values of series are not of what all objects say now, each reason once in an order that never changes.
pub fn part_marks<'a>(series: impl IntoIterator<Item = &'a Series>) -> Vec<ChartMark> {
    of_parts(series.into_iter().map(PartMarks::of_known))
}

/// The same of objects in rows, and of the days that they are compared with.
pub fn ranking_part_marks(ranking: &RankingView) -> Vec<ChartMark> {
    of_parts(
        ranking
            .rows
            .iter()
            .map(|object| object.part().and(object.part_before)),
    )
}

/// The same of periods that are longer than a day.
pub fn period_part_marks<'a>(points: impl Iterator<Item = &'a PeriodValue>) -> Vec<ChartMark> {
    let valued = points.filter(|point| point.value.is_some());
    of_parts(valued.map(|point| point.part))
}

fn of_parts(marks: impl Iterator<Item = PartMarks>) -> Vec<ChartMark> {
    let all = marks.fold(PartMarks::default(), PartMarks::and);
    all.words().map(ChartMark::OfPart).collect()
}

/// The marks that a year of days has, as it draws them.
pub fn calendar_marks(series: &SeriesView) -> Vec<(ChartMark, LegendMark)> {
    let Some(days) = series.daily.range() else {
        return Vec::new();
    };
    // Of more than a year the last is drawn.
    let daily = series.daily.over(HeatGrid::of(days).range);
    let has = |is_known: bool, wanted: fn(&Mark) -> bool| {
        let mut marks = daily.marks.iter();
        marks.any(|(day, mark)| wanted(mark) && daily.value(*day).is_some() == is_known)
    };
    let mut marks = Vec::new();
    if has(true, |mark| *mark == Mark::Provisional) {
        marks.push((ChartMark::Running, LegendMark::DashedBar));
    }
    if has(true, |mark| *mark == Mark::Outdated) {
        marks.push((ChartMark::Outdated, LegendMark::Corner));
    }
    let of_part = part_marks([&daily]).into_iter();
    marks.extend(of_part.map(|mark| (mark, LegendMark::CornerAcross)));
    if has(false, |mark| matches!(mark, Mark::Gap(_))) {
        marks.push((ChartMark::Gap, LegendMark::Outline));
    }
    marks
}

/// Why some values of a chart or table are not of what all objects say now.
fn chart_part_marks(panel: &PanelView, chart: &ChartView) -> Vec<ChartMark> {
    of_parts(std::iter::once(parts_of(panel, chart)))
}

/// The same of a table, whose values of the days beside them are marked, too.
pub fn table_part_marks(panel: &PanelView, chart: &ChartView) -> Vec<ChartMark> {
    let compared = chart.series.iter().filter_map(|one| one.compared.as_ref());
    let points = compared.flat_map(|one| one.points.iter().flatten());
    let beside = points.filter(|point| point.value.is_some());
    of_parts(std::iter::once(parts_of(panel, chart)).chain(beside.map(|point| point.part)))
}

fn parts_of(panel: &PanelView, chart: &ChartView) -> PartMarks {
    let series = chart.series.iter();
    let marks: Vec<PartMarks> = match (panel.step, panel.panel.options.read_as) {
        (Step::Day, ReadAs::Values) => series.map(|one| PartMarks::of_known(&one.daily)).collect(),
        _ => {
            let points = series.flat_map(|one| &one.points);
            let known = points.filter(|point| point.value.is_some());
            known.map(|point| point.part).collect()
        }
    };
    marks.into_iter().fold(PartMarks::default(), PartMarks::and)
}

/// The marks that a chart has, in the order of its key, each with its look: none that it does not draw.
pub fn chart_marks(panel: &PanelView, chart: &ChartView) -> Vec<(ChartMark, LegendMark)> {
    let is_daily = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    let has = |is_known: bool, wanted: fn(&Mark) -> bool| {
        let mut days = chart.series.iter().map(|one| &one.daily);
        let bears = |daily: &Series| {
            let mut marks = daily.marks.iter();
            marks.any(|(day, mark)| wanted(mark) && daily.value(*day).is_some() == is_known)
        };
        is_daily && days.any(bears)
    };
    let points = || {
        let points = chart.series.iter().flat_map(|one| &one.points);
        points.filter(|point| point.value.is_some())
    };
    let mut marks = Vec::new();
    if points().any(PeriodValue::is_partial) {
        marks.push(ChartMark::Part(panel.step));
    }
    if points().any(|point| point.is_provisional) {
        marks.push(ChartMark::Running);
    }
    if points().any(PeriodValue::is_outdated) {
        marks.push(ChartMark::Outdated);
    }
    marks.extend(chart_part_marks(panel, chart));
    if has(true, |mark| *mark == Mark::Corrected) {
        marks.push(ChartMark::Corrected);
    }
    // The grounds of several series would say nothing, and are not drawn.
    let has_one = chart.series.len() == 1;
    if has_one && has(false, |mark| matches!(mark, Mark::Gap(_))) {
        marks.push(ChartMark::Gap);
    }
    let style = chart_style(panel, chart);
    let marks = marks.into_iter();
    marks.map(|mark| (mark, mark.sign(style))).collect()
}
