//! Columns that are asked about before anything is read: what stands in them, or their title, says two things.

use super::columns::{Column, Columns};
use super::questions::Question;
use super::role::ColumnRole;
use super::titles;
use crate::import::table::{ColumnSurvey, Survey};

/// What is asked of columns that nobody chose a role for.
pub(super) fn ask_for_doubtful(columns: &Columns, survey: &Survey) -> Vec<Question> {
    let table = Table {
        has_metric: !columns.with(|role| *role == ColumnRole::Metric).is_empty(),
        values: columns.with(|role| matches!(role, ColumnRole::Value(_))),
        columns,
    };
    let all = survey.columns.iter().enumerate();
    let open = all.filter(|(at, _)| {
        let column = &columns.list[*at];
        !column.is_chosen && column.titled_day.is_none()
    });
    open.filter_map(|(at, survey)| table.ask(at, survey))
        .collect()
}

struct Table<'a> {
    columns: &'a Columns,
    has_metric: bool,
    values: Vec<usize>,
}

impl Table<'_> {
    fn ask(&self, at: usize, survey: &ColumnSurvey) -> Option<Question> {
        let column = &self.columns.list[at];
        let is_thing = titles::names_thing(&column.title);
        match column.role {
            ColumnRole::Value(_) if is_thing && self.has_other_values(at) => {
                survey.is_whole_numbers().then(|| numbered(at, column))
            }
            ColumnRole::Skip if !is_thing && self.may_be_values(column, survey) => {
                Some(mixed(at, column, survey))
            }
            _ => None,
        }
    }

    /// Whether another column of values has no title of things: of `app` and `site` alone both are values.
    fn has_other_values(&self, at: usize) -> bool {
        let is_other = |other: &&usize| {
            let title = self.columns.list[**other].title.as_str();
            **other != at && !titles::names_thing(title)
        };
        self.values.iter().any(|other| is_other(&other))
    }

    /// Whether a column of texts has so many numbers that it may be of values. Cells that come again and
    /// again are names, about which is asked where they matter.
    fn may_be_values(&self, column: &Column, survey: &ColumnSurvey) -> bool {
        let title = column.title.as_str();
        survey.has_some_numbers()
            && !self.has_metric
            && !survey.is_of_few()
            && !survey.is_days()
            && !survey.is_times()
            && !titles::is_remark(title)
            && !titles::names_key(title)
            && !titles::names_label(title)
            && !titles::speaks_of_time(title)
    }
}

/// A title of things above whole numbers that are taken for values.
fn numbered(at: usize, column: &Column) -> Question {
    let name = column.name(at);
    let message = format!(
        "column `{name}` has whole numbers, {}, and a title of things that numbers are counted for: choose \
         whether it is the object, a value, or is left out",
        examples(column)
    );
    let way_out = format!("say --object {name}, --as {name}=value or --skip {name}");
    Question::of_column(at, message).of_role().way_out(way_out)
}

/// Numbers between texts.
fn mixed(at: usize, column: &Column, survey: &ColumnSurvey) -> Question {
    let name = column.name(at);
    let are = match survey.numbers.numbers {
        1 => "is a number",
        _ => "are numbers",
    };
    let message = format!(
        "{} of the {} cells of column `{name}` {are}, and the others are not, {}: choose whether they are \
         values, so that the others are refused, or the column is the object, or left out",
        survey.numbers.numbers,
        survey.filled,
        examples(column)
    );
    let way_out = format!("say --as {name}=value, --object {name} or --skip {name}");
    Question::of_column(at, message).of_role().way_out(way_out)
}

/// The first cells.
pub(super) fn examples(column: &Column) -> String {
    let examples = &column.examples;
    let shown: Vec<String> = examples
        .iter()
        .take(2)
        .map(|cell| format!("`{cell}`"))
        .collect();
    let more = if examples.len() > 2 { " and so on" } else { "" };
    format!("{}{more}", shown.join(", "))
}
