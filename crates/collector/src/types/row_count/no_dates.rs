//! Rows whose date is none: `infinity` in Postgres, dates of zeros in MySQL, the 31st of November in
//! SQLite. They are of no day, and how many there are is said.

use dbag_domain::{DayRange, SourceKind};

use super::condition_sql::write_condition;
use super::date_form::{DateColumn, DateForm};
use super::date_unit::DateUnit;
use super::question::Question;
use super::sqlite_text::MARGIN_DAYS;
use super::writer::Writer;
use crate::source::{Param, Purpose, Session};

/// What is told of more of them would be no example any more.
const TOLD: usize = 40;

/// What holds of a row that has a date; none where every value that is not NULL is one.
pub(super) fn is_date(engine: SourceKind, date: &DateColumn, name: &str) -> Option<String> {
    Some(match (&date.form, engine) {
        (DateForm::Number(_), SourceKind::Sqlite) => {
            format!("typeof({name}) in ('integer', 'real') and {name} <> 0")
        }
        (DateForm::Number(_), SourceKind::Postgres) if !date.odd_ends.is_empty() => {
            format!(
                "cast({name} as float8) not in ('NaN', 'Infinity', '-Infinity') and {name} <> 0"
            )
        }
        (DateForm::Number(_), _) => format!("{name} <> 0"),
        (DateForm::Text(_), _) => format!("{} is not null", text_second(name)),
        (_, SourceKind::Postgres) => format!("{name} > '-infinity' and {name} < 'infinity'"),
        (_, SourceKind::MySql) => format!("{name} <> '0000-00-00 00:00:00'"),
        (_, SourceKind::Sqlite) => return None,
    })
}

/// The second of a text of SQLite; NULL where it is no date. `strftime` takes the 31st of November for
/// the 1st of December, and `12:00` or `now` for a time.
pub(super) fn text_second(name: &str) -> String {
    format!(
        "case when date(substr({name}, 1, 10), '+0 days') = substr({name}, 1, 10) \
         then cast(strftime('%s', {name}) as integer) end"
    )
}

/// Counts the rows that fulfil the conditions and have no date, with one of their values. That they cannot
/// be counted harms no other row: then a sentence without their number is said, where any was found.
pub(super) async fn note(
    session: &mut Session,
    question: &Question,
    days: DayRange,
    found: &Odd,
) -> Option<String> {
    let date = question.date.as_ref()?;
    let name = &date.column.name;
    let general = || {
        found
            .is_any
            .then(|| format!("`{name}` has values that are no dates; rows like that are of no day"))
    };
    let mut writer = Writer::new(session.kind());
    if !write_count(&mut writer, question, date, (days, found)) || !session.is_open() {
        return general();
    }
    let Ok(grid) = session.ask(&writer.finish(Purpose::Generated)).await else {
        return general();
    };
    let row = grid.rows.first()?;
    let rows = row.first()?.integer().filter(|rows| *rows > 0);
    let Some(rows) = rows else {
        return general();
    };
    let like = row.get(1).and_then(|cell| cell.to_text().ok());
    let like: String = like.unwrap_or_default().chars().take(TOLD).collect();
    Some(match rows {
        1 => format!("1 row holds no date in `{name}`, but `{like}`: it is of no day"),
        _ => format!("{rows} rows hold no date in `{name}`, like `{like}`: they are of no day"),
    })
}

/// Days that came with an answer and are none.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// Whether there was any.
    pub(super) is_any: bool,
    /// Digits that are no day of the calendar.
    pub(super) digits: Vec<i64>,
}

/// So many different digits are looked for.
const MOST_DIGITS: usize = 100;

impl Odd {
    pub(super) fn add(&mut self, digits: Option<i64>) {
        self.is_any = true;
        let is_new =
            |digits: &i64| self.digits.len() < MOST_DIGITS && !self.digits.contains(digits);
        if let Some(digits) = digits.filter(is_new) {
            self.digits.push(digits);
        }
    }
}

/// Writes the statement that counts them; false where there can be none.
fn write_count(
    writer: &mut Writer,
    question: &Question,
    date: &DateColumn,
    (days, found): (DayRange, &Odd),
) -> bool {
    let name = writer.quoted(&date.column.name);
    let Some((test, example)) = odd_test(writer.engine(), date, found, &name) else {
        return false;
    };
    let table = writer.table(&question.table);
    writer.push(&format!(
        "select count(*), {example}\nfrom {table}\nwhere {test}"
    ));
    if let (DateForm::Text(_), true) = (&date.form, date.is_indexed) {
        // What an index finds: texts that sort outside of all dates, the ends, and those among the asked
        // days.
        writer.push(&format!(
            "\n  and ({name} < '0001' or {name} >= ':' or ({name} >= "
        ));
        writer.push_param(Param::Text((days.from - MARGIN_DAYS).to_string()));
        writer.push(&format!(" and {name} < "));
        writer.push_param(Param::Text((days.to + MARGIN_DAYS + 1).to_string()));
        writer.push(")");
        for end in &date.odd_ends {
            writer.push(&format!(" or {name} = "));
            writer.push_param(Param::Text(end.clone()));
        }
        writer.push(")");
    }
    for condition in &question.conditions {
        writer.push("\n  and ");
        write_condition(writer, condition, date.is_indexed);
    }
    true
}

/// What holds of a row without a date that has something in its place, and an example of it.
fn odd_test(
    engine: SourceKind,
    date: &DateColumn,
    found: &Odd,
    name: &str,
) -> Option<(String, String)> {
    if !found.digits.is_empty() && date.form == DateForm::Number(DateUnit::Calendar) {
        let digits: Vec<String> = found.digits.iter().map(i64::to_string).collect();
        let test = format!("{name} in ({})", digits.join(", "));
        return Some((test, format!("min({name})")));
    }
    Some(match (&date.form, engine) {
        (DateForm::Number(_), SourceKind::Sqlite) => {
            (format!("{name} > ''"), format!("min(cast({name} as text))"))
        }
        (DateForm::Number(_), SourceKind::Postgres) if !date.odd_ends.is_empty() => (
            format!("cast({name} as float8) in ('NaN', 'Infinity', '-Infinity')"),
            format!("cast(min({name}) as text)"),
        ),
        (DateForm::Number(_), _) => return None,
        (DateForm::Text(_), _) => (
            format!(
                "{} is null and {name} <> '' and {name} <> 0",
                text_second(name)
            ),
            format!("min(cast({name} as text))"),
        ),
        (_, SourceKind::Postgres) => (
            format!("{name} in ('infinity', '-infinity')"),
            format!("cast(max({name}) as text)"),
        ),
        (_, SourceKind::MySql) => (
            format!("{name} = '0000-00-00 00:00:00'"),
            format!("cast(min({name}) as char)"),
        ),
        (_, SourceKind::Sqlite) => return None,
    })
}
