//! A sheet of a workbook as a table's text.

use std::collections::HashSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use dbag_domain::Problem;

use super::archive::{self, Parts};
use super::number_code::NumberCode;
use super::sheet_cells::SheetCells;
use super::{OpenOptions, Text, refused};
use crate::import::table::Head;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads the sheet that is named, or the first visible one with a table in it: covers come first.
///
/// Rows keep their numbers: they are the lines of the text. The workbook is never held whole but for
/// its texts; what its parts unpack to was counted before.
pub(super) fn read(bytes: Vec<u8>, options: &OpenOptions) -> Result<Text, Problem> {
    let parts = archive::check(&bytes, options.most_bytes)?;
    // A workbook that was made to break its reader breaks only its own import.
    let read = catch_unwind(AssertUnwindSafe(|| read_workbook(&bytes, parts, options)));
    read.unwrap_or_else(|_| Err(unreadable("the reader broke off")))
}

fn read_workbook(bytes: &[u8], parts: Parts, options: &OpenOptions) -> Result<Text, Problem> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(problem)?;
    let sheets = workbook.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<_> = sheets
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let names: Vec<String> = sheets.iter().map(|(name, _)| name.clone()).collect();
    let candidates: Vec<&String> = match &options.sheet {
        Some(wanted) => vec![find(&names, wanted)?],
        None => sheets
            .iter()
            .filter(|(_, visible)| *visible)
            .map(|(name, _)| name)
            .collect(),
    };
    let mut first: Option<Text> = None;
    for name in candidates {
        let mut text = read_sheet(&mut workbook, name, parts, options)?;
        if text.bytes.trim_ascii().is_empty() {
            continue;
        }
        text.sheets.clone_from(&names);
        if options.sheet.is_some() || Head::find(&text).is_ok() {
            return Ok(chosen(text, name, options));
        }
        first.get_or_insert(text);
    }
    // Descriptions of objects have no days; of others it is said why the first has no table.
    let first = first.map(|text| {
        let name = text.sheet.clone().unwrap_or_default();
        chosen(text, &name, options)
    });
    first.ok_or_else(|| match &options.sheet {
        Some(name) => Problem::field("sheet", format!("the sheet `{name}` is empty")),
        None => refused("the workbook has no sheet with anything in it"),
    })
}

/// Says which of several sheets was read, where nobody chose one.
fn chosen(mut text: Text, name: &str, options: &OpenOptions) -> Text {
    if text.sheets.len() > 1 && options.sheet.is_none() {
        let list = listed(&text.sheets, 8);
        text.notes
            .push(format!("the sheet `{name}` was read, of {list}"));
    }
    text
}

/// The first so many sheets by name.
pub(crate) fn listed(names: &[String], most: usize) -> String {
    let list = names.iter().take(most).map(|name| format!("`{name}`"));
    list.collect::<Vec<_>>().join(", ")
}

fn find<'a>(names: &'a [String], wanted: &str) -> Result<&'a String, Problem> {
    let is_it = |name: &&String| name.trim().eq_ignore_ascii_case(wanted.trim());
    names.iter().find(is_it).ok_or_else(|| {
        let list = listed(names, 20);
        Problem::field(
            "sheet",
            format!("there is no sheet `{wanted}`; choose {list}"),
        )
    })
}

fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    parts: Parts,
    options: &OpenOptions,
) -> Result<Text, Problem> {
    let uncalculated = match parts.has_formulas {
        true => uncalculated(workbook, name)?,
        false => HashSet::new(),
    };
    let merged = match parts.has_merged {
        true => workbook.merge_cells_by_sheet_name(name).map_err(problem)?,
        false => Vec::new(),
    };
    let mut cells = workbook.worksheet_cells_reader(name).map_err(problem)?;
    let codes: Vec<NumberCode> = cells.styles().iter().map(NumberCode::of).collect();
    let most = usize::try_from(options.most_bytes).unwrap_or(usize::MAX);
    let mut table = SheetCells::new(merged, most);
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(problem)? {
        let place = cell.get_position();
        let value = cell.get_value();
        if matches!(value, DataRef::Empty) && uncalculated.contains(&place) {
            table.add_uncalculated(place)?;
        } else {
            table.add(place, value, codes.get(style))?;
        }
    }
    let (bytes, mut notes) = table.finish()?;
    if parts.has_hidden {
        let note =
            "rows or columns of the workbook are hidden, and what stands in them is read, too";
        notes.push(note.to_owned());
    }
    Ok(Text {
        bytes,
        separator: Some(b','),
        is_padded: true,
        sheet: Some(name.to_owned()),
        notes,
        ..Text::default()
    })
}

/// Where a formula stands whose value was not kept: programs write such files.
fn uncalculated(workbook: &mut Workbook<'_>, name: &str) -> Result<HashSet<(u32, u32)>, Problem> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(problem)?;
    let mut places = HashSet::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(problem)? {
        if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
            places.insert(cell.pos);
        }
    }
    Ok(places)
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => refused(
            "the workbook is protected by a password; open it, save a copy without one, and import that",
        ),
        error => unreadable(&error.to_string()),
    }
}

pub(super) fn unreadable(why: &str) -> Problem {
    tracing::debug!(why, "a workbook cannot be read");
    refused(
        "the workbook is damaged; open it in a spreadsheet program and save it again, as .xlsx or CSV",
    )
}

#[cfg(test)]
mod tests;
