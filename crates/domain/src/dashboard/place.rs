//! Where a panel stands: on a grid of twelve columns.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The columns of a dashboard's grid.
pub const COLUMNS: u16 = 12;

/// A rectangle of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The first row, from 0.
    pub y: u16,
    /// The first column, from 0.
    pub x: u16,
    /// How many columns it takes.
    pub w: u16,
    /// How many rows it takes.
    pub h: u16,
}

/// Why a place was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PlaceError {
    /// Nothing to stand on.
    #[error("a panel takes at least one column and one row")]
    Empty,
    /// Beyond the right edge.
    #[error("a panel ends at column {COLUMNS} at the latest")]
    TooWide,
    /// Higher than a panel may be.
    #[error("a panel takes at most {} rows", Place::MAX_ROWS)]
    TooHigh,
    /// Further down than a dashboard goes.
    #[error("a dashboard has at most {} rows", Place::LAST_ROW)]
    TooLow,
}

impl Place {
    /// The most rows that a panel takes.
    pub const MAX_ROWS: u16 = 40;
    /// No dashboard goes further down.
    pub const LAST_ROW: u16 = 4_000;

    /// The same place if it lies on the grid.
    ///
    /// # Errors
    ///
    /// Where it is empty, or reaches over an edge.
    pub const fn checked(self) -> Result<Self, PlaceError> {
        if self.w == 0 || self.h == 0 {
            Err(PlaceError::Empty)
        } else if self.x >= COLUMNS || self.w > COLUMNS - self.x {
            Err(PlaceError::TooWide)
        } else if self.h > Self::MAX_ROWS {
            Err(PlaceError::TooHigh)
        } else if self.y > Self::LAST_ROW - Self::MAX_ROWS {
            Err(PlaceError::TooLow)
        } else {
            Ok(self)
        }
    }

    /// Whether two places share a cell.
    pub const fn overlaps(self, other: Self) -> bool {
        self.x < other.x.saturating_add(other.w)
            && other.x < self.x.saturating_add(self.w)
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The first row below it.
    pub const fn bottom(self) -> u16 {
        self.y.saturating_add(self.h)
    }
}

/// The first pair of places that share a cell.
pub fn overlapping(places: &[Place]) -> Option<(usize, usize)> {
    (0..places.len()).find_map(|at| {
        let later = places.iter().enumerate().skip(at + 1);
        let mut met = later.filter(|(_, other)| places[at].overlaps(**other));
        met.next().map(|(other, _)| (at, other))
    })
}

/// The first free place of a size, row by row from the top.
pub fn free_place(taken: &[Place], w: u16, h: u16) -> Place {
    let bottom = taken.iter().map(|place| place.bottom()).max().unwrap_or(0);
    let w = w.clamp(1, COLUMNS);
    let cells = (0..bottom).flat_map(|y| (0..=COLUMNS - w).map(move |x| (x, y)));
    cells
        .map(|(x, y)| Place { x, y, w, h })
        .find(|place| !taken.iter().any(|other| place.overlaps(*other)))
        .unwrap_or(Place {
            x: 0,
            y: bottom,
            w,
            h,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: u16, y: u16, w: u16, h: u16) -> Place {
        Place { x, y, w, h }
    }

    #[test]
    fn r21_a_place_lies_on_the_grid() {
        assert!(place(0, 0, 12, 40).checked().is_ok());
        for (bad, why) in [
            (place(0, 0, 0, 1), PlaceError::Empty),
            (place(6, 0, 7, 1), PlaceError::TooWide),
            (place(65_535, 0, 65_535, 1), PlaceError::TooWide),
            (place(0, 0, 1, 41), PlaceError::TooHigh),
            (place(0, 65_535, 1, 1), PlaceError::TooLow),
        ] {
            assert_eq!(bad.checked(), Err(why));
        }
    }

    #[test]
    fn a_panel_takes_the_first_place_it_fits_into() {
        let taken = [place(0, 0, 6, 4), place(6, 0, 3, 4)];
        assert_eq!(free_place(&taken, 3, 2), place(9, 0, 3, 2));
        assert_eq!(free_place(&taken, 6, 2), place(0, 4, 6, 2));
        assert_eq!(free_place(&[], 99, 2), place(0, 0, 12, 2));
    }

    #[test]
    fn places_that_touch_do_not_overlap() {
        assert_eq!(overlapping(&[place(0, 0, 6, 4), place(6, 0, 6, 4)]), None);
        let over = [place(0, 0, 6, 4), place(0, 4, 6, 4), place(5, 3, 2, 2)];
        assert_eq!(overlapping(&over), Some((0, 2)));
    }
}
