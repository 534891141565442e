//! Panels find their places: none lies over another, and none hangs in the air.

use super::Place;

/// Places after one of them was moved or resized: it stays where it was put, what it lies over
/// moves down, and everything moves up as far as it can.
///
/// `moved` is the place that counts; without one they only move up.
pub fn settle(places: &[Place], moved: Option<usize>) -> Vec<Place> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|at| (places[*at].y, Some(*at) != moved, places[*at].x, *at));
    let mut settled: Vec<Option<Place>> = vec![None; places.len()];
    for at in order {
        let taken: Vec<Place> = settled.iter().copied().flatten().collect();
        settled[at] = Some(float_up(below(places[at], &taken), &taken));
    }
    settled.into_iter().flatten().collect()
}

/// The place moved down until it lies over nothing.
fn below(mut place: Place, taken: &[Place]) -> Place {
    while let Some(met) = taken.iter().find(|other| place.overlaps(**other)) {
        place.y = met.bottom();
    }
    place
}

fn float_up(mut place: Place, taken: &[Place]) -> Place {
    while place.y > 0 {
        let above = Place {
            y: place.y - 1,
            ..place
        };
        if taken.iter().any(|other| above.overlaps(*other)) {
            break;
        }
        place = above;
    }
    place
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{COLUMNS, overlapping};

    fn place(x: u16, y: u16, w: u16, h: u16) -> Place {
        Place { x, y, w, h }
    }

    #[test]
    fn what_lies_below_makes_room() {
        let before = [place(0, 0, 6, 4), place(6, 0, 6, 4), place(0, 4, 12, 4)];
        let mut moved = before;
        moved[2] = place(0, 0, 12, 4);
        let after = settle(&moved, Some(2));
        assert_eq!(
            after,
            [place(0, 4, 6, 4), place(6, 4, 6, 4), place(0, 0, 12, 4)]
        );
        assert_eq!(settle(&before, None), before);
    }

    #[test]
    fn a_gap_closes() {
        assert_eq!(settle(&[place(3, 90, 3, 2)], None), [place(3, 0, 3, 2)]);
    }

    fn places() -> impl Strategy<Value = Vec<Place>> {
        let one = (1..=COLUMNS, 1_u16..8, 0_u16..30)
            .prop_flat_map(|(w, h, y)| (0..=COLUMNS - w).prop_map(move |x| Place { x, y, w, h }));
        prop::collection::vec(one, 0..20)
    }

    proptest! {
        #[test]
        fn settled_panels_lie_beside_each_other(places in places(), moved in 0_usize..20) {
            let settled = settle(&places, Some(moved));
            prop_assert_eq!(overlapping(&settled), None);
            prop_assert_eq!(settled.len(), places.len());
            for (before, after) in places.iter().zip(&settled) {
                prop_assert_eq!((before.x, before.w, before.h), (after.x, after.w, after.h));
            }
            prop_assert_eq!(settle(&settled, None), settled);
        }
    }
}
