//! `dbag object`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use dbag_operations::{Dbag, DescribeReport, ObjectDetail, ObjectImport};

use super::import::{name_refused, read};
use super::object_merge::Merge;
use super::object_query::{Query, Refresh};
use super::table::aligned;
use crate::clock::now;
use crate::failure::{Failure, flag_of};
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Object {
    /// List all objects of a kind, with their labels and attributes
    List {
        /// What kind of objects, such as customer
        kind: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Read labels and attributes of objects from a file
    Import(Import),
    /// Say which query describes the objects of a kind, or show it
    Query(Query),
    /// Ask the query of a kind now
    Refresh(Refresh),
    /// Make an object a part of another: where two are one and the same
    Merge(Merge),
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// What kind of objects, such as customer
    kind: String,
    /// A CSV file with a column `key`, or a JSON array of objects; `-` is standard input
    file: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: {added, changed, same, refused: [{line, reason}], …}
    #[arg(long)]
    json: bool,
}

impl Object {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::List { kind, json } => list(&context.open().await?, &kind, json).await,
            Self::Import(import) => import.run(context).await,
            Self::Query(query) => query.run(&context.open().await?).await,
            Self::Refresh(refresh) => refresh.run(&context.open().await?).await,
            Self::Merge(merge) => merge.run(&context.open().await?).await,
        }
    }
}

impl Import {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let import = ObjectImport {
            kind: &self.kind,
            file: read(&self.file)?,
            dry_run: self.dry_run,
        };
        let dbag = context.open().await?;
        let report = dbag.import_objects(&ACTOR, import, now()).await;
        let report = report.map_err(|problem| Failure::at_flags(vec![problem], argument_of))?;
        tell("line", &report, self.json)
    }
}

/// Tells what describing objects did; `what` is what was refused one by one.
pub(super) fn tell(what: &str, report: &DescribeReport, as_json: bool) -> Result<(), Failure> {
    if as_json {
        out::json(report)?;
    } else {
        out::line(to_text(report))?;
    }
    name_refused(what, &report.refused, report.refused_more);
    match report.is_complete() {
        true => Ok(()),
        false => Err(Failure::Partly),
    }
}

/// The argument that a field of an operation on objects is.
pub(super) fn argument_of(field: &str) -> String {
    match field {
        "kind" | "file" | "into" => field.to_uppercase(),
        field => flag_of(field),
    }
}

/// `12 objects described: 2 new, 3 changed, 7 the same`.
fn to_text(report: &DescribeReport) -> String {
    let all = report.added + report.changed + report.same;
    let objects = match all {
        1 => "1 object".to_owned(),
        many => format!("{many} objects"),
    };
    let counts = [
        (report.added, "new"),
        (report.changed, "changed"),
        (report.same, "the same"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let said = match report.dry_run {
        true => "would be described",
        false => "described",
    };
    match counts.is_empty() {
        true => format!("{objects} {said}"),
        false => format!("{objects} {said}: {}", counts.join(", ")),
    }
}

async fn list(dbag: &Dbag, kind: &str, as_json: bool) -> Result<(), Failure> {
    let objects = dbag.list_objects(&ACTOR, kind).await?;
    if as_json {
        let shown = objects.iter().map(|one| {
            serde_json::json!({
                "key": one.object.key,
                "label": one.object.label,
                "attributes": one.attributes,
                "archived": one.archived_at.is_some(),
            })
        });
        return out::json(&shown.collect::<Vec<_>>());
    }
    if objects.is_empty() {
        out::note(format_args!(
            "no {kind} yet; they appear with their first values"
        ));
        return Ok(());
    }
    out::line(aligned(&objects.iter().map(row).collect::<Vec<_>>()))
}

fn row(one: &ObjectDetail) -> Vec<String> {
    let attributes = one.attributes.iter();
    let attributes: Vec<_> = attributes
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    let archived = one.archived_at.map_or("", |_| "archived");
    vec![
        one.object.key.to_string(),
        one.object.label.clone(),
        attributes.join(", "),
        archived.to_owned(),
    ]
}
