//! W7: an embedded panel of 365 days over 64 connections; W8: the memory that it takes.

use std::net::SocketAddr;

use anyhow::Result;

use super::embeds;
use super::shop::Shop;
use crate::child::Server;
use crate::data::object_key;
use crate::http::{Client, get_each};
use crate::measure::{Spread, rounds};
use crate::report::{Goal, Report, Row};
use crate::wrk::{Answered, Load, load};

const OBJECTS: u32 = 3;
const CONNECTIONS: u32 = 64;
const SECONDS: u32 = 3;
/// Pages that are drawn anew in one round, none of which is kept.
const ANEW: u32 = 2_000;

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let shop = Shop::open(OBJECTS).await?;
    embeds::open(&shop, "line").await?;
    let token = embeds::token(&shop, "line", shop.object()).await?;
    let page = format!("/embed/dashboard/{token}?titled=false&range=365d&step=day");
    let server = Server::start(&shop.site.location)?;
    let bytes = bytes(report, &server, &page)?;
    let limit_path = format!("/panels/1/{}", object_key(shop.object()));
    let fixed_path = format!("/fixed/{bytes}");
    let (mut ours, mut limits, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds() {
        ours.push(ask(&server, server.dbag, &page)?);
        limits.push(ask(&server, server.baselines, &limit_path)?);
        fixed.push(ask(&server, server.baselines, &fixed_path)?);
    }
    let memory = server.memory_mib()?.1;
    let speeds = |all: &[Answered]| all.iter().map(|one| one.per_second).collect::<Vec<_>>();
    let costs = |all: &[Answered]| all.iter().map(|one| one.cpu_ms).collect::<Vec<_>>();
    let p99s = |all: &[Answered]| Spread::of(all.iter().map(|one| one.p99_ms).collect());
    let row = |what: &str, unit| Row::new("W7", what, unit);
    report.add(
        row(
            "an embedded panel, kept until its series changes",
            "requests/s",
        )
        .speed(&speeds(&ours), "limit: drawn anew", &speeds(&limits))
        .goal(Goal::Ratio(0.7))
        .note(format!(
            "no error; p99 {:.1} ms, limit {:.1}",
            p99s(&ours).median,
            p99s(&limits).median
        )),
    );
    report.add(
        row("the same beside fixed bytes", "CPU ms")
            .cost(&costs(&ours), "as many fixed bytes", &costs(&fixed))
            .goal(Goal::Ratio(0.4)),
    );
    report.add(
        row("the slowest of a hundred", "ms")
            .figure(p99s(&ours))
            .goal(Goal::AtMost(94.0))
            .note("a tenth of what the peers take"),
    );
    let anew = drawn_anew(&server, &page, &limit_path)?;
    report.add(
        row("an embedded panel, drawn anew each time", "CPU ms")
            .cost(&anew.0, "limit: drawn anew", &anew.1)
            .goal(Goal::None)
            .note(
                "four questions to the database, where the limit asks one; then words and picture",
            ),
    );
    report.add(
        Row::new("W8", "most under W7", "MiB")
            .figure(Spread::one(memory))
            .goal(Goal::AtMost(64.0)),
    );
    Ok(())
}

fn ask(server: &Server, address: SocketAddr, path: &str) -> Result<Answered> {
    let load_of = Load {
        url: format!("http://{address}{path}"),
        headers: Vec::new(),
        connections: CONNECTIONS,
        seconds: SECONDS,
    };
    load(&load_of, server.id())
}

/// A size that nothing is drawn by makes each address another one.
fn drawn_anew(server: &Server, page: &str, limit: &str) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    let mut number = 200;
    for _ in 0..rounds() {
        let paths: Vec<String> = (0..ANEW)
            .map(|_| {
                number += 1;
                format!("{page}&width={number}")
            })
            .collect();
        ours.push(cpu_ms(server, server.dbag, &paths)?);
        let paths = vec![limit.to_owned(); ANEW as usize];
        limits.push(cpu_ms(server, server.baselines, &paths)?);
    }
    Ok((ours, limits))
}

fn cpu_ms(server: &Server, address: SocketAddr, paths: &[String]) -> Result<f64> {
    let before = server.cpu_s()?;
    get_each(address, &[], 4, paths)?;
    Ok((server.cpu_s()? - before) * 1e3 / paths.len() as f64)
}

/// Bytes and requests of a view; answers the bytes of the page.
fn bytes(report: &mut Report, server: &Server, page: &str) -> Result<usize> {
    let plain = Client::connect(server.dbag, &[])?.get_ok(page)?.body.len();
    let packed = ["accept-encoding: gzip, br".to_owned()];
    let mut client = Client::connect(server.dbag, &packed)?;
    let mut kib =
        |path: &str| -> Result<f64> { Ok(client.get_ok(path)?.body.len() as f64 / 1024.0) };
    let (html, css) = (kib(page)?, kib("/pkg/embed.css")?);
    let script = kib("/embed-frame.js")?;
    let font = kib("/fonts/inter-latin-wght.woff2")?;
    report.add(
        Row::new("W7", "bytes of a view before it is painted, packed", "KiB")
            .figure(Spread::one(html + css))
            .goal(Goal::None)
            .note(format!(
                "page {html:.1}, stylesheet {css:.1}; after it script {script:.1}, font {font:.1}: \
                 4 requests, 3 of them kept for ever"
            )),
    );
    Ok(plain)
}
