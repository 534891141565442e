//! Values that came under several keys of one object: keys of objects that were merged.

use std::collections::BTreeMap;

use dbag_domain::{AbsentMeans, AcrossObjects, Day, GapReason, ObjectId, SeriesId, Value};

use crate::NewSample;

/// Where the values of a key go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    /// The object.
    pub(crate) id: ObjectId,
    /// Whether the key is that of an object that was merged into this one.
    pub(crate) is_merged: bool,
}

/// A sample with the key that it came under.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyedSample<K> {
    /// The key, or what stands for it.
    pub key: K,
    /// Whether the object of this key was merged into that of the series.
    pub is_merged: bool,
    /// The sample.
    pub sample: NewSample,
}

/// One sample a series and day: of one key the last counts; what came under several keys becomes one
/// as the values of objects do.
///
/// So the same answer becomes the same value, however often it comes.
pub fn put_together<K: Ord>(
    samples: impl IntoIterator<Item = KeyedSample<K>>,
    how: (AcrossObjects, AbsentMeans),
) -> Vec<NewSample> {
    let mut days: BTreeMap<(SeriesId, Day), BTreeMap<(bool, K), Outcome>> = BTreeMap::new();
    for one in samples {
        let place = (one.sample.series, one.sample.day);
        // False sorts first: the object's own key does.
        let key = (one.is_merged, one.key);
        days.entry(place).or_default().insert(key, one.sample.value);
    }
    let put = |((series, day), of_keys): (_, BTreeMap<_, Outcome>)| NewSample {
        series,
        day,
        value: value_of(of_keys.into_values().collect(), how),
    };
    days.into_iter().map(put).collect()
}

type Outcome = Result<Value, GapReason>;

/// Where the answer of a key failed, nobody knows what they come to: what the others had is not that of the object.
/// Of different things, none of which a key had, it has no part in the mean.
fn value_of(mut of_keys: Vec<Outcome>, how: (AcrossObjects, AbsentMeans)) -> Outcome {
    let failed = of_keys.iter().filter_map(|one| one.err());
    if let Some(reason) = failed.into_iter().find(|reason| !reason.is_answer()) {
        return Err(reason);
    }
    let is_some = |one: &Outcome| one.is_ok_and(|value| value.get() != 0.0);
    if how == (AcrossObjects::Mean, AbsentMeans::Zero) && of_keys.iter().any(is_some) {
        of_keys.retain(is_some);
    }
    let together = how.0.combine_outcomes(&of_keys);
    together.unwrap_or(Err(GapReason::BadValue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together(given: &[(&str, bool, Outcome)], across: AcrossObjects) -> Outcome {
        together_of(given, (across, AbsentMeans::Gap))
    }

    fn together_of(given: &[(&str, bool, Outcome)], how: (AcrossObjects, AbsentMeans)) -> Outcome {
        let keyed = |(key, is_merged, value): &(&str, bool, Outcome)| KeyedSample {
            key: (*key).to_owned(),
            is_merged: *is_merged,
            sample: NewSample {
                series: SeriesId(1),
                day: Day::from_days(1),
                value: *value,
            },
        };
        let put = put_together(given.iter().map(keyed), how);
        assert_eq!(put.len(), 1);
        put[0].value
    }

    #[test]
    fn values_of_several_keys_become_one_as_objects_do() {
        use AcrossObjects::{Max, Mean, Sum};
        let value = |number| Ok(Value::new(number).expect("finite"));
        let gap = || Err(GapReason::SourceDown);
        let none = || Err(GapReason::NoAnswer);
        for (merged, own, across, expected) in [
            (value(2.0), value(3.0), Sum, value(5.0)),
            (value(2.0), value(4.0), Mean, value(3.0)),
            (value(2.0), value(4.0), Max, value(4.0)),
            (value(2.0), none(), Mean, value(2.0)),
            (none(), value(3.0), Sum, value(3.0)),
            (value(2.0), gap(), Mean, gap()),
            (value(2.0), gap(), Sum, gap()),
            (gap(), value(3.0), Sum, gap()),
            (none(), gap(), Sum, gap()),
        ] {
            let given = [("17", true, merged), ("42", false, own)];
            assert_eq!(together(&given, across), expected);
            let turned = [("42", false, own), ("17", true, merged)];
            assert_eq!(together(&turned, across), expected);
        }
        let none_of_one = [("17", true, value(0.0)), ("42", false, value(3.0))];
        for (absent_means, expected) in [(AbsentMeans::Zero, 3.0), (AbsentMeans::Gap, 1.5)] {
            let found = together_of(&none_of_one, (Mean, absent_means));
            assert_eq!(found, value(expected), "{absent_means}");
        }
        let twice = [("42", false, value(1.0)), ("42", false, value(3.0))];
        assert_eq!(
            together(&twice, Sum),
            value(3.0),
            "of one key the last counts"
        );
    }
}
