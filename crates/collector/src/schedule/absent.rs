//! What an answer without a row means.

use std::collections::{HashMap, HashSet};

use dbag_domain::{AbsentMeans, Day, DayRange, GapReason, ObjectKey, Observation, Value};

/// Adds what is absent: for each asked day and known object a zero or a gap.
///
/// `begins` gives the day with which each object that is known begins: nothing is claimed about
/// the days before it. An object that is observed begins with its first row at the latest.
pub(crate) fn fill_absent(
    observations: &mut Vec<Observation>,
    days: DayRange,
    begins: &Beginnings,
    absent_means: AbsentMeans,
) {
    let mut begins = begins.clone();
    begins.observe(observations);
    let mut seen: HashSet<(Option<ObjectKey>, Day)> = HashSet::new();
    for observation in &*observations {
        seen.insert((observation.object.clone(), observation.day));
    }
    for (object, since) in begins.0 {
        let Some(range) = DayRange::new(days.from.max(since), days.to) else {
            continue;
        };
        for day in range.days() {
            if !seen.contains(&(object.clone(), day)) {
                observations.push(absent(object.clone(), day, absent_means));
            }
        }
    }
}

/// What a day of an object without a row is.
pub(crate) fn absent(
    object: Option<ObjectKey>,
    day: Day,
    absent_means: AbsentMeans,
) -> Observation {
    let value = match absent_means {
        AbsentMeans::Zero => Ok(Value::new(0.0).expect("zero is finite")),
        AbsentMeans::Gap => Err(GapReason::NoAnswer),
    };
    Observation {
        day,
        object,
        object_label: None,
        value,
    }
}

/// With which day objects begin; `None` is the metric without objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beginnings(pub(crate) HashMap<Option<ObjectKey>, Day>);

impl Beginnings {
    /// Objects begin with the first of their rows.
    pub(crate) fn of_rows(observations: &[Observation]) -> Self {
        let mut begins = Self::default();
        begins.observe(observations);
        begins
    }

    /// An object begins with this day, or earlier.
    pub(crate) fn add(&mut self, object: Option<ObjectKey>, day: Day) {
        let first = self.0.entry(object).or_insert(day);
        *first = (*first).min(day);
    }

    /// Objects of which there are rows begin with the first of these, or earlier. What failed is no
    /// beginning.
    pub(crate) fn observe(&mut self, observations: &[Observation]) {
        for observation in observations {
            if observation.value.is_ok() {
                self.add(observation.object.clone(), observation.day);
            }
        }
    }

    /// Objects that are known begin where the source says they do.
    pub(crate) fn learn(&mut self, first_days: &HashMap<Option<ObjectKey>, Day>) {
        for (object, first) in &mut self.0 {
            if let Some(day) = first_days.get(object) {
                *first = (*first).min(*day);
            }
        }
    }

    /// The day with which an object begins.
    pub(crate) fn of(&self, object: &Option<ObjectKey>) -> Option<Day> {
        self.0.get(object).copied()
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
        let mut begins = Beginnings::default();
        for (key, day) in known {
            let key = key.map(|key| ObjectKey::parse(key).expect("a key"));
            begins.add(key, Day::from_days(*day));
        }
        let days = DayRange {
            from: Day::from_days(10),
            to: Day::from_days(13),
        };
        fill_absent(&mut given, days, &begins, absent_means);
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
