//! `dbag import`.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use dbag_domain::{Measure, ObjectKind, Problem, Slug};
use dbag_operations::{
    ColumnName, ColumnRole, Dbag, ImportConflict, ImportFile, ImportOptions, ImportProgress,
    ImportStep, OfDay, Refused, RoleChoice,
};

use super::import_report::{print, say_columns};
use super::import_undo;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::progress::Progress;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A table (CSV, JSON, .xlsx) or a Django dump, packed with gzip or not; `-` is standard input
    #[arg(required_unless_present_any = ["list", "undo"])]
    file: Option<PathBuf>,
    /// What a column is: day, object, kind, label, metric, value, weight, skip; more behind a colon:
    /// day:dmy, object:branch, value:sales:flow, value:comma. Can be repeated
    #[arg(long = "as", value_name = "COLUMN=ROLE")]
    roles: Vec<RoleChoice>,
    /// Leave a column out. Can be repeated
    #[arg(long, value_name = "COLUMN")]
    skip: Vec<String>,
    /// The column of the object's key; its kind is named by the title unless given. Several together
    /// make one key
    #[arg(long, value_name = "COLUMN[=KIND]")]
    object: Vec<String>,
    /// Leave out the lines of an object, such as Total. Can be repeated
    #[arg(long, value_name = "KEY")]
    leave_out: Vec<String>,
    /// What new metrics are, and so how their days become months: level, flow or share
    #[arg(long)]
    measure: Option<Measure>,
    /// Where another value is there already: skip, overwrite or fail
    #[arg(long, default_value = "skip")]
    conflict: ImportConflict,
    /// What becomes of several measurements of one day: sum, count, mean, last, first, max, min. Unless set, the
    /// last of different times stands where these are a few lines, and others are refused
    #[arg(long)]
    of_day: Option<OfDay>,
    /// The zone whose days are meant, such as Europe/Berlin; each metric's own unless set
    #[arg(long)]
    zone: Option<String>,
    /// The metric of a file that names none
    #[arg(long, value_name = "METRIC", value_parser = parse_slug)]
    metric: Option<Slug>,
    /// The sheet of a workbook; the first visible one with a table in it unless set
    #[arg(long)]
    sheet: Option<String>,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// List what was imported
    #[arg(long, conflicts_with_all = ["file", "undo"])]
    list: bool,
    /// Show what undoing an import would do; with --yes, undo it
    #[arg(long, value_name = "NUMBER", conflicts_with = "file")]
    undo: Option<i32>,
    /// Do what --undo shows
    #[arg(long, requires = "undo")]
    yes: bool,
    /// Print JSON: {accepted, refused: [{line, column, reason}], …}
    #[arg(long)]
    json: bool,
}

/// So many refused lines are named one by one.
const LISTED: usize = 20;

impl Import {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        if self.list {
            return import_undo::list(&context.open().await?, self.json).await;
        }
        if let Some(import) = self.undo {
            return import_undo::undo(&context.open().await?, import, self.yes, self.json).await;
        }
        let options = self.options()?;
        let file = read(self.file.as_deref().unwrap_or(Path::new("-")))?;
        self.import(&context.open().await?, file, &options).await
    }

    async fn import(
        &self,
        dbag: &Dbag,
        file: ImportFile,
        options: &ImportOptions,
    ) -> Result<(), Failure> {
        let shown = Arc::new(Progress::new());
        let progress = Arc::clone(&shown);
        let tell = move |at: ImportProgress| progress.show(word(at.step), at.done, at.total);
        let report = dbag.import(&ACTOR, file, options, tell, now()).await;
        drop(shown);
        let report = report.map_err(|problem| at_flags(vec![problem]))?;
        if !self.json {
            say_columns(&report);
        }
        name_refused("line", &report.refused, report.refused_more);
        match self.json {
            true => out::json(&report)?,
            false => print(&report)?,
        }
        if report.is_complete() {
            Ok(())
        } else {
            Err(Failure::Partly)
        }
    }

    fn options(&self) -> Result<ImportOptions, Failure> {
        let mut roles = self.roles.clone();
        roles.extend(self.skip.iter().map(|column| RoleChoice {
            column: ColumnName::Title(column.trim().to_owned()),
            role: ColumnRole::Skip,
        }));
        for object in &self.object {
            roles.push(object_choice(object)?);
        }
        Ok(ImportOptions {
            on_conflict: self.conflict,
            of_day: self.of_day,
            zone: self.zone.clone(),
            metric: self.metric.clone(),
            roles,
            leave_out: self.leave_out.clone(),
            measure: self.measure,
            sheet: self.sheet.clone(),
            dry_run: self.dry_run,
            ..ImportOptions::default()
        })
    }
}

/// `branch_no`, or `branch_no=branch`.
fn object_choice(text: &str) -> Result<RoleChoice, Failure> {
    let (column, kind) = match text.rsplit_once('=') {
        None => (text, None),
        Some((column, kind)) => {
            let kind = ObjectKind::parse(kind.trim()).map_err(|error| {
                Failure::refused(format!("--object: the kind `{kind}`: {error}"))
            })?;
            (column, Some(kind))
        }
    };
    Ok(RoleChoice {
        column: ColumnName::Title(column.trim().to_owned()),
        role: ColumnRole::Object(kind),
    })
}

pub(super) fn at_flags(problems: Vec<Problem>) -> Failure {
    Failure::at_flags(problems, |field| match field {
        "file" => "FILE".to_owned(),
        field => crate::failure::flag_of(field),
    })
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

/// Names the first lines, or rows, that were refused.
pub(super) fn name_refused(what: &str, refused: &[Refused], refused_more: u64) {
    let more = refused.len().saturating_sub(LISTED) as u64 + refused_more;
    for refused in refused.iter().take(LISTED) {
        let column = refused.column.as_ref();
        let column = column
            .map(|column| format!(", column {column}"))
            .unwrap_or_default();
        out::note(format_args!(
            "{what} {}{column}: {}",
            refused.line, refused.reason
        ));
    }
    let named = match refused_more {
        0 if more == 1 => "--json names it".to_owned(),
        0 => "--json names them".to_owned(),
        _ => format!("--json names the first {}", refused.len()),
    };
    match more {
        0 => {}
        1 => out::note(format_args!("and one more {what} was refused; {named}")),
        more => out::note(format_args!(
            "and {more} more {what}s were refused; {named}"
        )),
    }
}
