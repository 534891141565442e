//! L3: 300 views a second with bad tokens.

use std::fs;
use std::sync::Arc;

use anyhow::{Context, Result};

use super::embeds;
use super::paced::{Asked, run as run_paced};
use super::shop::Shop;
use crate::child::Server;
use crate::measure::Spread;
use crate::report::{Goal, Report, Row};

/// A good token, spoilt in several ways.
struct Bad(Vec<String>);

impl Asked for Bad {
    fn path(&self, number: usize) -> String {
        format!("/embed/dashboard/{}", self.0[number % self.0.len()])
    }

    fn fault(&self, _: usize, answer: &str) -> Option<String> {
        let is_refused = answer.starts_with("HTTP/1.1 401");
        (!is_refused).then(|| answer.lines().next().unwrap_or("nothing").to_owned())
    }
}

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let shop = Shop::open(3).await?;
    embeds::open(&shop, "line").await?;
    let good = embeds::token(&shop, "line", shop.object()).await?;
    let (signed, _) = good.rsplit_once('.').context("a token")?;
    let bad = vec![
        format!("{good}x"),
        format!("{signed}."),
        signed.to_owned(),
        "eyJhbGciOiJub25lIn0.eyJyZXNvdXJjZSI6e30sInBhcmFtcyI6e30sImV4cCI6OTl9.".to_owned(),
        good.replacen("eyJ", "eyK", 1),
        "x".repeat(3_000),
    ];
    let server = Server::start(&shop.site.location)?;
    let written = written(server.id())?;
    let paced = run_paced(server.dbag, Arc::new(Bad(bad)), |_| Ok(())).await?;
    let bytes = self::written(server.id())? - written;
    let row = |what: &str, unit| Row::new("L3", what, unit);
    let seen = paced.latencies_ms.len();
    report.add(
        row("300 bad tokens a second: answers other than 401", "")
            .figure(Spread::one(paced.bad.len() as f64))
            .goal(Goal::AtMost(0.0))
            .note(match paced.bad.first() {
                None => format!("{seen} refused"),
                Some(first) => first.clone(),
            }),
    );
    report.add(
        row("the slowest of a hundred", "ms")
            .figure(Spread::one(paced.percentile(99.0)))
            .goal(Goal::AtMost(20.0))
            .note(format!("half of them {:.2} ms", paced.percentile(50.0))),
    );
    report.add(
        row("bytes written to disk for one", "")
            .figure(Spread::one(bytes / seen as f64))
            .goal(Goal::AtMost(1.0)),
    );
    Ok(())
}

/// Bytes that a process had written to disks.
fn written(process: u32) -> Result<f64> {
    let io = fs::read_to_string(format!("/proc/{process}/io"))?;
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes:"));
    Ok(line.context("no write_bytes")?.trim().parse()?)
}
