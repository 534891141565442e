//! What stands in the columns of a table, over some of its lines or all of them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::head::Head;
use super::lines::Lines;
use crate::import::cells::{DayEvidence, NumberEvidence, blank, shortened, text_of};
use crate::import::file::Text;
use crate::import::options::Progress;
use crate::import::passes::Pass;

/// What stands in every column.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) columns: Vec<ColumnSurvey>,
    /// How many lines were looked at.
    pub(crate) lines: u64,
    /// Whether these were all.
    pub(crate) is_whole: bool,
    /// What separates cells.
    pub(crate) separator: u8,
}

/// What stands in a column.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnSurvey {
    /// Cells that say anything.
    pub(crate) filled: u64,
    pub(crate) days: DayEvidence,
    pub(crate) numbers: NumberEvidence,
    /// The first few different cells.
    pub(crate) examples: Vec<String>,
    /// Hashes of different cells, up to a number.
    distinct: HashSet<u64>,
    /// How many cells were looked at for them.
    compared: u64,
}

/// So many different cells are counted.
const DISTINCT: usize = 2_000;
const EXAMPLES: usize = 3;

impl Survey {
    /// Looks at the first so many lines.
    pub(crate) fn of_first(text: &Text, head: &Head, most_lines: u64) -> Self {
        Self::of(text, head, most_lines, None)
    }

    /// Looks at all lines.
    pub(crate) fn of_all(text: &Text, head: &Head, progress: &Progress) -> Self {
        let mut pass = Pass::new(progress, text.bytes.len());
        let survey = Self::of(text, head, u64::MAX, Some(&mut pass));
        pass.end();
        survey
    }

    fn of(text: &Text, head: &Head, most_lines: u64, mut pass: Option<&mut Pass<'_>>) -> Self {
        let mut lines = Lines::new(text);
        for _ in 0..head.skipped {
            lines.next();
        }
        let mut survey = Self {
            columns: vec![ColumnSurvey::default(); head.titles.len()],
            lines: 0,
            is_whole: true,
            // Cells of a sheet or of JSON are separated by us, which says nothing of their texts.
            separator: match text.sheet.is_some() || text.lines.is_some() {
                true => 0,
                false => lines.separator(),
            },
        };
        while lines.next().is_some() {
            if survey.lines == most_lines {
                survey.is_whole = false;
                break;
            }
            if let Some(pass) = &mut pass {
                pass.at(lines.at());
            }
            let record = lines.record();
            survey.lines += 1;
            for (cell, column) in record.iter().zip(&mut survey.columns) {
                column.add(cell);
            }
        }
        survey
    }
}

impl ColumnSurvey {
    fn add(&mut self, cell: &[u8]) {
        let Ok(text) = text_of(cell) else {
            self.filled += 1;
            return;
        };
        if blank(text).is_some() {
            return;
        }
        self.filled += 1;
        self.days.add(text);
        let numeric = match cell.first() {
            // With what says that it is a number in the file.
            Some(1) => str::from_utf8(cell).unwrap_or(text),
            _ => text,
        };
        self.numbers.add(numeric);
        if self.distinct.len() < DISTINCT {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            let is_new = self.distinct.insert(hasher.finish());
            self.compared += 1;
            if is_new && self.examples.len() < EXAMPLES {
                self.examples.push(shortened(text));
            }
        }
    }

    /// Whether cells say the same again and again, or there is only one.
    pub(crate) fn repeats(&self) -> bool {
        self.compared > self.distinct.len() as u64
    }

    /// Whether every cell says something, and another thing than all others: the numbers of events.
    pub(crate) fn is_unique(&self, lines: u64) -> bool {
        self.filled > 1 && self.filled == lines && !self.repeats()
    }

    /// Whether what was compared has few different cells, each again and again.
    pub(crate) fn is_of_few(&self) -> bool {
        self.compared >= 2 * self.distinct.len() as u64
    }

    /// Whether all cells that say anything say the same.
    pub(crate) fn is_constant(&self) -> bool {
        self.distinct.len() == 1
    }

    /// Whether half of the cells or more are numbers, whatever a spreadsheet could not work out beside them.
    pub(crate) fn is_numeric(&self) -> bool {
        let texts = self.numbers.other - self.numbers.errors;
        self.numbers.numbers > 0 && self.numbers.numbers >= texts
    }

    /// Whether numbers stand between more texts, and are no few of the cells.
    pub(crate) fn has_some_numbers(&self) -> bool {
        !self.is_numeric() && self.numbers.numbers * 10 >= self.filled.max(1)
    }

    /// Whether all numbers are whole.
    pub(crate) fn is_whole_numbers(&self) -> bool {
        self.is_numeric() && self.numbers.whole == self.numbers.numbers
    }

    /// Whether the cells are days, whatever the title says.
    pub(crate) fn is_days(&self) -> bool {
        self.days.days() > 0 && self.days.days() * 10 >= self.filled * 8
    }

    /// Whether they may be days, where the title says so.
    pub(crate) fn may_be_days(&self) -> bool {
        self.days.possible() > 0 && self.days.possible() * 2 >= self.filled
    }

    /// Whether the cells are times of day.
    pub(crate) fn is_times(&self) -> bool {
        self.days.times > 0 && self.days.times * 10 >= self.filled * 8
    }
}
