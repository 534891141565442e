//! What a warm and a cold W2 consist of, so that a row that falls short names its lever.

use anyhow::{Context, Result};
use chrono::Utc;
use dbag_domain::Zone;
use dbag_operations::{Actor, Location, Store, ValuesQuery};

use super::library::{Library, PLAIN};
use crate::data::days;
use crate::measure::{Spread, process_ms, thread_ms};
use crate::report::{Goal, Report, Row};
use crate::site::failed;

const TIMES: u32 = 1_000;

/// Adds the rows; `warm_ms` is a whole request.
pub(crate) async fn run(report: &mut Report, library: &Library, warm_ms: f64) -> Result<()> {
    let (dbag, now) = (&library.site.dbag, Utc::now());
    let query = ValuesQuery {
        days: Some("3650".to_owned()),
        ..ValuesQuery::default()
    };
    let load = async || {
        let values = dbag
            .metric_json(&Actor::CommandLine, "m0", &query, now)
            .await;
        values.map_err(|problem| failed(&problem))
    };
    let values = load().await?;
    let cookie = library.headers.first().context("a cookie")?;
    let token = cookie.trim_start_matches("cookie: dbag=");
    let actor = async || {
        dbag.actor_of(token, now)
            .await
            .map_err(|problem| failed(&problem))
    };
    let text = || serde_json::to_vec(&values).unwrap_or_default();
    let days = days(super::library::DAYS);
    let zone = Zone::utc();
    let starts = || {
        days.iter()
            .map(|day| zone.start_of(*day).timestamp())
            .sum::<i64>()
    };
    let instance = async || Ok(dbag.store().instance().await?);

    let mut add = |what: &str, ms: f64| {
        let note = format!("{:.0} % of a warm request", 100.0 * ms / warm_ms);
        let row = Row::new("W2", format!("of it {what}"), "CPU ms");
        report.add(row.figure(Spread::one(ms)).goal(Goal::None).note(note));
    };
    add("serde_json of MetricJson", thread_ms(TIMES, text)?);
    add("Dbag::metric_json", process_ms(TIMES, load).await?);
    add(
        "  in that 3,650 × Zone::start_of",
        thread_ms(TIMES, starts)?,
    );
    add(
        "  in that Store::instance",
        process_ms(TIMES, instance).await?,
    );
    add("Dbag::actor_of", process_ms(TIMES, actor).await?);
    add(
        "Store::columns of a series, cold",
        cold_columns_ms(library).await?,
    );
    Ok(())
}

/// One series read by a store that has nothing in memory.
async fn cold_columns_ms(library: &Library) -> Result<f64> {
    let store = Store::connect(&Location::parse(&library.site.location)?).await?;
    store.ping().await?;
    let plain = store.plain_series().await?;
    let next = std::cell::Cell::new(0);
    let read = async || {
        let at = next.replace(next.get() + 1);
        Ok(store.columns(&plain[at..=at]).await?)
    };
    process_ms(PLAIN, read).await
}
