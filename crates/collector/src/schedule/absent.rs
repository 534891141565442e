//! What an answer without a row means.

use std::collections::{HashMap, HashSet};

use dbag_domain::{AbsentMeans, Day, DayRange, GapReason, ObjectKey, Observation, Value};

/// Adds what is absent: for each asked day and known object a zero or a gap.
///
/// `known` gives the first day with a value of each object that is known
/// already. An object (or a metric) begins at its first value: nothing is
/// claimed about the days before it.
pub(crate) fn fill_absent(
    observations: &mut Vec<Observation>,
    days: DayRange,
    known: &HashMap<Option<ObjectKey>, Day>,
    absent_means: AbsentMeans,
) {
    let mut first: HashMap<Option<ObjectKey>, Day> = known.clone();
    let mut seen: HashSet<(Option<ObjectKey>, Day)> = HashSet::new();
    for observation in &*observations {
        let since = first
            .entry(observation.object.clone())
            .or_insert(observation.day);
        *since = (*since).min(observation.day);
        seen.insert((observation.object.clone(), observation.day));
    }
    let value = match absent_means {
        AbsentMeans::Zero => Ok(Value::new(0.0).expect("zero is finite")),
        AbsentMeans::Gap => Err(GapReason::NoAnswer),
    };
    for (object, since) in first {
        let Some(range) = DayRange::new(days.from.max(since), days.to) else {
            continue;
        };
        for day in range.days() {
            if !seen.contains(&(object.clone(), day)) {
                let object = object.clone();
                observations.push(Observation {
                    day,
                    object,
                    object_label: None,
                    value,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(offset: i32, object: Option<&str>) -> Observation {
        Observation {
            day: Day::from_days(offset),
            object: object.map(|key| ObjectKey::parse(key).expect("a key")),
            object_label: None,
            value: Ok(Value::new(1.0).expect("finite")),
        }
    }

    fn filled(
        mut given: Vec<Observation>,
        known: &[(Option<&str>, i32)],
        absent_means: AbsentMeans,
    ) -> Vec<(i32, bool)> {
        let known = known
            .iter()
            .map(|(key, day)| {
                (
                    key.map(|key| ObjectKey::parse(key).expect("a key")),
                    Day::from_days(*day),
                )
            })
            .collect();
        let days = DayRange {
            from: Day::from_days(10),
            to: Day::from_days(13),
        };
        fill_absent(&mut given, days, &known, absent_means);
        let mut days: Vec<_> = given
            .iter()
            .map(|one| (one.day.days(), one.value.is_ok()))
            .collect();
        days.sort_unstable();
        days
    }

    #[test]
    fn days_after_the_first_value_are_filled() {
        let given = vec![seen(11, None), seen(13, None)];
        assert_eq!(
            filled(given, &[], AbsentMeans::Zero),
            [(11, true), (12, true), (13, true)]
        );
    }

    #[test]
    fn a_known_object_without_a_row_is_filled() {
        let days = filled(vec![], &[(Some("42"), 5)], AbsentMeans::Gap);
        assert_eq!(days, [(10, false), (11, false), (12, false), (13, false)]);
    }

    #[test]
    fn nothing_known_is_nothing_filled() {
        assert!(filled(vec![], &[], AbsentMeans::Zero).is_empty());
    }
}
