//! L2: 300 embed views a second of ten thousand customers, each with a token of its own.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::embeds;
use super::paced::{Asked, duration, run as run_paced};
use super::shop::Shop;
use crate::child::Server;
use crate::measure::Spread;
use crate::report::{Goal, Report, Row};

const OBJECTS: u32 = 10_000;
/// Until then what is kept in memory has its size.
const FILLED: Duration = Duration::from_secs(120);

/// Views of all customers in turn.
struct Views(Vec<String>);

impl Asked for Views {
    fn path(&self, number: usize) -> String {
        format!("/embed/dashboard/{}", self.0[number % self.0.len()])
    }

    /// Their page names its own customer, and nobody else.
    fn fault(&self, number: usize, answer: &str) -> Option<String> {
        let object = number % self.0.len();
        let own = format!("Customer {object} of {}", object % 97);
        if !answer.starts_with("HTTP/1.1 200") {
            return answer.lines().next().map(str::to_owned);
        }
        let named = answer.matches("Customer ").count();
        let is_own = answer.matches(&own).count() == named && named > 0;
        (!is_own).then(|| format!("the page of customer {object} names another"))
    }
}

/// Measures and adds the rows.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    let shop = Shop::open(OBJECTS).await?;
    embeds::open(&shop, "line").await?;
    let mut tokens = Vec::with_capacity(OBJECTS as usize);
    for object in 0..OBJECTS {
        tokens.push(embeds::token(&shop, "line", object).await?);
    }
    let server = Server::start(&shop.site.location)?;
    let (mut most, mut filled) = (0.0_f64, 0.0);
    let cpu = server.cpu_s()?;
    let paced = run_paced(server.dbag, Arc::new(Views(tokens)), |elapsed| {
        let (now, _) = server.memory_mib()?;
        most = most.max(now);
        if elapsed < FILLED {
            filled = now;
        }
        Ok(())
    })
    .await?;
    let cpu = (server.cpu_s()? - cpu) * 1e3 / paced.latencies_ms.len() as f64;
    let (end, _) = server.memory_mib()?;
    let row = |what: &str, unit| Row::new("L2", what, unit);
    let seen = paced.latencies_ms.len();
    report.add(
        row(
            "300 views a second: answers that were not as they should be",
            "",
        )
        .figure(Spread::one(paced.bad.len() as f64))
        .goal(Goal::AtMost(0.0))
        .note(match paced.bad.first() {
            None => format!("{seen} views of 10,000 customers, {cpu:.2} CPU ms each"),
            Some(first) => first.clone(),
        }),
    );
    report.add(
        row("the slowest of a hundred", "ms")
            .figure(Spread::one(paced.percentile(99.0)))
            .goal(Goal::AtMost(250.0))
            .note(format!("half of them {:.1} ms", paced.percentile(50.0))),
    );
    report.add(
        row("most memory", "MiB")
            .figure(Spread::one(most))
            .goal(Goal::AtMost(400.0)),
    );
    let row = row("memory at the end", "MiB").cost(&[end], "after two minutes", &[filled]);
    report.add(match duration() > 2 * FILLED {
        true => row.goal(Goal::Ratio(0.909)),
        false => row
            .goal(Goal::None)
            .note("DBAG_LOAD_SECONDS=600 tells whether it grows"),
    });
    Ok(())
}
