//! A file under way: opened once, read as often as it takes to know what its columns are.

use dbag_domain::Problem;

use super::dumpdata::read_dump;
use super::file::{OpenOptions, Opened, Text, open};
use super::measurements::Measurements;
use super::options::Progress;
use super::reader::{Pace, read_table};
use super::roles::{Apart, ColumnRole, Columns, Question, Wishes, ask_unread, decide, tell_apart};
use super::table::{Head, Survey};
use super::totals::TotalObject;

/// So many lines tell what nearly every table is.
const SAMPLE: u64 = 1_000;
const ALL: u64 = u64::MAX;

/// A file that is open.
pub(super) struct Source {
    pub(super) text: Text,
    table: Option<Table>,
    wishes: Wishes,
}

struct Table {
    head: Head,
    survey: Survey,
    apart: Option<Apart>,
}

/// What a file says.
pub(super) struct Found {
    pub(super) measurements: Measurements,
    pub(super) columns: Columns,
    /// What is asked of columns that are left out, where nothing else tells whose values they are.
    pub(super) unread: Vec<Question>,
    /// Objects that look like all others together, and those that are left out.
    pub(super) totals: Vec<TotalObject>,
}

impl Source {
    /// Opens a file.
    pub(super) fn open(
        bytes: Vec<u8>,
        options: &OpenOptions,
        wishes: Wishes,
    ) -> Result<Self, Problem> {
        let (text, table) = match open(bytes, options)? {
            Opened::Dump(text) => (text, None),
            Opened::Table(text) => {
                let head = Head::find(&text)?;
                let survey = Survey::of(&text, &head, SAMPLE);
                (
                    text,
                    Some(Table {
                        head,
                        survey,
                        apart: None,
                    }),
                )
            }
        };
        Ok(Self {
            text,
            table,
            wishes,
        })
    }

    /// Reads the file. Where something has to be chosen first, the columns have questions and there are no
    /// measurements.
    pub(super) fn read(&mut self, progress: &Progress) -> Result<Found, Problem> {
        let Some(table) = &mut self.table else {
            return Ok(Found {
                measurements: read_dump(&self.text.bytes)?,
                columns: Columns::default(),
                unread: Vec::new(),
                totals: Vec::new(),
            });
        };
        let columns = table.decide(&self.text, &self.wishes, false)?;
        if columns.questions.is_empty() && is_plain(&columns, &table.survey) {
            let read = read_table(&self.text, &table.head, &columns, Pace::Quick, progress)?;
            if let Ok(measurements) = read {
                return Ok(Found {
                    unread: table.ask_unread(&self.text, &columns),
                    measurements,
                    columns,
                    totals: Vec::new(),
                });
            }
        }
        // Something is written for people: how, is found over all lines.
        let columns = table.decide(&self.text, &self.wishes, true)?;
        let measurements = match columns.questions.is_empty() {
            false => Measurements::default(),
            true => read_table(&self.text, &table.head, &columns, Pace::Thorough, progress)?
                .unwrap_or_default(),
        };
        Ok(Found {
            unread: table.ask_unread(&self.text, &columns),
            measurements,
            columns,
            totals: Vec::new(),
        })
    }

    /// Looks for the column that tells lines of one day apart; whether the file is worth reading again.
    pub(super) fn tell_apart(&mut self, columns: &Columns) -> Option<&Apart> {
        let table = self.table.as_mut()?;
        if table.apart.is_none() {
            table.survey_all(&self.text);
            table.apart = Some(tell_apart(&self.text, &table.head, columns, &table.survey));
        }
        table.apart.as_ref()
    }
}

impl Table {
    fn ask_unread(&self, text: &Text, columns: &Columns) -> Vec<Question> {
        match columns.questions.is_empty() {
            true => ask_unread(text, &self.head, columns, &self.survey),
            false => Vec::new(),
        }
    }

    fn survey_all(&mut self, text: &Text) {
        if !self.survey.is_whole {
            self.survey = Survey::of(text, &self.head, ALL);
        }
    }

    /// Decides by the sample, or by all lines where that says too little.
    fn decide(
        &mut self,
        text: &Text,
        wishes: &Wishes,
        needs_all: bool,
    ) -> Result<Columns, Problem> {
        if needs_all {
            self.survey_all(text);
        }
        let columns = decide(&self.head, &self.survey, wishes, self.apart.as_ref())?;
        let is_open = !columns.questions.is_empty() || has_empty(&columns, &self.survey);
        match self.survey.is_whole || !is_open {
            true => Ok(columns),
            false => self.decide(text, wishes, true),
        }
    }
}

/// Whether a column that nobody chose a role for has said nothing yet.
fn has_empty(columns: &Columns, survey: &Survey) -> bool {
    let columns = columns.list.iter().zip(&survey.columns);
    columns
        .into_iter()
        .any(|(column, survey)| survey.filled == 0 && !column.is_chosen)
}

/// Whether all that is read is written as programs write it.
fn is_plain(columns: &Columns, survey: &Survey) -> bool {
    let columns = columns.list.iter().zip(&survey.columns);
    columns.into_iter().all(|(column, of)| match &column.role {
        ColumnRole::Day(role) => {
            of.days.is_plain() && role.format == column.days && column.days == Default::default()
        }
        ColumnRole::Value(_) | ColumnRole::Weight => {
            of.numbers.is_plain() && column.numbers == Default::default()
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests;
