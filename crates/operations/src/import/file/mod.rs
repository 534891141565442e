//! From a file's bytes to a table's text: what it is packed in, how it is encoded, what it is.

mod archive;
mod encoding;
mod json;
mod number_code;
mod sheet;
mod sheet_cells;
mod signature;
mod unpack;

pub(crate) use json::{elements, is_json};
pub(crate) use sheet::listed;

use std::collections::HashMap;

use dbag_domain::Problem;

use crate::metric_facts::MetricFacts;
use json::Records;

/// How much a file may hold, and which part of it is read.
#[derive(Debug, Clone)]
pub(crate) struct OpenOptions {
    /// What a packed file may grow to: a few kilobytes can unpack to terabytes.
    pub(crate) most_bytes: u64,
    /// The sheet of a spreadsheet; the first that is visible where none is named.
    pub(crate) sheet: Option<String>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            most_bytes: 1 << 30,
            sheet: None,
        }
    }
}

/// The text of a file: UTF-8, its lines ended by LF or CR LF, without a byte order mark.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// The text itself.
    pub(crate) bytes: Vec<u8>,
    /// What separates cells, where that is known.
    pub(crate) separator: Option<u8>,
    /// Whether a line that ends early ends in empty cells.
    pub(crate) is_padded: bool,
    /// The line of the file that each line of the text stands in, where that is another.
    pub(crate) lines: Option<Vec<u32>>,
    /// Lines of the file that are broken, with what is wrong with them.
    pub(crate) broken: Vec<(u32, String)>,
    /// What Dbag's own exports say of metrics, by slug.
    pub(crate) metrics: HashMap<String, MetricFacts>,
    /// The sheet that was read.
    pub(crate) sheet: Option<String>,
    /// Sheets that could be read.
    pub(crate) sheets: Vec<String>,
    /// How the file was read, in sentences.
    pub(crate) notes: Vec<String>,
}

/// What is in a file of values.
#[derive(Debug)]
pub(crate) enum Opened {
    /// A table.
    Table(Text),
    /// Records of Django's `dumpdata`, as a list or one a line.
    Dump(Text),
}

/// Opens a file of values.
pub(crate) fn open(bytes: Vec<u8>, options: &OpenOptions) -> Result<Opened, Problem> {
    let text = text_of(bytes, options)?;
    if text.separator.is_some() || !is_json(&text.bytes) {
        return Ok(Opened::Table(text));
    }
    Ok(match Records::read(&text.bytes)? {
        Records::Django => Opened::Dump(text),
        Records::Table(table) => Opened::Table(Text {
            notes: text.notes.into_iter().chain(table.notes).collect(),
            ..table
        }),
    })
}

/// The text of a file, unpacked and decoded; a spreadsheet as a table.
pub(crate) fn text_of(bytes: Vec<u8>, options: &OpenOptions) -> Result<Text, Problem> {
    let bytes = unpack::unpacked(bytes, options.most_bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(refused("the file is empty"));
    }
    if archive::is_zip(&bytes) {
        return sheet::read(bytes, options);
    }
    if let Some(what) = signature::other_than_text(&bytes) {
        return Err(refused(what));
    }
    let (bytes, note) = encoding::decoded(bytes)?;
    if let Some(what) = signature::markup(&bytes) {
        return Err(refused(what));
    }
    Ok(Text {
        bytes,
        notes: note.into_iter().collect(),
        ..Text::default()
    })
}

pub(crate) fn refused(message: impl Into<String>) -> Problem {
    Problem::field("file", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Text, Problem> {
        text_of(bytes.to_vec(), &OpenOptions::default())
    }

    #[test]
    fn marks_and_encodings_are_seen_through() {
        let utf16 = |little: bool| -> Vec<u8> {
            let units = "\u{feff}a,\u{fc}".encode_utf16();
            units
                .flat_map(|unit| match little {
                    true => unit.to_le_bytes(),
                    false => unit.to_be_bytes(),
                })
                .collect()
        };
        for bytes in [
            "a,\u{fc}".as_bytes().to_vec(),
            "\u{feff}a,\u{fc}".as_bytes().to_vec(),
            utf16(true),
            utf16(false),
            b"a,\xfc".to_vec(),
        ] {
            let text = read(&bytes).expect("a text");
            assert_eq!(str::from_utf8(&text.bytes), Ok("a,\u{fc}"), "{bytes:?}");
        }
        assert!(read(b"a,\xfc").expect("a text").notes[0].contains("Windows-1252"));
        assert_eq!(read(b"a,b").expect("a text").notes, Vec::<String>::new());
    }

    #[test]
    fn other_files_are_refused_with_the_way_out() {
        let cases: [(&[u8], &str); 8] = [
            (b"", "empty"),
            (b" \r\n", "empty"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"SQLite format 3\0....", "database"),
            (b"PAR1\0\0", "Parquet"),
            (b"a,b\0c", "not a text"),
            (b"<html><table><tr>", "web page"),
            (b"<?xml version=\"1.0\"?><Workbook>", "XML"),
        ];
        for (bytes, word) in cases {
            let problem = read(bytes).expect_err("refused");
            assert_eq!(problem.field.as_deref(), Some("file"));
            assert!(problem.message.contains(word), "{problem}");
        }
    }
}
