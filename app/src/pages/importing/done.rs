//! What was imported.

use leptos::prelude::*;

use super::{HOME, crumbs, outcome};
use crate::Frame;
use crate::importing::DoneImport;
use crate::ui::Head;

/// What was done, with the ways to its metrics and back.
pub(super) fn draw(frame: &Frame, page: DoneImport) -> AnyView {
    let report = &page.report;
    let undo = report.batch.map(|batch| {
        let to = frame.path(&format!("/import/undo/{batch}"));
        view! { <a class="button" href=to>"Undo this import"</a> }
    });
    let nothing = match (report.batch, report.values) {
        (None, 1..) => " Nothing was written: what the file says is there already, or stays.",
        _ => "",
    };
    let words = format!("{}{nothing}", outcome::summary(report));
    view! {
        <Head title=format!("Imported {}", page.name) crumbs=crumbs(frame) />
        <div class="notice is-done" role="status">
            <p class="notice__text">{words}</p>
            {outcome::notes(report)}
            <div class="notice__actions">
                <a class="button" href=frame.path(HOME)>"Import another file"</a>
                {undo}
            </div>
        </div>
        {outcome::refused(report)}
        {outcome::metrics(frame, report)}
    }
    .into_any()
}
