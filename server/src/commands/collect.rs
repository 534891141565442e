//! `dbag collect`.

use clap::Args;
use dbag_domain::{Day, Problem};
use dbag_operations::{Dbag, RunReport, RunState, Scheduler};
use futures_util::future::join_all;

use super::days::{parse_day, refuse_future};
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Collect {
    /// Only these metrics; else all that are not paused
    #[arg(value_name = "METRIC")]
    slugs: Vec<String>,
    /// Ask for this day, such as 2026-01-31; else for what can be told today
    #[arg(long, value_parser = parse_day)]
    day: Option<Day>,
    /// Ask only what is due, missed days included, and wait for nothing: for cron
    #[arg(long, conflicts_with_all = ["slugs", "day"])]
    due: bool,
    /// Print JSON: a list of {metric, state, from, to, rows, error}
    #[arg(long)]
    json: bool,
}

impl Collect {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        if let Some(day) = self.day {
            refuse_future("--day", day)?;
        }
        let dbag = context.open().await?;
        let reports = if self.due {
            let holder = format!("collect {:016x}", rand::random::<u64>());
            Scheduler::new(dbag.collector().clone(), holder)
                .step(now())
                .await?
        } else if self.slugs.is_empty() {
            dbag.collect_all(&ACTOR, self.day, now()).await?
        } else {
            collect_named(&dbag, &self.slugs, self.day).await?
        };
        print(&reports, self.json)
    }
}

/// All at once; whether each exists is seen before the first is asked.
async fn collect_named(
    dbag: &Dbag,
    slugs: &[String],
    day: Option<Day>,
) -> Result<Vec<RunReport>, Problem> {
    for slug in slugs {
        dbag.show_metric(&ACTOR, slug).await?;
    }
    let runs = slugs
        .iter()
        .map(|slug| dbag.collect(&ACTOR, slug, day, now()));
    join_all(runs).await.into_iter().collect()
}

/// Prints what runs did; some that did not do all make the command end with 1.
pub(super) fn print(reports: &[RunReport], as_json: bool) -> Result<(), Failure> {
    if as_json {
        out::json(&reports)?;
    } else if reports.is_empty() {
        out::line("nothing to collect")?;
    } else {
        out::line(aligned(&reports.iter().map(row).collect::<Vec<_>>()))?;
    }
    for report in reports {
        if let Some(error) = &report.error {
            out::note(format_args!("{}: {error}", report.metric));
        }
        for note in &report.notes {
            out::note(format_args!("{}: note: {note}", report.metric));
        }
    }
    if reports.iter().all(|report| report.state == RunState::Done) {
        Ok(())
    } else {
        Err(Failure::Partly)
    }
}

fn row(report: &RunReport) -> Vec<String> {
    let days = if report.from == report.to {
        report.from.to_string()
    } else {
        format!("{} to {}", report.from, report.to)
    };
    let values = match report.rows {
        1 => "1 value".to_owned(),
        rows => format!("{rows} values"),
    };
    vec![
        report.metric.clone(),
        word(report.state).to_owned(),
        days,
        values,
    ]
}

fn word(state: RunState) -> &'static str {
    match state {
        RunState::Done => "done",
        RunState::Partial => "in part",
        RunState::Failed => "failed",
    }
}
