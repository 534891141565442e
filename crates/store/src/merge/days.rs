//! What becomes of each day when two series are made one.

use std::collections::BTreeMap;

use dbag_domain::{AbsentMeans, Day, Origin};

/// A day of a series: its value, none for a gap, and how that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    pub(super) value: Option<f64>,
    pub(super) origin: Origin,
}

/// The days of a series.
pub(super) type KnownDays = BTreeMap<Day, Known>;

/// The days of the series that is merged, by what becomes of them. Those in no list move.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct MergedDays {
    /// Its value takes the place of a gap, which stays on record.
    pub(super) over_gaps: Vec<Day>,
    /// What it says takes the place of what was made up.
    pub(super) over_fakes: Vec<Day>,
    /// Both values are added up; both stay on record. By how the sum counts as having come.
    pub(super) added_up: BTreeMap<Origin, Vec<Day>>,
    /// The other's value stands; its own stays on record.
    pub(super) put_aside: Vec<Day>,
    /// The other says as much or more, and nothing is lost.
    pub(super) said_already: Vec<Day>,
}

/// Beyond this a sum is no value; see `dbag_sample`.
const LIMIT: f64 = 1e308;

impl MergedDays {
    /// Judges the days that both series have.
    pub(super) fn judge(from: &KnownDays, into: &KnownDays, absent_means: AbsentMeans) -> Self {
        let mut days = Self::default();
        for (day, mine) in from {
            if let Some(other) = into.get(day) {
                days.judge_day(*day, mine, other, absent_means);
            }
        }
        days
    }

    fn judge_day(&mut self, day: Day, mine: &Known, other: &Known, absent_means: AbsentMeans) {
        let is_fake = |known: &Known| known.origin == Origin::Fake;
        let (mine_value, other_value) = match (mine.value, other.value) {
            _ if is_fake(other) && !is_fake(mine) => return self.over_fakes.push(day),
            _ if is_fake(mine) && !is_fake(other) => return self.said_already.push(day),
            (None, _) => return self.said_already.push(day),
            (Some(_), None) => return self.over_gaps.push(day),
            (Some(mine), Some(other)) => (mine, other),
        };
        let is_sum = absent_means == AbsentMeans::Zero && (mine_value + other_value).abs() < LIMIT;
        let says_nothing_new = match is_sum {
            true => mine_value == 0.0,
            false => mine_value == other_value,
        };
        // What a person typed stays on record, whatever it is.
        match (is_sum, says_nothing_new && mine.origin != Origin::Edited) {
            (_, true) => self.said_already.push(day),
            (true, false) => {
                let sums = self.added_up.entry(origin(mine, other));
                sums.or_default().push(day);
            }
            (false, false) => self.put_aside.push(day),
        }
    }
}

/// A sum is held like what it is made of: it stands against being asked again only where a
/// person typed a part of it. Else a day that is not over, or is asked again, would stay as it
/// was at the merge.
fn origin(mine: &Known, other: &Known) -> Origin {
    match mine.origin {
        Origin::Edited => Origin::Edited,
        _ => other.origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: Option<f64>, origin: Origin) -> KnownDays {
        BTreeMap::from([(Day::from_days(1), Known { value, origin })])
    }

    #[test]
    fn each_day_becomes_what_loses_nothing() {
        use AbsentMeans::{Gap, Zero};
        use Origin::{Collected, Edited, Fake, Pushed};
        let day = || vec![Day::from_days(1)];
        let nothing = MergedDays::default;
        let added = |origin| MergedDays {
            added_up: BTreeMap::from([(origin, day())]),
            ..nothing()
        };
        let said_already = || MergedDays {
            said_already: day(),
            ..nothing()
        };
        let put_aside = || MergedDays {
            put_aside: day(),
            ..nothing()
        };
        let over_gaps = || MergedDays {
            over_gaps: day(),
            ..nothing()
        };
        let over_fakes = || MergedDays {
            over_fakes: day(),
            ..nothing()
        };
        let cases = [
            (
                (Some(2.0), Collected),
                (Some(3.0), Pushed),
                Zero,
                added(Pushed),
            ),
            (
                (Some(2.0), Collected),
                (Some(3.0), Edited),
                Zero,
                added(Edited),
            ),
            (
                (Some(2.0), Edited),
                (Some(3.0), Collected),
                Zero,
                added(Edited),
            ),
            ((Some(2.0), Fake), (Some(3.0), Fake), Zero, added(Fake)),
            (
                (Some(2.0), Collected),
                (Some(0.0), Collected),
                Zero,
                added(Collected),
            ),
            (
                (Some(0.0), Collected),
                (Some(3.0), Collected),
                Zero,
                said_already(),
            ),
            (
                (Some(9e307), Collected),
                (Some(9e307), Collected),
                Zero,
                said_already(),
            ),
            (
                (Some(9e307), Collected),
                (Some(8e307), Collected),
                Zero,
                put_aside(),
            ),
            (
                (Some(2.0), Collected),
                (Some(3.0), Collected),
                Gap,
                put_aside(),
            ),
            (
                (Some(2.0), Collected),
                (Some(2.0), Collected),
                Gap,
                said_already(),
            ),
            (
                (Some(2.0), Edited),
                (Some(2.0), Collected),
                Gap,
                put_aside(),
            ),
            (
                (None, Collected),
                (Some(3.0), Collected),
                Zero,
                said_already(),
            ),
            ((None, Collected), (None, Collected), Gap, said_already()),
            ((Some(2.0), Collected), (None, Collected), Gap, over_gaps()),
            ((Some(2.0), Fake), (None, Collected), Zero, said_already()),
            ((None, Collected), (Some(3.0), Fake), Zero, over_fakes()),
            ((Some(2.0), Collected), (Some(3.0), Fake), Gap, over_fakes()),
        ];
        for (from, into, absent_means, expected) in cases {
            let (from, into) = (one(from.0, from.1), one(into.0, into.1));
            let judged = MergedDays::judge(&from, &into, absent_means);
            assert_eq!(judged, expected, "{from:?} {into:?}");
        }
    }

    #[test]
    fn a_day_that_one_of_them_lacks_moves() {
        let judged = MergedDays::judge(
            &one(Some(1.0), Origin::Collected),
            &KnownDays::new(),
            AbsentMeans::Zero,
        );
        assert_eq!(judged, MergedDays::default());
    }
}
