//! From guesses, choices and what stands in the columns to roles that can be read by, or questions.

use dbag_domain::{Label, Problem, Slug};

use super::apart::Apart;
use super::columns::{Column, Columns};
use super::guess::guess;
use super::questions::{self, Question};
use super::role::{ColumnName, ColumnRole, RoleChoice};
use crate::import::cells::{
    DayFormat, Epoch, Mark, NumberEvidence, NumberFormat, Sign, currency_label,
};
use crate::import::table::{ColumnSurvey, Head, Survey};

/// What somebody wants of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub(crate) roles: Vec<RoleChoice>,
    /// The metric of a file that names none.
    pub(crate) metric: Option<Slug>,
    /// What it is called where it is new.
    pub(crate) label: Option<Label>,
    /// Whether lines are counted, whatever their cells say.
    pub(crate) counts_lines: bool,
}

/// The columns with their roles.
///
/// # Errors
///
/// When a choice names no column; what only has to be chosen is a question among the columns.
pub(crate) fn decide(
    head: &Head,
    survey: &Survey,
    wishes: &Wishes,
    apart: Option<&Apart>,
) -> Result<Columns, Problem> {
    let mut columns = Columns {
        list: guess(head, survey, wishes.metric.as_ref()),
        notes: head.notes.clone(),
        are_lines_counted: wishes.counts_lines,
        ..Columns::default()
    };
    for choice in &wishes.roles {
        let at = find(&columns, &choice.column)?;
        choose(&mut columns, at, choice.role.clone());
    }
    if let Some(apart) = apart {
        apart.apply(&mut columns);
    }
    questions::ask(&mut columns, survey, wishes.metric.as_ref());
    call(&mut columns, wishes);
    let mark = mark_of_all(&columns, survey);
    for (at, column) in survey.columns.iter().enumerate() {
        decide_format(&mut columns, at, column, (survey.separator, mark));
    }
    Ok(columns)
}

/// Says what the metric of a file that names none is called.
fn call(columns: &mut Columns, wishes: &Wishes) {
    let Some(label) = &wishes.label else { return };
    for column in &mut columns.list {
        if let ColumnRole::Value(role) = &mut column.role
            && role.metric.is_some()
            && role.metric == wishes.metric
        {
            role.label.get_or_insert_with(|| label.clone());
        }
    }
}

/// The decimal mark that the columns of numbers agree on, as far as they say one: who wrote
/// `12.400,50` in one column means thousands by `1.204` in the next. That holds where the one is
/// left out, too, but `1.5` there may be a version.
fn mark_of_all(columns: &Columns, survey: &Survey) -> Option<Mark> {
    if is_own_export(columns) {
        return Some(Mark::Point);
    }
    let columns = columns.list.iter().zip(&survey.columns);
    let mut marks = columns.filter_map(|(column, survey)| match &column.role {
        ColumnRole::Value(role) => role.mark.or_else(|| survey.numbers.sure()),
        ColumnRole::Weight => survey.numbers.sure(),
        ColumnRole::Skip if survey.is_numeric() => {
            survey.numbers.sure().filter(|mark| *mark == Mark::Comma)
        }
        _ => None,
    });
    let first = marks.next()?;
    marks.all(|mark| mark == first).then_some(first)
}

/// Whether the titles are those of Dbag's own exports, which write numbers as programs do.
fn is_own_export(columns: &Columns) -> bool {
    let titles = columns.list.iter().map(|column| column.title.as_str());
    titles.eq([
        "metric",
        "date",
        "value",
        "object_type",
        "object_id",
        "weight",
    ])
}

/// The column of a title, or of a number where no title is one.
fn find(columns: &Columns, name: &ColumnName) -> Result<usize, Problem> {
    let title = match name {
        ColumnName::At(at) if *at < columns.list.len() => return Ok(*at),
        ColumnName::At(at) => {
            return Err(refused(format!("there is no column {}", at + 1)));
        }
        ColumnName::Title(title) => title,
    };
    let is_it = |column: &Column| column.title.trim().eq_ignore_ascii_case(title);
    let places: Vec<usize> = (0..columns.list.len())
        .filter(|at| is_it(&columns.list[*at]))
        .collect();
    match places.as_slice() {
        [at] => return Ok(*at),
        [first, second, ..] => {
            return Err(refused(format!(
                "two columns are called `{title}`; name them by their numbers, {} and {}",
                first + 1,
                second + 1
            )));
        }
        [] => {}
    }
    let number = title.parse::<usize>().ok();
    let at = number.and_then(|number| number.checked_sub(1));
    at.filter(|at| *at < columns.list.len()).ok_or_else(|| {
        let names = columns.list.iter().enumerate().take(20);
        let names: Vec<String> = names
            .map(|(at, column)| format!("`{}`", column.name(at)))
            .collect();
        refused(format!(
            "there is no column `{title}`; there are {}",
            names.join(", ")
        ))
    })
}

/// What is chosen takes the place of what was only guessed for another column.
fn choose(columns: &mut Columns, at: usize, role: ColumnRole) {
    let is_alone = |other: &ColumnRole| match role {
        ColumnRole::Day(_) => matches!(other, ColumnRole::Day(_)),
        ColumnRole::Object(_) => matches!(other, ColumnRole::Object(_)),
        ColumnRole::Metric => *other == ColumnRole::Metric,
        ColumnRole::Kind => *other == ColumnRole::Kind,
        ColumnRole::Label => *other == ColumnRole::Label,
        _ => false,
    };
    for column in &mut columns.list {
        if !column.is_chosen && is_alone(&column.role) {
            column.role = ColumnRole::Skip;
            column.why = "another column was chosen in its place".to_owned();
        }
    }
    let column = &mut columns.list[at];
    column.role = role;
    column.is_chosen = true;
    column.why = "chosen".to_owned();
}

fn refused(message: String) -> Problem {
    Problem::field("as", message)
}

/// Finds out how a column writes its days or numbers, or asks.
fn decide_format(
    columns: &mut Columns,
    at: usize,
    survey: &ColumnSurvey,
    (separator, elsewhere): (u8, Option<Mark>),
) {
    let column = &mut columns.list[at];
    let name = column.name(at);
    let question = match &column.role {
        ColumnRole::Day(role) => match survey.days.decide(role.format) {
            Ok(format) => {
                column.days = format;
                column.why.push_str(&day_words(survey, column.days));
                return;
            }
            Err(words) => Question::of_column(at, format!("column `{name}`: {words}"))
                .way_out(format!("say which with --as {name}=day:dmy or --as {name}=day:mdy")),
        },
        ColumnRole::Value(role) => match survey.numbers.decide(separator, role.mark, elsewhere) {
            Ok(format) => {
                column.numbers = format;
                column.is_sure_point = survey.numbers.is_sure_point() || role.mark == Some(Mark::Point);
                if !survey.numbers.is_plain() || format.mark == Mark::Comma {
                    column
                        .why
                        .push_str(&number_words(format, &survey.numbers));
                }
                return;
            }
            Err(open) => Question::of_column(
                at,
                format!("column `{name}`: {}", open.0),
            )
            .way_out(format!(
                "say which with --as {name}=value:point, as in 1,234.5, or --as {name}=value:comma, as in \
                 1.234,5"
            )),
        },
        ColumnRole::Weight => match survey.numbers.decide(separator, None, elsewhere) {
            Ok(format) => {
                column.numbers = NumberFormat { sign: None, ..format };
                column.is_sure_point = survey.numbers.is_sure_point();
                return;
            }
            Err(open) => Question::of_column(
                at,
                format!("column `{name}`, of weights: {}", open.0),
            )
            .way_out("write weights without thousands"),
        },
        _ => return,
    };
    columns.questions.push(question);
}

fn day_words(survey: &ColumnSurvey, format: DayFormat) -> String {
    let mut words = String::new();
    if let Some(order) = format.order.filter(|_| survey.days.parts > 0) {
        let first = match order.as_str() {
            "dmy" => "the day",
            "mdy" => "the month",
            _ => "the year",
        };
        words.push_str(&format!("; {first} comes first"));
    }
    if survey.days.periods > 0 {
        words.push_str("; a week, month or quarter stands for its last day");
    }
    if format.has_years && survey.days.years > 0 {
        words.push_str("; a year stands for its last day");
    }
    match format.epoch {
        Some(Epoch::Of1900) => {
            words.push_str("; numbers are days as spreadsheets count them");
        }
        Some(Epoch::Of1904) => {
            words.push_str("; numbers are days since 1904");
        }
        None => {}
    }
    words
}

fn number_words(format: NumberFormat, evidence: &NumberEvidence) -> String {
    let mut words = match format.mark == Mark::Comma || evidence.is_open() {
        true => format!("; numbers are written as {}", format.example()),
        false => String::new(),
    };
    match format.sign {
        None => {}
        Some(Sign::Percent) => words.push_str("; they are percentages: 12 % is the number 12"),
        Some(Sign::Currency(code)) => {
            words.push_str(&format!("; they are in {}", currency_label(code)));
        }
    }
    words
}
