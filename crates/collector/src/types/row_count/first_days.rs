//! The first day of which a table has a row, by object.

use dbag_domain::{Day, DayRange};

use super::date_form::DateForm;
use super::day_column::write_day;
use super::day_of;
use super::midnight::zone_of_days;
use super::no_dates::{is_date, text_second};
use super::object_key::object_of;
use super::question::Question;
use super::sqlite_text::{TextDays, write_text_day};
use super::writer::Writer;
use crate::ask::Ask;
use crate::error::CollectError;
use crate::metric_type::FirstDays;
use crate::source::{Cell, Purpose, Session};

/// Finds the first days, whatever conditions rows must fulfil: from a table's first row on it is known
/// that there is none of a kind. `None` where there are too many objects to tell.
pub(super) async fn find(
    ask: &Ask<'_>,
    session: &mut Session,
) -> Result<Option<FirstDays>, CollectError> {
    let question = Question::read(ask.properties, session).await?;
    let Some(date) = &question.date else {
        return Ok(None);
    };
    let mut writer = Writer::new(session.kind());
    let name = writer.quoted(&date.column.name);
    let days = up_to_now(ask);
    let (zone, _) = zone_of_days(session, &question, ask).await?;
    let zone = &zone;
    writer.push("select ");
    let firsts = match &date.form {
        DateForm::Text(clock) => {
            write_text_day(&mut writer, TextDays { clock, days, zone });
            let second = text_second(&format!("min({name})"));
            format!("min({name}) as moment, {second} as second")
        }
        _ => {
            write_day(&mut writer, date, days, zone);
            format!("min({name}) as {name}")
        }
    };
    writer.push(" as day");
    if question.object.is_some() {
        writer.push(", object");
    }
    writer.push("\nfrom (\nselect ");
    if let Some(object) = object_of(&writer, &question) {
        writer.push(&format!("{object} as object, "));
    }
    writer.push(&firsts);
    let table = writer.table(&question.table);
    writer.push(&format!("\nfrom {table}\nwhere {name} is not null"));
    if let Some(is_date) = is_date(session.kind(), date, &name) {
        writer.push(&format!(" and {is_date}"));
    }
    if question.object.is_some() {
        writer.push("\ngroup by 1");
    }
    writer.push(&format!(
        "\n) firsts\nlimit {}",
        session.limits().max_rows + 1
    ));
    let grid = session.ask(&writer.finish(Purpose::Generated)).await?;
    if grid.is_cut {
        return Ok(None);
    }
    let mut first_days = FirstDays::new();
    for row in &grid.rows {
        let mut cells = row.iter();
        let mut next = || cells.next().unwrap_or(&Cell::Null);
        let day = day_of(next(), &date.form);
        let object = question.object.as_ref().map(|_| next().object());
        // Later days are not told apart.
        match (day.filter(|day| *day <= days.to), object) {
            (Some(day), None) => add(&mut first_days, None, day),
            (Some(day), Some(Ok(key))) => {
                add(&mut first_days, Some(key), day);
                add(&mut first_days, None, day);
            }
            _ => {}
        }
    }
    Ok(Some(first_days))
}

fn add(first_days: &mut FirstDays, object: Option<dbag_domain::ObjectKey>, day: Day) {
    let first = first_days.entry(object).or_insert(day);
    *first = (*first).min(day);
}

/// Days of which the rules of the zone are sent along; of earlier ones its first rule holds. They
/// reach beyond the asked ones: a row of a later day is no first row of the asked days.
fn up_to_now(ask: &Ask<'_>) -> DayRange {
    let from = Day::from_days(0);
    let today = ask.zone.day_of(ask.now);
    DayRange {
        from,
        to: ask.days.to.max(today).max(from),
    }
}
