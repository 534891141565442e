//! Sparklines: a series without words, to stand beside a number.

use dbag_domain::{DayRange, Series};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, Rectangle};

use crate::column::{Column, extent};
use crate::draw::{Drawn, IN_MEMORY};
use crate::lines::{draw_area, draw_line};
use crate::pen::{Ink, Pen, State};
use crate::svg::{Sheet, SvgBackend};
use crate::text::push_escaped;
use crate::thin::thin;
use crate::time_axis::TimeAxis;
use crate::timeline::Timeline;
use crate::value_axis::ValueAxis;
use crate::{ChartSeries, Picture, PlotArea, Points, SeriesClass};

/// Tenths of a pixel between the line and the upper and lower edge, for its width and dot.
const EDGE: i32 = 30;

/// Pixels a thinned column is wide: a sparkline is a shape, not a record.
const COLUMN: u32 = 8;

/// A sparkline to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SparkSpec<'a> {
    /// The values.
    pub series: &'a Series,
    /// The days from the left edge to the right.
    pub range: DayRange,
    /// The width in pixels that the line is thinned for.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Whether the ground below the line is filled.
    pub has_ground: bool,
    /// The accessible name; without one the picture is for the eye only.
    pub name: &'a str,
    /// The smallest and largest value of the value axis, where several sparklines share
    /// one; else the line's own. What lies beyond is drawn at the edge.
    pub extent: Option<(f64, f64)>,
    /// The colour.
    pub class: SeriesClass,
}

impl<'a> SparkSpec<'a> {
    /// A sparkline on its ground, the size of a card's, without a name.
    pub fn new(series: &'a Series, range: DayRange) -> Self {
        Self {
            series,
            range,
            width: 240,
            height: 40,
            has_ground: true,
            name: "",
            extent: None,
            class: SeriesClass::default(),
        }
    }

    /// The extent that is given, where both ends are numbers; in the right order.
    fn shared_extent(&self) -> Option<(f64, f64)> {
        let (a, b) = self.extent?;
        (a.is_finite() && b.is_finite()).then(|| (a.min(b), a.max(b)))
    }

    /// A pen in the sparkline's colour; the first is that of the stylesheet.
    fn pen(&self, ink: Ink) -> Pen {
        match self.class {
            SeriesClass::S1 => Pen::new(ink),
            class => Pen::new(ink).of(class),
        }
    }
}

/// Draws a sparkline: the line, its ground and the last value's dot.
pub fn sparkline(spec: &SparkSpec<'_>) -> Picture {
    let series = ChartSeries {
        points: Points::Daily(spec.series.over(spec.range)),
        class: spec.class,
        ..ChartSeries::default()
    };
    let (width, height) = (spec.width.clamp(16, 4_000), spec.height.clamp(8, 1_000));
    let (w, h) = (width as i32 * 10, height as i32 * 10);
    let plot = PlotArea {
        left: 0,
        top: EDGE,
        width: w,
        height: h - 2 * EDGE,
    };
    let mut sheet = Sheet::new(w, h);
    let picture = Picture {
        width,
        height,
        plot,
        ..Picture::default()
    };
    let Some(timeline) = Timeline::of(std::slice::from_ref(&series)) else {
        let svg = sheet.into_svg("spark", &attributes(spec.name), "");
        return Picture { svg, ..picture };
    };
    let column = Column::new(&series, timeline);
    let time_axis = TimeAxis::of_points(timeline.count);
    let value_axis = ValueAxis::tight(
        spec.shared_extent()
            .or_else(|| extent(std::slice::from_ref(&column))),
    );
    let limits = (plot.top + plot.height, plot.top);
    draw_on(&mut sheet, &column, spec, (&time_axis, value_axis, plot)).expect(IN_MEMORY);
    let heights = column.values.iter();
    let y = heights.map(|value| value.map(|value| value_axis.map(&value, limits)));
    Picture {
        svg: sheet.into_svg("spark", &attributes(spec.name), ""),
        days: timeline.days(),
        x: (0..timeline.count)
            .map(|slot| time_axis.map(&(slot as f64), (0, w)))
            .collect(),
        y: vec![y.collect()],
        ..picture
    }
}

fn draw_on(
    sheet: &mut Sheet,
    column: &Column,
    spec: &SparkSpec<'_>,
    (time_axis, value_axis, plot): (&TimeAxis, ValueAxis, PlotArea),
) -> Drawn {
    let root = SvgBackend(sheet).into_drawing_area();
    let canvas = root.clone().apply_coord_spec(Cartesian2d::new(
        time_axis.clone(),
        value_axis,
        (0..plot.width, plot.top + plot.height..plot.top),
    ));
    let grounds = [
        (Ink::Outdated, column.outdated()),
        (Ink::Part, column.of_part()),
    ];
    let grounds = grounds.into_iter().flat_map(|(ink, spans)| {
        let spans = spans.into_iter();
        spans.map(move |(first, last)| (ink, first, last))
    });
    for (ink, first, last) in grounds {
        let x = |slot: f64| time_axis.map(&slot, (0, plot.width)).clamp(0, plot.width);
        let corners = [
            (x(first as f64 - 0.5), plot.top - EDGE),
            (x(last as f64 + 0.5), plot.top + plot.height + EDGE),
        ];
        root.draw(&Rectangle::new(corners, Pen::new(ink).to_style()))?;
    }
    let kept = thin(&column.values, (spec.width / COLUMN).max(1) as usize);
    if spec.has_ground {
        let floor = value_axis.range().start;
        draw_area(&canvas, column, &kept, (spec.pen(Ink::SparkArea), floor))?;
    }
    draw_line(&canvas, column, &kept, spec.pen(Ink::SparkLine))?;
    if let Some((slot, value)) = column.known().next_back() {
        let state = if column.is_provisional(slot) {
            State::Provisional
        } else {
            State::Plain
        };
        let style = spec.pen(Ink::SparkDot).is(state).to_style();
        canvas.draw(&Circle::new((slot as f64, value), 30, style))?;
    }
    Ok(())
}

/// No title element: browsers show it under the pointer, where the reader scrubs.
fn attributes(name: &str) -> String {
    if name.is_empty() {
        return " aria-hidden=\"true\"".to_owned();
    }
    let mut attributes = String::from(" role=\"img\" aria-label=\"");
    push_escaped(&mut attributes, name);
    attributes.push('"');
    attributes
}
