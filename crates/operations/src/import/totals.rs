//! Objects that look like the sum of the others: a line `Total` below those of the branches.

use serde::Serialize;

use super::measurements::Measurements;

/// An object that is hardly one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TotalObject {
    /// Its key.
    pub key: String,
    /// How many lines are of it.
    pub lines: u64,
    /// The first of them.
    pub first: u64,
    /// Whether they are left out.
    pub is_left_out: bool,
}

impl TotalObject {
    /// What is said of it.
    pub fn words(&self) -> String {
        let (key, first) = (&self.key, self.first);
        let lines = match self.lines {
            1 => format!("1 line is of `{key}`, line {first}"),
            lines => format!("{lines} lines are of `{key}`, the first in line {first}"),
        };
        match self.is_left_out {
            true => format!("{lines}: left out"),
            false => format!(
                "{lines}: that looks like all others together, and would be counted beside them"
            ),
        }
    }
}

/// Words for all of them, in the languages that files come in.
const WORDS: [&str; 33] = [
    "total",
    "totals",
    "total sum",
    "grand total",
    "subtotal",
    "sub-total",
    "sum",
    "sums",
    "all",
    "overall",
    "altogether",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "zwischensumme",
    "teilsumme",
    "insgesamt",
    "alle",
    "total g\u{e9}n\u{e9}ral",
    "total general",
    "sous-total",
    "somme",
    "ensemble",
    "tous",
    "toutes",
    "suma",
    "todos",
    "todas",
    "total generale",
    "totale",
    "totaal",
    "tutti",
];

fn is_total(key: &str) -> bool {
    let is_word = |part: &str| {
        let part = part.trim().trim_end_matches([':', '.']).to_lowercase();
        WORDS.contains(&part.as_str())
    };
    key.split(" / ").any(is_word)
}

/// Takes the lines of objects that somebody left out away, and tells those that look like totals.
pub(super) fn leave_out(found: &mut Measurements, without: &[String]) -> Vec<TotalObject> {
    let is_named = |key: &str| {
        without
            .iter()
            .any(|one| one.trim().eq_ignore_ascii_case(key))
    };
    let is_among = found.objects.len() > 1;
    let mut totals: Vec<Option<TotalObject>> = Vec::with_capacity(found.objects.len());
    for object in &found.objects {
        let key = object.key.as_str();
        let is_left_out = is_named(key);
        let total = (is_left_out || is_among && is_total(key)).then(|| TotalObject {
            key: key.to_owned(),
            is_left_out,
            ..TotalObject::default()
        });
        totals.push(total);
    }
    if totals.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut last = 0;
    let cells = &mut found.cells;
    found.rows.retain(|row| {
        let at = (row.object as usize).checked_sub(1);
        let Some(total) = at.and_then(|at| totals[at].as_mut()) else {
            return true;
        };
        if last != row.line {
            (last, total.lines) = (row.line, total.lines + 1);
        }
        if total.first == 0 {
            total.first = row.line.into();
        }
        if total.is_left_out {
            cells.values -= 1;
            cells.left_out += 1;
        }
        !total.is_left_out
    });
    let is_left_out = |object: u32| {
        let at = (object as usize).checked_sub(1);
        at.and_then(|at| totals[at].as_ref())
            .is_some_and(|total| total.is_left_out)
    };
    found.gaps.retain(|gap| !is_left_out(gap.object));
    let totals = totals.into_iter().flatten();
    totals.filter(|total| total.lines > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_all_are_known_in_any_writing() {
        for key in [
            "Total",
            "SUMME",
            "Gesamt:",
            "Total g\u{e9}n\u{e9}ral",
            "All",
            "DE / Total",
        ] {
            assert!(is_total(key), "{key}");
        }
        for key in ["Totalenergies", "Allianz", "1", "Sumatra", "Nord"] {
            assert!(!is_total(key), "{key}");
        }
    }
}
