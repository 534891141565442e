//! What undoing an import would do, or did, in words: the same on its page and on the command line.

use dbag_domain::{Unit, format_value};

use super::undo::UndoPlan;

impl UndoPlan {
    /// A line for each thing that would be done, or was, and for what stays; none where nothing of the import stands.
    ///
    /// What is counted are values: a day may have one of each metric and object.
    pub fn words(&self) -> Vec<String> {
        let lines = [
            self.removed_words(),
            self.restored_words(),
            self.gaps_words(),
            self.merged_words(),
            self.changed_words(),
            self.objects_words(),
            self.metrics_removed_words(),
            self.metrics_kept_words(),
        ];
        lines.into_iter().flatten().collect()
    }

    fn removed_words(&self) -> Option<String> {
        let were = self.by_number(self.removed, "was", "were");
        some(self.removed, |_| {
            format!("{} {were} removed", count(self.removed, "value"))
        })
    }

    fn restored_words(&self) -> Option<String> {
        let gave = if self.is_done { "gave" } else { "would give" };
        some(self.restored, |is_one| {
            let values = count(self.restored, "value");
            let places = if is_one { "its place" } else { "their places" };
            format!("{values} {gave} {places} back to what stood there before")
        })
    }

    fn gaps_words(&self) -> Option<String> {
        let were = self.by_number(self.gaps, "was", "were");
        some(self.gaps, |is_one| {
            let gaps = count(self.gaps, "gap");
            let has = match (self.is_done, is_one) {
                (false, true) => "its day would have",
                (false, false) => "their days would have",
                (true, true) => "its day has",
                (true, false) => "their days have",
            };
            format!(
                "{gaps} {were} taken back: {has} no reason for having no value any more, or the one of before"
            )
        })
    }

    fn merged_words(&self) -> Option<String> {
        some(self.merged, |is_one| {
            let values = count(self.merged, "value");
            let stay = if is_one { "stays" } else { "stay" };
            format!(
                "{values} became one with those of another object, as objects were merged, and {stay}"
            )
        })
    }

    fn changed_words(&self) -> Option<String> {
        some(self.changed_since, |is_one| {
            let values = count(self.changed_since, "value");
            let was = if is_one { "was" } else { "were" };
            format!(
                "{values} {was} corrected, collected, imported again or merged since; what stands there stays as it is"
            )
        })
    }

    fn objects_words(&self) -> Option<String> {
        some(self.objects_emptied, |is_one| {
            let objects = count(self.objects_emptied, "object");
            let (has, stay) = if is_one {
                ("has", "stays")
            } else {
                ("have", "stay")
            };
            match self.is_done {
                true => format!("{objects} {has} no values any more, and {stay}"),
                false => format!("{objects} would have no values any more, and {stay}"),
            }
        })
    }

    fn metrics_removed_words(&self) -> Option<String> {
        let count = self.metrics_removed.len() as u64;
        let were = self.by_number(count, "was", "were");
        some(count, |is_one| {
            let then = if self.is_done { "now" } else { "then" };
            let metrics = match is_one {
                true => "a metric that it made and that has",
                false => "metrics that it made and that have",
            };
            let listed = listed(&self.metrics_removed);
            format!("{metrics} no values {then} {were} removed: {listed}")
        })
    }

    fn metrics_kept_words(&self) -> Option<String> {
        some(self.metrics_kept.len() as u64, |is_one| {
            let listed = listed(&self.metrics_kept);
            match is_one {
                true => format!(
                    "a metric that it made and that is used, or has or had other values, stays: {listed}"
                ),
                false => format!(
                    "metrics that it made and that are used, or have or had other values, stay: {listed}"
                ),
            }
        })
    }

    /// `would be` before, and the right word after.
    fn by_number(&self, number: u64, one: &'static str, many: &'static str) -> &'static str {
        match (self.is_done, number) {
            (false, _) => "would be",
            (true, 1) => one,
            (true, _) => many,
        }
    }
}

/// The line of a number, where there is any; it is told whether it is one.
fn some(number: u64, line: impl FnOnce(bool) -> String) -> Option<String> {
    (number > 0).then(|| line(number == 1))
}

fn count(number: u64, one: &str) -> String {
    let figure = format_value(number as f64, &Unit::default());
    match number {
        1 => format!("{figure} {one}"),
        _ => format!("{figure} {one}s"),
    }
}

/// The first few of many names.
fn listed(names: &[String]) -> String {
    const MOST: usize = 10;
    let first: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    let first = first.join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_and_what_was_done_are_told_in_the_same_words() {
        let mut plan = UndoPlan {
            removed: 5_000,
            restored: 2,
            gaps: 2,
            merged: 2,
            changed_since: 1,
            metrics_removed: vec!["visits".to_owned(), "sales".to_owned()],
            metrics_kept: vec!["calls".to_owned()],
            objects_emptied: 3,
            ..UndoPlan::default()
        };
        let expected = [
            "5,000 values would be removed",
            "2 values would give their places back to what stood there before",
            "2 gaps would be taken back: their days would have no reason for having no value any more, or the one of \
             before",
            "2 values became one with those of another object, as objects were merged, and stay",
            "1 value was corrected, collected, imported again or merged since; what stands there stays as it is",
            "3 objects would have no values any more, and stay",
            "metrics that it made and that have no values then would be removed: visits, sales",
            "a metric that it made and that is used, or has or had other values, stays: calls",
        ];
        assert_eq!(plan.words(), expected);
        plan.is_done = true;
        let words = plan.words();
        for (at, said) in [
            (0, "5,000 values were removed"),
            (
                1,
                "2 values gave their places back to what stood there before",
            ),
            (5, "3 objects have no values any more, and stay"),
            (
                6,
                "metrics that it made and that have no values now were removed: visits, sales",
            ),
        ] {
            assert_eq!(words[at], said);
        }
        let one = UndoPlan {
            removed: 1,
            restored: 1,
            gaps: 1,
            objects_emptied: 1,
            is_done: true,
            ..UndoPlan::default()
        };
        let expected = [
            "1 value was removed",
            "1 value gave its place back to what stood there before",
            "1 gap was taken back: its day has no reason for having no value any more, or the one of before",
            "1 object has no values any more, and stays",
        ];
        assert_eq!(one.words(), expected);
        assert_eq!(UndoPlan::default().words(), Vec::<String>::new());
    }
}
