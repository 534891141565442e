//! `dbag backfill`: shows what it would change, and does it with `--yes`.

use clap::Args;
use dbag_domain::{Day, DayRange};
use dbag_operations::{BackfillPlan, Dbag, PlannedChange, RunReport, RunState};
use serde::Serialize;

use super::collect::print;
use super::days::parse_day;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::progress::Progress;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Backfill {
    /// The metric
    #[arg(value_name = "METRIC")]
    slug: String,
    /// The first day, such as 2025-01-01; two years ago unless set
    #[arg(long, value_parser = parse_day)]
    from: Option<Day>,
    /// The last day; today unless set
    #[arg(long, value_parser = parse_day)]
    to: Option<Day>,
    /// Write the values; without it, only show what would change
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A part of a long range, so that progress can be told in between.
const PART_DAYS: i32 = 100;
/// So many changes are listed one by one.
const LISTED: usize = 20;

impl Backfill {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let days = self.days(&dbag).await?;
        if self.yes {
            let report = fill(&dbag, &self.slug, days).await?;
            return print(&[report], self.json);
        }
        let plan = dbag.plan_backfill(&ACTOR, &self.slug, days, now()).await?;
        if self.json {
            out::json(&Plan::of(&self.slug, &plan))
        } else {
            show(&self.slug, &plan)
        }
    }

    async fn days(&self, dbag: &Dbag) -> Result<DayRange, Failure> {
        let Some(first) = dbag.first_backfill(&self.slug, now()).await? else {
            // The operation knows why such a metric has no past, and says it; one that is computed has that of
            // its inputs.
            let given = self.from.or(self.to);
            let to = self.to.or(given).unwrap_or(Day::from_days(0));
            let days = self.up_to(self.from.unwrap_or(to), to)?;
            dbag.plan_backfill(&ACTOR, &self.slug, days, now()).await?;
            return match given {
                Some(_) => Ok(days),
                None => Err(Failure::refused(format!(
                    "--from: `{}` is computed from other metrics; say from which day it is to be computed again",
                    self.slug
                ))),
            };
        };
        let to = self.to.unwrap_or(first.to);
        if to > first.to {
            let today = first.to;
            return Err(Failure::refused(format!(
                "--to: {to} is in the future; today is {today}"
            )));
        }
        self.up_to(self.from.unwrap_or(first.from.min(to)), to)
    }

    fn up_to(&self, from: Day, to: Day) -> Result<DayRange, Failure> {
        DayRange::new(from, to)
            .ok_or_else(|| Failure::refused(format!("--from: {from} comes after --to, {to}")))
    }
}

/// Asks a range in parts, the newest first; a part that fails ends it.
pub(super) async fn fill(dbag: &Dbag, slug: &str, days: DayRange) -> Result<RunReport, Failure> {
    let progress = Progress::new();
    let mut whole: Option<RunReport> = None;
    let mut to = days.to;
    loop {
        let done = (days.to - to).unsigned_abs();
        progress.show(slug, done.into(), days.len() as u64);
        let from = (to - (PART_DAYS - 1)).max(days.from);
        let report = dbag
            .backfill(&ACTOR, slug, DayRange { from, to }, now())
            .await?;
        let is_over = from == days.from || report.state == RunState::Failed;
        let joined = match whole {
            None => report,
            Some(before) => before.joined_with(report),
        };
        if is_over {
            return Ok(joined);
        }
        whole = Some(joined);
        to = from.previous();
    }
}

/// What a backfill would do, for programs.
#[derive(Serialize)]
struct Plan<'a> {
    metric: &'a str,
    from: Day,
    to: Day,
    known: usize,
    new: usize,
    changes: Vec<Change<'a>>,
    /// How many values would stay and count by another weight.
    reweighed: usize,
    /// How many of the days were asked before the metric was changed.
    outdated: usize,
    /// What somebody typed and what the source says: it stays.
    kept: Vec<Change<'a>>,
    /// How values were taken.
    notes: &'a [String],
    written: bool,
}

#[derive(Serialize)]
struct Change<'a> {
    day: Day,
    object: Option<&'a str>,
    before: Option<f64>,
    /// Null where the source has nothing any more.
    after: Option<f64>,
}

impl<'a> Plan<'a> {
    fn of(metric: &'a str, plan: &'a BackfillPlan) -> Self {
        let change = |planned: &'a PlannedChange| Change {
            day: planned.day,
            object: planned.object.as_deref(),
            before: planned.before,
            after: planned.after,
        };
        Self {
            metric,
            from: plan.days.from,
            to: plan.days.to,
            known: plan.known,
            new: plan.new,
            reweighed: plan.reweighed,
            outdated: plan.outdated,
            changes: plan.changes.iter().map(change).collect(),
            kept: plan.kept.iter().map(change).collect(),
            notes: &plan.notes,
            written: false,
        }
    }
}

fn show(slug: &str, plan: &BackfillPlan) -> Result<(), Failure> {
    let (from, to) = (plan.days.from, plan.days.to);
    out::line(format_args!("{slug} from {from} to {to}:"))?;
    let are = if plan.known == 1 { "is" } else { "are" };
    out::line(format_args!("  {} {are} there", plan.known))?;
    out::line(format_args!("  {} would be new", plan.new))?;
    out::line(format_args!("  {} would change", plan.changes.len()))?;
    list(&plan.changes, |change| {
        let before = written(change.before);
        match change.after {
            Some(after) => format!("{before} becomes {after}"),
            None => format!("{before} goes: there is no row any more"),
        }
    })?;
    if plan.reweighed > 0 {
        let many = plan.reweighed;
        out::line(format_args!("  {many} would stay, with other weights"))?;
    }
    if plan.outdated > 0 {
        let (many, were) = match plan.outdated {
            1 => ("1 day", "was"),
            many => (&*format!("{many} days"), "were"),
        };
        out::line(format_args!(
            "  {many} {were} asked before a change, and would be asked by what it is now"
        ))?;
    }
    if !plan.kept.is_empty() {
        let (many, were) = match plan.kept.len() {
            1 => (1, "was"),
            many => (many, "were"),
        };
        out::line(format_args!(
            "  {many} that {were} typed, sent, imported or removed would stay"
        ))?;
        list(&plan.kept, |change| {
            let asked = written(change.after);
            match change.before {
                Some(before) => format!("{before} stays, the source says {asked}"),
                None => format!("the value was removed, and stays so; the source says {asked}"),
            }
        })?;
    }
    for note in &plan.notes {
        out::note(format_args!("note: {note}"));
    }
    out::line(if plan.does_something() {
        "nothing was written; add --yes to write"
    } else {
        "there is nothing to write"
    })
}

fn written(value: Option<f64>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}

fn list(
    changes: &[PlannedChange],
    sentence: impl Fn(&PlannedChange) -> String,
) -> Result<(), Failure> {
    for change in changes.iter().take(LISTED) {
        let object = change.object.as_deref().map(|key| format!(" {key}"));
        let object = object.unwrap_or_default();
        out::line(format_args!(
            "    {}{object}: {}",
            change.day,
            sentence(change)
        ))?;
    }
    if changes.len() > LISTED {
        out::line(format_args!("    and {} more", changes.len() - LISTED))?;
    }
    Ok(())
}
