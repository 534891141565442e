//! `dbag import --list` and `--undo`.

use dbag_operations::{Dbag, ImportRow, UndoPlan};
use serde::Serialize;

use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

/// An import as programs read it.
#[derive(Serialize)]
struct Listed<'a> {
    import: i32,
    at: String,
    actor: &'a str,
    file: &'a str,
    added: u64,
    replaced: u64,
    kept: u64,
    refused: u64,
    metrics_created: &'a [String],
    undone_at: Option<String>,
    undone_by: Option<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(row: &'a ImportRow) -> Self {
        Self {
            import: row.batch,
            at: row.at.to_rfc3339(),
            actor: &row.actor,
            file: &row.file,
            added: row.added,
            replaced: row.replaced,
            kept: row.kept,
            refused: row.refused,
            metrics_created: &row.metrics,
            undone_at: row.undone.as_ref().map(|(at, _)| at.to_rfc3339()),
            undone_by: row.undone.as_ref().map(|(_, by)| by.as_str()),
        }
    }
}

/// Lists what was imported, the newest first.
pub(super) async fn list(dbag: &Dbag, json: bool) -> Result<(), Failure> {
    let imports = dbag.imports(&ACTOR).await?;
    if json {
        return out::json(&imports.iter().map(Listed::of).collect::<Vec<_>>());
    }
    if imports.is_empty() {
        return out::line("nothing was imported");
    }
    let row = |row: &ImportRow| {
        let state = row.undone.as_ref().map_or(String::new(), |(at, by)| {
            format!("undone {} by {by}", at.format("%Y-%m-%d %H:%M"))
        });
        vec![
            row.batch.to_string(),
            row.at.format("%Y-%m-%d %H:%M").to_string(),
            row.actor.clone(),
            row.file.clone(),
            format!("{} new", row.added),
            format!("{} replaced", row.replaced),
            state,
        ]
    };
    out::line(aligned(&imports.iter().map(row).collect::<Vec<_>>()))
}

/// Shows what undoing an import would do, or does it.
pub(super) async fn undo(dbag: &Dbag, import: i32, yes: bool, json: bool) -> Result<(), Failure> {
    let plan = match yes {
        true => dbag.undo_import(&ACTOR, import, now()).await?,
        false => dbag.plan_undo(&ACTOR, import).await?,
    };
    match json {
        true => out::json(&plan),
        false => print(&plan),
    }
}

fn print(plan: &UndoPlan) -> Result<(), Failure> {
    out::line(format_args!("import {} ({}):", plan.batch, plan.file))?;
    let lines = plan.words();
    if lines.is_empty() {
        out::line("  nothing of it stands any more")?;
    }
    for line in lines {
        out::line(format_args!("  {line}"))?;
    }
    match plan.is_done {
        true => Ok(()),
        false => out::line("nothing was changed; add --yes to undo it"),
    }
}
