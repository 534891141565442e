//! A file under way: opened once, read as often as it takes to know what its columns are.

use dbag_domain::Problem;

use super::dumpdata::read_dump;
use super::file::{OpenOptions, Opened, Text, listed, open};
use super::measurements::Measurements;
use super::options::Progress;
use super::reader::{Pace, read_table};
use super::roles::{
    Apart, ColumnRole, Columns, Question, Wishes, ask_unread, decide, names_key, tell_apart,
};
use super::table::{Head, Survey};
use super::totals::TotalObject;

/// So many lines tell what nearly every table is.
const SAMPLE: u64 = 1_000;

/// A file that is open.
pub(super) struct Source {
    pub(super) text: Text,
    table: Option<Table>,
    /// What has to be chosen before anything can be read of it.
    pub(super) question: Option<Question>,
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
    /// The title of a column with another key in every line: then lines are events.
    pub(super) events: Option<String>,
}

impl Found {
    fn of(measurements: Measurements, columns: Columns) -> Self {
        Self {
            measurements,
            columns,
            unread: Vec::new(),
            totals: Vec::new(),
            events: None,
        }
    }
}

impl Source {
    /// Opens a file.
    pub(super) fn open(
        bytes: Vec<u8>,
        options: &OpenOptions,
        wishes: Wishes,
    ) -> Result<Self, Problem> {
        let (text, table) = match open(bytes, options)? {
            Opened::Dump(text) => (text, Ok(None)),
            Opened::Table(text) => {
                let table = Table::of(&text);
                (text, table.map(Some))
            }
        };
        let (table, question) = match table {
            Ok(table) => (table, None),
            Err(problem) => match other_sheet(&problem, &text) {
                Some(question) => (None, Some(question)),
                None => return Err(problem),
            },
        };
        Ok(Self {
            text,
            table,
            question,
            wishes,
        })
    }

    /// Reads the file. Where something has to be chosen first, the columns have questions and there are no
    /// measurements.
    pub(super) fn read(&mut self, progress: &Progress) -> Result<Found, Problem> {
        let Some(table) = &mut self.table else {
            let measurements = read_dump(&self.text.bytes)?;
            return Ok(Found::of(measurements, Columns::default()));
        };
        let columns = table.decide(&self.text, &self.wishes, (false, progress))?;
        if columns.questions.is_empty() && is_plain(&columns, &table.survey) {
            let read = read_table(&self.text, &table.head, &columns, Pace::Quick, progress)?;
            if let Ok(measurements) = read {
                return Ok(table.found(&self.text, measurements, columns, progress));
            }
        }
        // Something is written for people: how, is found over all lines.
        let columns = table.decide(&self.text, &self.wishes, (true, progress))?;
        let measurements = match columns.questions.is_empty() {
            false => Measurements::default(),
            true => read_table(&self.text, &table.head, &columns, Pace::Thorough, progress)?
                .unwrap_or_default(),
        };
        Ok(table.found(&self.text, measurements, columns, progress))
    }

    /// Looks for the column that tells lines of one day apart; whether the file is worth reading again.
    pub(super) fn tell_apart(&mut self, columns: &Columns, progress: &Progress) -> Option<&Apart> {
        let table = self.table.as_mut()?;
        if table.apart.is_none() {
            table.survey_all(&self.text, progress);
            let (head, survey) = (&table.head, &table.survey);
            table.apart = Some(tell_apart(&self.text, head, columns, survey, progress));
        }
        table.apart.as_ref()
    }
}

impl Table {
    fn of(text: &Text) -> Result<Self, Problem> {
        let head = Head::find(text)?;
        let survey = Survey::of_first(text, &head, SAMPLE);
        Ok(Self {
            head,
            survey,
            apart: None,
        })
    }

    /// What was read, with what is still open.
    fn found(
        &self,
        text: &Text,
        measurements: Measurements,
        columns: Columns,
        progress: &Progress,
    ) -> Found {
        let unread = match columns.questions.is_empty() {
            true => ask_unread(text, &self.head, &columns, &self.survey, progress),
            false => Vec::new(),
        };
        let of_columns = columns.list.iter().zip(&self.survey.columns);
        let mut keys = of_columns.filter(|(column, survey)| {
            names_key(&column.title) && survey.is_unique(self.survey.lines)
        });
        let events = keys.next().map(|(column, _)| column.title.clone());
        Found {
            unread,
            events,
            ..Found::of(measurements, columns)
        }
    }

    fn survey_all(&mut self, text: &Text, progress: &Progress) {
        if !self.survey.is_whole {
            self.survey = Survey::of_all(text, &self.head, progress);
        }
    }

    /// Decides by the sample, or by all lines where that says too little.
    fn decide(
        &mut self,
        text: &Text,
        wishes: &Wishes,
        (needs_all, progress): (bool, &Progress),
    ) -> Result<Columns, Problem> {
        if needs_all {
            self.survey_all(text, progress);
        }
        let columns = decide(&self.head, &self.survey, wishes, self.apart.as_ref())?;
        let is_open = !columns.questions.is_empty() || has_empty(&columns, &self.survey);
        match self.survey.is_whole || !is_open {
            true => Ok(columns),
            false => self.decide(text, wishes, (true, progress)),
        }
    }
}

/// What is asked of a workbook whose sheet has no table: another may have one.
fn other_sheet(problem: &Problem, text: &Text) -> Option<Question> {
    let sheet = text.sheet.as_ref().filter(|_| text.sheets.len() > 1)?;
    let message = format!("the sheet `{sheet}` has no table: {}", problem.message);
    let way_out = format!("choose another with --sheet: {}", listed(&text.sheets, 20));
    Some(Question::new("sheet", message).way_out(way_out))
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
