//! W4 among 10,000 objects: finding one, and what is told of all of them.

use anyhow::Result;
use chrono::Utc;
use dbag_operations::{Actor, SentValue};

use super::w4::Served;
use crate::data::{metric_slug, object_key};
use crate::http::Client;
use crate::measure::rounds;
use crate::report::{Goal, Report, Row};
use crate::site::failed;

/// Metrics of the dashboard `all`, whose values are of every object.
const METRICS: u32 = 3;
/// Changed values in a round; each is followed by one request.
const CHANGES: u32 = 3;

/// Measures and adds the rows.
pub(super) async fn run(report: &mut Report, served: &Served) -> Result<()> {
    let search = |text: &str| served.ask(&format!("/objects/customer/search.json?q={text}"));
    let (mut few, mut all, mut none) = (Vec::new(), Vec::new(), Vec::new());
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..rounds() {
        few.push(search("r%20499")?);
        all.push(search("customer")?);
        none.push(search("nobody")?);
        cold.push(after_changes(served).await?);
        warm.push(served.ask(&served.shop.path("all"))?);
    }
    let row = |what: &str| Row::new("W4", what, "CPU ms");
    let row_of = |what: &str, rounds: &[f64]| row(what).cost(rounds, "none found", &none);
    report.add(row_of("switcher, 11 of 10,000 found", &few).goal(Goal::AtMost(12.0)));
    report.add(row_of("switcher, 10,000 of 10,000 found", &all).goal(Goal::AtMost(12.0)));
    report.add(
        row("ranking, small multiples, median of 10,000")
            .speed(&warm, "none found", &none)
            .goal(Goal::AtMost(12.0)),
    );
    report.add(
        row("the same after a value of each changed")
            .speed(&cold, "unchanged", &warm)
            .goal(Goal::None),
    );
    Ok(())
}

/// Milliseconds of processors of a page before which each of its metrics changed.
async fn after_changes(served: &Served) -> Result<f64> {
    let (actor, dbag) = (Actor::CommandLine, &served.shop.site.dbag);
    let mut client = Client::connect(served.server.dbag, &served.shop.headers)?;
    let mut seconds = 0.0;
    for change in 0..CHANGES {
        for metric in 0..METRICS {
            let (slug, key) = (metric_slug(metric), object_key(change + 1));
            // A new value each time: the same again would change nothing.
            let now = Utc::now();
            let value = now.timestamp_subsec_micros().to_string();
            let sent = SentValue::new(&value, None, Some(&key));
            let pushed = dbag.push(&actor, &slug, &sent, now);
            pushed.await.map_err(|problem| failed(&problem))?;
        }
        let before = served.server.cpu_s()?;
        client.get_ok(&served.shop.path("all"))?;
        seconds += served.server.cpu_s()? - before;
    }
    Ok(seconds * 1e3 / f64::from(CHANGES))
}
