//! `/import`: sending a file, and what was imported before.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use dbag_app::{BeginImport, FileState, ImportPage, OwnFile, Page};
use dbag_domain::{Problem, ProblemKind};
use dbag_operations::Operation;

use super::receive::{Received, Receiver};
use super::upload::{Upload, UploadState};
use super::uploads::Place;
use crate::web::visit::Visit;

/// The form, and the last imports.
pub(in crate::web) async fn show(visit: Visit) -> Response {
    draw(&visit, Vec::new(), String::new()).await
}

/// Takes a file in, and leads to its page.
pub(in crate::web) async fn post(visit: Visit, request: Request) -> Response {
    let mut receiver = Receiver::default();
    let owner = match owner(&visit) {
        Ok(owner) => owner,
        Err(problem) => return visit.problem(problem).await,
    };
    let nothing = || Problem::field("file", "choose a file, or paste a table");
    let uploads = &visit.web.uploads;
    let place = uploads.place(&owner, visit.now);
    // Without a place it is read all the same: what was pasted comes back.
    let received = receiver.receive(request, place.as_ref().ok()).await;
    let problem = match (place, received) {
        (Ok(place), Ok(Received::File { name })) => {
            return look_at(&visit, &uploads.keep(place, &owner, name, visit.now));
        }
        (Ok(place), Ok(Received::Pasted)) => {
            return look_at(&visit, &uploads.keep_pasted(place, &owner, visit.now));
        }
        (Ok(place), Ok(Received::Nothing)) => left(place, nothing()),
        (Ok(place), Err(problem)) => left(place, problem),
        (Err(problem), _) => problem,
    };
    draw(&visit, vec![problem], receiver.pasted()).await
}

fn look_at(visit: &Visit, id: &str) -> Response {
    visit.see_other(&format!("/import/file/{id}"))
}

fn left(place: Place, problem: Problem) -> Problem {
    place.leave();
    problem
}

/// Whose files they are; a problem for whoever may not import.
pub(super) fn owner(visit: &Visit) -> Result<String, Problem> {
    visit.actor.check(Operation::Import)?;
    Ok(visit.actor.name().to_owned())
}

fn own_file(id: &str, upload: &Upload) -> OwnFile {
    let state = match &upload.state {
        UploadState::Waiting => FileState::Waiting,
        UploadState::Looking(progress) | UploadState::Working(progress) => FileState::UnderWay {
            percent: progress.percent(),
            words: progress.words(),
        },
        UploadState::Done(report) => FileState::Done {
            values: report.added + report.replaced,
            batch: report.batch,
        },
    };
    OwnFile {
        id: id.to_owned(),
        name: upload.name.clone(),
        state,
    }
}

/// The page, with what is wrong with what was sent, and what was pasted.
pub(super) async fn draw(visit: &Visit, problems: Vec<Problem>, pasted: String) -> Response {
    let imports = match visit.web.dbag.imports(&visit.actor).await {
        Ok(imports) => imports,
        Err(problem) => return visit.problem(problem).await,
    };
    let status = match problems.first() {
        None => StatusCode::OK,
        Some(problem) if problem.kind == ProblemKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Some(problem) if problem.kind == ProblemKind::NotFound => StatusCode::NOT_FOUND,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let own = visit.web.uploads.of(visit.actor.name(), visit.now);
    let files = own
        .iter()
        .map(|(id, upload)| own_file(id, upload))
        .collect();
    let page = ImportPage::Begin(BeginImport {
        imports,
        files,
        problems,
        pasted,
    });
    visit.page_with(status, Page::Import(Box::new(page)))
}
