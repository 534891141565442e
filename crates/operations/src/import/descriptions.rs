//! Reading labels and attributes: a table with a column `key`, or a JSON array of objects.

use std::collections::HashMap;

use csv::ByteRecord;
use dbag_domain::{AttributeName, AttributeText, Described, Label, ObjectKey, Problem};

use super::cells::{shortened, text_of as cell_text};
use super::described_json::read_objects;
use super::file::{OpenOptions, Text, is_json, refused, text_of};
use super::report::Refusals;
use super::table::{Lines, spans_lines};
use crate::formula::unguarded;

/// What a file says of objects.
#[derive(Debug, Default)]
pub(crate) struct Descriptions {
    /// Descriptions, each with the line of the file that it stands in; of one key there is one.
    pub(crate) lines: Vec<(u32, Described)>,
    /// The other lines.
    pub(crate) refusals: Refusals,
}

/// Reads what a file says of objects; lines that cannot be used are refused one by one.
///
/// # Errors
///
/// When nothing of the file can be read, at the field `file`.
pub(crate) fn read_descriptions(bytes: Vec<u8>) -> Result<Descriptions, Problem> {
    let text = text_of(bytes, &OpenOptions::default())?;
    let lines = match text.separator.is_none() && is_json(&text.bytes) {
        true => read_objects(&text.bytes)?,
        false => read_lines(&text)?,
    };
    Ok(once_each(lines))
}

/// A line with what it says, or why it cannot be used.
pub(super) type Line = (u32, Result<Described, String>);

/// Of two lines about one object the first stands.
fn once_each(lines: Vec<Line>) -> Descriptions {
    let mut found = Descriptions::default();
    let mut first: HashMap<ObjectKey, u32> = HashMap::new();
    for (line, read) in lines {
        let known = read
            .as_ref()
            .ok()
            .and_then(|one| first.get(&one.key).copied());
        match (read, known) {
            (Ok(one), None) => {
                first.insert(one.key.clone(), line);
                found.lines.push((line, one));
            }
            (Ok(one), Some(known)) => {
                let reason = format!(
                    "`{}` stands in line {known} already",
                    shortened(one.key.as_str())
                );
                found.refusals.add(line, reason);
            }
            (Err(reason), _) => found.refusals.add(line, reason),
        }
    }
    found
}

fn read_lines(text: &Text) -> Result<Vec<Line>, Problem> {
    let mut lines = Lines::new(text);
    let columns = match lines.next() {
        Some((_, record)) => Columns::read(record, text.is_padded)?,
        None => return Err(refused("the file has no lines")),
    };
    let mut read = Vec::new();
    while let Some((line, record)) = lines.next() {
        let one = columns.read_line(record);
        let is_broken = one.is_err() && spans_lines(record);
        read.push((line, one));
        if is_broken {
            lines.resume_after_first_line();
        }
    }
    Ok(read)
}

/// What the columns of a table are.
struct Columns {
    key: usize,
    label: Option<usize>,
    attributes: Vec<(usize, AttributeName)>,
    width: usize,
    /// Whether a line that ends early ends in empty cells.
    is_padded: bool,
}

impl Columns {
    fn read(record: &ByteRecord, is_padded: bool) -> Result<Self, Problem> {
        let mut key = None;
        let mut label = None;
        let mut attributes: Vec<(usize, AttributeName)> = Vec::new();
        // Spreadsheets write separators behind the last column that is in use.
        let is_blank = |cell: &&[u8]| cell.trim_ascii().is_empty();
        let width = record.len() - record.iter().rev().take_while(is_blank).count();
        for (at, cell) in record.iter().take(width).enumerate() {
            let title = cell_text(cell).map_err(refused)?;
            let place = match title.to_ascii_lowercase().as_str() {
                "key" => &mut key,
                "label" => &mut label,
                _ => {
                    let name = AttributeName::parse(title)
                        .map_err(|error| refused(format!("column {}: {error}", at + 1)))?;
                    if attributes.iter().any(|(_, known)| *known == name) {
                        return Err(twice(title));
                    }
                    attributes.push((at, name));
                    continue;
                }
            };
            if place.replace(at).is_some() {
                return Err(twice(title));
            }
        }
        let most = Described::MAX_ATTRIBUTES;
        if attributes.len() > most {
            let count = attributes.len();
            return Err(refused(format!(
                "an object has at most {most} attributes, not {count}"
            )));
        }
        Ok(Self {
            key: key.ok_or_else(|| {
                refused("the first line names no column `key`; begin with `key,label` and a column for each attribute")
            })?,
            label,
            attributes,
            width,
            is_padded,
        })
    }

    fn read_line(&self, record: &ByteRecord) -> Result<Described, String> {
        let mut surplus = record.iter().skip(self.width);
        let is_short = record.len() < self.width && !self.is_padded;
        if is_short || surplus.any(|cell| !cell.trim_ascii().is_empty()) {
            let (found, width) = (record.len(), self.width);
            let hint = match spans_lines(record) {
                true => "; is a quote not closed?",
                false => "",
            };
            return Err(format!(
                "it has {found} cells where {width} are expected{hint}"
            ));
        }
        if spans_lines(record) {
            return Err("a cell has several lines; is a quote not closed?".to_owned());
        }
        let cell = |at: usize| cell_text(record.get(at).unwrap_or_default()).map(unguarded);
        let attribute = |(at, name): &(usize, AttributeName)| {
            Ok((name.clone(), read_text(name.as_str(), cell(*at)?)?))
        };
        Ok(Described {
            key: ObjectKey::parse(cell(self.key)?).map_err(|error| error.to_string())?,
            label: read_label(self.label.map(cell).transpose()?.unwrap_or(""))?,
            attributes: self
                .attributes
                .iter()
                .map(attribute)
                .collect::<Result<_, String>>()?,
        })
    }
}

/// A label; nothing is said where it is blank.
pub(super) fn read_label(text: &str) -> Result<Option<Label>, String> {
    match text.trim() {
        "" => Ok(None),
        text => Label::parse(text)
            .map(Some)
            .map_err(|error| format!("`label`: {error}")),
    }
}

/// What an attribute says; none where it is blank.
pub(super) fn read_text(name: &str, text: &str) -> Result<Option<AttributeText>, String> {
    AttributeText::parse(text).map_err(|error| format!("`{}`: {error}", shortened(name)))
}

fn twice(title: &str) -> Problem {
    refused(format!("two columns are called `{}`", shortened(title)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Descriptions {
        read_descriptions(text.as_bytes().to_vec()).expect("a file")
    }

    fn told(found: Descriptions) -> (Vec<String>, Vec<(u64, String)>) {
        let line = |(line, one): (u32, Described)| {
            let label = one.label.map(String::from).unwrap_or_default();
            let attributes = one.attributes.iter().map(|(name, text)| {
                format!(
                    "{name}={}",
                    text.as_ref().map_or("-", AttributeText::as_str)
                )
            });
            let attributes: Vec<_> = attributes.collect();
            format!("{line} {} {label} {}", one.key, attributes.join(" "))
        };
        let (refused, _) = found.refusals.finish();
        let refused = refused.into_iter().map(|one| (one.line, one.reason));
        (
            found.lines.into_iter().map(line).collect(),
            refused.collect(),
        )
    }

    #[test]
    fn tables_are_read_whatever_separates_and_begins_them() {
        let expected = vec!["2 42 Acme plan=pro", "3 7  plan=-"];
        for text in [
            "key,label,plan\n42,Acme,pro\n7,,\n",
            "\u{feff}key;label;plan\r\n42;Acme;pro\r\n7;;\r\n",
            "Key\tLABEL\tplan\n42\t\"Acme\"\tpro\n7\t\t\n",
            "label, key, plan\nAcme, 42, pro\n , 7, \n",
            "key,label,plan,,\n42,Acme,pro,,\n7,,,,\n",
        ] {
            let (lines, refused) = told(read(text));
            assert_eq!(lines, expected, "{text}");
            assert_eq!(refused, []);
        }
    }

    #[test]
    fn bad_lines_are_refused_one_by_one() {
        let long = "x".repeat(301);
        let text = format!(
            "key,label,plan\n,Nobody,pro\n42,Acme,pro\n42,Other,pro\n8,{long},pro\n9,Nine\n10,\"Ten,pro\n11,Eleven,{}\n12,Twelve,free\n",
            "y".repeat(501)
        );
        let (lines, refused) = told(read(&text));
        assert_eq!(lines, ["3 42 Acme plan=pro", "9 12 Twelve plan=free"]);
        let words = [
            "must not be empty",
            "line 3 already",
            "more than 300",
            "2 cells where 3",
            "is a quote not closed?",
            "at most 500",
        ];
        assert_eq!(refused.len(), words.len());
        for ((line, reason), (at, word)) in refused.iter().zip(words.iter().enumerate()) {
            let lines = [2, 4, 5, 6, 7, 8];
            assert_eq!(*line, lines[at], "{reason}");
            assert!(reason.contains(word), "{reason}");
        }
    }

    #[test]
    fn json_says_the_same() {
        let (lines, refused) = told(read(
            r#" [{"key": 42, "label": "Acme", "plan": "pro", "seats": 12.5, "paid": true, "gone": null},
                 {"key": "7"}, {"label": "x"}, 3, {"key": 4.5}, {"key": "8", "plan": ["a"]}]"#,
        ));
        assert_eq!(
            lines,
            ["1 42 Acme gone=- paid=true plan=pro seats=12.5", "2 7  "]
        );
        let expected = [
            (3, "it has no `key`"),
            (4, "it is no object"),
            (5, "a text or a whole number"),
            (6, "`plan`: write a text"),
        ];
        assert_eq!(refused.len(), expected.len());
        for ((line, reason), (expected, word)) in refused.iter().zip(expected) {
            assert_eq!(*line, expected);
            assert!(reason.contains(word), "{reason}");
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused_as_a_whole() {
        let many: Vec<String> = (0..51).map(|at| format!("a{at}")).collect();
        for (text, word) in [
            ("name,plan\nAcme,pro\n", "no column `key`"),
            ("key,plan,plan\n", "two columns are called `plan`"),
            ("key,KEY\n", "two columns are called `KEY`"),
            ("key,,plan\n", "column 2: an attribute needs a name"),
            (
                &format!("key,{}\n", many.join(",")),
                "at most 50 attributes, not 51",
            ),
            ("{\"key\": 1}", "no JSON array"),
            (" ", "empty"),
        ] {
            let problem = read_descriptions(text.as_bytes().to_vec()).expect_err("refused");
            assert_eq!(problem.field.as_deref(), Some("file"));
            assert!(problem.message.contains(word), "{problem}");
        }
    }
}
