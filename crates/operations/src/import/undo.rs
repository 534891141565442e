//! Imports that were done: listing them, and taking one back.

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{MetricId, Origin, Problem};
use dbag_store::{EmptiedMetric, ImportRow, StoreError, UndoneMetric};
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
    /// Metrics that the import made, by slug.
    pub metrics_created: Vec<String>,
    /// Those of them that have no value then, from anywhere, and no use: they are removed.
    pub metrics_removed: Vec<String>,
    /// Whether it was done.
    pub is_done: bool,
}

impl UndoPlan {
    fn of(
        import: &ImportRow,
        metrics: &[UndoneMetric],
        emptied: &[EmptiedMetric],
        is_done: bool,
    ) -> Self {
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
            metrics_removed: emptied.iter().map(|one| one.slug.clone()).collect(),
            is_done,
        }
    }

    /// Metrics that the import made and that stay, by slug.
    pub fn metrics_kept(&self) -> Vec<&str> {
        let created = self.metrics_created.iter().map(String::as_str);
        created
            .filter(|slug| !self.metrics_removed.iter().any(|removed| removed == slug))
            .collect()
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
        let emptied = self.emptied(actor, &row).await?;
        Ok(UndoPlan::of(&row, &standing, &emptied, false))
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
        let emptied = self.emptied(actor, &row).await?;
        let remove: Vec<MetricId> = emptied.iter().map(|one| one.metric).collect();
        let undone = match self.store.undo_import(import, &by, &remove).await {
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
        for one in &emptied {
            self.audit(actor, "remove metric", &one.slug, now).await;
        }
        Ok(UndoPlan::of(&row, &undone, &emptied, true))
    }

    /// Metrics that an import made, that have no value without it, and that nothing uses.
    async fn emptied(&self, actor: &Actor, row: &ImportRow) -> Result<Vec<EmptiedMetric>, Problem> {
        if actor.check(Operation::RemoveMetric).is_err() {
            return Ok(Vec::new());
        }
        let emptied = self.store.emptied_by_undo(row.batch).await;
        let mut emptied = emptied.map_err(problem_of)?;
        emptied.retain(|one| row.metrics.contains(&one.slug));
        if emptied.is_empty() {
            return Ok(emptied);
        }
        let used = self.inputs_of_all().await?;
        emptied.retain(|one| !used.contains(&one.slug));
        Ok(emptied)
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
