//! A text's records with the numbers of their lines, which blank lines and open quotes do not shift.

use csv::{ByteRecord, ReaderBuilder};

/// The records of a text with the numbers of their lines.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    separator: u8,
    /// Where the reader began.
    base: usize,
    /// The number of the line at `at`.
    line: u32,
    /// Where the current record begins.
    at: usize,
    record: ByteRecord,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let (base, separator) = beginning(bytes);
        Self {
            bytes,
            reader: reader(&bytes[base..], separator),
            separator,
            base,
            line: 1 + line_breaks(&bytes[..base]),
            at: base,
            record: ByteRecord::new(),
        }
    }

    /// The next record with the number of the line at which it begins.
    pub(super) fn next(&mut self) -> Option<(u32, &ByteRecord)> {
        let is_read = self.reader.read_byte_record(&mut self.record);
        // Reading from memory without a fixed width has nothing to fail at.
        if !is_read.unwrap_or(false) {
            return None;
        }
        let told = self.record.position().map_or(0, csv::Position::byte);
        let mut start = self.base + usize::try_from(told).unwrap_or(0);
        // Blank lines are skipped by the reader and belong to no record.
        while matches!(self.bytes.get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        self.line += line_breaks(self.bytes.get(self.at..start).unwrap_or_default());
        self.at = start;
        Some((self.line, &self.record))
    }

    /// Where the current record begins, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on with the line after the one at which the current record begins.
    pub(super) fn resume_after_first_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        self.base = self.at + end;
        self.reader = reader(&self.bytes[self.base..], self.separator);
    }
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

/// Where the table begins (after comments and Excel's `sep=;`) and what separates its cells.
fn beginning(bytes: &[u8]) -> (usize, u8) {
    let mut at = 0;
    let mut told = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        match text {
            [] | [b'#', ..] => {}
            [b's', b'e', b'p', b'=', separator] => told = Some(*separator),
            _ => return (at, told.unwrap_or_else(|| separator_of(text))),
        }
        at += line.len();
    }
    (at, b',')
}

/// The most frequent of the known separators outside quotes; a comma where there is none.
fn separator_of(line: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in line {
        if *byte == b'"' {
            is_quoted = !is_quoted;
        }
        for (separator, count) in &mut counts {
            *count += u32::from(byte == separator && !is_quoted);
        }
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(byte, _)| byte)
}
