//! What an answer without a row means.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
        seen.insert((begins.object_of(&observation.object), observation.day));
    }
    for (object, since) in begins.first_days {
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
pub(crate) struct Beginnings {
    first_days: HashMap<Option<ObjectKey>, Day>,
    /// Keys of objects that were merged into others: a source goes on to answer under them, and no
    /// row of such a key is one of the other's, not a zero.
    merged: Arc<HashMap<ObjectKey, ObjectKey>>,
}

impl Beginnings {
    /// Nothing is known yet; some keys are those of other objects.
    pub(crate) fn new(merged: HashMap<ObjectKey, ObjectKey>) -> Self {
        Self {
            first_days: HashMap::new(),
            merged: Arc::new(merged),
        }
    }

    /// The object that a key is of.
    pub(crate) fn object_of(&self, key: &Option<ObjectKey>) -> Option<ObjectKey> {
        let key = key.as_ref()?;
        Some(self.merged.get(key).unwrap_or(key).clone())
    }

    /// An object begins with this day, or earlier.
    pub(crate) fn add(&mut self, key: &Option<ObjectKey>, day: Day) {
        let first = self.first_days.entry(self.object_of(key)).or_insert(day);
        *first = (*first).min(day);
    }

    /// Each object with the day that it begins with.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Option<ObjectKey>, Day)> {
        self.first_days.iter().map(|(object, day)| (object, *day))
    }

    /// Objects of which there are rows begin with the first of these, or earlier. What failed is no
    /// beginning.
    pub(crate) fn observe(&mut self, observations: &[Observation]) {
        for observation in observations {
            if observation.value.is_ok() {
                self.add(&observation.object, observation.day);
            }
        }
    }

    /// Objects that are known begin where the source says they do.
    pub(crate) fn learn(
        &mut self,
        first_days: &HashMap<Option<ObjectKey>, Day>,
        is_known: impl Fn(&Option<ObjectKey>) -> bool,
    ) {
        for (key, day) in first_days {
            let object = self.object_of(key);
            if is_known(&object) || self.of(&object).is_some() {
                self.add(key, *day);
            }
        }
    }

    /// The day with which an object begins.
    pub(crate) fn of(&self, object: &Option<ObjectKey>) -> Option<Day> {
        self.first_days.get(object).copied()
    }
}

/// Which days count fewer days than their window has, as no row is older; nothing where the first row
/// was not looked for, or is older than what was asked.
pub(crate) fn short_windows(window: i32, begins: &Beginnings, days: DayRange) -> Option<String> {
    let first = begins.iter().map(|(_, first)| first).min()?;
    let full = first + (window - 1);
    (window > 1 && days.from < first && days.to >= first).then(|| {
        format!("days before {full} count fewer than {window} days: there is no row before {first}")
    })
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
            begins.add(&key, Day::from_days(*day));
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
    fn a_row_under_a_merged_key_is_the_others() {
        let key = |text: &str| ObjectKey::parse(text).expect("a key");
        let mut begins = Beginnings::new(HashMap::from([(key("17"), key("42"))]));
        begins.add(&Some(key("42")), Day::from_days(9));
        let mut given = vec![seen(11, Some("17"))];
        let days = DayRange {
            from: Day::from_days(10),
            to: Day::from_days(12),
        };
        fill_absent(&mut given, days, &begins, AbsentMeans::Zero);
        let told = given.iter().map(|one| {
            let key = one.object.as_ref().map_or("", ObjectKey::as_str);
            (one.day.days(), key)
        });
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        assert_eq!(told, [(10, "42"), (11, "17"), (12, "42")]);
    }

    #[test]
    fn a_window_that_is_longer_than_the_history_says_so() {
        let day = |text: &str| Day::parse(text).expect("a day");
        let note = |window, from: &str, to: &str| {
            let mut begins = Beginnings::default();
            begins.add(&None, day("2024-02-27"));
            let days = DayRange {
                from: day(from),
                to: day(to),
            };
            short_windows(window, &begins, days)
        };
        let words =
            "days before 2024-03-04 count fewer than 7 days: there is no row before 2024-02-27";
        assert_eq!(note(7, "2024-02-20", "2024-03-10").as_deref(), Some(words));
        assert_eq!(note(1, "2024-02-20", "2024-03-10"), None, "no window");
        assert_eq!(note(7, "2024-02-20", "2024-02-26"), None, "nothing yet");
        assert_eq!(
            note(7, "2024-02-27", "2024-03-10"),
            None,
            "an older row is possible"
        );
    }

    #[test]
    fn nothing_known_is_nothing_filled() {
        assert!(filled(vec![], &[], AbsentMeans::Zero).is_empty());
    }
}
