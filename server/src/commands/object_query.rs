//! `dbag object query` and `dbag object refresh`.

use clap::Args;
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::Dbag;

use super::object::{argument_of, tell};
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

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
pub(crate) struct Refresh {
    /// What kind of objects, such as customer
    kind: String,
    /// Print JSON, as `object import` does
    #[arg(long)]
    json: bool,
}

impl Query {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        if self.remove {
            dbag.remove_object_query(&ACTOR, &self.kind, now()).await?;
            return out::line(format_args!("removed the query of {}", self.kind));
        }
        let (Some(source), Some(sql)) = (&self.source, &self.sql) else {
            return show(dbag, &self.kind, self.json).await;
        };
        let set = dbag.set_object_query(&ACTOR, &self.kind, (source, sql), now());
        let report = set.await;
        let report = report.map_err(|problem| Failure::at_flags(vec![problem], argument_of))?;
        tell("row", &report, self.json)
    }
}

impl Refresh {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        let report = dbag.refresh_objects(&ACTOR, &self.kind, now()).await;
        tell("row", &report.map_err(as_failure)?, self.json)
    }
}

/// A source that does not answer could have.
fn as_failure(problem: Problem) -> Failure {
    match problem.kind {
        ProblemKind::SourceFailed => Failure::Failed(problem.message),
        _ => problem.into(),
    }
}

async fn show(dbag: &Dbag, kind: &str, as_json: bool) -> Result<(), Failure> {
    let Some(query) = dbag.object_query(&ACTOR, kind).await? else {
        return Err(Failure::refused(format!(
            "no query describes the objects of kind `{kind}`; set one with --source and --sql"
        )));
    };
    let sources = dbag.sources(&ACTOR).await?;
    let source = sources.iter().find(|source| source.id == query.source);
    let source = source.map_or("", |source| source.slug.as_str());
    if as_json {
        return out::json(&serde_json::json!({
            "kind": query.kind,
            "source": source,
            "query": query.query,
            "asked_at": query.asked_at,
            "error": query.error,
        }));
    }
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
