//! Whether a question reads a whole table because no index fits it.

use dbag_domain::{Day, DayRange, Properties, SourceKind, Zone};

use super::midnight::zone_of_days;
use super::question::Question;
use super::statement::write_select;
use super::writer::Writer;
use crate::ask::Ask;
use crate::error::CollectError;
use crate::source::{Grid, Limits, Purpose, Session, SourceConnection};

/// Says in words when each ask for one day will read the whole table for want of an index.
///
/// `None` where an index fits, or where every row is counted anyway.
pub async fn explain_scan(
    source: &SourceConnection,
    properties: &Properties,
    today: Day,
) -> Result<Option<String>, CollectError> {
    let mut session = source.open(&Limits::default()).await?;
    let words = explain(&mut session, properties, today).await;
    session.close().await;
    words
}

/// The same, and in which zone times are read that say none.
pub(super) async fn find_hints(
    source: &SourceConnection,
    ask: &Ask<'_>,
) -> Result<Vec<String>, CollectError> {
    let mut session = source.open(&ask.limits).await?;
    let hints = hints(&mut session, ask).await;
    session.close().await;
    hints
}

async fn hints(session: &mut Session, ask: &Ask<'_>) -> Result<Vec<String>, CollectError> {
    let question = Question::read(ask.properties, session).await?;
    // What is taken for dates is said of the answer.
    let (_, is_of_dates) = zone_of_days(session, &question, ask).await?;
    let is_told = ask.properties.given("column_zone").is_some()
        || ask.zone.name() == "UTC"
        || is_of_dates.is_some();
    let clock = question.date.as_ref().filter(|date| date.is_clock);
    let clock = clock.filter(|_| !is_told).map(|date| {
        let name = &date.column.name;
        format!("the times of `{name}` are read as UTC; say otherwise with column_zone")
    });
    let scan = scan(session, &question, ask.days.to).await?;
    Ok(clock.into_iter().chain(scan).collect())
}

async fn explain(
    session: &mut Session,
    properties: &Properties,
    today: Day,
) -> Result<Option<String>, CollectError> {
    let question = Question::read(properties, session).await?;
    scan(session, &question, today).await
}

async fn scan(
    session: &mut Session,
    question: &Question,
    today: Day,
) -> Result<Option<String>, CollectError> {
    let columns = wanted_columns(question);
    if columns.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer::new(session.kind());
    writer.push(match session.kind() {
        SourceKind::Sqlite => "explain query plan ",
        SourceKind::Postgres | SourceKind::MySql => "explain ",
    });
    write_select(&mut writer, question, DayRange::single(today), &Zone::utc());
    let plan = session.ask(&writer.finish(Purpose::Plan)).await?;
    let is_scan = match session.kind() {
        SourceKind::Postgres => is_postgres_scan(&plan),
        SourceKind::MySql => is_mysql_scan(&plan),
        SourceKind::Sqlite => is_sqlite_scan(&plan, &question.table.table),
    };
    let words = format!(
        "no index of `{}` begins with {}: each ask reads the whole table",
        question.table.name,
        columns.join(" or ")
    );
    Ok(is_scan.then_some(words))
}

/// The columns that an index could begin with.
fn wanted_columns(question: &Question) -> Vec<String> {
    let date = question.date.as_ref().map(|date| &date.column.name);
    let filtered = question
        .conditions
        .iter()
        .map(|condition| &condition.column.name);
    let mut columns: Vec<String> = Vec::new();
    for name in date.into_iter().chain(filtered) {
        let quoted = format!("`{name}`");
        if !columns.contains(&quoted) {
            columns.push(quoted);
        }
    }
    columns
}

/// The planner was told to avoid scans: where one is left, nothing else fits.
fn is_postgres_scan(plan: &Grid) -> bool {
    plan.rows
        .iter()
        .any(|row| row[0].text().contains("Seq Scan"))
}

/// Small tables are scanned whatever indexes they have: what counts is whether one could serve.
fn is_mysql_scan(plan: &Grid) -> bool {
    let (Some(access), Some(keys)) = (plan.column("type"), plan.column("possible_keys")) else {
        return false;
    };
    plan.rows
        .iter()
        .any(|row| matches!(row[access].text(), "ALL" | "index") && row[keys].text().is_empty())
}

fn is_sqlite_scan(plan: &Grid, table: &str) -> bool {
    let Some(detail) = plan.column("detail") else {
        return false;
    };
    let scan = format!("SCAN {table}");
    plan.rows.iter().any(|row| {
        let step = row[detail].text();
        step == scan || step.starts_with(&format!("{scan} "))
    })
}
