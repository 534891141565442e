//! The page of a file that was sent: what would be done, choosing otherwise, doing it.

use std::time::Duration;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use dbag_app::{DoneImport, ImportPage, Page, ReviewImport, WorkingImport};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::ImportReport;
use tokio::time::timeout;

use super::begin::{self, owner};
use super::typed::{form_again, options_of};
use super::upload::{Gone, Look, Upload, UploadState};
use super::work::{self, Progress};
use crate::web::visit::{Visit, refusal_status};

/// The file as it would be read, how far its import is, or what it did.
pub(in crate::web) async fn look(visit: Visit, Path(id): Path<String>) -> Response {
    match find(&visit, &id) {
        Ok(upload) => show(&visit, &id, upload).await,
        Err(problem) => gone(&visit, problem).await,
    }
}

/// What is not there any more is said where another file can be sent.
async fn gone(visit: &Visit, problem: Problem) -> Response {
    match problem.kind {
        ProblemKind::NotFound => begin::draw(visit, vec![problem], String::new()).await,
        _ => visit.problem(problem).await,
    }
}

/// Looks at the file otherwise, imports it, or forgets it.
pub(in crate::web) async fn change(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut upload = match find(&visit, &id) {
        Ok(upload) => upload,
        Err(problem) => return gone(&visit, problem).await,
    };
    let action = fields.iter().find(|(name, _)| name == "do");
    let action = action.map_or("", |(_, value)| value.as_str());
    if !upload.is_open() {
        return visit.see_other(&format!("/import/file/{id}"));
    }
    let uploads = &visit.web.uploads;
    if action == "cancel" {
        uploads.forget(&id, Gone::Discarded);
        return visit.see_other("/import");
    }
    let form = form_again(&fields, &upload.form);
    let (options, problems) = options_of(&form);
    // Only what was shown is written: what was chosen since is looked at first.
    let is_go = action == "go";
    if is_go && problems.is_empty() && upload.shown.as_ref() == Some(&options) {
        upload.form = form;
        work::begin(&visit, &id, &upload, options);
    } else {
        uploads.change(&id, |held| {
            if held.is_open() {
                (held.form, held.look, held.failed) = (form, None, None);
                held.is_unseen = is_go;
            }
        });
    }
    visit.see_other(&format!("/import/file/{id}"))
}

fn find(visit: &Visit, id: &str) -> Result<Upload, Problem> {
    let owner = owner(visit)?;
    let upload = visit.web.uploads.get(id, &owner, visit.now);
    upload.ok_or_else(|| {
        Problem::not_found(match visit.web.uploads.why_gone(id, &owner) {
            Some(Gone::MadeRoom) => {
                "this file is not here any more: it made room for a newer one, as four of one person wait at \
                 most; send it again"
            }
            Some(Gone::Discarded) => {
                "this file is not here any more: it was discarded; send it again to import it"
            }
            Some(Gone::Unreadable) => {
                "this file is not here any more: it could not be read, and so was not kept; send it again once \
                 that is mended"
            }
            None => {
                "this file is not here any more: files wait for an hour, and not over a restart; an import that \
                 ended is listed below, and one that broke off wrote nothing: send the file again"
            }
        })
    })
}

async fn show(visit: &Visit, id: &str, upload: Upload) -> Response {
    let page = match &upload.state {
        UploadState::Waiting => return look_at(visit, id, upload).await,
        UploadState::Looking(progress) => working(id, &upload, progress, true),
        UploadState::Working(progress) => working(id, &upload, progress, false),
        UploadState::Done(report) => ImportPage::Done(Box::new(DoneImport {
            name: upload.name.clone(),
            report: ImportReport::clone(report),
        })),
    };
    visit.page(Page::Import(Box::new(page)))
}

fn working(id: &str, upload: &Upload, progress: &Progress, is_look: bool) -> ImportPage {
    ImportPage::Working(WorkingImport {
        state: format!("/import/file/{id}/state"),
        title: match is_look {
            true => format!("Looking at {}", upload.name),
            false => format!("Importing {}", upload.name),
        },
        about: match is_look {
            true => "Nothing is written yet: what would be done is shown here in a moment.".to_owned(),
            false => "It goes on while you look at other pages; what it did is told here for an hour, and \
                      the page of imports leads here."
                .to_owned(),
        },
        percent: Some(progress.percent()),
        words: progress.words(),
    })
}

/// So long a page waits for a look before it shows how far that is: most files are small.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// The file as it would be read, or how far it is looked at.
async fn look_at(visit: &Visit, id: &str, upload: Upload) -> Response {
    let uploads = &visit.web.uploads;
    if let Some(look) = uploads.take_look(id) {
        return review(visit, id, upload, &look).await;
    }
    if let Some(task) = work::begin_look(visit, id, &upload) {
        // It goes on where the time is over.
        _ = timeout(GRACE, task).await;
    }
    match (find(visit, id), uploads.take_look(id)) {
        (Ok(upload), Some(look)) => review(visit, id, upload, &look).await,
        (Ok(upload), None) => {
            let page = match &upload.state {
                UploadState::Looking(progress) => working(id, &upload, progress, true),
                UploadState::Working(progress) => working(id, &upload, progress, false),
                UploadState::Waiting | UploadState::Done(_) => {
                    return visit.see_other(&format!("/import/file/{id}"));
                }
            };
            visit.page(Page::Import(Box::new(page)))
        }
        (Err(problem), _) => gone(visit, problem).await,
    }
}

/// What would be done, with what is wrong with what was chosen.
async fn review(visit: &Visit, id: &str, upload: Upload, look: &Look) -> Response {
    let (report, found) = match &look.outcome {
        Ok(found) => found.clone(),
        // The file itself cannot be read: nothing can be chosen that would change it.
        Err(problem) if problem.field.as_deref() == Some("file") => {
            let pasted = upload.pasted().await;
            visit.web.uploads.forget(id, Gone::Unreadable);
            return begin::draw(visit, vec![problem.clone()], pasted).await;
        }
        Err(problem) => return visit.problem(problem.clone()).await,
    };
    let (options, mut problems) = options_of(&upload.form);
    problems.extend(found);
    let writes = report.writes() > 0;
    let may_import = problems.is_empty() && report.questions.is_empty() && writes;
    visit.web.uploads.change(id, |held| {
        held.shown = may_import.then_some(options);
        (held.is_unseen, held.displaced) = (false, None);
    });
    problems.extend(upload.failed);
    let status = match problems.as_slice() {
        [] => StatusCode::OK,
        problems => refusal_status(problems),
    };
    let page = ReviewImport {
        id: id.to_owned(),
        name: upload.name,
        form: upload.form,
        report,
        problems,
        may_import,
        is_unseen: upload.is_unseen,
        displaced: upload.displaced,
    };
    visit.page_with(
        status,
        Page::Import(Box::new(ImportPage::Review(Box::new(page)))),
    )
}
