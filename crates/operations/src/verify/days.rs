//! Which days are asked again: the newest, the first, and some between them.

use std::collections::BTreeSet;

use dbag_domain::{Day, DayRange};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// So many days of a range, in order. Half of them are the newest, of which rows come late most
/// often; one is the first; the others differ from one time to the next.
pub(super) fn sample_days(known: DayRange, count: usize, seed: u64) -> Vec<Day> {
    if count >= known.len() {
        return known.days().collect();
    }
    let mut random = StdRng::seed_from_u64(seed);
    let mut chosen: BTreeSet<Day> = known.days().rev().take(count.div_ceil(2)).collect();
    if chosen.len() < count {
        chosen.insert(known.from);
    }
    while chosen.len() < count {
        let back = random.random_range(0..known.len());
        chosen.insert(known.to - i32::try_from(back).unwrap_or(0));
    }
    chosen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_newest_the_first_and_others() {
        let to = Day::parse("2026-11-29").expect("a date");
        let known = DayRange { from: to - 99, to };
        for count in 0..=100 {
            let days = sample_days(known, count, 7);
            assert_eq!(days.len(), count);
            assert!(days.is_sorted() && days.iter().all(|day| known.contains(*day)));
        }
        let days = sample_days(known, 10, 7);
        assert_eq!(days[0], known.from);
        assert_eq!(days[5..], [to - 4, to - 3, to - 2, to - 1, to]);
        assert_ne!(days, sample_days(known, 10, 8), "others the next time");
        assert_eq!(sample_days(DayRange::single(to), 10, 7), [to]);
    }
}
