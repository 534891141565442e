//! What a cursor lays over a picture.

use web_sys::Element;

use super::dom::{draw, percent, set};
use super::placing::{Grid, Placing};
use super::track::Track;

/// What is laid over a picture.
pub(super) enum Marks {
    /// A line, moved as a whole with the dots on it.
    Line { layer: Element, span: Element },
    /// The frame of a calendar's day.
    Cell(Grid, Element),
}

impl Marks {
    /// Draws them; the stylesheet hides them while nothing is read.
    pub(super) fn draw(picture: &Element, svg: &Element, placing: Placing) -> Option<Self> {
        if let Some(grid) = placing.grid() {
            let cell = draw(svg, "rect", "reading reading__cell")?;
            let size = tenths(grid.cell);
            set(&cell, "width", &size);
            set(&cell, "height", &size);
            return Some(Self::Cell(grid, cell));
        }
        let plot = picture.get_attribute("data-plot").unwrap_or_default();
        let (top, rest) = plot.split_once(' ').unwrap_or(("0", "100% 100%"));
        let (bottom, height) = rest.split_once(' ').unwrap_or((rest, rest));
        let span = draw(svg, "rect", "reading reading__span")?;
        set(&span, "y", top);
        set(&span, "height", height);
        let layer = draw(svg, "svg", "reading")?;
        set(&layer, "overflow", "visible");
        let line = draw(&layer, "line", "reading__line")?;
        set(&line, "y1", top);
        set(&line, "y2", bottom);
        Some(Self::Line { layer, span })
    }

    /// Where dots are drawn that move with the line.
    pub(super) const fn layer(&self) -> Option<&Element> {
        match self {
            Self::Line { layer, .. } => Some(layer),
            Self::Cell(..) => None,
        }
    }

    /// Puts them at a slot, and what spans a change from another slot on.
    pub(super) fn place(&self, track: &Track, from: usize, slot: usize) {
        match self {
            Self::Cell(grid, cell) => {
                let (left, top) = grid.corner(slot);
                set(cell, "x", &tenths(left));
                set(cell, "y", &tenths(top));
            }
            Self::Line { layer, span } => {
                let (start, end) = (track.x(from), track.x(slot));
                set(layer, "x", &percent(end));
                set(span, "x", &percent(start));
                set(span, "width", &percent(end - start));
            }
        }
    }
}

fn tenths(number: i32) -> String {
    (f64::from(number) / 10.0).to_string()
}
