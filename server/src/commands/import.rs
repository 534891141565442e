//! `dbag import`.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use dbag_domain::Slug;
use dbag_operations::{
    ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportReport, ImportStep, OfDay,
    Refused,
};

use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::progress::Progress;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A CSV file or a Django dump, packed with gzip or not; `-` is standard input
    file: PathBuf,
    /// Where another value is there already: skip, overwrite or fail
    #[arg(long, default_value = "skip")]
    conflict: ImportConflict,
    /// What becomes of several measurements of one day: last, first, max, min, sum, mean
    #[arg(long, default_value = "last")]
    of_day: OfDay,
    /// The zone whose days are meant, such as Europe/Berlin; each metric's own unless set
    #[arg(long)]
    zone: Option<String>,
    /// The metric of a file that names none
    #[arg(long, value_name = "METRIC", value_parser = parse_slug)]
    metric: Option<Slug>,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: {accepted, refused: [{line, reason}], …}
    #[arg(long)]
    json: bool,
}

/// So many refused lines are named one by one.
const LISTED: usize = 20;

impl Import {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let file = read(&self.file)?;
        let dbag = context.open().await?;
        let options = ImportOptions {
            on_conflict: self.conflict,
            of_day: self.of_day,
            zone: self.zone,
            metric: self.metric,
            dry_run: self.dry_run,
        };
        let shown = Arc::new(Progress::new());
        let progress = Arc::clone(&shown);
        let tell = move |at: ImportProgress| progress.show(word(at.step), at.done, at.total);
        let report = dbag.import(&ACTOR, file, &options, tell, now()).await;
        drop(shown);
        let report = report.map_err(|problem| {
            Failure::at_flags(vec![problem], |field| match field {
                "file" => "FILE".to_owned(),
                field => crate::failure::flag_of(field),
            })
        })?;
        if self.json {
            out::json(&report)?;
        } else {
            print(&report)?;
        }
        name_refused("line", &report.refused, report.refused_more);
        if report.is_complete() {
            Ok(())
        } else {
            Err(Failure::Partly)
        }
    }
}

fn parse_slug(text: &str) -> Result<Slug, String> {
    Slug::parse(text).map_err(|error| error.to_string())
}

fn word(step: ImportStep) -> &'static str {
    match step {
        ImportStep::Reading => "reading",
        ImportStep::Writing => "writing",
    }
}

/// Reads a file that is named on the command line; `-` is standard input.
///
/// # Errors
///
/// When it cannot be read.
pub(super) fn read(path: &Path) -> Result<ImportFile, Failure> {
    let (name, bytes) = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        ("standard input".to_owned(), read.map(|_| bytes))
    } else {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (name, fs::read(path))
    };
    let bytes = bytes.map_err(|error| {
        Failure::refused(format!("FILE: {} cannot be read: {error}", path.display()))
    })?;
    Ok(ImportFile { name, bytes })
}

fn print(report: &ImportReport) -> Result<(), Failure> {
    let what = if report.dry_run {
        "would become"
    } else {
        "became"
    };
    out::line(format_args!(
        "{} measurements were accepted and {what} {} values",
        report.accepted, report.values
    ))?;
    let counts = [
        (report.added, "are new"),
        (report.replaced, "took the place of others"),
        (
            report.kept,
            "were not taken: another number is there already",
        ),
        (report.same, "were there already"),
        (report.blank, "cells were empty"),
    ];
    for (count, what) in counts.iter().filter(|(count, _)| *count > 0) {
        out::line(format_args!("  {count} {what}"))?;
    }
    if !report.metrics_created.is_empty() {
        out::line(format_args!(
            "  new metrics: {}",
            report.metrics_created.join(", ")
        ))?;
    }
    if !report.columns_ignored.is_empty() {
        out::line(format_args!(
            "  columns not read: {}",
            report.columns_ignored.join(", ")
        ))?;
    }
    Ok(())
}

/// Names the first lines, or rows, that were refused.
pub(super) fn name_refused(what: &str, refused: &[Refused], refused_more: u64) {
    let more = refused.len().saturating_sub(LISTED) as u64 + refused_more;
    for refused in refused.iter().take(LISTED) {
        out::note(format_args!("{what} {}: {}", refused.line, refused.reason));
    }
    if more > 0 {
        out::note(format_args!(
            "and {more} more {what}s were refused; --json names them"
        ));
    }
}
