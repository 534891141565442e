//! W3: a hundred series of ten years in one answer, 2 connections.

use anyhow::Result;

use super::library::{FLEET, Library, PLAIN};
use crate::http::{Client, get_each};
use crate::measure::{Spread, rounds};
use crate::report::{Goal, Report, Row};

/// The only answer that holds a hundred series.
const PATH: &str = "/metric/fleet.csv";

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report, library: &Library) -> Result<()> {
    report.absent("W3", "100 series as JSON", "no route yet: issue 3");
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    let (mut rows, mut growth) = (Vec::new(), Vec::new());
    let bare = format!("/rows/{}/{}", PLAIN + 1, PLAIN + FLEET);
    let mut body = 0;
    for _ in 0..rounds() {
        let server = library.start()?;
        let twice = |address, path: &str| -> Result<f64> {
            let before = server.cpu_s()?;
            get_each(
                address,
                &library.headers,
                2,
                &[path.to_owned(), path.to_owned()],
            )?;
            Ok((server.cpu_s()? - before) * 1e3 / 2.0)
        };
        let (at_first, _) = server.memory_mib()?;
        let before = server.cpu_s()?;
        body = Client::connect(server.dbag, &library.headers)?
            .get_ok(PATH)?
            .body
            .len();
        cold.push((server.cpu_s()? - before) * 1e3);
        warm.push(twice(server.dbag, PATH)?);
        growth.push(server.memory_mib()?.1 - at_first);
        rows.push(twice(server.baselines, &bare)?);
    }
    // Two thirds of VictoriaMetrics are 1.2 times the limit's time.
    report.add(
        Row::new("W3", "100 series as CSV, cold", "CPU ms")
            .cost(&cold, "limit rows", &rows)
            .goal(Goal::Ratio(0.83)),
    );
    report.add(
        Row::new("W3", "100 series as CSV, warm", "CPU ms")
            .cost(&warm, "limit rows", &rows)
            .goal(Goal::None),
    );
    let body_mib = body as f64 / 1_048_576.0;
    report.add(
        Row::new(
            "W3",
            "memory that answering takes, the cache's included",
            "MiB",
        )
        .figure(Spread::of(growth))
        .goal(Goal::AtMost((body_mib * 2.0).round()))
        .note(format!("the body is {body_mib:.1} MiB")),
    );
    Ok(())
}
