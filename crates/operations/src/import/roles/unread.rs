//! Columns that may say whose the values are, and were taken for something else: several branches would
//! become one series, or the numbers of customers a metric.

use super::columns::Columns;
use super::doubtful::examples;
use super::open_columns::{OpenColumns, Standing};
use super::questions::Question;
use super::role::ColumnRole;
use super::titles;
use crate::import::cells::is_of_calendar;
use crate::import::file::Text;
use crate::import::options::Progress;
use crate::import::table::{Head, Survey};

/// Many columns of whole numbers are values.
const MOST_NUMBERED: usize = 24;

/// What is asked of columns that may be the object besides the one that was guessed, or where none was.
/// Where somebody chose the object, nothing is.
pub(crate) fn ask_unread(
    text: &Text,
    head: &Head,
    columns: &Columns,
    survey: &Survey,
    progress: &Progress,
) -> Vec<Question> {
    let objects = columns.with(|role| matches!(role, ColumnRole::Object(_)));
    if objects.iter().any(|at| columns.list[*at].is_chosen) {
        return Vec::new();
    }
    let standing = |at: usize| {
        if may_name(columns, survey, at) {
            Some(Standing::LeftOut)
        } else if objects == [at] && is_doubtful(columns, survey, at) {
            Some(Standing::Object)
        } else {
            may_number(columns, survey, at).then_some(Standing::Value)
        }
    };
    let places = (0..columns.list.len()).filter_map(|at| Some((at, standing(at)?)));
    let places = places.collect();
    let mut open = OpenColumns::new(columns, objects, places);
    open.leave_numbered(MOST_NUMBERED);
    let found = open.look(text, head, progress);
    let is_left_out = |(_, standing): &&(usize, Standing)| *standing == Standing::LeftOut;
    let left_out: Vec<String> = found
        .iter()
        .filter(is_left_out)
        .map(|(at, _)| columns.list[*at].name(*at))
        .collect();
    let words = Words {
        columns,
        object: open.objects.first().map(|at| columns.list[*at].name(*at)),
        left_out,
    };
    let question = |(at, standing): &(usize, Standing)| words.question(*at, *standing);
    found.iter().map(question).collect()
}

/// Whether a column that nobody chose is left out and has names, or numbers that are keys by their title.
fn may_name(columns: &Columns, survey: &Survey, at: usize) -> bool {
    let (column, survey) = (&columns.list[at], &survey.columns[at]);
    let is_left_out = column.role == ColumnRole::Skip && !column.is_chosen;
    let is_of_time = survey.is_days() || survey.is_times() || survey.may_be_days();
    let is_key = titles::names_thing(&column.title) || titles::names_key(&column.title);
    let is_of_keys = is_key && survey.is_whole_numbers();
    is_left_out
        && survey.filled > 0
        && (is_of_keys || !survey.is_numeric() && !is_of_time)
        && !titles::is_remark(&column.title)
        && !titles::names_label(&column.title)
        && !titles::speaks_of_time(&column.title)
        && !column.examples.iter().all(|cell| is_of_calendar(cell))
}

/// Whether a column of whole numbers, the same few again and again, was taken for values beside others.
fn may_number(columns: &Columns, survey: &Survey, at: usize) -> bool {
    let (column, survey) = (&columns.list[at], &survey.columns[at]);
    let values = columns.with(|role| matches!(role, ColumnRole::Value(_)));
    matches!(column.role, ColumnRole::Value(_))
        && values.len() > 1
        && !column.is_chosen
        && column.titled_day.is_none()
        && survey.is_whole_numbers()
        && survey.is_of_few()
        && !titles::names_value(&column.title)
}

/// Whether the object was guessed by a title that numbers may have, too: `app` beside `web`.
fn is_doubtful(columns: &Columns, survey: &Survey, at: usize) -> bool {
    let title = columns.list[at].title.as_str();
    // Where days are titles, what stands beside them is no value.
    let has_days = !columns
        .with(|role| matches!(role, ColumnRole::Day(_)))
        .is_empty();
    has_days
        && survey.columns[at].is_numeric()
        && titles::names_thing(title)
        && !titles::names_key(title)
}

/// Asks, in words.
struct Words<'a> {
    columns: &'a Columns,
    /// The object that was guessed.
    object: Option<String>,
    /// The columns that are left out and asked about.
    left_out: Vec<String>,
}

impl Words<'_> {
    fn question(&self, at: usize, standing: Standing) -> Question {
        let name = self.columns.list[at].name(at);
        let (message, way_out) = match standing {
            Standing::LeftOut => self.of_left_out(at, &name),
            Standing::Value => (
                format!(
                    "column `{name}` has the same whole numbers day after day, {}, and they tell the lines of a day \
                     apart: choose whether it is the object, a value, or is left out",
                    examples(&self.columns.list[at])
                ),
                format!("say --object {name}, --as {name}=value or --skip {name}"),
            ),
            Standing::Object => (
                format!(
                    "column `{name}` has numbers, {}, and a title of things that numbers are counted for: choose \
                     whether it is the object, or a value",
                    examples(&self.columns.list[at])
                ),
                format!("say --object {name}, or --as {name}=value"),
            ),
        };
        Question::of_column(at, message).of_role().way_out(way_out)
    }

    fn of_left_out(&self, at: usize, name: &str) -> (String, String) {
        let says = examples(&self.columns.list[at]);
        let skips: Vec<String> = self
            .left_out
            .iter()
            .map(|name| format!("--skip {name}"))
            .collect();
        let skips = skips.join(" ");
        match &self.object {
            None => (
                format!(
                    "column `{name}` says {says}, and left out, values of several become one series, and nobody \
                     knows whose they are: choose whether it is the object, or is left out"
                ),
                format!("say --object {name}, or {skips}"),
            ),
            Some(object) => (
                format!(
                    "column `{name}` says {says}, and so may be whose the values are, as `{object}` is: choose \
                     whether it is the object, too or instead, or is left out"
                ),
                format!(
                    "say --object {name}, --object {object} --object {name} for both together, or {skips}"
                ),
            ),
        }
    }
}
