//! What is in a packed folder, and whether it may be unpacked: looked at before anything reads it.

use std::io::{Cursor, Read};

use dbag_domain::Problem;
use zip::ZipArchive;

use super::refused;
use super::unpack::most_for;

/// A spreadsheet has a few dozen parts.
const MOST_ENTRIES: usize = 10_000;
const PIECE: usize = 1 << 16;

/// What a spreadsheet has in it that costs time to look for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Whether any cell is computed.
    pub(super) has_formulas: bool,
    /// Whether any cells are merged.
    pub(super) has_merged: bool,
    /// Whether any rows or columns are hidden.
    pub(super) has_hidden: bool,
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Looks at every part of a workbook; refuses what is none, and what grows beyond all measure.
///
/// Sizes are counted while unpacking and not believed, for a part can claim to be smaller than it is.
pub(super) fn check(bytes: &[u8], most_bytes: u64) -> Result<Parts, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MOST_ENTRIES {
        return Err(refused(
            "the file holds more than 10,000 others; give one table",
        ));
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.to_lowercase()))
        .collect();
    if let Some(what) = other_than_workbook(&names) {
        return Err(refused(what));
    }
    let most = most_for(bytes.len() as u64, most_bytes);
    let mut budget = most.bytes;
    let mut parts = Parts::default();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| damaged())?;
        if part.size() > budget {
            return Err(most.refuse());
        }
        let name = part.name().map_err(|_| damaged())?.to_lowercase();
        let mut seen = Seen::of(&name);
        budget = seen.read(part, budget)?.ok_or_else(|| most.refuse())?;
        parts.has_formulas |= seen.has_formulas;
        parts.has_merged |= seen.has_merged;
        parts.has_hidden |= seen.has_hidden;
    }
    Ok(parts)
}

fn other_than_workbook(names: &[String]) -> Option<&'static str> {
    let has = |name: &str| names.iter().any(|one| one == name);
    if has("xl/workbook.xml") {
        None
    } else if has("xl/workbook.bin") {
        Some("the file is a binary workbook (.xlsb); save it as .xlsx or CSV")
    } else if has("content.xml") && has("mimetype") {
        Some("the file is an OpenDocument file (.ods); save it as .xlsx or CSV")
    } else if names.iter().any(|name| name.starts_with("xl/")) {
        // Some programs write the workbook under another name.
        None
    } else if has("word/document.xml") {
        Some("the file is a Word document; give the numbers as .xlsx or CSV")
    } else if has("index/metadata.iwa") || has("index/document.iwa") {
        Some("the file is of Apple's Numbers; export it as .xlsx or CSV")
    } else {
        Some(
            "the file is a packed folder (.zip); unpack it and give the table in it, or pack it with gzip",
        )
    }
}

fn damaged() -> Problem {
    refused("the file is damaged: it cannot be unpacked to its end; save or copy it again")
}

/// What was seen of one part while it was counted.
struct Seen {
    is_sheet: bool,
    is_strings: bool,
    has_formulas: bool,
    has_merged: bool,
    has_hidden: bool,
}

impl Seen {
    fn of(name: &str) -> Self {
        Self {
            is_sheet: name.starts_with("xl/worksheets/"),
            is_strings: name.ends_with("sharedstrings.xml"),
            has_formulas: false,
            has_merged: false,
            has_hidden: false,
        }
    }

    /// Unpacks a part and forgets it; what is left of the budget, `None` where it is used up.
    fn read(&mut self, mut part: impl Read, budget: u64) -> Result<Option<u64>, Problem> {
        let mut piece = vec![0; PIECE];
        let (mut kept, mut size) = (0, 0_u64);
        let mut claimed = None;
        loop {
            let read = part.read(&mut piece[kept..]).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            if size == 0 && self.is_strings {
                claimed = number_after(&piece[..read], b"uniqueCount=\"");
            }
            size += read as u64;
            if size > budget {
                return Ok(None);
            }
            let end = kept + read;
            if self.is_sheet {
                self.look(&piece[..end]);
            }
            // A word may begin at the end of one piece.
            kept = end.min(16);
            piece.copy_within(end - kept..end, 0);
        }
        // Room for so many strings would be made at once.
        match claimed.is_some_and(|claimed| claimed > size) {
            true => Err(damaged()),
            false => Ok(Some(budget - size)),
        }
    }

    fn look(&mut self, piece: &[u8]) {
        let has = |word: &[u8]| piece.windows(word.len()).any(|part| part == word);
        self.has_formulas = self.has_formulas || has(b"<f>") || has(b"<f ") || has(b":f>");
        self.has_merged = self.has_merged || has(b"<mergeCell") || has(b":mergeCell");
        let is_hidden = || has(b" hidden=\"1") || has(b" hidden=\"t");
        self.has_hidden = self.has_hidden || is_hidden();
    }
}

fn number_after(piece: &[u8], word: &[u8]) -> Option<u64> {
    let at = piece.windows(word.len()).position(|part| part == word)? + word.len();
    let digits = piece[at..].iter().take_while(|byte| byte.is_ascii_digit());
    let number = digits.fold(0_u64, |number, byte| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(byte - b'0'))
    });
    Some(number)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// A packed folder of these parts.
    pub(in super::super) fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let options = SimpleFileOptions::default();
            writer.start_file(*name, options).expect("a part");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("packed").into_inner()
    }

    fn message(bytes: &[u8], most: u64) -> String {
        check(bytes, most).expect_err("refused").message
    }

    #[test]
    fn other_folders_are_named() {
        let cases = [
            (&["xl/workbook.bin"][..], ".xlsb"),
            (&["mimetype", "content.xml"], ".ods"),
            (&["word/document.xml"], "Word"),
            (&["values.csv"], ".zip"),
        ];
        for (names, word) in cases {
            let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b""[..])).collect();
            let message = message(&packed(&parts), 1 << 20);
            assert!(message.contains(word), "{message}");
        }
        let torn = packed(&[("xl/workbook.xml", b"<workbook/>")]);
        assert!(message(&torn[..torn.len() - 30], 1 << 20).contains("damaged"));
    }

    #[test]
    fn what_grows_beyond_all_measure_is_refused_before_it_is_read() {
        let large = vec![b' '; 3 << 20];
        let bomb = packed(&[
            ("xl/workbook.xml", b""),
            ("xl/worksheets/sheet1.xml", &large),
        ]);
        assert!(bomb.len() < 20_000);
        assert!(message(&bomb, 2 << 20).contains("more than 2 MB"));
        assert_eq!(check(&bomb, 4 << 20), Ok(Parts::default()));
        // The part says that it is small.
        let claim = (3_u32 << 20).to_le_bytes();
        let mut liar = bomb.clone();
        let places: Vec<usize> = (0..liar.len() - 4)
            .filter(|at| liar[*at..*at + 4] == claim)
            .collect();
        assert_eq!(places.len(), 2);
        for at in places {
            liar[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
        }
        assert!(check(&liar, 2 << 20).is_err());
    }

    #[test]
    fn strings_that_are_not_there_are_not_counted_on() {
        let strings =
            br#"<?xml version="1.0"?><sst count="3" uniqueCount="99999999999"><si/></sst>"#;
        let bytes = packed(&[("xl/workbook.xml", b""), ("xl/sharedStrings.xml", strings)]);
        assert!(message(&bytes, 1 << 20).contains("damaged"));
    }

    #[test]
    fn formulas_merged_and_hidden_cells_are_noticed() {
        let sheet = [
            &vec![b' '; PIECE - 3][..],
            b"<mergeCell ref=\"A1:A2\"/><f>1+1</f><row r=\"2\" hidden=\"1\"/>",
        ]
        .concat();
        let bytes = packed(&[
            ("xl/workbook.xml", b""),
            ("xl/worksheets/sheet1.xml", &sheet),
        ]);
        let both = Parts {
            has_formulas: true,
            has_merged: true,
            has_hidden: true,
        };
        assert_eq!(check(&bytes, 1 << 20), Ok(both));
    }
}
