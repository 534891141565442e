//! Cells of a sheet, written one after the other as the lines of a table.

use std::collections::HashMap;

use calamine::{DataRef, Dimensions, ExcelDateTime};
use dbag_domain::{Day, Problem};

use super::number_code::{NumberCode, Unit};
use super::sheet::unreadable;
use super::unpack::too_large;
use crate::export::number_text;
use crate::import::cells::{MERGED, TYPED, UNCALCULATED};

/// The size of a sheet; what claims to lie beyond it was made to take up room.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// The lines that cells are written to.
pub(super) struct SheetCells {
    lines: Vec<u8>,
    most: usize,
    /// The row that cells are gathered of, from 0.
    row: u32,
    cells: Vec<(u32, Vec<u8>)>,
    merged: Merged,
    has_durations: bool,
    has_merged: bool,
    uncalculated: u64,
}

/// Cells that are one over several rows, in order of their first.
#[derive(Default)]
struct Merged {
    regions: Vec<Dimensions>,
    /// What stands in the first cells.
    texts: Vec<Vec<u8>>,
    by_start: HashMap<(u32, u32), usize>,
    /// The next region to begin, and those that go on.
    next: usize,
    active: Vec<usize>,
}

impl Merged {
    /// Regions do not lie over each other, so few go on at once.
    const MOST: usize = 64;

    fn new(mut regions: Vec<Dimensions>) -> Self {
        regions.retain(|region| region.end.0 > region.start.0);
        regions.sort_by_key(|region| region.start);
        let by_start = regions.iter().enumerate();
        Self {
            texts: vec![Vec::new(); regions.len()],
            by_start: by_start.map(|(at, region)| (region.start, at)).collect(),
            regions,
            ..Self::default()
        }
    }

    /// Cells that go on in a row, with their text.
    fn going_on(&mut self, row: u32) -> impl Iterator<Item = (u32, &[u8])> {
        while self
            .regions
            .get(self.next)
            .is_some_and(|region| region.start.0 < row)
        {
            self.active.push(self.next);
            self.next += 1;
        }
        self.active.retain(|at| self.regions[*at].end.0 >= row);
        self.active.truncate(Self::MOST);
        let texts = self.active.iter();
        let texts = texts.map(|at| (self.regions[*at].start.1, self.texts[*at].as_slice()));
        texts.filter(|(_, text)| !text.is_empty())
    }
}

impl SheetCells {
    pub(super) fn new(merged: Vec<Dimensions>, most: usize) -> Self {
        Self {
            lines: Vec::new(),
            most,
            row: 0,
            cells: Vec::new(),
            merged: Merged::new(merged),
            has_durations: false,
            has_merged: false,
            uncalculated: 0,
        }
    }

    /// Adds a cell; cells come in order of rows.
    pub(super) fn add(
        &mut self,
        place: (u32, u32),
        value: &DataRef<'_>,
        code: Option<&NumberCode>,
    ) -> Result<(), Problem> {
        let text = self.text_of(value, code);
        match text.is_empty() {
            true => Ok(()),
            false => self.put(place, text),
        }
    }

    /// Adds a formula without a value.
    pub(super) fn add_uncalculated(&mut self, place: (u32, u32)) -> Result<(), Problem> {
        self.uncalculated += 1;
        self.put(place, vec![UNCALCULATED])
    }

    /// The text, and what is to be said of it.
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, Vec<String>), Problem> {
        self.end_row()?;
        let mut notes = Vec::new();
        if self.uncalculated > 0 {
            let cells = match self.uncalculated {
                1 => "one cell has".to_owned(),
                cells => format!("{cells} cells have"),
            };
            notes.push(format!(
                "{cells} a formula without a kept value; open the workbook in a spreadsheet program \
                 and save it, so that there is one"
            ));
        }
        if self.has_merged {
            notes.push(
                "merged cells stand for all their rows where they hold a day, an object or a name, \
                 and for none but the first where they hold a value"
                    .to_owned(),
            );
        }
        if self.has_durations {
            notes.push("durations were read as seconds".to_owned());
        }
        Ok((self.lines, notes))
    }

    fn put(&mut self, (row, column): (u32, u32), text: Vec<u8>) -> Result<(), Problem> {
        if row < self.row || row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(unreadable("a cell is where none can be"));
        }
        if row > self.row {
            self.end_row()?;
            // Rows that are left out are blank lines, so that lines have the numbers of rows.
            self.lines
                .resize(self.lines.len() + (row - self.row - 1) as usize, b'\n');
            self.row = row;
        }
        if let Some(at) = self.merged.by_start.get(&(row, column)) {
            self.merged.texts[*at].clone_from(&text);
        }
        self.cells.push((column, text));
        Ok(())
    }

    /// Writes the row's line, an empty one too.
    fn end_row(&mut self) -> Result<(), Problem> {
        let mut cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.fill_merged(&mut cells);
        }
        cells.sort_by_key(|(column, _)| *column);
        cells.dedup_by_key(|(column, _)| *column);
        let mut next = 0;
        for (column, text) in &cells {
            self.lines
                .resize(self.lines.len() + (column - next) as usize, b',');
            write_quoted(&mut self.lines, text);
            next = *column;
        }
        self.lines.push(b'\n');
        cells.clear();
        self.cells = cells;
        match self.lines.len() > self.most {
            true => Err(too_large(self.most as u64)),
            false => Ok(()),
        }
    }

    fn fill_merged(&mut self, cells: &mut Vec<(u32, Vec<u8>)>) {
        for (column, text) in self.merged.going_on(self.row) {
            if !cells.iter().any(|(at, _)| *at == column) {
                cells.push((column, [&[MERGED], text].concat()));
                self.has_merged = true;
            }
        }
    }

    fn text_of(&mut self, value: &DataRef<'_>, code: Option<&NumberCode>) -> Vec<u8> {
        let unit = |number: f64| code.and_then(|code| code.unit(number));
        let scaled = Some(&Unit::Percent { is_scaled: true });
        match value {
            DataRef::Empty => Vec::new(),
            DataRef::Int(number) => match unit(*number as f64) {
                unit if unit == scaled => typed(&hundredfold(*number as f64), unit),
                unit => typed(&number.to_string(), unit),
            },
            DataRef::Float(number) => match unit(*number) {
                unit if unit == scaled => typed(&hundredfold(*number), unit),
                unit => typed(&number_text(*number), unit),
            },
            DataRef::DateTime(moment) if moment.is_duration() => {
                self.has_durations = true;
                typed(
                    &number_text((moment.as_f64() * 86_400_000.0).round() / 1000.0),
                    None,
                )
            }
            DataRef::DateTime(moment) => moment_text(moment).into_bytes(),
            DataRef::String(text) => one_line(text),
            DataRef::SharedString(text) => one_line(text),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => one_line(text),
            DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.into(),
            DataRef::Error(error) => error.to_string().into_bytes(),
        }
    }
}

/// A number that needs no guess at how it is written.
fn typed(number: &str, unit: Option<&Unit>) -> Vec<u8> {
    let unit = match unit {
        None => "",
        Some(Unit::Percent { .. }) => "%",
        Some(Unit::Currency(sign)) => sign,
    };
    [&[TYPED], number.as_bytes(), unit.as_bytes()].concat()
}

/// A number times a hundred, in digits: 0.29 is 29, and 28.999999999999996 by multiplying.
fn hundredfold(number: f64) -> String {
    let text = format!("{number}");
    let Some((whole, fraction)) = text.split_once('.') else {
        return number_text(number * 100.0);
    };
    let (moved, rest) = match fraction.len() {
        1 => (format!("{fraction}0"), ""),
        _ => (fraction[..2].to_owned(), &fraction[2..]),
    };
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |whole| ("-", whole));
    let digits = format!("{whole}{moved}");
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    match rest {
        "" => format!("{sign}{digits}"),
        rest => format!("{sign}{digits}.{rest}"),
    }
}

/// A date, with its time where it has one; a time alone as such.
fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let time = match milli {
        0 => time,
        milli => format!("{time}.{milli:03}"),
    };
    let is_day = Day::from_ymd(year.into(), month.into(), day.into()).is_some();
    let days = moment.as_f64();
    if (0.0..1.0).contains(&days) {
        time
    } else if days.fract() == 0.0 || !is_day {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    }
}

fn one_line(text: &str) -> Vec<u8> {
    let mut bytes = text.trim().as_bytes().to_vec();
    for byte in &mut bytes {
        if matches!(byte, b'\n' | b'\r' | 0..=3) {
            *byte = b' ';
        }
    }
    bytes
}

pub(super) fn write_quoted(line: &mut Vec<u8>, text: &[u8]) {
    if !text.iter().any(|byte| matches!(byte, b'"' | b',')) {
        line.extend_from_slice(text);
        return;
    }
    line.push(b'"');
    for byte in text {
        if *byte == b'"' {
            line.push(b'"');
        }
        line.push(*byte);
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_moved_and_not_multiplied() {
        for (number, text) in [
            (0.29, "29"),
            (0.125, "12.5"),
            (1.0, "100"),
            (0.001, "0.1"),
            (0.0, "0"),
            (-0.5, "-50"),
            (12.345, "1234.5"),
            (0.07, "7"),
        ] {
            assert_eq!(hundredfold(number), text, "{number}");
        }
    }
}
