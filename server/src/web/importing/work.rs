//! Looking at a file and importing it while the browser waits: tasks of their own, and how far they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use dbag_app::ImportForm;
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::{Actor, Dbag, ImportOptions, ImportProgress, ImportReport, ImportStep};
use serde::Serialize;
use tokio::task::JoinHandle;

use super::begin::owner;
use super::typed::options_of;
use super::upload::{Look, Upload, UploadState};
use crate::web::visit::Visit;

/// How far an import is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Whether the file is only looked at.
    is_look: bool,
    /// Whether it waits for another.
    waits: AtomicBool,
    /// In thousandths of reading, then of writing.
    read: AtomicU64,
    written: AtomicU64,
}

impl Progress {
    fn of_look() -> Self {
        Self {
            is_look: true,
            ..Self::default()
        }
    }

    /// Says whether it waits for another file.
    pub(super) fn wait(&self, waits: bool) {
        self.waits.store(waits, Ordering::Relaxed);
    }

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
        if self.is_look {
            return (read * 90 / 1000).min(99);
        }
        ((read * 40 + written * 60) / 1000).min(99)
    }

    pub(super) fn words(&self) -> &'static str {
        if self.waits.load(Ordering::Relaxed) {
            return "Waits for another file";
        }
        match self.read.load(Ordering::Relaxed) {
            1000 if self.is_look => "Comparing it with what is there",
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
            let _turn = uploads.turn(upload.size().await, &progress).await?;
            let file = upload.file().await?;
            let tell = move |at: ImportProgress| progress.show(at);
            let report = dbag.import(&actor, file, &options, tell, now).await?;
            uploads.drop_bytes(&id);
            Ok(report)
        });
        let outcome = import.await.unwrap_or_else(|error| Err(broken_off(&error)));
        uploads.change(&id, |upload| match outcome {
            Ok(report) => upload.state = UploadState::Done(Arc::new(report)),
            Err(problem) => (upload.state, upload.failed) = (UploadState::Waiting, Some(problem)),
        });
    });
}

/// Begins to look at a file as it is chosen, unless something goes on with it: a large one takes longer
/// than anybody waits for a page.
pub(super) fn begin_look(visit: &Visit, id: &str, upload: &Upload) -> Option<JoinHandle<()>> {
    let progress = Arc::new(Progress::of_look());
    let uploads = visit.web.uploads.clone();
    if !uploads.start_look(id, &progress) {
        return None;
    }
    let (id, upload, dbag) = (id.to_owned(), upload.clone(), visit.web.dbag.clone());
    let (actor, now) = (visit.actor.clone(), visit.now);
    Some(tokio::spawn(async move {
        let (of_task, form) = (uploads.clone(), upload.form.clone());
        let look = tokio::spawn(async move {
            let _turn = of_task.turn(upload.size().await, &progress).await?;
            let look = Looking {
                dbag,
                actor,
                progress,
                now,
            };
            look.preview(&upload).await
        });
        let outcome = look.await.unwrap_or_else(|error| Err(broken_off(&error)));
        let look = Arc::new(Look { form, outcome });
        uploads.change(&id, |upload| {
            (upload.state, upload.look) = (UploadState::Waiting, Some(look));
        });
    }))
}

/// Who looks at a file.
struct Looking {
    dbag: Dbag,
    actor: Actor,
    progress: Arc<Progress>,
    now: DateTime<Utc>,
}

impl Looking {
    /// What would be done. What of the form cannot be used is told and left out, so that there is
    /// something to choose from.
    async fn preview(&self, upload: &Upload) -> Result<(ImportReport, Vec<Problem>), Problem> {
        let (mut form, mut problems) = (upload.form.clone(), Vec::new());
        loop {
            let (options, _) = options_of(&form);
            let file = upload.file().await?;
            let progress = Arc::clone(&self.progress);
            let tell = move |at: ImportProgress| progress.show(at);
            let look = self
                .dbag
                .look_at_import(&self.actor, file, &options, tell, self.now);
            let problem = match look.await {
                Ok(report) => return Ok((report, problems)),
                Err(problem) => problem,
            };
            let is_left = leave_out(&mut form, problem.field.as_deref().unwrap_or_default());
            if problem.kind != ProblemKind::Invalid || !is_left {
                return Err(problem);
            }
            problems.push(problem);
        }
    }
}

/// Empties a field; whether there was something in it.
fn leave_out(form: &mut ImportForm, field: &str) -> bool {
    let text = match field {
        "zone" => &mut form.zone,
        "sheet" => &mut form.sheet,
        "metric" => &mut form.metric,
        "as" => {
            let had_any = !form.columns.is_empty();
            form.columns.clear();
            return had_any;
        }
        _ => return false,
    };
    !std::mem::take(text).is_empty()
}

pub(super) fn broken_off(error: &tokio::task::JoinError) -> Problem {
    tracing::error!(%error, "an import broke off");
    let message = "something went wrong; Dbag's log says what";
    Problem::new(ProblemKind::Internal, message)
}

/// How far an import is, for the script of its page.
#[derive(Serialize)]
pub(super) struct State {
    /// None where nobody can say.
    percent: Option<u64>,
    words: &'static str,
    is_over: bool,
}

impl State {
    /// So much is done.
    pub(super) const fn new(percent: Option<u64>, words: &'static str) -> Self {
        Self {
            percent,
            words,
            is_over: false,
        }
    }

    /// Nothing goes on any more.
    pub(super) const fn over() -> Self {
        Self {
            percent: Some(100),
            words: "Done",
            is_over: true,
        }
    }
}

/// How far an import is.
pub(in crate::web) async fn state(visit: Visit, Path(id): Path<String>) -> Response {
    let owner = match owner(&visit) {
        Ok(owner) => owner,
        Err(problem) => return Visit::problem_json(&problem),
    };
    let upload = visit.web.uploads.get(&id, &owner, visit.now);
    let state = match upload.map(|upload| upload.state) {
        Some(UploadState::Working(progress) | UploadState::Looking(progress)) => {
            State::new(Some(progress.percent()), progress.words())
        }
        _ => State::over(),
    };
    axum::Json(state).into_response()
}
