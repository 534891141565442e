//! What stands behind and beside the series: grounds, hairlines, ticks and labels.

use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, TextStyle};
use plotters_backend::BackendCoord;

use crate::SeriesRole;
use crate::calendar;
use crate::column::Column;
use crate::draw::Drawn;
use crate::pen::{Ink, Pen, State};
use crate::sketch::Sketch;
use crate::svg::SvgBackend;

/// The whole sheet, in tenths of a pixel.
pub(crate) type Root<'a> = DrawingArea<SvgBackend<'a>, Shift>;

impl Sketch {
    /// Days that have a reason in the place of a value; of one series only, for the
    /// grounds of several would say nothing.
    pub(crate) fn draw_gaps(&self, root: &Root<'_>) -> Drawn {
        let mut shown = self.laid.columns.iter().filter(|column| column.is_shown());
        let (Some(column), None) = (shown.next(), shown.next()) else {
            return Ok(());
        };
        let (top, bottom) = (self.plot.top, self.plot.top + self.plot.height);
        for (first, last) in column.explained_gaps() {
            let left = self.x(first as f64 - 0.5);
            let right = self.x(last as f64 + 0.5);
            let style = Pen::new(Ink::Gap).to_style();
            root.draw(&Rectangle::new([(left, top), (right, bottom)], style))?;
        }
        Ok(())
    }

    /// A ground under the days that were asked for what a metric meant before it was changed.
    pub(crate) fn draw_outdated(&self, root: &Root<'_>) -> Drawn {
        self.draw_grounds(root, Ink::Outdated, Column::outdated)
    }

    /// A ground under the days whose values are not of what all objects say now.
    pub(crate) fn draw_of_part(&self, root: &Root<'_>) -> Drawn {
        self.draw_grounds(root, Ink::Part, Column::of_part)
    }

    fn draw_grounds(
        &self,
        root: &Root<'_>,
        ink: Ink,
        spans: fn(&Column) -> Vec<(usize, usize)>,
    ) -> Drawn {
        let (top, bottom) = (self.plot.top, self.plot.top + self.plot.height);
        let mut spans: Vec<(usize, usize)> =
            self.of_role(SeriesRole::Shown).flat_map(spans).collect();
        spans.sort_unstable();
        spans.dedup();
        for (first, last) in spans {
            let left = self.x(first as f64 - 0.5).max(0);
            let right = self.x(last as f64 + 0.5).min(self.plot.width);
            let style = Pen::new(ink).to_style();
            root.draw(&Rectangle::new([(left, top), (right, bottom)], style))?;
        }
        Ok(())
    }

    /// A hairline a step, a stronger one at zero or at the bottom, and a short stroke
    /// below the plot where a date is.
    pub(crate) fn draw_mesh(&self, root: &Root<'_>) -> Drawn {
        let bottom = self.plot.top + self.plot.height;
        let base = self.y(self.value_axis.base());
        let level = |y: i32, ink: Ink| {
            let style = Pen::new(ink).to_style();
            root.draw(&PathElement::new([(0, y), (self.plot.width, y)], style))
        };
        for value in self.value_axis.key_points(self.labels.len()) {
            let y = self.y(value);
            if y != base {
                level(y, Ink::Grid)?;
            }
        }
        level(base, Ink::Axis)?;
        for slot in self.time_axis.key_points(calendar::MOST) {
            let x = self.x(slot);
            let style = Pen::new(Ink::Axis).to_style();
            root.draw(&PathElement::new([(x, bottom), (x, bottom + 40)], style))?;
        }
        Ok(())
    }

    pub(crate) fn draw_labels(&self, root: &Root<'_>) -> Drawn {
        let values = self.value_axis.key_points(self.labels.len());
        let pen = Pen::new(Ink::Label);
        let labelled = values.iter().zip(&self.labels);
        for (value, label) in labelled.filter(|(_, label)| !label.is_empty()) {
            let at = (0, self.y(*value));
            draw_label(root, label, (at, HPos::Right, VPos::Center), pen)?;
        }
        let x = |slot: usize| self.x(slot as f64);
        for tick in &self.ticks {
            let is_last = calendar::ends_at_edge(tick, self.plot.width, &x);
            let (at, anchor) = if is_last {
                (self.plot.width, HPos::Right)
            } else {
                (x(tick.slot), HPos::Center)
            };
            let state = if tick.is_minor {
                State::Minor
            } else {
                State::Plain
            };
            let place = ((at, self.height), anchor, VPos::Bottom);
            draw_label(root, &tick.label, place, pen.is(state))?;
        }
        if self.labels.is_empty() {
            let middle = (self.width / 2, self.plot.top + self.plot.height / 2);
            let place = (middle, HPos::Center, VPos::Center);
            draw_label(root, "no values in this range", place, pen.is(State::Empty))?;
        }
        Ok(())
    }
}

/// Writes a label; it keeps its size however far the picture is stretched.
pub(crate) fn draw_label(
    root: &Root<'_>,
    text: &str,
    (at, horizontal, vertical): (BackendCoord, HPos, VPos),
    pen: Pen,
) -> Drawn {
    let color = pen.to_color();
    let style = TextStyle::from(("sans-serif", 120).into_font())
        .color(&color)
        .pos(Pos::new(horizontal, vertical));
    root.draw_text(text, &style, at)
}
