//! `dbag object`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Dbag, DescribeReport, ObjectDetail, ObjectImport, ObjectPair};

use super::import::{name_refused, read};
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
    /// Make an object a part of another: where two are one and the same
    Merge(Merge),
    /// Ask the query of a kind now
    Refresh {
        /// What kind of objects, such as customer
        kind: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
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

#[derive(Debug, Args)]
pub(crate) struct Query {
    /// What kind of objects, such as customer
    kind: String,
    /// The source to ask
    #[arg(long, value_name = "NAME", requires = "sql")]
    source: Option<String>,
    /// A query with a column key, and label and any other as an attribute; asked now, then daily
    #[arg(long, requires = "source")]
    sql: Option<String>,
    /// Forget the query; what it said stays
    #[arg(long, conflicts_with_all = ["source", "sql"])]
    remove: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// What kind of objects, such as customer
    kind: String,
    /// The key of the one that leads to the other from then on
    from: String,
    /// The key of the one that stays
    into: String,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: {moved, added_up, put_aside}, in days
    #[arg(long)]
    json: bool,
}

impl Object {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::List { kind, json } => list(&context.open().await?, &kind, json).await,
            Self::Import(import) => import.run(context).await,
            Self::Merge(merge) => merge.run(&context.open().await?).await,
            Self::Query(query) => query.run(&context.open().await?).await,
            Self::Refresh { kind, json } => {
                let dbag = context.open().await?;
                let report = dbag.refresh_objects(&ACTOR, &kind, now()).await;
                tell("row", &report.map_err(as_failure)?, json)
            }
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

impl Query {
    async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        if self.remove {
            dbag.remove_object_query(&ACTOR, &self.kind, now()).await?;
            return out::line(format_args!("removed the query of {}", self.kind));
        }
        let (Some(source), Some(sql)) = (&self.source, &self.sql) else {
            return show(dbag, &self.kind).await;
        };
        let set = dbag.set_object_query(&ACTOR, &self.kind, (source, sql), now());
        let report = set.await;
        let report = report.map_err(|problem| Failure::at_flags(vec![problem], argument_of))?;
        tell("row", &report, self.json)
    }
}

impl Merge {
    async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        let pair = ObjectPair {
            kind: &self.kind,
            from: &self.from,
            into: &self.into,
        };
        let view = match self.dry_run {
            true => dbag.plan_merge(&ACTOR, pair, now()).await,
            false => dbag.merge_objects(&ACTOR, pair, now()).await,
        };
        let view = view.map_err(|problem| Failure::at_flags(vec![problem], argument_of))?;
        let merged = &view.merged;
        if self.json {
            return out::json(&serde_json::json!({
                "moved": merged.moved,
                "added_up": merged.added_up,
                "put_aside": merged.put_aside,
                "dry_run": self.dry_run,
            }));
        }
        let said = match self.dry_run {
            true => "would merge",
            false => "merged",
        };
        let (kind, from, into) = (&view.from.kind, &view.from.key, &view.into.key);
        let (moved, added, aside) = (merged.moved, merged.added_up, merged.put_aside);
        out::line(format_args!(
            "{said} {kind}/{from} into {kind}/{into}: values of {moved} days move, of {added} are \
             added up, of {aside} stay on record"
        ))
    }
}

/// A source that does not answer could have.
fn as_failure(problem: Problem) -> Failure {
    match problem.kind {
        ProblemKind::SourceFailed => Failure::Failed(problem.message),
        _ => problem.into(),
    }
}

fn tell(what: &str, report: &DescribeReport, as_json: bool) -> Result<(), Failure> {
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

async fn show(dbag: &Dbag, kind: &str) -> Result<(), Failure> {
    let Some(query) = dbag.object_query(&ACTOR, kind).await? else {
        out::note(format_args!(
            "no query describes the objects of kind {kind}; set one with --source and --sql"
        ));
        return Ok(());
    };
    let sources = dbag.sources(&ACTOR).await?;
    let source = sources.iter().find(|source| source.id == query.source);
    let source = source.map_or("", |source| source.slug.as_str());
    out::line(format_args!(
        "{kind} is described by {source}, asked {}",
        query.asked_at
    ))?;
    out::line(&query.query)?;
    if let Some(error) = query.error {
        out::note(error);
    }
    Ok(())
}

/// The argument that a field of an operation on objects is.
fn argument_of(field: &str) -> String {
    match field {
        "kind" | "file" | "into" => field.to_uppercase(),
        field => flag_of(field),
    }
}

/// `12 objects were described: 2 are new, 3 changed, 7 were as they are`.
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
