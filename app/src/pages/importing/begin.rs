//! Sending a file, beside what was imported before.

use dbag_operations::ImportRow;
use leptos::prelude::*;

use super::{HOME, figure, size};
use crate::Frame;
use crate::importing::{BeginImport, FileState, OwnFile};
use crate::islands::WatchedForm;
use crate::ui::{Column, Head, ProblemNotice, Problems, Table, TextAreaField, said};
use crate::words::{Clock, count};

const ABOUT: &str = "Values from a file: CSV of any shape, Excel, JSON, or Django's dumpdata. You see what \
                     would be done before anything is written, and can undo it afterwards.";
const FILE_HINT: &str = "Drop it here, or choose it. .csv, .tsv, .xlsx, .json, .ndjson or .jsonl, packed with gzip or \
                         not; 100 MB at most.";
const PASTED_HINT: &str =
    "As a spreadsheet copies it, or as CSV: the first line names the columns.";
const KINDS: &str = ".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl,.gz";

/// The form, and the last imports.
pub(super) fn draw(frame: &Frame, page: BeginImport) -> AnyView {
    let mut problems = Problems::from(page.problems);
    let is_pasted = !page.pasted.is_empty();
    let wrong = problems.take("file");
    let (file, pasted) = match is_pasted {
        true => (None, wrong),
        false => (wrong, None),
    };
    let action = frame.path(HOME);
    view! {
        <Head title="Import" about=ABOUT />
        <ProblemNotice messages=problems.rest() />
        <WatchedForm>
            <form
                class="form"
                method="post"
                action=action
                enctype="multipart/form-data"
            >
                {file_field(file)}
                <details class="disclosure" open=is_pasted>
                    <summary class="disclosure__summary">"Paste a table instead"</summary>
                    <div class="disclosure__body">
                        <TextAreaField
                            name="pasted".to_owned()
                            label="Table".to_owned()
                            value=page.pasted
                            hint=PASTED_HINT.to_owned()
                            problem=pasted
                        />
                    </div>
                </details>
                <div class="form__actions">
                    <button class="button is-primary">"Look at it"</button>
                </div>
            </form>
        </WatchedForm>
        {own(frame, &page.files)}
        {before(frame, &page.imports, &page.files)}
    }
    .into_any()
}

/// A file, dropped or chosen: browsers take a drop on the control itself.
fn file_field(problem: Option<String>) -> impl IntoView {
    let class = match problem {
        Some(_) => "field is-invalid",
        None => "field",
    };
    let described_by = match problem {
        Some(_) => "file-e file-h",
        None => "file-h",
    };
    let invalid = problem.is_some().then_some("true");
    let problem = problem.map(|problem| {
        view! { <p class="field__error" id="file-e">{said(&problem)}</p> }
    });
    view! {
        <div class=class>
            <label class="field__label" for="file">"File"</label>
            <input
                class="drop"
                id="file"
                name="file"
                type="file"
                accept=KINDS
                aria-invalid=invalid
                aria-describedby=described_by
            />
            {problem}
            <p class="field__hint" id="file-h">{FILE_HINT}</p>
        </div>
    }
}

/// The viewer's own files: what waits, what goes on, what was done in the last hour.
fn own(frame: &Frame, files: &[OwnFile]) -> Option<impl IntoView + use<>> {
    if files.is_empty() {
        return None;
    }
    let row = |file: &OwnFile| {
        let to = frame.path(&format!("/import/file/{}", file.id));
        let words = state_words(&file.state);
        view! {
            <tr>
                <th scope="row"><a href=to>{file.name.clone()}</a></th>
                <td>{words}</td>
            </tr>
        }
    };
    let rows: Vec<_> = files.iter().map(row).collect();
    let columns = vec![Column::of("File"), Column::of("How far it is")];
    Some(view! {
        <section class="section" aria-labelledby="h-own">
            <h2 id="h-own">"Your files of the last hour"</h2>
            <Table columns=columns rows=rows />
        </section>
    })
}

fn state_words(state: &FileState) -> String {
    match state {
        FileState::Waiting => "waits to be imported".to_owned(),
        FileState::UnderWay { percent, words } => format!("{words}, {percent} %"),
        FileState::Done { batch: None, .. } => "done: nothing was written".to_owned(),
        FileState::Done { values, .. } => {
            format!("done: {} written", count(size(*values), "value"))
        }
    }
}

fn before(
    frame: &Frame,
    imports: &[ImportRow],
    files: &[OwnFile],
) -> Option<impl IntoView + use<>> {
    if imports.is_empty() {
        return None;
    }
    let clock = frame.clock(None);
    let rows: Vec<_> = imports
        .iter()
        .map(|import| row(frame, &clock, import, files))
        .collect();
    let columns = vec![
        Column::of("File"),
        Column::minor("By"),
        Column::number("Values"),
        Column::actions(),
    ];
    Some(view! {
        <section class="section" aria-labelledby="h-before">
            <h2 id="h-before">"Imported before"</h2>
            <Table columns=columns rows=rows class="table is-imports" />
        </section>
    })
}

fn row(
    frame: &Frame,
    clock: &Clock,
    import: &ImportRow,
    files: &[OwnFile],
) -> impl IntoView + use<> {
    let values = import.added + import.replaced;
    let when = clock.at(import.at);
    let last = match &import.undone {
        Some((at, by)) => {
            let words = format!("undone {} by {by}", clock.at_within(*at));
            view! { <span class="is-muted">{words}</span> }.into_any()
        }
        None => {
            let to = frame.path(&format!("/import/undo/{}", import.batch));
            let file = import.file.clone();
            view! {
                <a href=to>"Undo" <span class="visually-hidden">{format!(" the import of {file}")}</span></a>
            }
            .into_any()
        }
    };
    let refused = (import.refused > 0).then(|| {
        let words = format!("{} refused", figure(import.refused));
        // What was refused, and why, is known for an hour, to who sent the file.
        let is_it = |file: &&OwnFile| matches!(file.state, FileState::Done { batch: Some(batch), .. } if batch == import.batch);
        match files.iter().find(is_it) {
            Some(file) => {
                let to = frame.path(&format!("/import/file/{}#h-refused", file.id));
                view! { <a class="table__note" href=to>{words}</a> }.into_any()
            }
            None => view! { <span class="table__note">{words}</span> }.into_any(),
        }
    });
    view! {
        <tr>
            <th scope="row">{import.file.clone()} <span class="table__note">{when}</span></th>
            <td class="is-minor">{import.actor.clone()}</td>
            <td class="is-number">
                {figure(values)} {refused}
            </td>
            <td class="is-actions">{last}</td>
        </tr>
    }
}
