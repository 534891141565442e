//! W4 in a real browser: until it is painted, until the cursor answers, and how fast.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::shop::METRICS;
use super::w4::Served;
use crate::measure::{Spread, rounds};
use crate::report::{Goal, Report, Row};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/dashboard.mjs");

/// What the script says of one visit with nothing in the browser's memory.
#[derive(Debug, Deserialize)]
struct Visit {
    /// Milliseconds from asking for the page.
    first_paint_ms: f64,
    /// From the page's last byte to the frame that has all panels.
    painted_after_html_ms: f64,
    /// From asking for the page to that frame.
    painted_ms: f64,
    awake_ms: f64,
    panels: f64,
    requests: f64,
    kib: f64,
    kib_awake: f64,
    nodes: f64,
    /// The same of a page of lines alone.
    limit_painted_ms: f64,
    handler_p95_ms: f64,
    laid_out_p95_ms: f64,
    /// Of a hundred moves, those whose day was not told by the next frame.
    late_frames: f64,
}

/// Measures and adds the rows.
pub(super) fn run(report: &mut Report, served: &Served, limit: &str) -> Result<()> {
    let visits = visit(served, limit)?;
    let of = |figure: fn(&Visit) -> f64| visits.iter().map(figure).collect::<Vec<_>>();
    let row = |what: &str, unit, figure| {
        let row = Row::new("W4", format!("browser, {what}"), unit);
        row.figure(Spread::of(of(figure)))
    };
    let limits = of(|visit| visit.limit_painted_ms);
    report.add(
        Row::new("W4", "browser, all 50 panels painted", "ms")
            .cost(&of(|visit| visit.painted_ms), "limit", &limits)
            .goal(Goal::AtMost(500.0)),
    );
    report.add(row("first paint", "ms", |visit| visit.first_paint_ms).goal(Goal::None));
    report.add(
        row("from the page's last byte to painted", "ms", |visit| {
            visit.painted_after_html_ms
        })
        .goal(Goal::AtMost(60.0)),
    );
    report.add(row("panels in that frame", "", |visit| visit.panels).goal(Goal::None));
    report.add(row("requests before that", "", |visit| visit.requests).goal(Goal::AtMost(6.0)));
    report.add(row("bytes before that", "KiB", |visit| visit.kib).goal(Goal::AtMost(100.0)));
    report.add(row("nodes", "", |visit| visit.nodes).goal(Goal::AtMost(2_500.0)));
    report.add(row("until the cursor answers", "ms", |visit| visit.awake_ms).goal(Goal::None));
    report.add(row("bytes until then", "KiB", |visit| visit.kib_awake).goal(Goal::None));
    report.add(
        row("a move over a chart, 95 of 100", "ms", |visit| {
            visit.handler_p95_ms
        })
        .goal(Goal::AtMost(1.0)),
    );
    report.add(
        row("the same and laid out again", "ms", |visit| {
            visit.laid_out_p95_ms
        })
        .goal(Goal::AtMost(16.0)),
    );
    report.add(
        row("moves that the next frame did not tell", "", |visit| {
            visit.late_frames
        })
        .goal(Goal::AtMost(0.0)),
    );
    Ok(())
}

fn visit(served: &Served, limit: &str) -> Result<Vec<Visit>> {
    let cookie = served.shop.headers.first().context("somebody signed in")?;
    let page = format!("http://{}{}", served.server.dbag, served.shop.path("fifty"));
    let limit = format!("http://{}{limit}", served.server.baselines);
    let output = Command::new("node")
        .args([SCRIPT, &page, &limit, cookie])
        .args([rounds().to_string(), METRICS.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .context("node")?;
    if !output.status.success() {
        bail!("{SCRIPT}: {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("what the browser told")
}
