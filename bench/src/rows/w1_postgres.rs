//! W1 and W9 on Postgres: a million values through `import`, through the store, and by COPY.
//!
//! The server is a test's (`fsync` off), for both sides alike.

use std::fmt::Write;

use anyhow::Result;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::million::{Rounds, VALUES, bare_rows, bare_rows_of_day};
use super::w1_sqlite::{import_all, write_all};
use crate::data::{DAYS, million_lines};
use crate::limit::Bare;
use crate::measure::{Watch, rounds};
use crate::report::{Goal, Report, Row};
use crate::site::Site;

/// Postgres takes four times as long as SQLite: fewer rounds keep the bench under ten minutes.
const MOST_ROUNDS: usize = 3;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let lines = [million_lines()];
    let (mut copy, mut store, mut import) = Default::default();
    let (mut copy_days, mut store_days) = Default::default();
    let mut bytes = (Vec::new(), Vec::new());
    for _ in 0..rounds().min(MOST_ROUNDS) {
        bytes.1.push(copy_in(&mut copy, &[bare_rows()]).await?);
        store_in(&mut store, vec![bare_rows()]).await?;
        bytes.0.push(import_in(&mut import, &lines).await?);
        let days: Vec<Vec<Bare>> = (0..DAYS).map(bare_rows_of_day).collect();
        copy_in(&mut copy_days, &days).await?;
        store_in(&mut store_days, days).await?;
    }
    let clock = report.clock()?;
    let row = |of: &Rounds, what: &str, copy: &Rounds| {
        of.row(clock, format!("Postgres, {what}"), "COPY", copy)
    };
    report.add(row(&import, "import of 1,000,000 lines", &copy).goal(Goal::Ratio(0.6)));
    report.add(row(&store, "write_samples, all at once", &copy).goal(Goal::Ratio(0.6)));
    report.add(row(&store_days, "write_samples, 100 days", &copy_days).goal(Goal::Ratio(0.8)));
    report.add(
        Row::new("W9", "Postgres, bytes a value after the import", "B")
            .cost(&bytes.0, "COPY", &bytes.1)
            .goal(Goal::AtMost(90.0)),
    );
    Ok(())
}

async fn store_in(rounds: &mut Rounds, parts: Vec<Vec<Bare>>) -> Result<()> {
    let site = Site::on_postgres().await?;
    rounds.push(write_all(&site, parts).await?);
    site.dbag.store().close().await;
    Ok(())
}

async fn import_in(rounds: &mut Rounds, files: &[Vec<u8>]) -> Result<f64> {
    let site = Site::on_postgres().await?;
    let mut connection = PgConnection::connect(&site.location).await?;
    let before = size(&mut connection).await?;
    rounds.push(import_all(&site, files).await?);
    let bytes = size(&mut connection).await? - before;
    site.dbag.store().close().await;
    Ok(bytes / VALUES)
}

/// Copies rows into a bare table, a COPY a part; the bytes a value takes.
async fn copy_in(rounds: &mut Rounds, parts: &[Vec<Bare>]) -> Result<f64> {
    let server = dbag_testing::postgres();
    let database = server.create_database();
    let mut connection = PgConnection::connect(&server.url(&database)).await?;
    server.execute(
        &database,
        "create table sample (series int, day int, value float8, primary key (series, day))",
    );
    let before = size(&mut connection).await?;
    let texts: Vec<String> = parts.iter().map(|part| copy_text(part)).collect();
    let watch = Watch::start(&[std::process::id()])?;
    for text in &texts {
        let mut copy = connection
            .copy_in_raw("copy sample (series, day, value) from stdin")
            .await?;
        for piece in text.as_bytes().chunks(1 << 16) {
            copy.send(piece).await?;
        }
        copy.finish().await?;
    }
    rounds.push(watch.stop()?);
    let bytes = size(&mut connection).await? - before;
    connection.close().await?;
    server.execute(
        "postgres",
        &format!("drop database {database} with (force)"),
    );
    Ok(bytes / VALUES)
}

fn copy_text(rows: &[Bare]) -> String {
    let mut text = String::with_capacity(rows.len() * 24);
    for (series, day, value) in rows {
        _ = writeln!(text, "{series}\t{day}\t{value}");
    }
    text
}

async fn size(connection: &mut PgConnection) -> Result<f64> {
    let sql = AssertSqlSafe("select pg_database_size(current_database())");
    let bytes: i64 = sqlx::query_scalar(sql).fetch_one(connection).await?;
    Ok(bytes as f64)
}
