//! W1 and W9 on SQLite: a million values through `import`, through the store, and bare.

use std::path::Path;

use anyhow::{Context, Result};

use super::million::{Rounds, VALUES, add_series, bare_rows, bare_rows_of_day, samples, write};
use crate::data::{DAYS, lines_of_day, million_lines};
use crate::limit::{self, Bare};
use crate::measure::{Cost, Watch, rounds};
use crate::report::{Goal, Report, Row, folder};
use crate::site::Site;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let lines = million_lines();
    let by_day: Vec<Vec<u8>> = (0..DAYS).map(lines_of_day).collect();
    let (mut bare, mut store, mut import) = Default::default();
    let mut as_dbag = Rounds::default();
    let (mut bare_days, mut store_days) = Default::default();
    let mut import_days = Rounds::default();
    let mut bytes = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        bytes.1.push(bare_in(&mut bare, &[bare_rows()])?);
        bare_as_dbag(&mut as_dbag, &bare_rows())?;
        store_in(&mut store, vec![bare_rows()]).await?;
        bytes
            .0
            .push(import_in(&mut import, std::slice::from_ref(&lines)).await?);
        let days: Vec<Vec<Bare>> = (0..DAYS).map(bare_rows_of_day).collect();
        bare_in(&mut bare_days, &days)?;
        store_in(&mut store_days, days).await?;
        // It explains, it has no goal: once is enough.
        if import_days.is_empty() {
            import_in(&mut import_days, &by_day).await?;
        }
    }
    let clock = report.clock()?;
    let row = |of: &Rounds, what: &str, bare: &Rounds| {
        of.row(clock, format!("SQLite, {what}"), "limit", bare)
    };
    report.add(row(&import, "import of 1,000,000 lines", &bare).goal(Goal::Ratio(0.3)));
    report.add(row(&store, "write_samples, all at once", &bare).goal(Goal::Ratio(0.3)));
    report.add(row(&as_dbag, "Dbag's statement without sqlx", &bare).goal(Goal::None));
    report.add(row(&store_days, "write_samples, 100 days", &bare_days).goal(Goal::Ratio(0.8)));
    report.add(row(&import_days, "import of 100 days", &bare_days).goal(Goal::None));
    report.add(
        Row::new("W9", "SQLite, bytes a value after the import", "B")
            .cost(&bytes.0, "limit", &bytes.1)
            .goal(Goal::AtMost(21.0)),
    );
    Ok(())
}

/// Puts rows into a bare table, a transaction a part; the bytes a value takes.
fn bare_in(rounds: &mut Rounds, parts: &[Vec<Bare>]) -> Result<f64> {
    std::fs::create_dir_all(folder())?;
    let folder = tempfile::tempdir_in(folder())?;
    let file = folder.path().join("bare.db");
    let mut connection = limit::create(&file)?;
    let watch = Watch::start(&[std::process::id()])?;
    for part in parts {
        limit::insert(&mut connection, part)?;
    }
    rounds.push(watch.stop()?);
    drop(connection);
    bytes_a_value(&file)
}

fn bare_as_dbag(rounds: &mut Rounds, rows: &[Bare]) -> Result<()> {
    let folder = tempfile::tempdir_in(folder())?;
    let mut connection = limit::create_as_dbag(&folder.path().join("bare.db"))?;
    let watch = Watch::start(&[std::process::id()])?;
    limit::insert_as_dbag(&mut connection, rows)?;
    rounds.push(watch.stop()?);
    Ok(())
}

async fn store_in(rounds: &mut Rounds, parts: Vec<Vec<Bare>>) -> Result<()> {
    let site = Site::on_sqlite().await?;
    rounds.push(write_all(&site, parts).await?);
    site.dbag.store().close().await;
    Ok(())
}

/// Writes parts as batches through the store of a site.
pub(crate) async fn write_all(site: &Site, parts: Vec<Vec<Bare>>) -> Result<Cost> {
    let store = site.dbag.store();
    let series = add_series(store).await?;
    let parts: Vec<_> = parts
        .into_iter()
        .map(|part| samples(&series, part))
        .collect::<Result<_>>()?;
    let watch = Watch::start(&[std::process::id()])?;
    for part in parts {
        write(store, part).await?;
    }
    watch.stop()
}

/// Imports files; the bytes a value takes.
async fn import_in(rounds: &mut Rounds, files: &[Vec<u8>]) -> Result<f64> {
    let site = Site::on_sqlite().await?;
    rounds.push(import_all(&site, files).await?);
    site.dbag.store().close().await;
    bytes_a_value(&site.file().context("a file")?)
}

/// Imports files into a site.
pub(crate) async fn import_all(site: &Site, files: &[Vec<u8>]) -> Result<Cost> {
    let files = files.to_vec();
    let watch = Watch::start(&[std::process::id()])?;
    let mut added = 0;
    for file in files {
        added += site.import(file).await?.added;
    }
    let cost = watch.stop()?;
    anyhow::ensure!(added as f64 == VALUES, "{added} values were added");
    Ok(cost)
}

fn bytes_a_value(file: &Path) -> Result<f64> {
    Ok(std::fs::metadata(file)?.len() as f64 / VALUES)
}
