//! `make bench`: Dbag next to what the databases and the socket allow, in one run.
//!
//! An absolute figure of a shared machine is worth nothing, so every row has a baseline that is
//! measured in the same round: **hello** is an axum handler that answers 12 bytes, **limit** is
//! the same query or drawing with no framework around it. Where other programs compete for the
//! processors, a row counts processor time instead of time that passed.
//!
//! `dbag-bench serve <database>` is the server under test: a process of its own, so that its
//! processor time and memory are its own.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod baselines;
mod child;
mod data;
mod http;
mod limit;
mod measure;
mod report;
mod rows;
mod serve;
mod site;
mod wrk;

use anyhow::{Context, Result, bail};
use tokio::runtime::Builder;

use report::Report;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", location] => runtime.block_on(serve::run(location)),
        [] => runtime.block_on(measure_all(&[])),
        ["only", ref names @ ..] => runtime.block_on(measure_all(names)),
        _ => bail!("usage: dbag-bench | dbag-bench only W1 W4 … | dbag-bench serve <database>"),
    }
}

/// Measures all rows, or those named.
async fn measure_all(only: &[&str]) -> Result<()> {
    let wants = |name: &str| only.is_empty() || only.contains(&name);
    let mut report = Report::begin()?;
    if wants("W1") {
        rows::w1_sqlite::run(&mut report)
            .await
            .context("W1 on SQLite")?;
        rows::w1_postgres::run(&mut report)
            .await
            .context("W1 on Postgres")?;
    }
    if wants("W4") {
        rows::w4::run(&mut report).await.context("W4")?;
        rows::w4_gallery::run(&mut report)
            .await
            .context("W4, the gallery")?;
    }
    if wants("W5") {
        rows::w5::run(&mut report).await.context("W5")?;
    }
    if wants("W6") {
        rows::w6::run(&mut report).await.context("W6")?;
    }
    if wants("W7") {
        rows::w7::run(&mut report).await.context("W7")?;
    }
    // What takes minutes is asked for by name: `make load`.
    if only.contains(&"L2") {
        rows::l2::run(&mut report).await.context("L2")?;
    }
    if only.contains(&"L3") {
        rows::l3::run(&mut report).await.context("L3")?;
    }
    if wants("L6") {
        rows::l6::run(&mut report).await.context("L6")?;
    }
    let is_read = ["W2", "W3", "W8", "W10"].into_iter().any(wants);
    if is_read {
        let site = rows::library::on_sqlite()
            .await
            .context("a library on SQLite")?;
        if wants("W2") {
            rows::w2::run(&mut report, &site).await.context("W2")?;
        }
        if wants("W3") {
            rows::w3::run(&mut report, &site).await.context("W3")?;
        }
        if wants("W8") {
            rows::w8::run(&mut report, &site).await.context("W8")?;
        }
        if wants("W10") {
            rows::w10::run(&mut report, "SQLite", &site)
                .await
                .context("W10 on SQLite")?;
            let site = rows::library::on_postgres()
                .await
                .context("a library on Postgres")?;
            rows::w10::run(&mut report, "Postgres", &site)
                .await
                .context("W10 on Postgres")?;
        }
    }
    report.finish()
}
