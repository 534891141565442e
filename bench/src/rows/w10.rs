//! W10: W2 over one million and over ten million values, another series each time.
//!
//! Cold, that is of a fresh server: the cache of columns holds all of the smaller store.

use anyhow::Result;

use super::library::{Library, PLAIN, json_paths};
use crate::measure::rounds;
use crate::report::{Goal, Report, Row};

/// Measures, adds the row, and leaves the library grown.
pub(crate) async fn run(report: &mut Report, database: &str, library: &Library) -> Result<()> {
    let small = cold(library, PLAIN)?;
    library.grow().await?;
    let large = cold(library, Library::GROWN)?;
    report.add(
        Row::new(
            "W10",
            format!("{database}, W2 cold over 10,000,000 values"),
            "CPU ms",
        )
        .speed(&large, "1,000,000", &small)
        .goal(Goal::RatioAtMost(1.2)),
    );
    Ok(())
}

fn cold(library: &Library, metrics: u32) -> Result<Vec<f64>> {
    let paths = json_paths(PLAIN, metrics);
    (0..rounds())
        .map(|_| {
            let server = library.start()?;
            library.cpu_ms(&server, server.dbag, &paths)
        })
        .collect()
}
