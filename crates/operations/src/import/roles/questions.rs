//! What has to be chosen before a table can be read, with the way out.

use std::collections::HashMap;

use dbag_domain::{Problem, Slug};
use serde::Serialize;

use super::columns::{Column, Columns};
use super::doubtful::ask_for_doubtful;
use super::role::ColumnRole;
use super::titles;
use crate::import::measurements::NamedMetric;
use crate::import::table::{ColumnSurvey, Survey};

/// Something that has to be chosen before a file can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What is open.
    pub message: String,
    /// How it is chosen on the command line; empty where nothing can be.
    pub way_out: String,
    /// The place of the column that it is about, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The field that it belongs to.
    pub field: &'static str,
    /// Whether the guessed role itself is open, and has to be chosen even where it is right.
    #[serde(skip)]
    pub is_of_role: bool,
}

impl Question {
    /// A question about a file.
    pub(crate) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            way_out: String::new(),
            column: None,
            field,
            is_of_role: false,
        }
    }

    /// A question about the role of a column.
    pub(crate) fn of_column(at: usize, message: impl Into<String>) -> Self {
        Self {
            column: Some(at),
            ..Self::new("as", message)
        }
    }

    /// A question about what a column is at all.
    pub(crate) fn of_role(self) -> Self {
        Self {
            is_of_role: true,
            ..self
        }
    }

    pub(crate) fn way_out(self, way_out: impl Into<String>) -> Self {
        Self {
            way_out: way_out.into(),
            ..self
        }
    }

    /// What is open, with the way out.
    pub fn words(&self) -> String {
        match self.way_out.as_str() {
            "" => self.message.clone(),
            way_out => format!("{}; {way_out}", self.message),
        }
    }

    /// The refusal of a file that nobody can be asked about.
    pub fn problem(&self) -> Problem {
        Problem::field(self.field, self.words())
    }
}

/// More columns of values than this are hardly meant to be a metric each.
const MOST_VALUE_COLUMNS: usize = 1_000;

/// Asks for what the columns leave open, and says whose values they have.
pub(super) fn ask(columns: &mut Columns, survey: &Survey, metric: Option<&Slug>) {
    name_values(columns, metric);
    check_names(columns);
    ask_for_days(columns, survey);
    ask_for_values(columns, survey);
    ask_for_objects(columns);
    let asked = ask_for_doubtful(columns, survey);
    columns.questions.extend(asked);
}

fn is_day(role: &ColumnRole) -> bool {
    matches!(role, ColumnRole::Day(_))
}

fn is_value(role: &ColumnRole) -> bool {
    matches!(role, ColumnRole::Value(_))
}

/// Names of columns: `a`, `b` and `c`.
fn quoted(columns: &Columns, places: &[usize]) -> String {
    let names: Vec<String> = places
        .iter()
        .take(8)
        .map(|at| format!("`{}`", columns.list[*at].name(*at)))
        .collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.join(""),
    }
}

/// Says whose values a column has, where it does not say so itself.
fn name_values(columns: &mut Columns, metric: Option<&Slug>) {
    if !columns.with(|role| *role == ColumnRole::Metric).is_empty() {
        return;
    }
    let has_days = !columns.with(is_day).is_empty();
    let values = columns.with(is_value).into_iter();
    let unnamed: Vec<usize> = values.filter(|at| is_unnamed(&columns.list[*at])).collect();
    let by_days = !has_days
        && unnamed
            .iter()
            .any(|at| columns.list[*at].titled_day.is_some());
    let Some(metric) = metric else {
        return ask_for_metric(columns, &unnamed, by_days);
    };
    if unnamed.len() > 1 && !by_days {
        let message = format!(
            "the file has {} columns of values, {}, so `{metric}` cannot be the metric of all",
            unnamed.len(),
            quoted(columns, &unnamed)
        );
        let way_out = format!(
            "leave the metric out, or choose one column: --as COLUMN=value:{metric} and --skip the others"
        );
        let question = Question::new("metric", message).way_out(way_out);
        columns.questions.push(question);
        return;
    }
    for at in unnamed {
        if let ColumnRole::Value(role) = &mut columns.list[at].role {
            role.metric = Some(metric.clone());
        }
    }
}

/// Asks whose values columns have whose titles say nothing of it.
fn ask_for_metric(columns: &mut Columns, unnamed: &[usize], by_days: bool) {
    let says_nothing = |at: &&usize| {
        let column = &columns.list[**at];
        by_days || titles::names_value(&column.title) || column.title.is_empty()
    };
    let nameless: Vec<usize> = unnamed.iter().filter(says_nothing).copied().collect();
    let Some(first) = nameless.first() else {
        return;
    };
    let name = columns.list[*first].name(*first);
    let question = match nameless.len() {
        _ if by_days => Question::new(
            "metric",
            "the file does not say which metric its values are of",
        )
        .way_out("name it with --metric"),
        1 => Question::new(
            "metric",
            format!("the file does not say which metric the values of column `{name}` are of"),
        )
        .way_out(format!(
            "name it with --metric, or --as {name}=value:METRIC"
        )),
        many => Question::of_column(
            *first,
            format!("the titles of {many} columns do not say which metric their values are of"),
        )
        .way_out(format!(
            "name them with --as {name}=value:METRIC and so on, or leave out what is none of them: \
             --skip COLUMN"
        )),
    };
    columns.questions.push(question);
}

fn is_unnamed(column: &Column) -> bool {
    matches!(&column.role, ColumnRole::Value(role) if role.metric.is_none())
}

/// Asks where a title is no metric's name, and where two columns are of one metric.
fn check_names(columns: &mut Columns) {
    let names_metrics = !columns.with(|role| *role == ColumnRole::Metric).is_empty();
    if names_metrics || !columns.questions.is_empty() {
        return;
    }
    let has_days = !columns.with(is_day).is_empty();
    let mut known: HashMap<Slug, usize> = HashMap::new();
    for at in 0..columns.list.len() {
        let column = &columns.list[at];
        let ColumnRole::Value(role) = &column.role else {
            continue;
        };
        let name = column.name(at);
        let slug = match &role.metric {
            Some(slug) => Ok(slug.clone()),
            None => NamedMetric::parse(&column.title).map(|named| named.slug),
        };
        let question = match slug {
            Err(reason) => Question::of_column(at, format!("column `{name}`: {reason}"))
                .way_out(format!("name the metric with --as {name}=value:METRIC")),
            Ok(slug) => match known.insert(slug.clone(), at) {
                Some(other) if has_days || column.titled_day.is_none() => Question::of_column(
                    at,
                    format!(
                        "the columns `{}` and `{name}` are both of the metric `{slug}`",
                        columns.list[other].name(other)
                    ),
                )
                .way_out(format!(
                    "leave one out, or name another: --as {}=value:METRIC",
                    at + 1
                )),
                _ => continue,
            },
        };
        columns.questions.push(question);
        return;
    }
}

fn ask_for_days(columns: &mut Columns, survey: &Survey) {
    let days = columns.with(is_day);
    if let [_, second, ..] = days.as_slice() {
        let message = format!("{} are both chosen as the day", quoted(columns, &days));
        let question = Question::of_column(*second, message).way_out("choose one");
        columns.questions.push(question);
    }
    if !days.is_empty() {
        return;
    }
    let is_dayless = |at: &usize| columns.list[*at].titled_day.is_none();
    let (dayless, titled): (Vec<usize>, Vec<usize>) =
        columns.with(is_value).into_iter().partition(is_dayless);
    if titled.is_empty() {
        let question = ask_which_day(columns, survey);
        columns.questions.push(question);
    } else if let Some(first) = dayless.first() {
        let message = format!("{} has values of no day", quoted(columns, &dayless));
        let question = Question::of_column(*first, message).way_out("leave it out");
        columns.questions.push(question);
    }
}

fn ask_which_day(columns: &Columns, survey: &Survey) -> Question {
    if is_in_parts(columns) {
        return Question::new("file", "the day stands in several columns")
            .way_out("put them together into one, written as 2026-01-31");
    }
    let may_be = |(at, column): (usize, &ColumnSurvey)| {
        let is_titled = titles::names_day(&columns.list[at].title);
        (column.is_days() || is_titled && column.may_be_days()).then_some(at)
    };
    let columns_of = survey.columns.iter().enumerate();
    let candidates: Vec<usize> = columns_of.filter_map(may_be).collect();
    match candidates.as_slice() {
        [] => Question::new("as", "no column holds days, and every value needs one").way_out(
            "add a column `date`, written as 2026-01-31, or say which it is with --as COLUMN=day",
        ),
        [only] => {
            let name = columns.list[*only].name(*only);
            let message =
                format!("`{name}` holds days and is left out, and every value needs a day");
            Question::of_column(*only, message)
                .way_out(format!("leave it in, with --as {name}=day for example"))
        }
        [first, ..] => Question::of_column(
            *first,
            format!(
                "{} hold days, and only one is the day",
                quoted(columns, &candidates)
            ),
        )
        .way_out(format!(
            "say which: --as {}=day, for example",
            columns.list[*first].name(*first)
        )),
    }
}

fn is_in_parts(columns: &Columns) -> bool {
    let has = |name: &str| {
        let mut columns = columns.list.iter();
        columns.any(|column| titles::word(&column.title) == name)
    };
    has("year") && has("month")
}

fn ask_for_values(columns: &mut Columns, survey: &Survey) {
    let values = columns.with(is_value);
    let metrics = columns.with(|role| *role == ColumnRole::Metric);
    let weights = columns.with(|role| *role == ColumnRole::Weight);
    let mut questions = Vec::new();
    if values.is_empty() {
        questions.push(no_values(columns, survey));
    }
    for (places, what) in [(&metrics, "the metric's name"), (&weights, "the weight")] {
        if let [_, second, ..] = places.as_slice() {
            let message = format!("{} are all chosen as {what}", quoted(columns, places));
            questions.push(Question::of_column(*second, message).way_out("choose one"));
        }
    }
    let is_by_day = values
        .iter()
        .all(|at| columns.list[*at].titled_day.is_some())
        && columns.with(is_day).is_empty();
    if let ([_, ..], [_, second, ..], false) = (metrics.as_slice(), values.as_slice(), is_by_day) {
        let message = format!(
            "a column names the metric of each line, so there is one column of values, and {} are several",
            quoted(columns, &values)
        );
        questions.push(Question::of_column(*second, message).way_out("leave the others out"));
    }
    let is_by_metric = metrics.is_empty() && values.len() > MOST_VALUE_COLUMNS;
    if is_by_metric && columns.list[values[0]].titled_day.is_none() {
        let message = format!(
            "the file has {} columns of values, and each would be a metric, of which at most \
             {MOST_VALUE_COLUMNS} are made at once",
            values.len()
        );
        let way_out = "leave columns out, or write it as `metric,date,value`";
        questions.push(Question::new("file", message).way_out(way_out));
    }
    columns.questions.append(&mut questions);
}

fn no_values(columns: &Columns, survey: &Survey) -> Question {
    let is_left_out = |(at, column): (usize, &ColumnSurvey)| {
        let is_skipped = columns.list[at].role == ColumnRole::Skip;
        (is_skipped && column.filled > 0 && !column.is_days()).then_some(at)
    };
    let columns_of = survey.columns.iter().enumerate();
    let left_out: Vec<usize> = columns_of.filter_map(is_left_out).collect();
    let Some(first) = left_out.first() else {
        return Question::new("file", "there is no column with values beside the date");
    };
    let are = if left_out.len() == 1 { "is" } else { "are" };
    let message = format!(
        "no column holds values: {} {are} left out",
        quoted(columns, &left_out)
    );
    Question::of_column(*first, message).way_out(format!(
        "choose one, with --as {}=value for example",
        columns.list[*first].name(*first)
    ))
}

fn ask_for_objects(columns: &mut Columns) {
    let has_object = !columns
        .with(|role| matches!(role, ColumnRole::Object(_)))
        .is_empty();
    for (word, role) in [("kind", ColumnRole::Kind), ("label", ColumnRole::Label)] {
        let places = columns.with(|other| *other == role);
        let question = match places.as_slice() {
            [_, second, ..] => {
                let message = format!(
                    "{} are all chosen as the object's {word}",
                    quoted(columns, &places)
                );
                Question::of_column(*second, message).way_out("choose one")
            }
            [only] if !has_object => {
                let message = format!(
                    "{} is the object's {word}, and no column is the object",
                    quoted(columns, &places)
                );
                Question::of_column(*only, message).way_out("choose one with --object")
            }
            _ => continue,
        };
        columns.questions.push(question);
    }
}
