//! Keys that a database may hold equal although Dbag does not.
//!
//! A query that groups by a text gets `acme` and `ACME` as one row from many databases, spelled as
//! either; Dbag then gives the other a zero. A query is its author's, so it is only said.

use std::collections::{BTreeMap, BTreeSet};

use dbag_domain::{Day, ObjectKey, Observation};

/// A sentence about the first keys that differ in their case alone and share no day.
pub(super) fn lumped_note(observations: &[Observation]) -> Option<String> {
    let mut spelled: BTreeMap<String, BTreeMap<&ObjectKey, BTreeSet<Day>>> = BTreeMap::new();
    for one in observations {
        if let Some(key) = &one.object {
            let alike = spelled.entry(key.as_str().to_lowercase()).or_default();
            alike.entry(key).or_default().insert(one.day);
        }
    }
    let share_no_day = |keys: &&BTreeMap<&ObjectKey, BTreeSet<Day>>| {
        let days: usize = keys.values().map(BTreeSet::len).sum();
        let all: BTreeSet<&Day> = keys.values().flatten().collect();
        keys.len() > 1 && days == all.len()
    };
    let alike = spelled.values().find(share_no_day)?;
    let mut keys = alike.keys();
    let (one, other) = (keys.next()?, keys.next()?);
    Some(format!(
        "`{one}` and `{other}` are two objects, and never have a value on the same day: a database \
         that holds them equal counts both as one; group by exactly what is written, as \
         `group by binary …` does in MySQL and `collate \"C\"` in Postgres"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::Value;

    fn seen(day: i32, key: &str) -> Observation {
        Observation {
            day: Day::from_days(day),
            object: ObjectKey::parse(key).ok(),
            object_label: None,
            value: Ok(Value::new(1.0).expect("finite")),
        }
    }

    #[test]
    fn keys_that_take_turns_are_told() {
        let turns = [
            seen(1, "acme"),
            seen(2, "ACME"),
            seen(3, "acme"),
            seen(1, "b"),
        ];
        let note = lumped_note(&turns).expect("a note");
        assert!(
            note.starts_with("`ACME` and `acme` are two objects"),
            "{note}"
        );
    }

    #[test]
    fn keys_of_one_day_are_apart_already() {
        let apart = [
            seen(1, "acme"),
            seen(1, "ACME"),
            seen(2, "acme"),
            seen(2, "b"),
        ];
        assert_eq!(lumped_note(&apart), None);
        assert_eq!(lumped_note(&[seen(1, "a"), seen(2, "b")]), None);
    }
}
