//! `row_count`: rows of a table counted or summed, without SQL.

mod amount;
mod column_clock;
mod condition_sql;
mod conditions;
mod date_form;
mod date_sample;
mod date_unit;
mod day_column;
mod explain;
mod first_days;
mod flags;
mod midnight;
mod moment;
mod nature;
mod no_dates;
mod object_key;
mod operand;
mod question;
mod sqlite_text;
mod statement;
mod stretches;
mod window;
mod writer;

use async_trait::async_trait;
use dbag_domain::{
    Day, DayRange, FieldKind, Measure, Measures, MetricTypeDescription, Nature, Problem,
    Properties, Value, Weight, Zone,
};

use self::date_form::DateForm;
use self::date_unit::{DateUnit, UNITS, calendar_day};
use self::explain::find_hints;
use self::midnight::zone_of_days;
use self::no_dates::Odd;
use self::question::{Question, read_window};
use self::statement::write_statement;
use super::fields::{choice, optional, required, source_of, with_default};
use crate::ask::{Answer, AnswerBuilder, Ask};
use crate::error::CollectError;
use crate::metric_type::{FirstDays, History, MetricType};
use crate::source::{Cell, Grid, Session};

pub use self::column_clock::{ColumnClock, column_clock};
pub(super) use self::conditions::check_filters;
pub use self::explain::explain_scan;

/// Rows of a table, counted or summed; per day and per object where columns say so.
#[derive(Debug, Clone, Copy)]
pub struct RowCount;

const AGGREGATES: [(&str, &str); 6] = [
    ("count", "Number of rows"),
    ("count_distinct", "Number of different values"),
    ("sum", "Sum"),
    ("avg", "Average"),
    ("min", "Smallest"),
    ("max", "Largest"),
];

pub(super) const WINDOWS: [(&str, &str); 4] = [
    ("1", "The day alone"),
    ("7", "7 days up to it"),
    ("28", "28 days up to it"),
    ("30", "30 days up to it"),
];

#[async_trait]
impl MetricType for RowCount {
    fn describe(&self) -> MetricTypeDescription {
        let aggregate = required(
            "aggregate",
            "The number is",
            "What is made of the rows.",
            choice(&AGGREGATES),
        );
        let zone = optional(
            "column_zone",
            "Zone of the date column",
            "Where its clock hangs, if it stores times without a zone. UTC unless you know better.",
            FieldKind::Text,
        );
        let units = UNITS.map(|(_, word, title)| (word, title));
        let unit = optional(
            "date_unit",
            "Numbers of the date column",
            "Needed only where numbers may be days in several ways.",
            choice(&units),
        );
        let column = |key, label, help| optional(key, label, help, FieldKind::Column);
        MetricTypeDescription {
            label: "row_count".to_owned(),
            title: "Rows of a table".to_owned(),
            description: "Counts or sums the rows of a table, without SQL.".to_owned(),
            needs_source: true,
            measures: Measures::ByFields,
            fields: vec![
                required("table", "Table", "The table to count.", FieldKind::Table),
                with_default(aggregate, "count"),
                column(
                    "column",
                    "Of column",
                    "What is summed; not needed to count rows.",
                ),
                optional(
                    "filters",
                    "Only where",
                    "All of them must hold.",
                    FieldKind::Filters,
                ),
                column(
                    "date_column",
                    "Date column",
                    "Which day a row is of. With it, past days can be filled in.",
                ),
                zone,
                unit,
                optional(
                    "window_days",
                    "Over",
                    "A day counts the rows of so many days up to it: for weekly and monthly users.",
                    choice(&WINDOWS),
                ),
                column(
                    "object_column",
                    "Object column",
                    "One value for each of its values.",
                ),
            ],
        }
    }

    fn history(&self, properties: &Properties, _measure: Measure) -> History {
        match properties.given("date_column") {
            Some(_) => History::AnyPastDay,
            None => History::NowOnly,
        }
    }

    fn measure(&self, properties: &Properties) -> Option<Measure> {
        Some(nature::measure(properties))
    }

    fn nature(&self, properties: &Properties, measure: Measure) -> Nature {
        nature::nature(properties, measure)
    }

    fn weighted_by(&self, properties: &Properties) -> Option<String> {
        let is_average = properties.text("aggregate") == "avg";
        is_average.then(|| format!("rows of {}", properties.text("table")))
    }

    fn window_days(&self, properties: &Properties) -> i32 {
        read_window(properties).unwrap_or(1)
    }

    async fn first_days(&self, ask: &Ask<'_>) -> Result<Option<FirstDays>, CollectError> {
        if ask.properties.given("date_column").is_none() {
            return Ok(None);
        }
        let mut session = source_of(ask)?.open(&ask.limits).await?;
        let found = first_days::find(ask, &mut session).await;
        session.close().await;
        found.map_err(|error| error.at("table"))
    }

    fn check(&self, properties: &Properties) -> Result<(), Vec<Problem>> {
        let mut problems = check_filters(properties).err().unwrap_or_default();
        let aggregate = properties.text("aggregate");
        if !matches!(aggregate, "" | "count") && properties.given("column").is_none() {
            let message = format!("choose the column for `{aggregate}`");
            problems.push(Problem::field("column", message));
        }
        if let Err(CollectError::Refused(problem)) = read_window(properties) {
            problems.push(problem);
        }
        if let Some(Err(error)) = properties.given("column_zone").map(Zone::parse) {
            problems.push(Problem::field("column_zone", error.to_string()));
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
        let source = source_of(ask)?;
        let mut session = source.open(&ask.limits).await?;
        let answer = collect(ask, &mut session).await;
        session.close().await;
        answer.map_err(|error| error.at("table"))
    }

    async fn hints(&self, ask: &Ask<'_>) -> Vec<String> {
        match ask.source {
            Some(source) => find_hints(source, ask).await.unwrap_or_default(),
            None => Vec::new(),
        }
    }
}

async fn collect(ask: &Ask<'_>, session: &mut Session) -> Result<Answer, CollectError> {
    let mut question = Question::read(ask.properties, session).await?;
    question.check_objects(ask.has_objects)?;
    question.merge(ask.merged);
    let mut builder = AnswerBuilder::default();
    for note in &question.notes {
        builder.note(note.clone());
    }
    let (zone, note) = zone_of_days(session, &question, ask).await?;
    note.into_iter().for_each(|note| builder.note(note));
    let mut odd = Odd::default();
    let mut portions = vec![ask.days];
    while let Some(days) = portions.pop() {
        if !session.is_open() {
            *session = source_of(ask)?.open(&ask.limits).await?;
        }
        let statement = write_statement(&question, session, days, &zone);
        let grid = session.ask(&statement).await?;
        if !grid.is_cut {
            read_grid(&question, days, &grid, (&mut builder, &mut odd));
        } else if question.date.is_some() && days.len() > 1 {
            portions.extend(halves(days));
        } else {
            return Err(too_many(session));
        }
    }
    let note = no_dates::note(session, &question, ask.days, &odd).await;
    note.into_iter().for_each(|note| builder.note(note));
    Ok(builder.finish())
}

/// Too much for one answer: the later half, then the earlier, which is popped first.
fn halves(days: DayRange) -> [DayRange; 2] {
    let middle = days.from + (days.to - days.from) / 2;
    [
        DayRange {
            from: middle.next(),
            to: days.to,
        },
        DayRange {
            from: days.from,
            to: middle,
        },
    ]
}

fn read_grid(
    question: &Question,
    days: DayRange,
    grid: &Grid,
    (builder, no_dates): (&mut AnswerBuilder, &mut Odd),
) {
    let odd = grid.column("odd").zip(grid.column("odd_like"));
    let weight = grid.column("weight");
    for row in &grid.rows {
        let mut cells = row.iter();
        let mut next = || cells.next().unwrap_or(&Cell::Null);
        let told = question.date.as_ref().map(|date| (next(), &date.form));
        let day = told.map_or(Some(days.to), |(cell, form)| day_of(cell, form));
        let key = question.object.as_ref().map(|column| (column, next()));
        let object = key.map(|(column, cell)| cell.key(&column.name));
        let value = next();
        let odd = odd.and_then(|(count, like)| tell_odd(question, day, &row[count], &row[like]));
        match (day, object) {
            (None, _) => no_dates.add(told.and_then(|(cell, _)| digits_of(cell))),
            (Some(day), Some(Err(words))) => match key {
                Some((column, Cell::Null)) => builder.without_object(&column.name, day),
                _ => builder.refused_key(day, words),
            },
            (Some(day), object) if odd.is_some() => {
                let object = object.and_then(Result::ok);
                builder.add(day, object, None, Err(odd.unwrap_or_default()));
            }
            // An aggregate of nothing is NULL: that is a row that is not there.
            _ if *value == Cell::Null => {}
            (Some(day), object) => {
                let value = weighed(value, weight.map(|at| &row[at]));
                builder.add(day, object.and_then(Result::ok), None, value);
            }
        }
    }
}

/// A value with its number of rows, where there is a column of it.
fn weighed(value: &Cell, rows: Option<&Cell>) -> Result<Option<Value>, String> {
    let weight = rows.and_then(|rows| rows.number().ok().flatten());
    let weight = weight.and_then(|weight| Weight::new(weight.get()).ok());
    Ok(value.number()?.map(|value| value.weighing(weight)))
}

/// What is wrong with a value that rows without a number went into.
fn tell_odd(question: &Question, day: Option<Day>, count: &Cell, like: &Cell) -> Option<String> {
    let count = count.integer().filter(|count| *count > 0)?;
    let column = question.column.as_ref()?;
    let like: String = like
        .to_text()
        .unwrap_or_default()
        .chars()
        .take(40)
        .collect();
    let rows = match count {
        1 => "1 row holds".to_owned(),
        _ => format!("{count} rows hold"),
    };
    let on = match (&question.date, day) {
        (Some(_), Some(day)) => format!("{day}: "),
        _ => String::new(),
    };
    Some(format!(
        "{on}{rows} no number in `{}`, but `{like}`",
        column.name
    ))
}

/// The statement counts days since 1970 itself, but for dates that are eight digits.
fn day_of(cell: &Cell, form: &DateForm) -> Option<Day> {
    let days = digits_of(cell);
    if *form == DateForm::Number(DateUnit::Calendar) {
        return days.and_then(calendar_day);
    }
    days.and_then(|days| i32::try_from(days).ok())
        .map(Day::from_days)
}

fn digits_of(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Decimal(digits) => digits.parse().ok(),
        other => other.integer(),
    }
}

fn too_many(session: &Session) -> CollectError {
    let rows = session.limits().max_rows;
    let message = format!("there are more than {rows} objects on one day; filter them");
    CollectError::bad_answer("object_column", message)
}
