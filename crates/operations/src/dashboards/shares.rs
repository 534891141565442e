//! Series read as parts of a whole.

use dbag_domain::{PeriodValue, shares};

use super::view::SeriesView;

/// Whether all series that are parts of the whole have a value in the same period.
pub(super) fn are_together(series: &[SeriesView]) -> bool {
    let is_known = |one: &PeriodValue| one.value.is_some();
    let is_part = |one: &&SeriesView| !one.unknown.is_empty() || one.points.iter().any(is_known);
    let parts: Vec<_> = series.iter().filter(is_part).collect();
    let periods = parts.iter().map(|one| one.points.len()).max();
    (0..periods.unwrap_or(0)).any(|at| {
        let has_value = |one: &&SeriesView| one.points.get(at).is_some_and(is_known);
        parts.iter().all(has_value)
    })
}

/// Makes each its part of all of them.
pub(super) fn share(series: &mut [SeriesView]) {
    let points: Vec<_> = series
        .iter()
        .map(|one| (one.points.clone(), one.unknown.clone()))
        .collect();
    for (one, points) in series.iter_mut().zip(shares(&points)) {
        one.points = points;
        one.compared = None;
    }
}
