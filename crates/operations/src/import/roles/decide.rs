//! From guesses, choices and what stands in the columns to roles that can be read by, or questions.

use std::collections::HashMap;

use dbag_domain::{Problem, Slug};

use super::apart::Apart;
use super::columns::{Column, Columns};
use super::guess::guess;
use super::role::{ColumnRole, RoleChoice};
use super::titles;
use crate::import::cells::{Mark, NumberFormat, Sign, currency_label};
use crate::import::file::refused;
use crate::import::measurements::NamedMetric;
use crate::import::table::{ColumnSurvey, Head, Survey};

/// What somebody wants of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub(crate) roles: Vec<RoleChoice>,
    /// The metric of a file that names none.
    pub(crate) metric: Option<Slug>,
}

/// More columns of values than this are hardly meant to be a metric each.
const MOST_VALUE_COLUMNS: usize = 1_000;

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
        ..Columns::default()
    };
    for choice in &wishes.roles {
        let at = find(&columns, &choice.column)?;
        choose(&mut columns, at, choice.role.clone());
    }
    if let Some(apart) = apart {
        apart.apply(&mut columns);
    }
    name_values(&mut columns, wishes.metric.as_ref());
    check_names(&mut columns);
    ask_for_days(&mut columns, survey);
    ask_for_values(&mut columns, survey);
    ask_for_objects(&mut columns);
    for (at, column) in survey.columns.iter().enumerate() {
        decide_format(&mut columns, at, column, survey.separator);
    }
    Ok(columns)
}

/// The column of a title, or of a number where no title is one.
fn find(columns: &Columns, name: &str) -> Result<usize, Problem> {
    let is_it = |column: &Column| column.title.trim().eq_ignore_ascii_case(name);
    let places: Vec<usize> = (0..columns.list.len())
        .filter(|at| is_it(&columns.list[*at]))
        .collect();
    match places.as_slice() {
        [at] => return Ok(*at),
        [first, second, ..] => {
            return Err(asked(format!(
                "two columns are called `{name}`; name them by their numbers, {} and {}",
                first + 1,
                second + 1
            )));
        }
        [] => {}
    }
    let number = name
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    number.filter(|at| *at < columns.list.len()).ok_or_else(|| {
        let names = columns.list.iter().enumerate().take(20);
        let names: Vec<String> = names
            .map(|(at, column)| format!("`{}`", column.name(at)))
            .collect();
        asked(format!(
            "there is no column `{name}`; there are {}",
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

fn asked(message: String) -> Problem {
    Problem::field("as", message)
}

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
    let has_days = !columns
        .with(|role| matches!(role, ColumnRole::Day(_)))
        .is_empty();
    let metrics = columns.with(|role| *role == ColumnRole::Metric);
    let values = columns.with(|role| matches!(role, ColumnRole::Value(_)));
    if !metrics.is_empty() {
        return;
    }
    let unnamed: Vec<usize> = values
        .iter()
        .copied()
        .filter(|at| is_unnamed(&columns.list[*at]))
        .collect();
    let by_days = !has_days
        && unnamed
            .iter()
            .any(|at| columns.list[*at].titled_day.is_some());
    if let Some(metric) = metric {
        if unnamed.len() > 1 && !by_days {
            let message = format!(
                "the file has {} columns of values, {}, so `{metric}` cannot be the metric of all; leave the metric \
                 out, or choose one column: --as COLUMN=value:{metric} and --skip the others",
                unnamed.len(),
                quoted(columns, &unnamed)
            );
            columns.questions.push(Problem::field("metric", message));
            return;
        }
        for at in unnamed {
            if let ColumnRole::Value(role) = &mut columns.list[at].role {
                role.metric = Some(metric.clone());
            }
        }
        return;
    }
    let says_nothing = |at: &&usize| {
        let column = &columns.list[**at];
        by_days || titles::names_value(&column.title) || column.title.is_empty()
    };
    let nameless: Vec<usize> = unnamed.iter().filter(says_nothing).copied().collect();
    if let Some(first) = nameless.first() {
        let name = columns.list[*first].name(*first);
        let message = match nameless.len() {
            1 if !by_days => format!(
                "the file does not say which metric the values of column `{name}` are of; name it with \
                 --metric, or --as {name}=value:METRIC"
            ),
            _ if by_days => {
                "the file does not say which metric its values are of; name it with --metric"
                    .to_owned()
            }
            _ => format!(
                "columns without a title need one, or a metric each: --as {name}=value:METRIC and so on"
            ),
        };
        columns.questions.push(Problem::field("metric", message));
    }
}

/// Asks where a title is no metric's name, and where two columns are of one metric.
fn check_names(columns: &mut Columns) {
    let has_days = !columns
        .with(|role| matches!(role, ColumnRole::Day(_)))
        .is_empty();
    if !columns.with(|role| *role == ColumnRole::Metric).is_empty() || !columns.questions.is_empty()
    {
        return;
    }
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
            Err(reason) => format!(
                "column `{name}`: {reason}; give it another title, or --as {name}=value:METRIC"
            ),
            Ok(slug) => match known.insert(slug.clone(), at) {
                Some(other) if has_days || column.titled_day.is_none() => format!(
                    "the columns `{}` and `{name}` are both of the metric `{slug}`; leave one out, or \
                     say which metric it is: --as {}=value:METRIC",
                    columns.list[other].name(other),
                    at + 1
                ),
                _ => continue,
            },
        };
        columns.questions.push(asked(question));
        return;
    }
}

fn is_unnamed(column: &Column) -> bool {
    matches!(&column.role, ColumnRole::Value(role) if role.metric.is_none())
}

fn ask_for_days(columns: &mut Columns, survey: &Survey) {
    let days = columns.with(|role| matches!(role, ColumnRole::Day(_)));
    let has_titled = columns
        .list
        .iter()
        .any(|column| column.titled_day.is_some() && matches!(column.role, ColumnRole::Value(_)));
    if days.len() > 1 {
        let message = format!(
            "{} are both chosen as the day; choose one",
            quoted(columns, &days)
        );
        columns.questions.push(asked(message));
    }
    if has_titled && days.is_empty() {
        let is_dayless = |at: &usize| columns.list[*at].titled_day.is_none();
        let values = columns.with(|role| matches!(role, ColumnRole::Value(_)));
        let dayless: Vec<usize> = values.into_iter().filter(is_dayless).collect();
        if !dayless.is_empty() {
            let message = format!(
                "{} has values of no day; leave it out",
                quoted(columns, &dayless)
            );
            columns.questions.push(asked(message));
        }
    }
    if !days.is_empty() || has_titled {
        return;
    }
    let may_be = |(at, column): (usize, &ColumnSurvey)| {
        let is_titled = titles::names_day(&columns.list[at].title);
        (column.is_days() || is_titled && column.may_be_days()).then_some(at)
    };
    let candidates: Vec<usize> = survey
        .columns
        .iter()
        .enumerate()
        .filter_map(may_be)
        .collect();
    let message = match candidates.as_slice() {
        _ if is_in_parts(columns) => "the day stands in several columns; put them together into one, \
             written as 2026-01-31"
            .to_owned(),
        [] => "no column holds days; every value needs one: a column `date`, written as 2026-01-31, or \
             --as COLUMN=day where it is written otherwise"
            .to_owned(),
        [first, ..] => format!(
            "{} hold days; say which is the day: --as {}=day, for example",
            quoted(columns, &candidates),
            columns.list[*first].name(*first)
        ),
    };
    columns.questions.push(asked(message));
}

fn is_in_parts(columns: &Columns) -> bool {
    let has = |name: &str| {
        let mut columns = columns.list.iter();
        columns.any(|column| titles::word(&column.title) == name)
    };
    has("year") && has("month")
}

fn ask_for_values(columns: &mut Columns, survey: &Survey) {
    let values = columns.with(|role| matches!(role, ColumnRole::Value(_)));
    let metrics = columns.with(|role| *role == ColumnRole::Metric);
    if values.is_empty() {
        let message = no_values(columns, survey);
        columns.questions.push(message);
    }
    if let [_, _, ..] = metrics.as_slice() {
        let message = format!(
            "{} are both chosen as the metric's name; choose one",
            quoted(columns, &metrics)
        );
        columns.questions.push(asked(message));
    }
    if let ([_, ..], [_, _, ..]) = (metrics.as_slice(), values.as_slice()) {
        let message = format!(
            "a column names the metric of each line, so there is one column of values; {} are several",
            quoted(columns, &values)
        );
        columns.questions.push(asked(message));
    }
    if values.len() > MOST_VALUE_COLUMNS
        && metrics.is_empty()
        && columns.list[values[0]].titled_day.is_none()
    {
        let message = format!(
            "the file has {} columns of values, and each would be a metric, of which at most {MOST_VALUE_COLUMNS} are \
             made at once; leave columns out, or write it as `metric,date,value`",
            values.len()
        );
        columns.questions.push(refused(message));
    }
    let weights = columns.with(|role| *role == ColumnRole::Weight);
    if weights.len() > 1 {
        let message = format!(
            "{} are all chosen as the weight; choose one",
            quoted(columns, &weights)
        );
        columns.questions.push(asked(message));
    }
}

fn no_values(columns: &Columns, survey: &Survey) -> Problem {
    let texts = survey.columns.iter().enumerate();
    let texts = texts.filter(|(at, column)| {
        column.filled > 0 && !column.is_days() && columns.list[*at].role == ColumnRole::Skip
    });
    let left_out: Vec<usize> = texts.map(|(at, _)| at).collect();
    match left_out.as_slice() {
        [] => refused("there is no column with values beside the date"),
        [first, ..] => asked(format!(
            "no column holds values: {} {} left out; choose one, with --as {}=value for example",
            quoted(columns, &left_out),
            if left_out.len() == 1 { "is" } else { "are" },
            columns.list[*first].name(*first)
        )),
    }
}

fn ask_for_objects(columns: &mut Columns) {
    let objects = columns.with(|role| matches!(role, ColumnRole::Object(_)));
    for (word, role) in [("kind", ColumnRole::Kind), ("label", ColumnRole::Label)] {
        let places = columns.with(|other| *other == role);
        if places.len() > 1 {
            let message = format!(
                "{} are all chosen as the object's {word}; choose one",
                quoted(columns, &places)
            );
            columns.questions.push(asked(message));
        } else if !places.is_empty() && objects.is_empty() {
            let message = format!(
                "{} is the object's {word}, and no column is the object; choose one with --object",
                quoted(columns, &places)
            );
            columns.questions.push(asked(message));
        }
    }
}

/// Finds out how a column writes its days or numbers, or asks.
fn decide_format(columns: &mut Columns, at: usize, survey: &ColumnSurvey, separator: u8) {
    let column = &columns.list[at];
    let name = column.name(at);
    let question = match &column.role {
        ColumnRole::Day(role) => match survey.days.decide(role.format) {
            Ok(format) => {
                columns.list[at].days = format;
                let words = day_words(survey, &columns.list[at]);
                columns.list[at].why.push_str(&words);
                return;
            }
            Err(words) => format!(
                "column `{name}`: {words}; say which with --as {name}=day:dmy or --as {name}=day:mdy"
            ),
        },
        ColumnRole::Value(role) => match survey.numbers.decide(separator, role.mark) {
            Ok(format) => {
                let is_plain = survey.numbers.is_plain(separator);
                columns.list[at].numbers = format;
                if !is_plain {
                    let words = number_words(format);
                    columns.list[at].why.push_str(&words);
                }
                return;
            }
            Err(open) => {
                let open = open.0;
                format!(
                    "column `{name}`: `{open}` can be read in two ways; say which with --as {name}=value:point, as in \
                     1,234.5, or --as {name}=value:comma, as in 1.234,5"
                )
            }
        },
        ColumnRole::Weight => match survey.numbers.decide(separator, None) {
            Ok(format) => {
                columns.list[at].numbers = NumberFormat {
                    sign: None,
                    ..format
                };
                return;
            }
            Err(open) => format!(
                "column `{name}`: the weight `{}` can be read in two ways; write weights without thousands",
                open.0
            ),
        },
        _ => return,
    };
    columns.questions.push(asked(question));
}

fn day_words(survey: &ColumnSurvey, column: &Column) -> String {
    let mut words = String::new();
    if let Some(order) = column.days.order.filter(|_| survey.days.parts > 0) {
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
    if column.days.has_years && survey.days.years > 0 {
        words.push_str("; a year stands for its last day");
    }
    match column.days.epoch {
        Some(crate::import::cells::Epoch::Of1900) => {
            words.push_str("; numbers are days as spreadsheets count them");
        }
        Some(crate::import::cells::Epoch::Of1904) => {
            words.push_str("; numbers are days since 1904");
        }
        None => {}
    }
    words
}

fn number_words(format: NumberFormat) -> String {
    let mut words = match format.mark {
        Mark::Point => String::new(),
        Mark::Comma => format!("; numbers are written as {}", Mark::Comma.example()),
    };
    match format.sign {
        None => {}
        Some(Sign::Percent) => words.push_str("; they are percentages: 12 % is the number 12"),
        Some(Sign::Currency(code)) => {
            words.push_str(&format!("; they are in {}", currency_label(code)));
        }
    }
    if words.is_empty() {
        words = "; thousands are separated".to_owned();
    }
    words
}
