//! A finished picture, with what a cursor needs to find values in it.

use dbag_domain::Day;

/// Where the values are drawn, in tenths of a pixel from the picture's corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlotArea {
    /// The left edge.
    pub left: i32,
    /// The top edge.
    pub top: i32,
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
}

/// A picture: SVG text, and the positions of its points.
///
/// Positions are tenths of a pixel at the drawn size; a browser that shows the
/// picture at another size multiplies them by shown width over `width`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture {
    /// The SVG element, ready to stand in HTML.
    pub svg: String,
    /// The width in pixels, without the gutter.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The room in pixels that the labels of the value axis take left of the picture.
    pub gutter: u32,
    /// Where the values are drawn.
    pub plot: PlotArea,
    /// The first day of each slot of the time axis.
    pub days: Vec<Day>,
    /// The middle of each slot, growing.
    pub x: Vec<i32>,
    /// Whether each slot has a band of the plot's width; else the first and the last stand
    /// on its edges.
    pub has_bands: bool,
    /// The height of each value, a column a series; `None` where there is none
    /// or none is drawn. In a stack, where the value reaches to.
    pub y: Vec<Vec<Option<i32>>>,
    /// How many values have no place on a logarithmic scale.
    pub not_drawn: usize,
}

impl Picture {
    /// The slot nearest to `x`, in tenths of a pixel; `None` in a picture without slots.
    pub fn nearest(&self, x: i32) -> Option<usize> {
        let after = self.x.partition_point(|&at| at < x);
        let before = after.saturating_sub(1);
        let distance = |at: usize| self.x.get(at).map(|&found| (found - x).unsigned_abs());
        match (distance(before), distance(after)) {
            (Some(left), Some(right)) => Some(if right < left { after } else { before }),
            (Some(_), None) => Some(before),
            (None, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_finds_the_nearest_slot() {
        let picture = Picture {
            x: vec![0, 100, 200],
            ..Picture::default()
        };
        let cases = [(-50, 0), (0, 0), (49, 0), (51, 1), (160, 2), (9_000, 2)];
        for (x, slot) in cases {
            assert_eq!(picture.nearest(x), Some(slot), "{x}");
        }
        assert_eq!(Picture::default().nearest(0), None);
    }
}
