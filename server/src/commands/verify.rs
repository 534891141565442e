//! `dbag verify`: past days are asked again; nothing is written.

use clap::Args;
use dbag_operations::{Dbag, Difference, Verification};

use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::progress::Progress;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Only these metrics; else all
    #[arg(value_name = "METRIC")]
    slugs: Vec<String>,
    /// How many days of each: half of them the newest, the first one, and others between them
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..=3_700))]
    days: u16,
    /// Print JSON: a list of {metric, days, differing_days, differences, problem, can_be_asked}
    #[arg(long)]
    json: bool,
}

/// So many differences of a metric are printed.
const LISTED: usize = 20;

impl Verify {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let slugs = match self.slugs.is_empty() {
            true => all(&dbag).await?,
            false => self.slugs,
        };
        let progress = Progress::new();
        let mut verified = Vec::with_capacity(slugs.len());
        for (at, slug) in slugs.iter().enumerate() {
            progress.show(slug, at as u64, slugs.len() as u64);
            verified.push(dbag.verify(&ACTOR, slug, self.days.into(), now()).await?);
        }
        drop(progress);
        if self.json {
            out::json(&verified)?;
        } else {
            print(&verified)?;
        }
        match verified.iter().all(Verification::is_same) {
            true => Ok(()),
            false => Err(Failure::Partly),
        }
    }
}

async fn all(dbag: &Dbag) -> Result<Vec<String>, Failure> {
    let metrics = dbag.metrics(&ACTOR).await?;
    Ok(metrics
        .into_iter()
        .map(|one| one.slug.to_string())
        .collect())
}

fn print(verified: &[Verification]) -> Result<(), Failure> {
    if verified.is_empty() {
        return out::line("there is no metric yet");
    }
    let rows: Vec<_> = verified
        .iter()
        .map(|one| vec![one.metric.to_string(), outcome(one)])
        .collect();
    out::line(aligned(&rows))?;
    for one in verified.iter().filter(|one| !one.differences.is_empty()) {
        out::line(format_args!("\n{}:", one.metric))?;
        for difference in one.differences.iter().take(LISTED) {
            out::line(format_args!("  {}", line(difference)))?;
        }
        let more = one.differences.len().saturating_sub(LISTED);
        if more > 0 {
            out::line(format_args!("  and {more} more"))?;
        }
    }
    for one in verified {
        for note in &one.notes {
            out::note(format_args!("{}: note: {note}", one.metric));
        }
    }
    Ok(())
}

/// `14 of 14 days are as the source says`.
fn outcome(one: &Verification) -> String {
    let days = one.days.len();
    let same = days - one.differing_days;
    let asked = match days {
        0 => String::new(),
        1 if same == 1 => "the day is as the source says".to_owned(),
        _ => format!("{same} of {days} days are as the source says"),
    };
    match (&one.problem, asked.is_empty()) {
        (None, _) => asked,
        (Some(problem), true) => problem.clone(),
        (Some(problem), false) => format!("{asked}; {problem}"),
    }
}

/// `2026-11-12: 12 is remembered, the source says 13: it was asked …`.
fn line(difference: &Difference) -> String {
    let object = difference.object.as_deref();
    let object = object.map_or_else(String::new, |key| format!(" {key}"));
    let (day, why) = (difference.day, &difference.why);
    match (difference.remembered, difference.source) {
        (None, None) => format!("{day}{object}: {why}"),
        (remembered, source) => format!(
            "{day}{object}: {} is remembered, the source says {}: {why}",
            number(remembered),
            number(source)
        ),
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}
