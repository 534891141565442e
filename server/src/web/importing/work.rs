//! Importing while the browser waits: a task of its own, and how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{ImportOptions, ImportProgress, ImportStep};
use serde::Serialize;

use super::begin::owner;
use super::uploads::{Upload, UploadState};
use crate::web::visit::Visit;

/// How far an import is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// In thousandths of reading, then of writing.
    read: AtomicU64,
    written: AtomicU64,
}

impl Progress {
    fn show(&self, at: ImportProgress) {
        let thousandths = (at.done * 1000).checked_div(at.total).unwrap_or(1000);
        match at.step {
            ImportStep::Reading => self.read.store(thousandths, Ordering::Relaxed),
            ImportStep::Writing => {
                self.read.store(1000, Ordering::Relaxed);
                self.written.store(thousandths, Ordering::Relaxed);
            }
        }
    }

    /// How much of all is done, in percent; writing takes longer than reading.
    pub(super) fn percent(&self) -> u64 {
        let read = self.read.load(Ordering::Relaxed);
        let written = self.written.load(Ordering::Relaxed);
        ((read * 40 + written * 60) / 1000).min(99)
    }

    pub(super) fn words(&self) -> &'static str {
        match self.read.load(Ordering::Relaxed) {
            1000 => "Writing the values",
            _ => "Reading the file",
        }
    }
}

/// Begins to import a file, unless that has begun; its page tells how far it is.
pub(super) fn begin(visit: &Visit, id: &str, upload: &Upload, options: ImportOptions) {
    let progress = Arc::new(Progress::default());
    let uploads = visit.web.uploads.clone();
    if !uploads.start(id, &upload.form, &progress) {
        return;
    }
    let (id, upload, dbag) = (id.to_owned(), upload.clone(), visit.web.dbag.clone());
    let (actor, now) = (visit.actor.clone(), visit.now);
    tokio::spawn(async move {
        let (of_task, kept) = (uploads.clone(), id.clone());
        let import = tokio::spawn(async move {
            let (uploads, id) = (of_task, kept);
            let _turn = uploads.turn().await?;
            let file = upload.file().await?;
            let tell = move |at: ImportProgress| progress.show(at);
            let report = dbag.import(&actor, file, &options, tell, now).await?;
            uploads.drop_bytes(&id);
            Ok(report)
        });
        let state = match import.await {
            Ok(Ok(report)) => UploadState::Done(Arc::new(report)),
            Ok(Err(problem)) => UploadState::Failed(problem),
            Err(error) => UploadState::Failed(broken_off(&error)),
        };
        uploads.change(&id, |upload| upload.state = state);
    });
}

fn broken_off(error: &tokio::task::JoinError) -> Problem {
    tracing::error!(%error, "an import broke off");
    let message = "something went wrong; Dbag's log says what";
    Problem::new(ProblemKind::Internal, message)
}

/// How far an import is, for the script of its page.
#[derive(Serialize)]
struct State {
    percent: u64,
    words: &'static str,
    is_over: bool,
}

/// How far an import is.
pub(in crate::web) async fn state(visit: Visit, Path(id): Path<String>) -> Response {
    let owner = match owner(&visit) {
        Ok(owner) => owner,
        Err(problem) => return Visit::problem_json(&problem),
    };
    let upload = visit.web.uploads.get(&id, &owner, visit.now);
    let state = match upload.map(|upload| upload.state) {
        Some(UploadState::Working(progress)) => State {
            percent: progress.percent(),
            words: progress.words(),
            is_over: false,
        },
        _ => State {
            percent: 100,
            words: "Done",
            is_over: true,
        },
    };
    axum::Json(state).into_response()
}
