//! Where panels stand, as classes: inline styles are forbidden, and rows can be thousands.
//!
//! A row is written in decimal digits, each a class of `style/blocks/places.css`, which adds
//! them up. So a dashboard is one grid, exact to the row, and its panels stand in the document
//! as they are read: row by row.

use dbag_domain::Place;

/// Panels of at most so many columns stand in pairs where there is little room.
const NARROW: u16 = 4;

/// A panel's place among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Which of the panels it is.
    pub(super) panel: usize,
    /// Where it stands, in rows of which none is empty.
    pub(super) place: Place,
    /// Whether it has a neighbour where there is little room.
    pub(super) is_half: bool,
}

impl Placed {
    /// Its classes.
    pub(super) fn class(&self) -> String {
        let Place { y, x, w, h } = self.place;
        let half = if self.is_half { " is-half" } else { "" };
        let hundreds = match y / 100 {
            0 => String::new(),
            hundreds => format!(" yc{hundreds}"),
        };
        format!(
            "gx{x} gw{w} gh{h}{hundreds} yt{} yu{}{half}",
            y / 10 % 10,
            y % 10
        )
    }
}

/// All panels row by row, without the rows on which nothing stands.
pub(super) fn placed(places: &[Place]) -> Vec<Placed> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|panel| (places[*panel].y, places[*panel].x));
    let (mut bottom, mut empty) = (0, 0);
    let mut all = Vec::with_capacity(places.len());
    for panel in order {
        let place = places[panel];
        empty += place.y.saturating_sub(bottom);
        bottom = bottom.max(place.bottom());
        all.push(Placed {
            panel,
            place: Place {
                y: place.y - empty,
                ..place
            },
            is_half: false,
        });
    }
    pair(&mut all);
    all
}

/// Narrow panels that follow each other stand in pairs; one that is left over is alone.
fn pair(all: &mut [Placed]) {
    let is_narrow = |one: &Placed| one.place.w <= NARROW;
    for run in all.chunk_by_mut(|a, b| is_narrow(a) && is_narrow(b)) {
        let pairs = run.len() / 2 * 2;
        for one in &mut run[..pairs] {
            one.is_half = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: u16, y: u16, w: u16, h: u16) -> Place {
        Place { x, y, w, h }
    }

    fn classes(places: &[Place]) -> Vec<(usize, String)> {
        let all = placed(places);
        all.iter().map(|one| (one.panel, one.class())).collect()
    }

    #[test]
    fn panels_are_read_row_by_row() {
        let drawn = classes(&[
            place(6, 4, 6, 7),
            place(0, 4, 6, 7),
            place(0, 0, 12, 1),
            place(0, 1, 12, 3),
        ]);
        let expected = [
            (2, "gx0 gw12 gh1 yt0 yu0"),
            (3, "gx0 gw12 gh3 yt0 yu1"),
            (1, "gx0 gw6 gh7 yt0 yu4"),
            (0, "gx6 gw6 gh7 yt0 yu4"),
        ];
        assert_eq!(drawn, expected.map(|(at, class)| (at, class.to_owned())));
    }

    #[test]
    fn rows_without_a_panel_take_no_room() {
        let rows = |places: &[Place]| -> Vec<u16> {
            placed(places).iter().map(|one| one.place.y).collect()
        };
        assert_eq!(rows(&[place(0, 3, 6, 2), place(0, 9, 6, 2)]), [0, 2]);
        // Next to a high panel a hole stays one.
        let high = [place(0, 0, 6, 9), place(6, 0, 6, 2), place(6, 5, 6, 2)];
        assert_eq!(rows(&high), [0, 0, 5]);
        assert_eq!(rows(&[place(0, 3_960, 12, 40)]), [0]);
    }

    #[test]
    fn a_row_far_down_is_written_in_digits() {
        let many: Vec<Place> = (0..123).map(|at| place(0, at * 20, 12, 20)).collect();
        let last = placed(&many)[122].class();
        assert_eq!(last, "gx0 gw12 gh20 yc24 yt4 yu0");
    }

    #[test]
    fn narrow_panels_pair_up_and_none_leaves_a_hole() {
        let halves = |widths: &[u16]| -> Vec<bool> {
            let mut x = 0;
            let places = widths.iter().map(|w| {
                let here = place(x % 12, x / 12 * 4, *w, 4);
                x += w;
                here
            });
            let places: Vec<_> = places.collect();
            placed(&places).iter().map(|one| one.is_half).collect()
        };
        assert_eq!(halves(&[3, 3, 3, 3]), [true; 4]);
        assert_eq!(halves(&[4, 4, 4, 6, 6]), [true, true, false, false, false]);
        assert_eq!(halves(&[6, 3, 3, 3, 9]), [false, true, true, false, false]);
    }
}
