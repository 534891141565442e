//! W6: one value for each of ten thousand objects, of a user's table of a million rows.
//!
//! The second day is measured: on the first one objects and series appear as well.

use std::path::Path;

use anyhow::{Result, ensure};
use chrono::{TimeDelta, Utc};
use dbag_operations::{Actor, MetricForm};
use rusqlite::Connection;

use crate::data::today;
use crate::limit::{self, Bare};
use crate::measure::{Cost, Watch, rounds};
use crate::report::{Goal, Report, Row, folder};
use crate::site::{Site, failed};

const ROWS: u32 = 1_000_000;
const OBJECTS: u32 = 10_000;
const QUERY: &str =
    "select customer_id as object, count(*) as value from orders group by customer_id";

/// Measures and adds the row.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    std::fs::create_dir_all(folder())?;
    let folder = tempfile::tempdir_in(std::path::absolute(folder())?)?;
    let orders = folder.path().join("orders.db");
    make_orders(&orders)?;
    let (mut bare, mut dbag) = (Vec::new(), Vec::new());
    for round in 0..rounds() {
        bare.push(bare_round(
            &orders,
            &folder.path().join(format!("bare-{round}.db")),
        )?);
        dbag.push(dbag_round(&orders).await?);
    }
    let clock = report.clock()?;
    let seconds = |rounds: &[Cost]| rounds.iter().map(|cost| clock.seconds(*cost)).collect();
    let (bare, dbag): (Vec<f64>, Vec<f64>) = (seconds(&bare), seconds(&dbag));
    report.add(
        Row::new("W6", "10,000 objects in one GROUP BY", "s")
            .cost(&dbag, "bare", &bare)
            // At most 1.3 times the bare time.
            .goal(Goal::Ratio(0.77))
            .note("SQLite on both sides"),
    );
    Ok(())
}

/// The user's table, with an index that fits.
fn make_orders(file: &Path) -> Result<()> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "create table orders (id integer primary key, customer_id integer not null, total real);",
    )?;
    let tx = connection.transaction()?;
    {
        let mut insert = tx.prepare("insert into orders (customer_id, total) values (?, ?)")?;
        for at in 0..ROWS {
            // Spread over the table, as orders are.
            let customer = at.wrapping_mul(7_919) % OBJECTS;
            insert.execute((customer, f64::from(at % 997)))?;
        }
    }
    tx.execute_batch("create index orders_customer on orders (customer_id)")?;
    tx.commit()?;
    Ok(())
}

/// The same question, and its rows in a bare table.
fn bare_round(orders: &Path, file: &Path) -> Result<Cost> {
    let source = limit::open_to_read(orders)?;
    let mut connection = limit::create(file)?;
    let day = today().days();
    let watch = Watch::start(&[std::process::id()])?;
    let mut question = source.prepare(QUERY)?;
    let rows: Vec<Bare> = question
        .query_map((), |row| {
            Ok((row.get(0)?, day, row.get::<_, i64>(1)? as f64))
        })?
        .collect::<Result<_, _>>()?;
    limit::insert(&mut connection, &rows)?;
    watch.stop()
}

/// A metric of the user's table, asked once.
async fn dbag_round(orders: &Path) -> Result<Cost> {
    let site = Site::on_sqlite().await?;
    let (dbag, actor, now) = (&site.dbag, &Actor::CommandLine, Utc::now());
    let url = format!("sqlite://{}", orders.display());
    let added = dbag.add_source(actor, "orders", &url, now).await;
    added.map_err(|problem| failed(&problem))?;
    let form = MetricForm::new()
        .with("slug", "orders")
        .with("label", "Orders")
        .with("metric_type", "sql_query")
        .with("source", "orders")
        .with("property.query", QUERY)
        .with("measure", "level")
        .with("object_kind", "customer");
    let added = dbag.add_metric(actor, &form, now).await;
    added.map_err(|problems| failed(&problems[0]))?;
    let first = dbag.collect(actor, "orders", None, now).await;
    first.map_err(|problem| failed(&problem))?;
    let tomorrow = now + TimeDelta::days(1);
    let watch = Watch::start(&[std::process::id()])?;
    let run = dbag.collect(actor, "orders", None, tomorrow).await;
    let cost = watch.stop()?;
    let run = run.map_err(|problem| failed(&problem))?;
    ensure!(
        run.rows == OBJECTS as usize,
        "{} values: {:?}",
        run.rows,
        run.error
    );
    dbag.store().close().await;
    Ok(cost)
}
