//! `dbag import --list` and `--undo`.

use dbag_operations::{Dbag, ImportRow, UndoPlan};
use serde::Serialize;

use super::import_report::one_or;
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
    for line in changes(plan) {
        out::line(format_args!("  {line}"))?;
    }
    if !plan.metrics_removed.is_empty() {
        let count = plan.metrics_removed.len() as u64;
        out::line(format_args!(
            "  {} that it made and that {} no values then {} removed: {}",
            one_or(count, "a metric", "metrics"),
            one_or(count, "has", "have"),
            match (plan.is_done, count) {
                (false, _) => "would be",
                (true, 1) => "was",
                (true, _) => "were",
            },
            plan.metrics_removed.join(", ")
        ))?;
    }
    if !plan.metrics_kept.is_empty() {
        out::line(format_args!(
            "  metrics that it made and that are used or have other values stay: {}",
            plan.metrics_kept.join(", ")
        ))?;
    }
    match plan.is_done {
        true => Ok(()),
        false => out::line("nothing was changed; add --yes to undo it"),
    }
}

/// What becomes of the values, a line each.
fn changes(plan: &UndoPlan) -> Vec<String> {
    let values = |count: u64| match count {
        1 => "1 value".to_owned(),
        many => format!("{many} values"),
    };
    let (removed, restored) = match (plan.is_done, plan.removed) {
        (true, 1) => ("was removed", "gave way to what stood there before"),
        (true, _) => ("were removed", "gave way to what stood there before"),
        (false, _) => (
            "would be removed",
            "would give way to what stood there before",
        ),
    };
    let mut lines = vec![
        format!("{} {removed}", values(plan.removed)),
        format!("{} {restored}", values(plan.restored)),
    ];
    match plan.changed_since {
        0 => {}
        1 => lines.push("1 value is another by now, and stays".to_owned()),
        many => lines.push(format!("{many} are other values by now, and stay")),
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_told_as_one() {
        let told = |is_done, count: u64| {
            changes(&UndoPlan {
                batch: 1,
                file: "a.csv".to_owned(),
                removed: count,
                restored: count,
                changed_since: count,
                metrics: Vec::new(),
                metrics_created: Vec::new(),
                metrics_removed: Vec::new(),
                metrics_kept: Vec::new(),
                is_done,
            })
            .join(", ")
        };
        assert_eq!(
            told(true, 1),
            "1 value was removed, 1 value gave way to what stood there before, 1 value is another by now, and stays"
        );
        assert_eq!(
            told(true, 2),
            "2 values were removed, 2 values gave way to what stood there before, 2 are other values by now, and stay"
        );
        assert!(told(false, 1).starts_with("1 value would be removed"));
    }
}
