//! Imports that were done: listing them, and taking one back.

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{Origin, Problem};
use dbag_store::{ImportRow, StoreError, UndoneMetric};
use serde::Serialize;

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What undoing an import would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UndoPlan {
    /// The import's number.
    pub batch: i32,
    /// Its file.
    pub file: String,
    /// Values that are removed.
    pub removed: u64,
    /// Values that give their places back to what stood there before.
    pub restored: u64,
    /// Values that were corrected, collected or imported again since, and stay as they are.
    pub changed_since: u64,
    /// The metrics whose values change, by slug.
    pub metrics: Vec<String>,
    /// Metrics that the import made; they stay, without these values.
    pub metrics_created: Vec<String>,
    /// Whether it was done.
    pub is_done: bool,
}

impl UndoPlan {
    fn of(import: &ImportRow, metrics: &[UndoneMetric], is_done: bool) -> Self {
        let removed = metrics.iter().map(|metric| metric.removed).sum();
        let restored = metrics.iter().map(|metric| metric.restored).sum();
        Self {
            batch: import.batch,
            file: import.file.clone(),
            removed,
            restored,
            changed_since: (import.added + import.replaced).saturating_sub(removed + restored),
            metrics: metrics.iter().map(|metric| metric.slug.clone()).collect(),
            metrics_created: import.metrics.clone(),
            is_done,
        }
    }
}

/// So many imports are listed.
const LISTED: i64 = 100;

impl Dbag {
    /// The last imports, the newest first.
    pub async fn imports(&self, actor: &Actor) -> Result<Vec<ImportRow>, Problem> {
        actor.check(Operation::Import)?;
        self.store.imports(LISTED).await.map_err(problem_of)
    }

    /// What undoing an import would do.
    pub async fn plan_undo(&self, actor: &Actor, import: i32) -> Result<UndoPlan, Problem> {
        actor.check(Operation::UndoImport)?;
        let row = self.import_to_undo(import).await?;
        let standing = self
            .store
            .import_standing(import)
            .await
            .map_err(problem_of)?;
        Ok(UndoPlan::of(&row, &standing, false))
    }

    /// Undoes an import: its values that still stand are removed, and what they replaced is put back.
    pub async fn undo_import(
        &self,
        actor: &Actor,
        import: i32,
        now: DateTime<Utc>,
    ) -> Result<UndoPlan, Problem> {
        actor.check(Operation::UndoImport)?;
        let row = self.import_to_undo(import).await?;
        let note = format!("import {import} ({}) was undone", row.file);
        let by = batch(Origin::Edited, actor.name(), now, &note);
        let undone = match self.store.undo_import(import, &by).await {
            // Somebody else did it in the meantime.
            Err(StoreError::Stale) => return Err(undone_already(import)),
            undone => undone.map_err(problem_of)?,
        };
        for of_metric in &undone {
            if let Ok(metric) = self.metric(&of_metric.slug).await {
                self.collector
                    .recompute_dependents(&metric, of_metric.days, now)
                    .await;
            }
        }
        self.audit(
            actor,
            "undo import",
            &format!("{import}: {}", row.file),
            now,
        )
        .await;
        Ok(UndoPlan::of(&row, &undone, true))
    }

    async fn import_to_undo(&self, import: i32) -> Result<ImportRow, Problem> {
        let row = self.store.import(import).await.map_err(problem_of)?;
        match row.undone {
            None => Ok(row),
            Some(_) => Err(undone_already(import)),
        }
    }
}

fn undone_already(import: i32) -> Problem {
    Problem::new(
        dbag_domain::ProblemKind::Conflict,
        format!("import {import} was undone already"),
    )
}
