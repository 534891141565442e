//! Dates that are kept as times: every one is midnight in UTC.
//!
//! West of Greenwich midnight in UTC lies in the day before, so that each row would count a day
//! too early. Where every row of a table is midnight, its column holds dates.

use dbag_domain::{SourceKind, Zone};

use super::date_form::{DateColumn, DateForm};
use super::date_unit::DateUnit;
use super::question::Question;
use super::writer::Writer;
use crate::ask::Ask;
use crate::error::CollectError;
use crate::source::{Purpose, Session};

const SECONDS_A_DAY: i64 = 86_400;

/// The zone in which the rows' days are counted, with what has to be said where it is not the
/// metric's. Who says the column's zone says that it holds times.
pub(super) async fn zone_of_days(
    session: &mut Session,
    question: &Question,
    ask: &Ask<'_>,
) -> Result<(Zone, Option<String>), CollectError> {
    let own = || (ask.zone.clone(), None);
    let is_told = ask.properties.given("column_zone").is_some();
    let Some(date) = question.date.as_ref().filter(|_| !is_told) else {
        return Ok(own());
    };
    if *ask.zone == Zone::utc() || !is_midnight_in_every_row(session, question, date).await? {
        return Ok(own());
    }
    let (name, zone) = (&date.column.name, ask.zone.name());
    let way_out = match &date.form {
        DateForm::Clock(_) | DateForm::Text(_) => {
            format!("say where their clock hangs: column_zone UTC, or column_zone {zone}")
        }
        _ => "say column_zone UTC".to_owned(),
    };
    let note = format!(
        "`{name}` is midnight in UTC in every row and was taken as that date; if these are times, {way_out}"
    );
    Ok((Zone::utc(), Some(note)))
}

async fn is_midnight_in_every_row(
    session: &mut Session,
    question: &Question,
    date: &DateColumn,
) -> Result<bool, CollectError> {
    let mut writer = Writer::new(session.kind());
    let name = writer.quoted(&date.column.name);
    let Some(is_time) = time_sql(session.kind(), &date.form, &name) else {
        return Ok(false);
    };
    // The first row that is another time of day ends the reading.
    let table = writer.table(&question.table);
    writer.push(&format!(
        "select {name}\nfrom {table}\nwhere {is_time}\nlimit 1"
    ));
    let other = session.ask(&writer.finish(Purpose::Generated)).await?;
    if !other.rows.is_empty() {
        return Ok(false);
    }
    let mut writer = Writer::new(session.kind());
    writer.push(&format!(
        "select 1\nfrom {table}\nwhere {name} is not null\nlimit 1"
    ));
    let any = session.ask(&writer.finish(Purpose::Generated)).await?;
    Ok(!any.rows.is_empty())
}

/// What holds of a row that is no midnight; none for columns that hold dates anyway.
fn time_sql(engine: SourceKind, form: &DateForm, name: &str) -> Option<String> {
    match (form, engine) {
        (DateForm::Date, _) | (DateForm::Number(DateUnit::JulianDays), _) => None,
        (DateForm::Number(unit), _) if unit.is_day() => None,
        (DateForm::Number(unit), _) => {
            let day = SECONDS_A_DAY * unit.per_second();
            Some(match engine {
                SourceKind::Postgres => format!("mod(cast({name} as numeric), {day}) <> 0"),
                SourceKind::MySql => format!("mod({name}, {day}) <> 0"),
                SourceKind::Sqlite => {
                    format!("({name} <> cast({name} as integer) or {name} % {day} <> 0)")
                }
            })
        }
        (_, SourceKind::Postgres) => Some(format!("{name} <> date_trunc('day', {name})")),
        (_, SourceKind::MySql) => Some(format!("time({name}) <> '00:00:00'")),
        // Dates alone are days anyway: where there are no others, nothing is to be said.
        (_, SourceKind::Sqlite) => Some(format!(
            "(length({name}) = 10 or strftime('%H:%M:%f', {name}) <> '00:00:00.000')"
        )),
    }
}
