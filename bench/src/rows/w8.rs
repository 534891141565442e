//! W8: the server's memory, idle and under load, over a million values.

use std::time::Duration;

use anyhow::Result;

use super::library::{Library, json_paths};
use crate::child::Server;
use crate::http::get_each;
use crate::measure::Spread;
use crate::report::{Goal, Report, Row};
use crate::wrk::{Load, load};

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report, library: &Library) -> Result<()> {
    let server = Server::start(&library.site.location)?;
    std::thread::sleep(Duration::from_millis(500));
    add(report, "idle", server.memory_mib()?.0, 30.0);
    let url = format!("http://{}{}", server.dbag, json_paths(1, 1)[0]);
    let headers = library.headers.clone();
    load(
        &Load {
            url,
            headers,
            connections: 64,
            seconds: 2,
        },
        server.id(),
    )?;
    add(
        report,
        "most under W2 with 64 connections",
        server.memory_mib()?.1,
        64.0,
    );
    let paths = vec!["/metric/fleet.csv".to_owned(); 4];
    get_each(server.dbag, &library.headers, 2, &paths)?;
    add(report, "most under W3", server.memory_mib()?.1, 80.0);
    get_each(server.dbag, &library.headers, 8, &json_paths(174, 174))?;
    get_each(
        server.dbag,
        &library.headers,
        2,
        &["/metric/fleet.json?days=3650".to_owned()],
    )?;
    let note = "every series asked once: the cache of columns is full";
    let memory = Spread::one(server.memory_mib()?.1);
    report.add(
        Row::new("W8", "most with a full cache", "MiB")
            .figure(memory)
            .goal(Goal::None)
            .note(note),
    );
    Ok(())
}

fn add(report: &mut Report, what: &str, mib: f64, most: f64) {
    report.add(
        Row::new("W8", what, "MiB")
            .figure(Spread::one(mib))
            .goal(Goal::AtMost(most)),
    );
}
