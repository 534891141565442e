//! PT10: thinning keeps what one would miss.

use dbag_chart::thin;
use proptest::prelude::*;

fn values() -> impl Strategy<Value = Vec<Option<f64>>> {
    let value = prop_oneof![
        5 => (-1e9..1e9).prop_map(Some),
        1 => Just(None),
        1 => prop::sample::select(vec![1e300, -1e300, 5e-324, 0.0]).prop_map(Some),
    ];
    prop::collection::vec(value, 0..3_000)
}

fn known(values: &[Option<f64>], places: &[usize]) -> Vec<f64> {
    places.iter().filter_map(|&at| values[at]).collect()
}

fn extremes(known: &[f64]) -> Option<(f64, f64)> {
    let low = known.iter().copied().min_by(f64::total_cmp)?;
    let high = known.iter().copied().max_by(f64::total_cmp)?;
    Some((low, high))
}

proptest! {
    #[test]
    fn pt10_thinning_keeps_extremes_ends_and_gaps(values in values(), columns in 1_usize..700) {
        let all: Vec<usize> = (0..values.len()).collect();
        let kept = thin(&values, columns);
        prop_assert!(kept.is_sorted_by(|a, b| a < b));
        prop_assert!(kept.len() <= values.len().min(columns * 6));
        let (before, after) = (known(&values, &all), known(&values, &kept));
        prop_assert_eq!(extremes(&before), extremes(&after));
        prop_assert_eq!((before.first(), before.last()), (after.first(), after.last()));
        if values.len() <= columns {
            prop_assert_eq!(&kept, &all);
        }
        let of_column = |at: usize| (0..columns).rfind(|c| c * values.len() / columns <= at);
        for pair in kept.windows(2) {
            let joined = values[pair[0]].is_some() && values[pair[1]].is_some();
            let has_gap = (pair[0]..pair[1]).any(|at| values[at].is_none());
            // A gap may only be bridged within one pixel.
            if joined && has_gap {
                prop_assert_eq!(of_column(pair[0]), of_column(pair[1]));
            }
        }
    }

    #[test]
    fn pt10_every_column_keeps_its_gaps(values in values(), columns in 1_usize..700) {
        let kept = thin(&values, columns);
        for column in 0..columns {
            let range = column * values.len() / columns..(column + 1) * values.len() / columns;
            let is_gap = |at: &usize| values[*at].is_none();
            let had_gap = range.clone().any(|at| is_gap(&at));
            let has_gap = kept.iter().filter(|at| range.contains(at)).any(is_gap);
            prop_assert_eq!(had_gap, has_gap);
        }
    }
}
