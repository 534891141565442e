//! Charts: axes, series and words put together.

use std::convert::Infallible;

use dbag_domain::Format;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Circle;

use crate::bars::draw_bars;
use crate::calendar::{self, Tick};
use crate::column::{Column, extent};
use crate::describe::describe_chart;
use crate::lines::{draw_area, draw_line};
use crate::pen::{Ink, Pen, State};
use crate::picture::{Picture, PlotArea};
use crate::svg::{Sheet, SvgBackend};
use crate::text::{push_escaped, text_width};
use crate::thin::thin;
use crate::tick_label::tick_labels;
use crate::time_axis::TimeAxis;
use crate::timeline::Timeline;
use crate::value_axis::{Demand, ValueAxis};
use crate::{ChartSpec, ChartStyle};

/// Where series are drawn, in slots and values.
pub(crate) type Canvas<'a> = DrawingArea<SvgBackend<'a>, Cartesian2d<TimeAxis, ValueAxis>>;

/// What drawing answers; nothing in it can fail in memory.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Why a drawing's result is not looked at further.
pub(crate) const IN_MEMORY: &str = "text in memory takes every mark";

/// Pixels above the plot: half a label.
const TOP: i32 = 10;
/// Pixels below the plot: tick marks and a line of labels.
const BOTTOM: i32 = 24;
/// The gutter of the stylesheet's `.chart`, and of `.chart.is-wide-axis`.
const GUTTERS: (u32, u32) = (48, 80);
/// Pixels between a label of the value axis and the plot.
const LABEL_DISTANCE: i32 = 8;
/// Pixels a step of the value axis takes at least.
const STEP_HEIGHT: i32 = 52;
/// Pixels between two marks of corrected values; nearer ones would blot.
const MARKS_APART: i32 = 8;

/// Draws a chart.
///
/// The same specification gives the same text everywhere. All coordinates are finite
/// and inside the view box, whatever the values are.
pub fn draw(spec: &ChartSpec) -> Picture {
    let timeline = Timeline::of(&spec.series);
    let columns: Vec<Column> = timeline.map_or_else(Vec::new, |timeline| {
        let columns = spec.series.iter();
        columns.map(|one| Column::new(one, timeline)).collect()
    });
    let sketch = Sketch::new(spec, timeline, columns);
    let mut sheet = Sheet::new(sketch.width, sketch.height);
    sketch.draw_on(&mut sheet).expect(IN_MEMORY);
    let block = if sketch.gutter == GUTTERS.0 {
        "chart"
    } else {
        "chart is-wide-axis"
    };
    let svg = sheet.into_svg(block, " role=\"img\"", &head(spec));
    sketch.into_picture(svg)
}

/// The accessible name and the text alternative, which no id is needed for.
fn head(spec: &ChartSpec) -> String {
    let mut head = String::from("<title>");
    push_escaped(&mut head, &spec.title);
    head.push_str("</title><desc>");
    if spec.description.is_empty() {
        push_escaped(&mut head, &describe_chart(spec));
    } else {
        push_escaped(&mut head, &spec.description);
    }
    head.push_str("</desc>");
    head
}

/// Everything that is decided before the first mark is made.
pub(crate) struct Sketch {
    style: ChartStyle,
    timeline: Option<Timeline>,
    pub(crate) columns: Vec<Column>,
    pub(crate) time_axis: TimeAxis,
    pub(crate) value_axis: ValueAxis,
    pub(crate) labels: Vec<String>,
    pub(crate) ticks: Vec<Tick>,
    gutter: u32,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) plot: PlotArea,
}

impl Sketch {
    fn new(spec: &ChartSpec, timeline: Option<Timeline>, columns: Vec<Column>) -> Self {
        let height = spec.height.clamp(80, 4_000) as i32;
        let value_axis = value_axis(spec, &columns, height - TOP - BOTTOM);
        let labels = match extent(&columns) {
            Some(_) => tick_labels(&value_axis.ticks(), &spec.unit),
            None => Vec::new(),
        };
        let widest = labels.iter().map(|label| text_width(label)).max();
        let fits = widest.unwrap_or(0) <= (GUTTERS.0 as i32 - LABEL_DISTANCE) * 10;
        let gutter = if fits { GUTTERS.0 } else { GUTTERS.1 };
        let width = spec.width.clamp(gutter + 80, 8_000) - gutter;
        let (width, height) = (width as i32 * 10, height * 10);
        let plot = PlotArea {
            left: 0,
            top: TOP * 10,
            width,
            height: height - (TOP + BOTTOM) * 10,
        };
        let slots = timeline.map_or(0, |timeline| timeline.count);
        let time_axis = match spec.style {
            ChartStyle::Bars => TimeAxis::of_bands(slots),
            // A dot alone would hang over the edge it stands on.
            ChartStyle::Line | ChartStyle::Area if is_lone(&columns) => TimeAxis::of_bands(slots),
            ChartStyle::Line | ChartStyle::Area => TimeAxis::of_points(slots),
        };
        let x = |slot: usize| time_axis.map(&(slot as f64), (0, width));
        let ticks = timeline.map_or_else(Vec::new, |line| calendar::ticks(line, width, x));
        let tick_slots = ticks.iter().map(|tick| tick.slot).collect();
        Self {
            style: spec.style,
            timeline,
            columns,
            time_axis: time_axis.with_ticks(tick_slots),
            value_axis,
            labels,
            ticks,
            gutter,
            width,
            height,
            plot,
        }
    }

    fn draw_on(&self, sheet: &mut Sheet) -> Drawn {
        let root = SvgBackend(sheet).into_drawing_area();
        let (bottom, right) = (self.plot.top + self.plot.height, self.plot.width);
        let canvas = root.apply_coord_spec(Cartesian2d::new(
            self.time_axis.clone(),
            self.value_axis,
            (0..right, bottom..self.plot.top),
        ));
        self.draw_gaps(&root)?;
        self.draw_mesh(&root)?;
        match self.style {
            ChartStyle::Bars => draw_bars(&canvas, &self.columns, self.plot.width)?,
            ChartStyle::Line | ChartStyle::Area => self.draw_lines(&canvas)?,
        }
        self.draw_labels(&root)?;
        self.draw_dots(&canvas)
    }

    pub(crate) fn x(&self, slot: f64) -> i32 {
        self.time_axis.map(&slot, (0, self.plot.width))
    }

    pub(crate) fn y(&self, value: f64) -> i32 {
        let bottom = self.plot.top + self.plot.height;
        self.value_axis.map(&value, (bottom, self.plot.top))
    }

    fn draw_lines(&self, canvas: &Canvas<'_>) -> Drawn {
        let pixels = usize::try_from(self.plot.width / 10).unwrap_or(1);
        let has_ground = self.style == ChartStyle::Area && self.value_axis.has_zero();
        let compared = self.columns.iter().filter(|column| column.is_compared);
        for column in compared {
            let pen = Pen::new(Ink::Line).is(State::Compared);
            draw_line(canvas, column, &thin(&column.values, pixels), pen)?;
        }
        for column in self.columns.iter().filter(|column| !column.is_compared) {
            let kept = thin(&column.values, pixels);
            if has_ground {
                let pen = Pen::new(Ink::Area).of(column.class);
                draw_area(canvas, column, &kept, (pen, self.value_axis.base()))?;
            }
            draw_line(canvas, column, &kept, Pen::new(Ink::Line).of(column.class))?;
        }
        Ok(())
    }

    /// A dot at the end of each line, and a ring round each corrected value.
    fn draw_dots(&self, canvas: &Canvas<'_>) -> Drawn {
        for column in self.columns.iter().filter(|column| !column.is_compared) {
            let mut free_from = i32::MIN;
            for (slot, value) in column
                .known()
                .filter(|(slot, _)| column.is_corrected(*slot))
            {
                let x = self.x(slot as f64);
                if x >= free_from {
                    let style = Pen::new(Ink::Mark).to_style();
                    canvas.draw(&Circle::new((slot as f64, value), 35, style))?;
                    free_from = x + MARKS_APART * 10;
                }
            }
            if self.style == ChartStyle::Bars {
                continue;
            }
            if let Some((slot, value)) = column.known().next_back() {
                let state = if column.is_provisional(slot) {
                    State::Provisional
                } else {
                    State::Plain
                };
                let style = Pen::new(Ink::Dot).of(column.class).is(state).to_style();
                canvas.draw(&Circle::new((slot as f64, value), 35, style))?;
            }
        }
        Ok(())
    }

    fn into_picture(self, svg: String) -> Picture {
        let days = self.timeline.map_or_else(Vec::new, Timeline::days);
        let x = (0..days.len()).map(|slot| self.x(slot as f64)).collect();
        let heights = |column: &Column| {
            let values = column.values.iter();
            values
                .map(|value| value.map(|value| self.y(value)))
                .collect()
        };
        Picture {
            svg,
            width: self.width.unsigned_abs() / 10,
            height: self.height.unsigned_abs() / 10,
            gutter: self.gutter,
            plot: self.plot,
            days,
            x,
            y: self.columns.iter().map(heights).collect(),
        }
    }
}

/// Whether there is one value only, besides those it is compared with.
fn is_lone(columns: &[Column]) -> bool {
    let shown = columns.iter().filter(|column| !column.is_compared);
    let mut known = shown.flat_map(Column::known);
    known.next().is_some() && known.next().is_none()
}

fn value_axis(spec: &ChartSpec, columns: &[Column], plot_height: i32) -> ValueAxis {
    let is_whole = |(_, value): (usize, f64)| value.fract() == 0.0;
    ValueAxis::new(Demand {
        extent: extent(columns),
        is_whole: spec.unit.format != Format::Percent
            && columns.iter().all(|column| column.known().all(is_whole)),
        from_zero: spec.axis_from_zero || spec.style == ChartStyle::Bars,
        format: spec.unit.format,
        max_steps: usize::try_from(plot_height / STEP_HEIGHT)
            .unwrap_or(1)
            .clamp(1, 6),
    })
}
