//! The page of a file that was sent: what would be done, choosing otherwise, doing it.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use dbag_app::{DoneImport, ImportForm, ImportPage, Page, ReviewImport, WorkingImport};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::ImportReport;

use super::begin::{self, owner};
use super::typed::{form_of, options_of};
use super::uploads::{Upload, UploadState};
use super::work;
use crate::web::visit::{Visit, refusal_status};

/// The file as it would be read, how far its import is, or what it did.
pub(in crate::web) async fn look(visit: Visit, Path(id): Path<String>) -> Response {
    match find(&visit, &id) {
        Ok(upload) => show(&visit, &id, upload).await,
        Err(problem) => visit.problem(problem).await,
    }
}

/// Looks at the file otherwise, imports it, or forgets it.
pub(in crate::web) async fn change(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let upload = match find(&visit, &id) {
        Ok(upload) => upload,
        Err(problem) => return visit.problem(problem).await,
    };
    let action = fields.iter().find(|(name, _)| name == "do");
    let action = action.map_or("", |(_, value)| value.as_str());
    if !upload.is_open() {
        return visit.see_other(&format!("/import/file/{id}"));
    }
    let uploads = &visit.web.uploads;
    if action == "cancel" {
        uploads.forget(&id);
        return visit.see_other("/import");
    }
    let mut upload = upload;
    (upload.form, upload.state) = (form_of(&fields), UploadState::Waiting);
    let (options, problems) = options_of(&upload.form);
    if action == "go" && problems.is_empty() {
        work::begin(&visit, &id, &upload, options);
        return visit.see_other(&format!("/import/file/{id}"));
    }
    uploads.change(&id, |held| {
        if held.is_open() {
            (held.form, held.state) = (upload.form.clone(), UploadState::Waiting);
        }
    });
    review(&visit, &id, upload, Vec::new()).await
}

fn find(visit: &Visit, id: &str) -> Result<Upload, Problem> {
    let owner = owner(visit)?;
    let upload = visit.web.uploads.get(id, &owner, visit.now);
    upload.ok_or_else(|| {
        Problem::not_found(
            "this file is not here any more: files wait for an hour, and not over a restart; send it again",
        )
    })
}

async fn show(visit: &Visit, id: &str, upload: Upload) -> Response {
    let page = match &upload.state {
        UploadState::Waiting => return review(visit, id, upload, Vec::new()).await,
        UploadState::Failed(problem) => {
            let problem = problem.clone();
            return review(visit, id, upload, vec![problem]).await;
        }
        UploadState::Working(progress) => ImportPage::Working(WorkingImport {
            id: id.to_owned(),
            name: upload.name.clone(),
            percent: progress.percent(),
            words: progress.words(),
        }),
        UploadState::Done(report) => ImportPage::Done(Box::new(DoneImport {
            name: upload.name.clone(),
            report: ImportReport::clone(report),
        })),
    };
    visit.page(Page::Import(Box::new(page)))
}

/// What would be done, with what is wrong with what was chosen.
async fn review(visit: &Visit, id: &str, upload: Upload, mut problems: Vec<Problem>) -> Response {
    let (_, wrong) = options_of(&upload.form);
    problems.extend(wrong);
    let report = match preview(visit, &upload, &mut problems).await {
        Ok(report) => report,
        // The file itself cannot be read: nothing can be chosen that would change it.
        Err(problem) if problem.field.as_deref() == Some("file") => {
            let pasted = upload.pasted().await;
            visit.web.uploads.forget(id);
            return begin::draw(visit, vec![problem], pasted).await;
        }
        Err(problem) => return visit.problem(problem).await,
    };
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
    };
    visit.page_with(
        status,
        Page::Import(Box::new(ImportPage::Review(Box::new(page)))),
    )
}

/// What would be done. What of the form cannot be used is told and left out, so that there is
/// something to choose from.
async fn preview(
    visit: &Visit,
    upload: &Upload,
    problems: &mut Vec<Problem>,
) -> Result<ImportReport, Problem> {
    let mut form = upload.form.clone();
    let _turn = visit.web.uploads.turn().await?;
    loop {
        let (options, _) = options_of(&form);
        let file = upload.file().await?;
        let preview = visit
            .web
            .dbag
            .preview_import(&visit.actor, file, &options, visit.now);
        let problem = match preview.await {
            Ok(report) => return Ok(report),
            Err(problem) => problem,
        };
        let is_left = leave_out(&mut form, problem.field.as_deref().unwrap_or_default());
        if problem.kind != ProblemKind::Invalid || !is_left {
            return Err(problem);
        }
        problems.push(problem);
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
