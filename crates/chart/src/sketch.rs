//! Sketches: everything that is decided before the first mark is made.

use dbag_domain::Format;
use plotters::coord::ranged1d::Ranged;

use crate::calendar::{self, Tick};
use crate::column::{Column, extent};
use crate::laid::Laid;
use crate::notes::{self, Placed};
use crate::picture::PlotArea;
use crate::text::text_width;
use crate::time_axis::TimeAxis;
use crate::timeline::Timeline;
use crate::value_axis::{Demand, ValueAxis};
use crate::{ChartSpec, ChartStyle, SeriesRole};

/// Pixels above the plot: half a label.
const TOP: i32 = 10;
/// Pixels below the plot: tick marks and a line of labels.
const BOTTOM: i32 = 24;
/// The gutter of the stylesheet's `.chart`, and of `.chart.is-wide-axis`.
pub(crate) const GUTTERS: (u32, u32) = (48, 80);
/// Pixels between a label of the value axis and the plot.
const LABEL_DISTANCE: i32 = 8;
/// Pixels a step of the value axis takes at least.
const STEP_HEIGHT: i32 = 52;

/// A chart on its axes.
pub(crate) struct Sketch {
    pub(crate) style: ChartStyle,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) laid: Laid,
    pub(crate) notes: Vec<Placed>,
    pub(crate) time_axis: TimeAxis,
    pub(crate) value_axis: ValueAxis,
    pub(crate) labels: Vec<String>,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) gutter: u32,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) plot: PlotArea,
}

impl Sketch {
    pub(crate) fn new(spec: &ChartSpec) -> Self {
        let timeline = Timeline::of(&spec.series);
        let laid = Laid::new(spec, timeline);
        let notes = timeline.map_or_else(Vec::new, |line| notes::placed(&spec.notes, line));
        let height = spec.height.clamp(80, 4_000) as i32 * 10;
        let top = if notes.is_empty() {
            TOP * 10
        } else {
            notes::STRIP
        };
        let plot_height = height - top - BOTTOM * 10;
        let value_axis = value_axis(spec, &laid, plot_height / 10);
        let labels = match extent(&laid.columns) {
            Some(_) => value_axis.labels(&spec.unit),
            None => Vec::new(),
        };
        let gutter = gutter(&labels);
        let width = (spec.width.clamp(gutter + 80, 8_000) - gutter) as i32 * 10;
        let (time_axis, ticks) = time_axis(timeline, &laid, width);
        Self {
            style: laid.legible_style(width),
            timeline,
            laid,
            notes,
            time_axis,
            value_axis,
            labels,
            ticks,
            gutter,
            width,
            height,
            plot: PlotArea {
                left: 0,
                top,
                width,
                height: plot_height,
            },
        }
    }

    pub(crate) fn x(&self, slot: f64) -> i32 {
        self.time_axis.map(&slot, (0, self.plot.width))
    }

    pub(crate) fn y(&self, value: f64) -> i32 {
        let bottom = self.plot.top + self.plot.height;
        self.value_axis.map(&value, (bottom, self.plot.top))
    }

    /// The columns of a role.
    pub(crate) fn of_role(&self, role: SeriesRole) -> impl Iterator<Item = &Column> {
        let columns = self.laid.columns.iter();
        columns.filter(move |column| column.role == role)
    }
}

fn gutter(labels: &[String]) -> u32 {
    let widest = labels.iter().map(|label| text_width(label)).max();
    let fits = widest.unwrap_or(0) <= (GUTTERS.0 as i32 - LABEL_DISTANCE) * 10;
    if fits { GUTTERS.0 } else { GUTTERS.1 }
}

/// The slots from edge to edge, and the dates below them.
fn time_axis(timeline: Option<Timeline>, laid: &Laid, width: i32) -> (TimeAxis, Vec<Tick>) {
    let slots = timeline.map_or(0, |timeline| timeline.count);
    // A dot alone would hang over the edge it stands on.
    let axis = if laid.style.has_bands() || laid.is_lone() {
        TimeAxis::of_bands(slots)
    } else {
        TimeAxis::of_points(slots)
    };
    let x = |slot: usize| axis.map(&(slot as f64), (0, width));
    let ticks = timeline.map_or_else(Vec::new, |line| calendar::ticks(line, width, x));
    let slots_of_ticks = ticks.iter().map(|tick| tick.slot).collect();
    (axis.with_ticks(slots_of_ticks), ticks)
}

fn value_axis(spec: &ChartSpec, laid: &Laid, plot_height: i32) -> ValueAxis {
    let style = laid.style;
    let demand = Demand {
        extent: extent(&laid.columns),
        is_whole: spec.unit.format != Format::Percent && laid.is_whole,
        from_zero: spec.axis_from_zero || style.has_bands() || style.is_stacked(),
        format: spec.unit.format,
        max_steps: usize::try_from(plot_height / STEP_HEIGHT)
            .unwrap_or(1)
            .clamp(1, 6),
    };
    if laid.is_log {
        ValueAxis::log(demand)
    } else {
        ValueAxis::linear(demand)
    }
}
