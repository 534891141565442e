//! Where a table begins: its first line, which titles and blank lines may stand above.

use csv::ByteRecord;
use dbag_domain::{Day, Problem};

use super::lines::{Lines, said_above};
use crate::formula::unguarded;
use crate::import::cells::{Moment, Written, shortened, text_of, written};
use crate::import::file::{Text, refused};
use crate::import::roles::{names_day, names_metric, names_value};

/// A table's first line, and where it stands.
#[derive(Debug, PartialEq)]
pub(crate) struct Head {
    /// The titles; empty ones where there is no first line.
    pub(crate) titles: Vec<Title>,
    /// Records that come before the first of values.
    pub(crate) skipped: usize,
    /// Whether there is no line of titles.
    pub(crate) is_headless: bool,
    /// What is to be said of it.
    pub(crate) notes: Vec<String>,
}

/// The title of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Title {
    pub(crate) text: String,
    /// The day that it names, in a table with a day a column.
    pub(crate) day: Option<Day>,
}

/// So many records are looked at.
const LOOKED_AT: usize = 60;
const SHAPES: &str = "begin it with `date` and a column a metric, with `metric,date,value` (and \
     `object_type,object_id`), or with `object` and a column a day";

/// What a cell may be by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Day,
    Number,
    Text,
}

/// A record that may be the first.
struct Candidate {
    line: u32,
    record: ByteRecord,
    kinds: Vec<Kind>,
}

impl Candidate {
    fn count(&self, kind: Kind) -> usize {
        self.kinds.iter().filter(|one| **one == kind).count()
    }

    fn filled(&self) -> usize {
        self.kinds.len() - self.count(Kind::Blank)
    }

    /// Whether values stand in it: a day and something beside it.
    fn has_values(&self) -> bool {
        self.count(Kind::Day) > 0 && self.filled() > 1 && !self.has_days_as_titles()
    }

    fn may_have_titles(&self) -> bool {
        self.count(Kind::Day) + self.count(Kind::Number) == 0 && self.filled() > 1
    }

    /// Whether it says that a column is the day, or the metric, or its value.
    fn names_columns(&self) -> bool {
        let names = |cell: &[u8]| {
            text_of(cell)
                .is_ok_and(|title| names_day(title) || names_metric(title) || names_value(title))
        };
        self.record.iter().any(names)
    }

    /// `customer, 2026-11-01, 2026-11-02`: all but the first, or three and more behind texts.
    fn has_days_as_titles(&self) -> bool {
        let days = self.count(Kind::Day);
        let first = self.kinds.iter().position(|kind| *kind == Kind::Day);
        let (Some(first), 0) = (first, self.count(Kind::Number)) else {
            return false;
        };
        let only_days_behind = self.kinds[first..]
            .iter()
            .all(|kind| matches!(kind, Kind::Day | Kind::Blank));
        first > 0 && only_days_behind && (first == 1 || days > 2)
    }
}

impl Head {
    /// Finds the first line of a text.
    pub(crate) fn find(text: &Text) -> Result<Self, Problem> {
        let mut lines = Lines::new(text);
        let mut records = Vec::new();
        while records.len() < LOOKED_AT
            && let Some((line, record)) = lines.next()
        {
            let record = record.clone();
            let kinds = record.iter().map(kind_of).collect();
            records.push(Candidate {
                line,
                record,
                kinds,
            });
        }
        if records.is_empty() {
            return Err(refused("the file has no lines"));
        }
        let values = records.iter().position(Candidate::has_values);
        let above = &records[..values.unwrap_or(records.len())];
        let titled = |one: &Candidate| one.may_have_titles() && one.names_columns();
        let head = above
            .iter()
            .position(titled)
            .or_else(|| (0..above.len()).find(|at| heads_days(&records, *at)))
            .or_else(|| values.and_then(|_| above.iter().rposition(Candidate::may_have_titles)));
        let mut head = match (head, values) {
            (Some(at), _) => Self::of(&records, at)?,
            (None, Some(at)) => Self::without(&records, at),
            (None, None) => return Err(unknown(&records)),
        };
        head.notes.splice(0..0, said_above(text));
        Ok(head)
    }

    fn of(records: &[Candidate], at: usize) -> Result<Self, Problem> {
        let one = &records[at];
        let has_days = one.has_days_as_titles();
        let titles = one.record.iter().map(|cell| title(cell, has_days));
        let titles: Vec<Title> = titles.collect::<Result<_, String>>().map_err(refused)?;
        Ok(Self {
            titles,
            skipped: at + 1,
            is_headless: false,
            notes: skipped_words(records, at),
        })
    }

    fn without(records: &[Candidate], at: usize) -> Self {
        Self {
            titles: vec![Title::default(); records[at].record.len()],
            skipped: at,
            is_headless: true,
            notes: skipped_words(records, at),
        }
    }
}

/// Whether a record has days as titles, and values below the first of them.
fn heads_days(records: &[Candidate], at: usize) -> bool {
    let one = &records[at];
    let first = one.kinds.iter().position(|kind| *kind == Kind::Day);
    let below = records
        .get(at + 1)
        .zip(first)
        .and_then(|(below, first)| below.kinds.get(first));
    one.has_days_as_titles() && below != Some(&Kind::Text)
}

/// What is said of lines that stand above the first.
fn skipped_words(records: &[Candidate], at: usize) -> Vec<String> {
    let first = records[at].line;
    let above = records[..at].iter().find(|one| one.filled() > 0);
    let words = above.map(|above| {
        let what = above
            .record
            .iter()
            .find(|cell| !cell.trim_ascii().is_empty());
        let what = what.and_then(|cell| text_of(cell).ok()).unwrap_or("");
        format!(
            "the table begins in line {first}; what stands above it is not read: `{}`",
            shortened(what)
        )
    });
    words.into_iter().collect()
}

fn unknown(records: &[Candidate]) -> Problem {
    let first = &records[0];
    let cells = first
        .record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned());
    let line = cells.collect::<Vec<_>>().join(",");
    let line = shortened(&line);
    if records.iter().all(|one| one.record.len() < 2) {
        return refused(format!(
            "the file has one column, `{line}`; a value needs a day beside it, separated by a comma, a \
             semicolon, a tab or `|`"
        ));
    }
    refused(format!(
        "no line of the file has a day and a value in it; it begins with `{line}`; {SHAPES}"
    ))
}

fn kind_of(cell: &[u8]) -> Kind {
    let Ok(text) = text_of(cell) else {
        return Kind::Text;
    };
    if text.is_empty() {
        return Kind::Blank;
    }
    match written(text) {
        Some(Written::Moment(_) | Written::Period(_) | Written::Parts(_)) => Kind::Day,
        Some(Written::Number(_)) => Kind::Number,
        None if crate::import::cells::looks_like_number(text) => Kind::Number,
        None => Kind::Text,
    }
}

fn title(cell: &[u8], may_be_day: bool) -> Result<Title, String> {
    let text = unguarded(text_of(cell)?).to_owned();
    let day = match written(&text) {
        Some(Written::Moment(Moment::Day(day)) | Written::Period(day)) if may_be_day => Some(day),
        _ => None,
    };
    Ok(Title { text, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Result<Head, Problem> {
        Head::find(&Text {
            bytes: text.as_bytes().to_vec(),
            ..Text::default()
        })
    }

    fn titles(text: &str) -> (Vec<String>, usize) {
        let head = find(text).expect("a head");
        (
            head.titles.into_iter().map(|title| title.text).collect(),
            head.skipped,
        )
    }

    #[test]
    fn the_first_line_is_found_below_titles_and_blank_lines() {
        let named = |titles: &[&str], skipped| {
            (
                titles.iter().map(|one| (*one).to_owned()).collect(),
                skipped,
            )
        };
        for (text, titles_of, skipped) in [
            (
                "metric,date,value\na,2026-01-01,1\n",
                &["metric", "date", "value"][..],
                1,
            ),
            ("date,visits\nsoon,many\n", &["date", "visits"], 1),
            (
                "Created At: Day,Count\n2026-01-01,4\n",
                &["Created At: Day", "Count"],
                1,
            ),
            (
                "Visits in November\n\nof all branches\nDay;Visits\n1.11.2026;5\n",
                &["Day", "Visits"],
                3,
            ),
            (
                "Report,,\nfrom,2026-11-01,\nBranch,When,Sales\nA,2026-11-01,5\n",
                &["Branch", "When", "Sales"],
                3,
            ),
            (
                "Report,,\nfor Acme,,\nBranch,When,Sales\nA,2026-11-01,5\n",
                &["Branch", "When", "Sales"],
                3,
            ),
            ("Year,Sales\n2024,5\n", &["Year", "Sales"], 1),
        ] {
            assert_eq!(titles(text), named(titles_of, skipped), "{text}");
        }
        let head = find("# of all\n# branches\nsep=;\nDay;Visits\n2026-11-01;5\n").expect("a head");
        let said = [
            "2 lines above the table begin with # and are not read: `# of all`",
            "cells are separated as the file says: `sep=;`",
        ];
        assert_eq!(head.notes, said);
        let head = find("#x\nDay,Visits\n2026-11-01,5\n").expect("a head");
        assert_eq!(
            head.notes,
            ["one line above the table begins with # and is not read: `#x`"]
        );
        let head = find("Visits\n\nDay,Visits\n2026-11-01,5\n").expect("a head");
        assert!(head.notes[0].contains("begins in line 3") && head.notes[0].contains("`Visits`"));
    }

    #[test]
    fn a_table_may_begin_at_once() {
        for text in [
            "a.b.c,2026-01-01 00:00:00,5\n",
            "2026-01-01,5\n",
            "2026-01-01,-\n",
        ] {
            let head = find(text).expect("a head");
            assert!(head.is_headless && head.skipped == 0, "{text}");
        }
    }

    #[test]
    fn days_may_be_titles() {
        let day = |text: &str| Day::parse(text).ok();
        for (text, days) in [
            (
                "customer,2026-11-01,20261102\n42,1,2\n",
                [None, day("2026-11-01"), day("2026-11-02")],
            ),
            (
                ",Nov 2026,Dec 2026\nA,1,2\n",
                [None, day("2026-11-30"), day("2026-12-31")],
            ),
        ] {
            let head = find(text).expect("a head");
            let found: Vec<_> = head.titles.iter().map(|title| title.day).collect();
            assert_eq!(found, days, "{text}");
            assert!(!head.is_headless);
        }
    }

    #[test]
    fn what_has_no_day_is_refused_with_the_way_out() {
        for (text, word) in [
            ("value\n1\n2\n", "one column, `value`"),
            ("a,b\nc,d\n", "begins with `a,b`; begin it with `date`"),
            ("a,b\n1,2\n", "no line of the file has a day"),
        ] {
            let problem = find(text).expect_err("refused");
            assert!(problem.message.contains(word), "{problem}");
        }
    }
}
