//! Thinning: fewer points that make the same picture.

/// The places of the values that must be drawn where only `columns` pixels are wide.
///
/// Of each column the first, last, smallest and largest value are kept, and its first
/// and last gap, so that a line breaks where it broke: six places a column at most.
/// Places grow. Nothing is left out where there are no more values than columns.
pub fn thin(values: &[Option<f64>], columns: usize) -> Vec<usize> {
    let count = values.len();
    let columns = columns.max(1);
    if count <= columns {
        return (0..count).collect();
    }
    // In the browser a `usize` has 32 bits, and the product may need more.
    let edge = |column: usize| (column as u64 * count as u64 / columns as u64) as usize;
    let mut kept = Vec::with_capacity(columns * 4);
    for column in 0..columns {
        keep_of_column(values, edge(column), edge(column + 1), &mut kept);
    }
    kept
}

fn keep_of_column(values: &[Option<f64>], from: usize, to: usize, kept: &mut Vec<usize>) {
    let is_known = |at: &usize| values[*at].is_some();
    let is_gap = |at: &usize| values[*at].is_none();
    let known = || (from..to).filter_map(|at| values[at].map(|value| (at, value)));
    let mut places = [
        (from..to).find(is_known),
        (from..to).rfind(is_known),
        known().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at),
        known().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at),
        (from..to).find(is_gap),
        (from..to).rfind(is_gap),
    ];
    places.sort_unstable();
    for at in places.into_iter().flatten() {
        if kept.last() != Some(&at) {
            kept.push(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_all_kept() {
        assert_eq!(thin(&[Some(1.0), None, Some(2.0)], 3), [0, 1, 2]);
        assert_eq!(thin(&[], 3), [0_usize; 0]);
    }

    #[test]
    fn a_column_keeps_its_ends_and_extremes() {
        let values = [5.0, 1.0, 6.0, 9.0, 7.0, 8.0].map(Some);
        assert_eq!(thin(&values, 1), [0, 1, 3, 5]);
    }

    #[test]
    fn a_gap_at_the_edge_of_a_column_still_breaks_the_line() {
        let values = [Some(1.0), None, Some(2.0), None, Some(3.0), Some(4.0)];
        let kept = thin(&values, 2);
        assert!(kept.contains(&1) && kept.contains(&3), "{kept:?}");
    }
}
