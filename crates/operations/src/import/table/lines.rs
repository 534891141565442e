//! A text's records with the numbers of their lines, which blank lines and open quotes do not shift.

use csv::{ByteRecord, ReaderBuilder};

use crate::import::cells::shortened;
use crate::import::file::Text;

/// The records of a text with the numbers of their lines.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    separator: u8,
    /// The lines of the file, where they are others.
    numbers: Option<&'a [u32]>,
    /// Where the reader began.
    base: usize,
    /// The number of the line at `at`.
    line: u32,
    /// Where the current record begins.
    at: usize,
    record: ByteRecord,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a Text) -> Self {
        let bytes = text.bytes.as_slice();
        let (base, separator) = match text.separator {
            Some(separator) => (0, separator),
            None => beginning(bytes),
        };
        Self {
            bytes,
            reader: reader(&bytes[base..], separator),
            separator,
            numbers: text.lines.as_deref(),
            base,
            line: 1 + line_breaks(&bytes[..base]),
            at: base,
            record: ByteRecord::new(),
        }
    }

    /// The next record with the number of the line at which it begins.
    pub(crate) fn next(&mut self) -> Option<(u32, &ByteRecord)> {
        let is_read = self.reader.read_byte_record(&mut self.record);
        // Reading from memory without a fixed width has nothing to fail at.
        if !is_read.unwrap_or(false) {
            return None;
        }
        let position = self.record.position().map_or(0, csv::Position::byte);
        let mut start = self.base + usize::try_from(position).unwrap_or(0);
        // Blank lines are skipped by the reader and belong to no record.
        while matches!(self.bytes.get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        self.line += line_breaks(self.bytes.get(self.at..start).unwrap_or_default());
        self.at = start;
        Some((self.number(), &self.record))
    }

    /// The current record.
    pub(crate) const fn record(&self) -> &ByteRecord {
        &self.record
    }

    /// The number of the line at which the current record begins.
    pub(crate) fn number(&self) -> u32 {
        let other = self
            .numbers
            .and_then(|numbers| numbers.get(self.line as usize - 1));
        other.copied().unwrap_or(self.line)
    }

    /// What separates cells.
    pub(crate) const fn separator(&self) -> u8 {
        self.separator
    }

    /// Where the current record begins, in bytes.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Whether the text ends within the line at which the current record begins.
    pub(crate) fn is_last_and_open(&self) -> bool {
        !self.bytes[self.at..].contains(&b'\n')
    }

    /// Goes on with the line after the one at which the current record begins.
    pub(crate) fn resume_after_first_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        self.base = self.at + end;
        self.reader = reader(&self.bytes[self.base..], self.separator);
    }

    /// Whether the second line of a record that has several is a record of its own: then a quote
    /// in the first was not closed, and has taken it in.
    pub(crate) fn has_taken_in_a_line(&self, width: usize) -> bool {
        let mut lines = self.bytes[self.at..].split(|byte| *byte == b'\n').skip(1);
        let Some(second) = lines.next() else {
            return false;
        };
        let mut record = ByteRecord::new();
        let is_read = reader(second, self.separator).read_byte_record(&mut record);
        is_read.unwrap_or(false) && width > 1 && record.len() == width
    }
}

/// Whether a cell of a record goes over several lines.
pub(crate) fn spans_lines(record: &ByteRecord) -> bool {
    record.as_slice().contains(&b'\n')
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1 << 16)
        .from_reader(bytes)
}

fn line_breaks(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(*byte == b'\n')).sum()
}

/// What stands above a table and is none of its lines: a comment, and what says how cells are separated.
pub(super) fn said_above(text: &Text) -> Vec<String> {
    if text.separator.is_some() {
        return Vec::new();
    }
    let (base, _) = beginning(&text.bytes);
    let mut notes = Vec::new();
    let above = text.bytes[..base].split(|byte| *byte == b'\n');
    let above: Vec<_> = above
        .map(|line| String::from_utf8_lossy(line.trim_ascii()))
        .collect();
    let comments: Vec<_> = above.iter().filter(|line| line.starts_with('#')).collect();
    if let Some(first) = comments.first() {
        let (begins, is) = match comments.len() {
            1 => ("one line above the table begins".to_owned(), "is"),
            lines => (format!("{lines} lines above the table begin"), "are"),
        };
        let first = shortened(first);
        notes.push(format!("{begins} with # and {is} not read: `{first}`"));
    }
    if let Some(said) = above.iter().find(|line| line.starts_with("sep=")) {
        notes.push(format!("cells are separated as the file says: `{said}`"));
    }
    notes
}

/// Where the table begins (after comments and Excel's `sep=;`) and what separates its cells.
fn beginning(bytes: &[u8]) -> (usize, u8) {
    let mut at = 0;
    let mut said = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        match text {
            [] | [b'#', ..] => {}
            [b's', b'e', b'p', b'=', separator] => said = Some(*separator),
            _ => return (at, said.unwrap_or_else(|| separator_of(&bytes[at..]))),
        }
        at += line.len();
    }
    (at, b',')
}

/// So many lines are looked at for what separates their cells.
const LOOKED_AT: usize = 40;
/// Where several separate equally well, the first: decimals have commas, too.
const SEPARATORS: [u8; 4] = [b'\t', b';', b'|', b','];

/// What stands equally often in the most lines, outside of quotes; a comma where nothing does.
fn separator_of(bytes: &[u8]) -> u8 {
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let lines: Vec<[u32; 4]> = lines.take(LOOKED_AT).map(counts).collect();
    let agreeing = |at: usize| {
        let alike = |line: &[u32; 4]| lines.iter().filter(|other| other[at] == line[at]).count();
        let separated = lines.iter().filter(|line| line[at] > 0);
        separated.map(alike).max().unwrap_or(0)
    };
    let best = (0..SEPARATORS.len()).rev().max_by_key(|at| agreeing(*at));
    match best.filter(|at| agreeing(*at) > 0) {
        Some(at) => SEPARATORS[at],
        None => b',',
    }
}

fn counts(line: &[u8]) -> [u32; 4] {
    let mut is_quoted = false;
    let mut counts = [0; 4];
    for byte in line {
        if *byte == b'"' {
            is_quoted = !is_quoted;
        }
        for (separator, count) in SEPARATORS.iter().zip(&mut counts) {
            *count += u32::from(byte == separator && !is_quoted);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_those_of_most_lines() {
        for (text, separator) in [
            ("date,value\n2026-01-01,1\n", b','),
            ("date;value\n01.01.2026;1,5\n02.01.2026;2,5\n", b';'),
            ("01.01.2026;1,5\n", b';'),
            ("date\tvalue\n2026-01-01\t1\n", b'\t'),
            ("date|value\n2026-01-01|1\n", b'|'),
            (
                "Report, November 2026\n\ndate;value\n2026-11-01;1\n2026-11-02;2\n",
                b';',
            ),
            ("\"date\";\"value, total\"\n\"2026-01-01\";\"1\"\n", b';'),
            ("# a;b;c\ndate,value\n", b','),
            ("value\n1\n", b','),
            ("sep=;\ndate,a;value\n", b';'),
        ] {
            assert_eq!(beginning(text.as_bytes()).1, separator, "{text}");
        }
    }
}
