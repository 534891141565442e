//! W2: one series of ten years as JSON, 8 connections; cold, warm, unchanged, and its bytes.

use std::io::Write;
use std::net::SocketAddr;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::library::{Library, PLAIN, json_paths};
use super::w2_shares;
use crate::child::Server;
use crate::http::Client;
use crate::measure::{Spread, rounds};
use crate::report::{Goal, Report, Row};
use crate::wrk::{Answered, Load, load};

/// Fresh servers a round: the clock of `/proc` ticks a hundred times a second.
const FRESH: usize = 2;
const SECONDS: u32 = 1;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report, library: &Library) -> Result<()> {
    let (cold, rows) = cold(library)?;
    report.add(
        Row::new(
            "W2",
            "cold: each series asked once of a fresh server",
            "CPU ms",
        )
        .cost(&cold, "limit rows", &rows)
        .goal(Goal::Ratio(0.65)),
    );
    let server = library.start()?;
    let path = json_paths(1, 1).remove(0);
    let warm = |address: SocketAddr, path: &str, more: &[String]| {
        let headers = [&library.headers, more].concat();
        ask(&server, address, path, headers, 8)
    };
    let (mut ours, mut columns, mut hello) = (Vec::new(), Vec::new(), Vec::new());
    let mut speeds = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        let answered = warm(server.dbag, &path, &[])?;
        ours.push(answered.cpu_ms);
        speeds.0.push(answered.per_second);
        columns.push(warm(server.baselines, "/columns/1", &[])?.cpu_ms);
        let answered = warm(server.baselines, "/hello", &[])?;
        hello.push(answered.cpu_ms);
        speeds.1.push(answered.per_second);
    }
    report.add(
        Row::new("W2", "warm", "CPU ms")
            .cost(&ours, "columns in memory", &columns)
            .goal(Goal::Ratio(0.5))
            .note(format!(
                "hello {:.4} CPU ms",
                Spread::of(hello.clone()).median
            )),
    );
    w2_shares::run(report, library, Spread::of(ours).median).await?;
    report.add(
        Row::new("W2", "warm", "requests/s")
            .speed(&speeds.0, "hello", &speeds.1)
            .goal(Goal::None),
    );
    let answer = Client::connect(server.dbag, &library.headers)?.get_ok(&path)?;
    match answer.header("etag") {
        None => report.absent("W2", "304", "short: the answer has no ETag"),
        Some(etag) => {
            let unchanged: Vec<f64> = (0..rounds())
                .map(|_| Ok(warm(server.dbag, &path, &[format!("if-none-match: {etag}")])?.cpu_ms))
                .collect::<Result<_>>()?;
            report.add(
                Row::new("W2", "unchanged: 304", "CPU ms")
                    .cost(&unchanged, "hello", &hello)
                    .goal(Goal::Ratio(0.4)),
            );
        }
    }
    bytes(report, library, &server, &path)
}

fn ask(
    server: &Server,
    address: SocketAddr,
    path: &str,
    headers: Vec<String>,
    connections: u32,
) -> Result<Answered> {
    let url = format!("http://{address}{path}");
    load(
        &Load {
            url,
            headers,
            connections,
            seconds: SECONDS,
        },
        server.id(),
    )
}

/// Milliseconds a request of Dbag and of the bare rows, where nothing is in memory yet.
fn cold(library: &Library) -> Result<(Vec<f64>, Vec<f64>)> {
    let paths = json_paths(PLAIN, PLAIN);
    let rows: Vec<String> = (1..=PLAIN)
        .map(|series| format!("/rows/{series}"))
        .collect();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        let (mut dbag, mut limit) = (0.0, 0.0);
        for _ in 0..FRESH {
            let server = library.start()?;
            dbag += library.cpu_ms(&server, server.dbag, &paths)?;
            limit += library.cpu_ms(&server, server.baselines, &rows)?;
        }
        ours.push(dbag / FRESH as f64);
        bare.push(limit / FRESH as f64);
    }
    Ok((ours, bare))
}

fn bytes(report: &mut Report, library: &Library, server: &Server, path: &str) -> Result<()> {
    let kib = |length: usize| Spread::one(length as f64 / 1_000.0);
    let plain = Client::connect(server.dbag, &library.headers)?.get_ok(path)?;
    report.add(
        Row::new("W2", "bytes of an answer", "kB")
            .figure(kib(plain.body.len()))
            .goal(Goal::AtMost(16.0)),
    );
    let (length, note) = packed(server.dbag, &library.headers, path)?;
    report.add(
        Row::new("W2", "bytes of an answer, gzip", "kB")
            .figure(kib(length))
            .goal(Goal::AtMost(6.0))
            .note(note),
    );
    Ok(())
}

/// The length of an answer to somebody who takes gzip.
pub(crate) fn packed(
    address: SocketAddr,
    headers: &[String],
    path: &str,
) -> Result<(usize, &'static str)> {
    let headers = [headers, &["accept-encoding: gzip".to_owned()]].concat();
    let answer = Client::connect(address, &headers)?.get_ok(path)?;
    if answer.header("content-encoding") == Some("gzip") {
        return Ok((answer.body.len(), ""));
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&answer.body)?;
    Ok((
        packer.finish()?.len(),
        "the server did not pack it: so many bytes it would be",
    ))
}
