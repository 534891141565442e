//! Charts: axes, series and words put together.

use std::convert::Infallible;

use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Circle;

use crate::bars::{draw_bars, draw_ticks};
use crate::column::Column;
use crate::describe_chart::describe_chart;
use crate::lines::{draw_area, draw_goal, draw_line};
use crate::pen::{Ink, Pen, State};
use crate::picture::Picture;
use crate::sketch::{GUTTERS, Sketch};
use crate::svg::{Sheet, SvgBackend};
use crate::text::push_escaped;
use crate::thin::thin;
use crate::time_axis::TimeAxis;
use crate::timeline::Timeline;
use crate::value_axis::ValueAxis;
use crate::{ChartSpec, ChartStyle, SeriesRole};

/// Where series are drawn, in slots and values.
pub(crate) type Canvas<'a> = DrawingArea<SvgBackend<'a>, Cartesian2d<TimeAxis, ValueAxis>>;

/// What drawing answers; nothing in it can fail in memory.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Why a drawing's result is not looked at further.
pub(crate) const IN_MEMORY: &str = "text in memory takes every mark";

/// Pixels between two marks of corrected values; nearer ones would blot.
const MARKS_APART: i32 = 8;

/// Draws a chart.
///
/// The same specification gives the same text everywhere. All coordinates are finite
/// and inside the view box, whatever the values are.
pub fn draw(spec: &ChartSpec) -> Picture {
    let sketch = Sketch::new(spec);
    let mut sheet = Sheet::new(sketch.width, sketch.height);
    sketch.draw_on(&mut sheet).expect(IN_MEMORY);
    let block = if sketch.gutter == GUTTERS.0 {
        "chart"
    } else {
        "chart is-wide-axis"
    };
    let description = match spec.description.is_empty() {
        true => &describe_chart(spec, &sketch),
        false => &spec.description,
    };
    let svg = sheet.into_svg(block, " role=\"img\"", &head(&spec.title, description));
    sketch.into_picture(svg)
}

/// Whether several series are shown, so that what stands beside one has its colour.
pub(crate) fn has_several(columns: &[Column]) -> bool {
    columns.iter().filter(|column| column.is_shown()).count() > 1
}

/// The accessible name and the text alternative, which no id is needed for.
pub(crate) fn head(title: &str, description: &str) -> String {
    let mut head = String::from("<title>");
    push_escaped(&mut head, title);
    head.push_str("</title><desc>");
    push_escaped(&mut head, description);
    head.push_str("</desc>");
    head
}

impl Sketch {
    fn draw_on(&self, sheet: &mut Sheet) -> Drawn {
        let root = SvgBackend(sheet).into_drawing_area();
        let (bottom, right) = (self.plot.top + self.plot.height, self.plot.width);
        let canvas = root.apply_coord_spec(Cartesian2d::new(
            self.time_axis.clone(),
            self.value_axis,
            (0..right, bottom..self.plot.top),
        ));
        self.draw_gaps(&root)?;
        self.draw_outdated(&root)?;
        self.draw_of_part(&root)?;
        self.draw_note_bands(&root)?;
        self.draw_mesh(&root)?;
        self.draw_note_lines(&root)?;
        if self.style.has_bands() {
            draw_bars(&canvas, &self.laid.columns, self.plot.width)?;
            draw_ticks(&canvas, &self.laid.columns, self.plot.width)?;
        } else {
            self.draw_lines(&canvas)?;
        }
        self.draw_guides(&canvas)?;
        self.draw_labels(&root)?;
        self.draw_note_numbers(&root)?;
        self.draw_dots(&canvas)
    }

    /// The places of a column's values that are drawn; in a stack those of the sums, for
    /// what touches must bend at the same places.
    fn kept(&self, column: &Column) -> Vec<usize> {
        let pixels = usize::try_from(self.plot.width / 10).unwrap_or(1);
        let is_in_stack = !column.bases.is_empty();
        thin(
            if is_in_stack {
                &self.laid.sums
            } else {
                &column.values
            },
            pixels,
        )
    }

    /// What is compared, then what is shown: of very many series the first eight on top.
    fn draw_lines(&self, canvas: &Canvas<'_>) -> Drawn {
        let have_own = has_several(&self.laid.columns);
        for column in self.of_role(SeriesRole::Compared) {
            let pen = match have_own {
                true => Pen::new(Ink::Line).of(column.class).is(State::OwnCompared),
                false => Pen::new(Ink::Line).is(State::Compared),
            };
            let pen = pen.many(column.is_many);
            draw_line(canvas, column, &self.kept(column), pen)?;
        }
        let shown = || self.of_role(SeriesRole::Shown);
        let many = shown().filter(|column| column.is_many);
        for column in many.chain(shown().filter(|column| !column.is_many)) {
            self.draw_shown(canvas, column)?;
        }
        Ok(())
    }

    fn draw_shown(&self, canvas: &Canvas<'_>, column: &Column) -> Drawn {
        let kept = self.kept(column);
        let is_stacked = self.style == ChartStyle::StackedArea;
        let stands = self.style == ChartStyle::Area && !column.is_many;
        if is_stacked || stands && self.value_axis.has_zero() {
            let state = if is_stacked {
                State::Stacked
            } else {
                State::Plain
            };
            let pen = Pen::new(Ink::Area).of(column.class).is(state);
            let pen = pen.many(column.is_many);
            draw_area(canvas, column, &kept, (pen, self.value_axis.base()))?;
        }
        if is_stacked && column.is_many {
            return Ok(());
        }
        let pen = Pen::new(Ink::Line).of(column.class);
        draw_line(canvas, column, &kept, pen.many(column.is_many))
    }

    /// What says how the shown values are to be taken: trends, goals and paces.
    fn draw_guides(&self, canvas: &Canvas<'_>) -> Drawn {
        let pen = |column: &Column| Pen::new(Ink::Line).of(column.class);
        for column in self.of_role(SeriesRole::Trend) {
            let pen = pen(column).is(State::Trend);
            draw_line(canvas, column, &self.kept(column), pen)?;
        }
        for column in self.of_role(SeriesRole::Goal) {
            let pen = pen(column).is(State::Goal);
            draw_goal(canvas, column, &self.kept(column), pen)?;
        }
        for column in self.of_role(SeriesRole::Pace) {
            let pen = pen(column).is(State::Pace);
            draw_line(canvas, column, &self.kept(column), pen)?;
        }
        Ok(())
    }

    /// A dot at the end of each line, and a ring round each corrected value.
    fn draw_dots(&self, canvas: &Canvas<'_>) -> Drawn {
        let has_ends = matches!(self.style, ChartStyle::Line | ChartStyle::Area);
        let marked = self.of_role(SeriesRole::Shown);
        for column in marked.filter(|column| !column.is_many) {
            self.draw_corrected(canvas, column)?;
            let last = column.known().next_back();
            if let (true, Some((slot, value))) = (has_ends, last) {
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

    fn draw_corrected(&self, canvas: &Canvas<'_>, column: &Column) -> Drawn {
        let mut free_from = i32::MIN;
        let mut corrected = column
            .known()
            .filter(|(slot, _)| column.is_corrected(*slot));
        corrected.try_for_each(|(slot, value)| {
            let x = self.x(slot as f64);
            if x < free_from {
                return Ok(());
            }
            free_from = x + MARKS_APART * 10;
            let style = Pen::new(Ink::Mark).to_style();
            canvas.draw(&Circle::new((slot as f64, value), 35, style))
        })
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
            has_bands: self.time_axis.has_bands(),
            y: self.laid.columns.iter().map(heights).collect(),
            not_drawn: self.laid.not_drawn,
        }
    }
}
