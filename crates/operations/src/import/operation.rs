//! The operation: a file becomes values, in one batch.

use chrono::{DateTime, Utc};
use dbag_domain::{Problem, ProblemKind};
use dbag_store::WrittenImport;

use super::options::{
    ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportStep, Progress,
};
use super::ready::{Outcome, Ready};
use super::report::ImportReport;
use super::write::ImportWrite;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// Reads values from a file: CSV of any shape, JSON, a workbook or a Django dump, packed or not.
    ///
    /// Cells that cannot be used are refused one by one and the others go in, as one batch in one
    /// transaction. Metrics that do not exist are added.
    pub async fn import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        actor.check(Operation::Import)?;
        let progress: Progress = std::sync::Arc::new(progress);
        let name = file.name.clone();
        let ready = match self.ready(file, options, progress.clone(), now).await? {
            Outcome::Ready(ready) => *ready,
            Outcome::Asked(mut asked) => return Err(asked.questions.swap_remove(0).problem()),
        };
        if options.dry_run || options.on_conflict == ImportConflict::Fail {
            let report = self.compare(&ready, options, true).await?;
            if options.dry_run {
                return Ok(report);
            }
        }
        self.write(actor, name, ready, options, &progress, now)
            .await
    }

    /// What an import would do, or what has to be chosen before it can do anything.
    pub async fn preview_import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        self.look_at_import(actor, file, options, |_| {}, now).await
    }

    /// The same, telling how far the file is read.
    pub async fn look_at_import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        actor.check(Operation::Import)?;
        let progress: Progress = std::sync::Arc::new(progress);
        match self.ready(file, options, progress, now).await? {
            Outcome::Asked(asked) => Ok(*asked),
            Outcome::Ready(ready) => self.compare(&ready, options, false).await,
        }
    }

    /// The report of a file that is not written, compared with what is there.
    async fn compare(
        &self,
        ready: &Ready,
        options: &ImportOptions,
        may_refuse: bool,
    ) -> Result<ImportReport, Problem> {
        let existing = self
            .existing_values(&ready.found, &ready.targets, &ready.values, &ready.places)
            .await?;
        if may_refuse && options.on_conflict == ImportConflict::Fail {
            existing.refuse()?;
        }
        let mut report = ready.report.clone();
        report.dry_run = true;
        let known = existing.other + existing.same + existing.giving_way;
        report.added = report.values.saturating_sub(known);
        let gaps = (ready.values.len() as u64).saturating_sub(report.values);
        report.gaps = gaps.saturating_sub(existing.known_gaps);
        report.same = existing.same;
        report.replaced = existing.giving_way;
        match options.on_conflict {
            ImportConflict::Overwrite => report.replaced += existing.other,
            ImportConflict::Skip | ImportConflict::Fail => report.kept = existing.other,
        }
        if options.on_conflict == ImportConflict::Fail {
            report.questions.extend(existing.question());
        }
        let overwrites = options.on_conflict == ImportConflict::Overwrite;
        for (first, place) in report.first.iter_mut().zip(&ready.places) {
            first.fate = existing
                .asked
                .get(place)
                .map(|standing| standing.fate(overwrites));
        }
        Ok(report)
    }

    async fn write(
        &self,
        actor: &Actor,
        note: String,
        ready: Ready,
        options: &ImportOptions,
        progress: &Progress,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        let Ready {
            mut report,
            found,
            targets,
            values,
            places: _,
        } = ready;
        let total = values.len() as u64;
        let tell = |done| {
            progress(ImportProgress {
                step: ImportStep::Writing,
                done,
                total,
            });
        };
        tell(0);
        let write = ImportWrite {
            actor,
            note,
            options,
            found: &found,
            values: &values,
            refused: report.refused_in_all(),
            now,
        };
        let (WrittenImport { written, gaps }, count) = self.write_import(write, targets).await?;
        tell(total);
        report.gaps = gaps;
        report.added = written.added;
        report.replaced = written.replaced;
        report.kept = written.kept;
        report.same = count.saturating_sub(written.added + written.replaced + written.kept);
        report.batch = written.batch;
        // An object may have been merged since the file was read.
        report.values = report.values.min(count);
        Ok(report)
    }
}

/// Does work on a thread where it keeps nobody's request waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "an import broke off");
        Problem::new(
            ProblemKind::Internal,
            "something went wrong; Dbag's log says what",
        )
    })
}
