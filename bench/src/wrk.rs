//! Load from `wrk`: one thread, so that it leaves the second processor to the server.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::measure::cpu_s;

/// What to ask for.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    pub(crate) url: String,
    pub(crate) headers: Vec<String>,
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) per_second: f64,
    /// User and system time of the server, in milliseconds a request.
    pub(crate) cpu_ms: f64,
    /// Milliseconds that 99 requests of 100 took at most.
    pub(crate) p99_ms: f64,
}

/// Asks a server for some seconds; any answer but 2xx or 3xx is an error.
pub(crate) fn load(load: &Load, server: u32) -> Result<Answered> {
    let mut command = Command::new("wrk");
    command.args(["-t1", "--latency", "--timeout", "30s"]);
    command
        .arg(format!("-c{}", load.connections))
        .arg(format!("-d{}s", load.seconds));
    for header in &load.headers {
        command.args(["-H", header]);
    }
    let before = cpu_s(server)?;
    let output = command
        .arg(&load.url)
        .stderr(Stdio::inherit())
        .output()
        .context("wrk")?;
    let cpu_s = cpu_s(server)? - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for trouble in ["Socket errors", "Non-2xx or 3xx"] {
        if let Some(line) = text.lines().find(|line| line.contains(trouble)) {
            bail!("{}: {}", load.url, line.trim());
        }
    }
    let requests = number_before(&text, " requests in").context("wrk's requests")?;
    let per_second = text
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:")?.trim().parse().ok())
        .context("wrk's Requests/sec")?;
    let p99 = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("99%"));
    Ok(Answered {
        p99_ms: p99.and_then(milliseconds).context("wrk's 99%")?,
        per_second,
        cpu_ms: cpu_s * 1e3 / requests,
    })
}

/// `1.25ms`, `810.00us` or `2.10s`.
fn milliseconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let units = [("us", 1e-3), ("ms", 1.0), ("s", 1e3)];
    let (number, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    Some(number.parse::<f64>().ok()? * factor)
}

fn number_before(text: &str, words: &str) -> Option<f64> {
    text.split_once(words)?
        .0
        .split_ascii_whitespace()
        .next_back()?
        .parse()
        .ok()
}
