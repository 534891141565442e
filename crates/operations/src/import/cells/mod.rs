//! What single cells say: numbers, days, nothing. How a column writes them is found over all of it.

mod blank;
mod currency;
mod day_column;
mod exact;
mod moment;
mod month_names;
mod number;
mod number_column;
mod written_day;

pub(crate) use blank::{Blank, blank};
pub(crate) use currency::{is_unit as is_currency, label as currency_label};
pub(crate) use day_column::{DayEvidence, DayFormat, Epoch, Order};
pub(crate) use moment::{Moment, written_day};
pub(crate) use month_names::is_of_calendar;
pub(crate) use number::{Mark, Sign, is_open, read_plain};
pub(crate) use number_column::{NumberEvidence, NumberFormat, looks_like_number};
pub(crate) use written_day::{Written, written};

/// Before a number of a file that has numbers, such as JSON or a workbook: it is not a guess.
pub(crate) const TYPED: u8 = 1;
/// Before what stands in the first of merged cells, in those below it.
pub(crate) const MERGED: u8 = 2;
/// In place of a formula without a value.
pub(crate) const UNCALCULATED: u8 = 3;

/// A cell's text without what this program put before it, and without blanks around it.
pub(crate) fn text_of(cell: &[u8]) -> Result<&str, String> {
    let cell = match cell {
        [MERGED, TYPED, rest @ ..] | [TYPED | MERGED, rest @ ..] => rest,
        [UNCALCULATED] => return Err(uncalculated()),
        cell => cell,
    };
    let text = str::from_utf8(cell).map_err(|_| not_utf8())?;
    Ok(text.trim())
}

/// As much of a text as is repeated in a message.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
    }
}

pub(crate) fn not_utf8() -> String {
    "it is not UTF-8 text; save the file as UTF-8".to_owned()
}

pub(crate) fn uncalculated() -> String {
    "its formula has no kept value; open the workbook in a spreadsheet program and save it"
        .to_owned()
}
