//! Series laid on the timeline: on each other in stacks, fit for a logarithmic axis.

use crate::bars::are_legible;
use crate::column::Column;
use crate::stack::{stack, stack_compared, sums};
use crate::timeline::Timeline;
use crate::{ChartSpec, ChartStyle, SeriesClass, SeriesRole, ValueScale};

/// The columns of a chart, and what is known of them together.
pub(crate) struct Laid {
    /// How they are to be drawn.
    pub(crate) style: ChartStyle,
    pub(crate) columns: Vec<Column>,
    /// In a stack, the sums of what is shown.
    pub(crate) sums: Vec<Option<f64>>,
    /// Whether all that was counted is whole.
    pub(crate) is_whole: bool,
    pub(crate) is_log: bool,
    /// How many values a logarithmic axis has no place for.
    pub(crate) not_drawn: usize,
}

impl Laid {
    pub(crate) fn new(spec: &ChartSpec, timeline: Option<Timeline>) -> Self {
        let mut columns = columns(spec, timeline);
        let style = style(spec.style, timeline);
        let is_log = is_log(spec, &columns);
        let not_drawn = match is_log {
            true => columns.iter_mut().map(Column::keep_positive).sum(),
            false => 0,
        };
        let is_whole = are_whole(&columns);
        let mut of_stack = Vec::new();
        if style.is_stacked() {
            of_stack = sums(&columns);
            stack(&mut columns, style);
            stack_compared(&mut columns, style);
        }
        Self {
            style,
            columns,
            sums: of_stack,
            is_whole,
            is_log,
            not_drawn,
        }
    }

    /// Bars side by side become lines where they would be hairs.
    pub(crate) fn legible_style(&self, plot_width: i32) -> ChartStyle {
        match self.style {
            ChartStyle::Bars if !are_legible(&self.columns, plot_width) => ChartStyle::Line,
            style => style,
        }
    }

    /// Whether there is one shown value only.
    pub(crate) fn is_lone(&self) -> bool {
        let shown = self.columns.iter().filter(|column| column.is_shown());
        let mut known = shown.flat_map(Column::known);
        known.next().is_some() && known.next().is_none()
    }
}

/// A column a series; the shown ones after the eighth share its colours, and so does what stands beside
/// those.
fn columns(spec: &ChartSpec, timeline: Option<Timeline>) -> Vec<Column> {
    let Some(timeline) = timeline else {
        return Vec::new();
    };
    let mut shown = 0;
    let column = |one| {
        let mut column = Column::new(one, timeline);
        shown += usize::from(column.is_shown());
        column.is_many = match column.role {
            SeriesRole::Shown => shown > SeriesClass::ALL.len(),
            SeriesRole::Compared => column.beside >= SeriesClass::ALL.len(),
            _ => false,
        };
        column
    };
    spec.series.iter().map(column).collect()
}

/// A stack of one slot has no ground to be an area on.
fn style(asked: ChartStyle, timeline: Option<Timeline>) -> ChartStyle {
    match asked {
        ChartStyle::StackedArea if timeline.is_some_and(|line| line.count < 2) => {
            ChartStyle::StackedBars
        }
        asked => asked,
    }
}

/// Whether a logarithmic axis is asked for, and there is something to be shown on one.
fn is_log(spec: &ChartSpec, columns: &[Column]) -> bool {
    let mut shown = columns.iter().filter(|column| column.is_shown());
    spec.scale == ValueScale::Log
        && !spec.style.is_stacked()
        && shown.any(|column| column.known().any(|(_, value)| value > 0.0))
}

/// Whether what was counted is whole; means and projections of it need not be.
fn are_whole(columns: &[Column]) -> bool {
    let counts = |column: &&Column| !matches!(column.role, SeriesRole::Trend | SeriesRole::Pace);
    let is_whole = |(_, value): (usize, f64)| value.fract() == 0.0;
    let mut counted = columns.iter().filter(counts);
    counted.all(|column| column.known().all(is_whole))
}
