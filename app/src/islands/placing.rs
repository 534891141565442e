//! Where the values of a picture lie in it.

use web_sys::Element;

/// Places of slots and values, in percent of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Placing {
    /// Slope and offset of a value's height from the top; none where heights do not tell
    /// values, as in a stack.
    height: Option<(f64, f64)>,
    has_bands: bool,
    grid: Option<Grid>,
}

/// The cells of a calendar: a column a week and a row a weekday, in tenths of its units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Grid {
    /// The left edge of the first column.
    pub left: i32,
    /// The upper edge of the first row.
    pub top: i32,
    /// From a cell to the next.
    pub pitch: i32,
    /// The size of a cell.
    pub cell: i32,
    /// The row of the first day.
    pub first_row: i32,
}

impl Placing {
    /// From values and their heights, and the height of the whole picture.
    pub fn of(values: impl Iterator<Item = (f64, i32)>, whole: i32, has_bands: bool) -> Self {
        let percent = |height: i32| f64::from(height) * 100.0 / f64::from(whole.max(1));
        let mut ends: Option<((f64, f64), (f64, f64))> = None;
        for (value, height) in values {
            let place = (value, percent(height));
            let (low, high) = ends.get_or_insert((place, place));
            if value < low.0 {
                *low = place;
            }
            if value > high.0 {
                *high = place;
            }
        }
        let height = ends.map(|(low, high)| {
            let slope = if high.0 > low.0 {
                (high.1 - low.1) / (high.0 - low.0)
            } else {
                0.0
            };
            (slope, low.1 - slope * low.0)
        });
        Self {
            height,
            has_bands,
            grid: None,
        }
    }

    /// Slots without heights.
    pub const fn flat(has_bands: bool) -> Self {
        Self {
            height: None,
            has_bands,
            grid: None,
        }
    }

    /// The days of a calendar.
    pub const fn calendar(grid: Grid) -> Self {
        Self {
            height: None,
            has_bands: true,
            grid: Some(grid),
        }
    }

    /// Slope and offset as an attribute.
    pub fn height_text(&self) -> Option<String> {
        self.height
            .map(|(slope, offset)| format!("{slope:.6e} {offset:.3}"))
    }

    /// Whether slots have bands, as an attribute.
    pub fn bands_text(&self) -> Option<&'static str> {
        self.has_bands.then_some("")
    }

    /// The cells as an attribute.
    pub fn grid_text(&self) -> Option<String> {
        let grid = self.grid?;
        let Grid {
            left,
            top,
            pitch,
            cell,
            first_row,
        } = grid;
        Some(format!("{left} {top} {pitch} {cell} {first_row}"))
    }

    /// Reads the attributes of a picture.
    pub(super) fn read(picture: &Element) -> Self {
        let text = |name: &str| picture.get_attribute(name).unwrap_or_default();
        let height = text("data-height");
        let height = height.split_once(' ').and_then(|(slope, offset)| {
            let slope = slope.parse().ok()?;
            Some((slope, offset.parse().ok()?))
        });
        Self {
            height,
            has_bands: picture.has_attribute("data-bands"),
            grid: Grid::read(&text("data-grid")),
        }
    }

    /// Whether values have bars, and no dots.
    pub(crate) const fn has_bands(&self) -> bool {
        self.has_bands
    }

    /// Whether heights tell values.
    pub(crate) const fn has_heights(&self) -> bool {
        self.height.is_some()
    }

    /// The cells, in a calendar.
    pub(super) const fn grid(&self) -> Option<Grid> {
        self.grid
    }

    /// The slot nearest to a place, 0 at the left edge and 1 at the right.
    pub(super) fn slot_at(&self, place: f64, slots: usize) -> usize {
        let last = slots.saturating_sub(1);
        let slot = if self.is_banded(slots) {
            (place * slots as f64).floor()
        } else {
            (place * last as f64).round()
        };
        (slot.max(0.0) as usize).min(last)
    }

    /// The middle of a slot, in percent of the width.
    pub(super) fn x(&self, slot: usize, slots: usize) -> f64 {
        if self.is_banded(slots) {
            (slot as f64 + 0.5) * 100.0 / slots.max(1) as f64
        } else {
            slot as f64 * 100.0 / (slots - 1) as f64
        }
    }

    /// The height of a value, in percent from the top.
    pub(crate) fn y(&self, value: f64) -> Option<f64> {
        let (slope, offset) = self.height?;
        Some(slope * value + offset)
    }

    const fn is_banded(&self, slots: usize) -> bool {
        self.has_bands || slots < 2
    }
}

impl Grid {
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(|word| word.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            left: next()?,
            top: next()?,
            pitch: next()?,
            cell: next()?,
            first_row: next()?,
        })
    }

    /// The slot of the cell at a place, in tenths of the picture's units; of all slots.
    pub(super) fn slot_at(&self, x: f64, y: f64, slots: usize) -> Option<usize> {
        let cell = |at: f64, before: i32| {
            let cells = (at - f64::from(before)) / f64::from(self.pitch.max(1));
            cells.floor() as i32
        };
        let (column, row) = (cell(x, self.left), cell(y, self.top));
        let slot = usize::try_from(column * 7 + row - self.first_row).ok()?;
        ((0..7).contains(&row) && slot < slots).then_some(slot)
    }

    /// How many weeks so many slots are.
    pub(super) fn columns(&self, slots: usize) -> f64 {
        let cells = i32::try_from(slots).unwrap_or(0) + self.first_row;
        f64::from((cells + 6) / 7)
    }

    /// The upper left corner of a slot's cell, in tenths of the picture's units.
    pub(super) fn corner(&self, slot: usize) -> (i32, i32) {
        let cell = i32::try_from(slot).unwrap_or(0) + self.first_row;
        (
            self.left + cell / 7 * self.pitch,
            self.top + cell % 7 * self.pitch,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_belongs_to_the_nearest_slot() {
        let (points, bands) = (Placing::flat(false), Placing::flat(true));
        for (place, point, band) in [
            (-1.0, 0, 0),
            (0.0, 0, 0),
            (0.13, 1, 0),
            (0.5, 2, 2),
            (0.99, 4, 4),
            (7.0, 4, 4),
        ] {
            let slots = (points.slot_at(place, 5), bands.slot_at(place, 5));
            assert_eq!(slots, (point, band), "{place}");
        }
        assert_eq!((points.x(4, 5), bands.x(4, 5)), (100.0, 90.0));
    }

    #[test]
    fn the_height_of_a_value_follows_from_its_picture() {
        let values = [(2.5, 300), (1.0, 380), (1204.0, 30)];
        let placing = Placing::of(values.into_iter(), 400, false);
        let y = |value| placing.y(value).map(f64::round);
        assert_eq!([y(1.0), y(1204.0)], [Some(95.0), Some(8.0)]);
        assert_eq!(Placing::flat(false).y(1.0), None);
        let level = Placing::of([(3.0, 100)].into_iter(), 400, false);
        assert_eq!(level.y(3.0), Some(25.0));
    }

    #[test]
    fn a_day_of_a_calendar_is_found_at_its_cell() {
        let grid = Grid {
            left: 320,
            top: 160,
            pitch: 110,
            cell: 90,
            first_row: 2,
        };
        let text = Placing::calendar(grid).grid_text();
        assert_eq!(text.as_deref().and_then(Grid::read), Some(grid));
        for slot in [0, 4, 5, 200] {
            let (x, y) = grid.corner(slot);
            let found = grid.slot_at(f64::from(x) + 1.0, f64::from(y) + 1.0, 365);
            assert_eq!(found, Some(slot));
        }
        assert_eq!(grid.slot_at(321.0, 161.0, 365), None);
    }
}
