//! Imports that were done: listing them, and taking one back.

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{MetricId, Origin, Problem};
use dbag_store::{EmptiedMetric, ImportRow, StoreError, Undone};
use serde::Serialize;

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What undoing an import would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UndoPlan {
    /// The import's number.
    pub batch: i32,
    /// Its file.
    pub file: String,
    /// Values that are removed.
    pub removed: u64,
    /// Values that give their places back to what stood there before.
    pub restored: u64,
    /// Days of which it said why they have no value, and does no more.
    pub gaps: u64,
    /// Values that became one with those of other objects, as objects were merged: what is left of such days cannot
    /// be told apart any more, and stays.
    pub merged: u64,
    /// Values that were corrected, collected or imported again since, or that another said already when objects were
    /// merged: what stands there stays as it is.
    pub changed_since: u64,
    /// The metrics whose values change, by slug.
    pub metrics: Vec<String>,
    /// Metrics that the import made, by slug.
    pub metrics_created: Vec<String>,
    /// Those of them that have no value then, from anywhere, and no use: they are removed.
    pub metrics_removed: Vec<String>,
    /// Those of them that are there and stay.
    pub metrics_kept: Vec<String>,
    /// Objects that have no value of any metric then. They stay: nothing says whether somebody made them, and they
    /// can be archived.
    pub objects_emptied: u64,
    /// Whether it was done.
    pub is_done: bool,
}

impl UndoPlan {
    fn of(import: &ImportRow, undone: &Undone, made: Made, is_done: bool) -> Self {
        let metrics = &undone.metrics;
        let removed = metrics.iter().map(|metric| metric.removed).sum();
        let restored = metrics.iter().map(|metric| metric.restored).sum();
        let merged = metrics.iter().map(|metric| metric.merged).sum();
        Self {
            batch: import.batch,
            file: import.file.clone(),
            removed,
            restored,
            gaps: metrics.iter().map(|metric| metric.gaps).sum(),
            merged,
            changed_since: (import.added + import.replaced)
                .saturating_sub(removed + restored + merged),
            metrics: metrics.iter().map(|metric| metric.slug.clone()).collect(),
            metrics_created: import.metrics.clone(),
            metrics_removed: made.emptied.into_iter().map(|one| one.slug).collect(),
            metrics_kept: made.kept,
            objects_emptied: undone.objects,
            is_done,
        }
    }
}

/// The metrics that an import made and that are still there.
#[derive(Default)]
struct Made {
    /// They have no value without it, and nothing uses them.
    emptied: Vec<EmptiedMetric>,
    /// The others, by slug.
    kept: Vec<String>,
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
        let made = self.made_by(actor, &row).await?;
        Ok(UndoPlan::of(&row, &standing, made, false))
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
        let made = self.made_by(actor, &row).await?;
        let remove: Vec<MetricId> = made.emptied.iter().map(|one| one.metric).collect();
        let undone = match self.store.undo_import(import, &by, &remove).await {
            // Somebody else did it in the meantime.
            Err(StoreError::Stale) => return Err(undone_already(import)),
            undone => undone.map_err(problem_of)?,
        };
        for of_metric in &undone.metrics {
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
        for one in &made.emptied {
            self.audit(actor, "remove metric", &one.slug, now).await;
        }
        Ok(UndoPlan::of(&row, &undone, made, true))
    }

    /// What would become of the metrics that an import made.
    async fn made_by(&self, actor: &Actor, row: &ImportRow) -> Result<Made, Problem> {
        if row.metrics.is_empty() {
            return Ok(Made::default());
        }
        let mut emptied = match actor.check(Operation::RemoveMetric) {
            Ok(()) => self.store.emptied_by_undo(row.batch).await,
            Err(_) => Ok(Vec::new()),
        }
        .map_err(problem_of)?;
        let dependencies = self.collector.dependencies().await.map_err(problem_of)?;
        let is_used = |one: &EmptiedMetric| !dependencies.used_by(one.metric).is_empty();
        emptied.retain(|one| row.metrics.contains(&one.slug) && !is_used(one));
        let there = self.store.metrics().await.map_err(problem_of)?;
        let kept = there.iter().map(|metric| metric.slug.to_string());
        let is_kept = |slug: &String| {
            row.metrics.contains(slug) && !emptied.iter().any(|one| one.slug == *slug)
        };
        Ok(Made {
            kept: kept.filter(is_kept).collect(),
            emptied,
        })
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
