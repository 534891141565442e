//! How a column writes its numbers: found over all of its cells, never cell by cell.

use dbag_domain::Value;

use super::blank::{Blank, blank};
use super::number::{
    Dissected, Form, Mark, Sign, dissect, form_of, is_group_separator, is_sheet_error,
    not_a_number, read_plain, value_of,
};
use super::{MERGED, TYPED, UNCALCULATED, currency, not_utf8, shortened, uncalculated};

/// What the cells of a column say of its numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberEvidence {
    /// Cells that are numbers.
    pub(crate) numbers: u64,
    /// Cells that are numbers without decimals, or with none but zeros, as programs write keys beside blanks.
    pub(crate) whole: u64,
    /// Cells that are neither blank nor numbers.
    pub(crate) other: u64,
    /// Those of them that are errors of a spreadsheet.
    pub(crate) errors: u64,
    sure_point: u64,
    sure_comma: u64,
    either_point: u64,
    either_comma: u64,
    /// Digits so many that thousands would have been separated.
    long: u64,
    percents: u64,
    /// Numbers but zero without a unit.
    bare: u64,
    currencies: Vec<(&'static str, u64)>,
    /// The first number whose mark is open.
    open: Option<String>,
    /// The first numbers that can only have a point, and only a comma.
    sure: [Option<String>; 2],
    /// Numbers whose thousands stand apart.
    spaced: u64,
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// What stands before the decimals.
    pub(crate) mark: Mark,
    /// What stands beside the numbers.
    pub(crate) sign: Option<Sign>,
    /// Whether blanks stand between thousands.
    pub(crate) is_spaced: bool,
}

impl Default for NumberFormat {
    fn default() -> Self {
        Self {
            mark: Mark::Point,
            sign: None,
            is_spaced: false,
        }
    }
}

/// A column whose numbers can be read in two ways: which, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecided(pub(crate) String);

impl NumberEvidence {
    /// Looks at a cell that is not blank.
    pub(crate) fn add(&mut self, cell: &str) {
        let Some(found) = dissect(cell) else {
            self.other += 1;
            self.errors += u64::from(is_sheet_error(cell));
            return;
        };
        let Some(form) = form_of(found.body) else {
            self.other += 1;
            return;
        };
        self.numbers += 1;
        self.add_sign(&found);
        self.spaced += u64::from(found.body.contains(is_group_separator));
        if found.is_typed {
            self.whole += u64::from(is_whole(found.body));
            return;
        }
        match form {
            Form::Whole { is_long } => {
                self.whole += 1;
                self.long += u64::from(is_long);
            }
            Form::Sure(Mark::Point) => {
                self.sure_point += 1;
                self.whole += u64::from(is_whole(found.body));
                self.sure[0].get_or_insert_with(|| shortened(found.body));
            }
            Form::Sure(Mark::Comma) => {
                self.sure_comma += 1;
                self.sure[1].get_or_insert_with(|| shortened(found.body));
            }
            Form::Either(mark) => {
                match mark {
                    Mark::Point => self.either_point += 1,
                    Mark::Comma => self.either_comma += 1,
                }
                self.open.get_or_insert_with(|| shortened(found.body));
            }
        }
    }

    fn add_sign(&mut self, found: &Dissected<'_>) {
        match found.sign {
            Some(Sign::Percent) => self.percents += 1,
            Some(Sign::Currency(code)) => {
                match self.currencies.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, count)) => *count += 1,
                    None => self.currencies.push((code, 1)),
                }
            }
            None => {
                self.bare += u64::from(found.body.bytes().any(|byte| matches!(byte, b'1'..=b'9')));
            }
        }
    }

    /// How the column's numbers are written: by what somebody chose, else by what can only be
    /// one thing, here or in the file's other columns. Nobody separates cells by their decimal mark,
    /// so that `1,234` between commas has thousands; but `1.234` there may have them, too.
    pub(crate) fn decide(
        &self,
        separator: u8,
        chosen: Option<Mark>,
        elsewhere: Option<Mark>,
    ) -> Result<NumberFormat, Undecided> {
        let sign = self.sign();
        let is_spaced = self.spaced > 0;
        let decided = |mark| {
            Ok(NumberFormat {
                mark,
                sign,
                is_spaced,
            })
        };
        if let Some(mark) = chosen {
            return decided(mark);
        }
        let open = || Err(Undecided(self.open_words()));
        if let Some(mark) = self.sure() {
            return decided(mark);
        }
        if self.sure_point > 0 {
            return open();
        }
        let is_comma_file = separator == b',';
        // One total without them does not say that no number has thousands separated.
        let is_long = self.long >= self.either_point.max(self.either_comma).max(1);
        match (self.either_point, self.either_comma, elsewhere) {
            (0, 0, _) => decided(Mark::Point),
            (1.., 1.., _) => open(),
            (_, _, Some(mark)) => decided(mark),
            (_, 0, _) if is_long => decided(Mark::Point),
            (0, _, _) if is_comma_file && self.long == 0 => decided(Mark::Point),
            (0, _, _) if !is_comma_file && is_long => decided(Mark::Comma),
            _ => open(),
        }
    }

    /// What is open, in words.
    fn open_words(&self) -> String {
        match (&self.open, &self.sure) {
            (_, [Some(point), Some(comma)]) => format!(
                "some numbers are written with a decimal point, `{point}`, and others with a decimal comma, \
                 `{comma}`"
            ),
            (Some(open), _) => format!("`{open}` can be read in two ways"),
            (None, _) => "its numbers can be read in two ways".to_owned(),
        }
    }

    /// The mark that the numbers can only have, where there is one.
    pub(crate) fn sure(&self) -> Option<Mark> {
        match (self.sure_point, self.sure_comma) {
            (point, comma) if point > comma => Some(Mark::Point),
            (point, comma) if point < comma => Some(Mark::Comma),
            _ => None,
        }
    }

    /// Whether a number says that decimals stand behind a point, and none says otherwise.
    pub(crate) fn is_sure_point(&self) -> bool {
        self.sure_point > 0 && self.sure_comma == 0
    }

    /// Whether it has numbers that could be read in two ways by themselves.
    pub(crate) fn is_open(&self) -> bool {
        self.either_point > 0 || self.either_comma > 0
    }

    /// What most of the numbers have beside them.
    fn sign(&self) -> Option<Sign> {
        let most = self.currencies.iter().max_by_key(|(_, count)| *count);
        let (code, money) = most.copied().unwrap_or(("", 0));
        if self.percents > 0 && self.percents >= self.bare && self.percents >= money {
            Some(Sign::Percent)
        } else if money > 0 {
            Some(Sign::Currency(code))
        } else {
            None
        }
    }

    /// Whether the column says anything but plain numbers: then how is found over all of it.
    pub(crate) fn is_plain(&self) -> bool {
        let is_open = self.either_comma > 0 || self.either_point > 0 && !self.is_sure_point();
        self.sure_comma == 0 && !is_open && self.percents == 0 && self.currencies.is_empty()
    }
}

impl NumberFormat {
    /// The number of a cell, or in which way there is none.
    pub(crate) fn read(self, cell: &[u8]) -> Result<Result<Value, Blank>, String> {
        if self.sign.is_none()
            && (self.mark == Mark::Point || cell.first() == Some(&TYPED))
            && let Some(read) = read_plain(cell)
        {
            return read.map(Ok).map_err(|error| error.to_string());
        }
        match cell {
            [UNCALCULATED] => return Err(uncalculated()),
            [MERGED, ..] => {
                return Err(
                    "it is part of merged cells, whose value stands in the first of them"
                        .to_owned(),
                );
            }
            _ => {}
        }
        let text = str::from_utf8(cell).map_err(|_| not_utf8())?.trim();
        if let Some(blank) = blank(text) {
            return Ok(Err(blank));
        }
        if text.contains('\n') {
            return Err("a quote is not closed".to_owned());
        }
        self.read_written(text).map(Ok)
    }

    fn read_written(self, text: &str) -> Result<Value, String> {
        let shown = text.trim_start_matches(char::from(TYPED));
        let found = dissect(text).ok_or_else(|| not_a_number(shown, self.plainly()))?;
        let mark = match found.is_typed {
            true => Mark::Point,
            false => self.mark,
        };
        let value = value_of(&found, mark).ok_or_else(|| self.other_mark(shown))??;
        self.check_sign(found.sign, value, shown)?;
        Ok(value)
    }

    fn other_mark(self, text: &str) -> String {
        let shown = shortened(text);
        let other = match self.mark {
            Mark::Point => Mark::Comma,
            Mark::Comma => Mark::Point,
        };
        let reads_otherwise = dissect(text).is_some_and(|found| value_of(&found, other).is_some());
        let written = self.example();
        match reads_otherwise {
            true => format!(
                "`{shown}` is written otherwise than the column's other numbers, which are as {written}"
            ),
            false => {
                format!("`{shown}` is not a number; the column's numbers are written as {written}")
            }
        }
    }

    fn check_sign(self, sign: Option<Sign>, value: Value, text: &str) -> Result<(), String> {
        let shown = shortened(text);
        match (self.sign, sign) {
            _ if self.sign == sign || value.get() == 0.0 => Ok(()),
            // Reports write the currency in the first line and leave it out in the others.
            (Some(Sign::Currency(_)), None) => Ok(()),
            (Some(Sign::Percent), None) => Err(format!(
                "`{shown}` has no % sign, and the column's other numbers have one"
            )),
            (_, Some(Sign::Percent)) => Err(format!(
                "`{shown}` is a percentage, and the column's other numbers are not"
            )),
            (Some(Sign::Currency(ours)), Some(Sign::Currency(_))) => Err(format!(
                "`{shown}` is in another currency than the column, which is in {}",
                currency::label(ours)
            )),
            (_, Some(Sign::Currency(_))) => Err(format!(
                "`{shown}` is an amount of money, and the column's other numbers are not"
            )),
            (None, None) => Ok(()),
        }
    }
}

/// Whether no decimals stand behind a point, or none but zeros.
fn is_whole(body: &str) -> bool {
    body.split_once('.')
        .is_none_or(|(_, decimals)| decimals.bytes().all(|byte| byte == b'0'))
}

/// Whether a text may be a number, however it is written.
pub(crate) fn looks_like_number(text: &str) -> bool {
    dissect(text).is_some_and(|found| form_of(found.body).is_some())
}

impl NumberFormat {
    /// A number that is written so, without thousands where programs leave them out.
    const fn plainly(self) -> &'static str {
        match (self.mark, self.is_spaced) {
            (Mark::Point, false) => "1234.5",
            _ => self.example(),
        }
    }

    /// A number that is written so.
    pub(crate) const fn example(self) -> &'static str {
        match (self.mark, self.is_spaced) {
            (Mark::Point, false) => "1,234.5",
            (Mark::Comma, false) => "1.234,5",
            (Mark::Point, true) => "1 234.5",
            (Mark::Comma, true) => "1 234,5",
        }
    }
}

#[cfg(test)]
mod tests;
