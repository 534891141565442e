//! `dbag source`.

use clap::Subcommand;
use dbag_domain::{Problem, ProblemKind};
use serde_json::json;

use super::stdin::first_line;
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// Add a database that answers
    Add {
        /// A short name for it, such as shop
        name: String,
        /// Its address: sqlite:///srv/shop.db, postgres://user:password@host/db or mysql://…;
        /// `-` reads it from standard input, so that the password is in no history
        url: String,
    },
    /// List all sources
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one source, without its password, and its tables
    Show {
        /// Its name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Connect to a source and say what is there, or what is wrong
    Test {
        /// Its name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a source that no metric asks any more
    Remove {
        /// Its name
        name: String,
    },
}

impl Source {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Add { name, url } => add(context, &name, url).await,
            Self::List { json } => list(context, json).await,
            Self::Show { name, json } => show(context, &name, json).await,
            Self::Test { name, json } => test(context, &name, json).await,
            Self::Remove { name } => {
                context
                    .open()
                    .await?
                    .remove_source(&ACTOR, &name, now())
                    .await?;
                out::line(format_args!("removed {name}"))
            }
        }
    }
}

async fn add(context: &Context, name: &str, url: String) -> Result<(), Failure> {
    let url = if url == "-" {
        first_line("the address")?
    } else {
        url
    };
    let url = from_the_root(&url).unwrap_or(url);
    let dbag = context.open().await?;
    let added = dbag.add_source(&ACTOR, name, &url, now()).await;
    let source = added.map_err(|problem| Failure::at_flags(vec![as_refusal(problem)], name_of))?;
    out::line(format_args!("added {} at {}", source.slug, source.address))?;
    if let Ok(report) = dbag.test_saved_source(&ACTOR, name).await {
        for warning in &report.warnings {
            out::note(format_args!("warning: {warning}"));
        }
    }
    Ok(())
}

/// `sqlite:shop.db` from the root on: a scheduler may stand in another folder.
fn from_the_root(url: &str) -> Option<String> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() || path.starts_with(['/', ':']) || path.starts_with("file:") {
        return None;
    }
    let folder = std::env::current_dir().ok()?;
    let folder = folder.to_str()?;
    // These would mean something else in an address.
    let is_plain = !folder.contains(['%', '?', '#']);
    is_plain.then(|| format!("sqlite://{folder}/{path}"))
}

/// An address that does not lead to a database was refused, whoever is to blame.
fn as_refusal(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::SourceFailed => Problem {
            kind: ProblemKind::Invalid,
            ..problem
        },
        _ => problem,
    }
}

/// The argument that a field is.
fn name_of(field: &str) -> String {
    match field {
        "slug" => "NAME".to_owned(),
        field => field.to_uppercase(),
    }
}

async fn list(context: &Context, as_json: bool) -> Result<(), Failure> {
    let sources = context.open().await?.sources(&ACTOR).await?;
    if as_json {
        return out::json(&sources);
    }
    if sources.is_empty() {
        out::note("no sources yet; add one with `dbag source add <name> <address>`");
        return Ok(());
    }
    let row = |source: &dbag_domain::Source| {
        vec![
            source.slug.to_string(),
            source.kind.to_string(),
            source.address.clone(),
        ]
    };
    out::line(aligned(&sources.iter().map(row).collect::<Vec<_>>()))
}

async fn show(context: &Context, name: &str, as_json: bool) -> Result<(), Failure> {
    let dbag = context.open().await?;
    let sources = dbag.sources(&ACTOR).await?;
    let source = sources.iter().find(|source| source.slug.as_str() == name);
    let source =
        source.ok_or_else(|| Failure::refused(format!("source `{name}` does not exist")))?;
    // A source that is down can be shown all the same.
    let (tables, error) = match dbag.tables(&ACTOR, name, None).await {
        Ok(tables) => (tables.into_iter().map(|table| table.name).collect(), None),
        Err(problem) => (Vec::new(), Some(problem.message)),
    };
    if as_json {
        return out::json(&json!({
            "slug": source.slug, "kind": source.kind, "address": source.address,
            "created_at": source.created_at, "tables": tables, "error": error,
        }));
    }
    out::line(format_args!(
        "{}  {}  {}",
        source.slug,
        source.kind.title(),
        source.address
    ))?;
    if let Some(error) = error {
        out::note(error);
    }
    tables
        .iter()
        .try_for_each(|table| out::line(format_args!("  {table}")))
}

async fn test(context: &Context, name: &str, as_json: bool) -> Result<(), Failure> {
    let dbag = context.open().await?;
    let report = match dbag.test_saved_source(&ACTOR, name).await {
        Ok(report) => report,
        Err(problem) if problem.kind == ProblemKind::NotFound => return Err(problem.into()),
        Err(problem) if as_json => {
            out::json(&json!({"name": name, "ok": false, "error": problem.message}))?;
            return Err(Failure::Partly);
        }
        Err(problem) => return Err(Failure::Failed(format!("{name}: {}", problem.message))),
    };
    let (server, tables, warnings) = (&report.server, report.tables, &report.warnings);
    if as_json {
        return out::json(&json!({
            "name": name, "ok": true, "server": server, "tables": tables, "warnings": warnings,
        }));
    }
    out::line(format_args!(
        "{name} answers: {server}, {tables} tables and views"
    ))?;
    for warning in warnings {
        out::note(format_args!("warning: {warning}"));
    }
    Ok(())
}
