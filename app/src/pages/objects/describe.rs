//! Below a directory, for editors: how its objects get their names and attributes.

use dbag_domain::Role;
use dbag_operations::DescribeReport;
use leptos::prelude::*;

use crate::Frame;
use crate::page::DirectoryPage;
use crate::ui::{ProblemNotice, Problems, TextAreaField};
use crate::words::count;

const PASTED_HINT: &str = "CSV. The first line names the columns: `key`, then `label`, and any other \
                           as an attribute. An empty cell takes its attribute away; columns that \
                           are left out stay as they are.";

/// The ways to describe the objects of a directory; nothing for those who may not.
pub(super) fn draw(frame: &Frame, page: &DirectoryPage) -> Option<AnyView> {
    if !frame.may(Role::Editor) {
        return None;
    }
    let describing = &page.describing;
    let is_open = describing.is_open();
    let action = frame.path(&format!("/objects/{}", page.view.kind));
    let mut problems = Problems::from(describing.problems.clone());
    let pasted = paste(action, describing.pasted.clone(), problems.take("pasted"));
    let report = describing.report.as_ref().map(|report| {
        view! { <p role="status">{told(report)}</p> }
    });
    let view = view! {
        <details class="disclosure" id="describe" open=is_open>
            <summary class="disclosure__summary">"Names and attributes"</summary>
            <div class="disclosure__body">
                <ProblemNotice messages=problems.rest() />
                {report}
                {pasted}
            </div>
        </details>
    };
    Some(view.into_any())
}

/// A table of names and attributes, pasted.
fn paste(action: String, text: String, problem: Option<String>) -> impl IntoView + use<> {
    view! {
        <form class="form" method="post" action=action>
            <TextAreaField
                name="pasted".to_owned()
                label="A table".to_owned()
                value=text
                hint=PASTED_HINT.to_owned()
                problem=problem
            />
            <div class="form__actions">
                <button class="button" name="do" value="describe">"Describe them"</button>
            </div>
        </form>
    }
}

/// `3 objects were described; 2 lines were refused.`
fn told(report: &DescribeReport) -> String {
    let described = usize::try_from(report.added + report.changed + report.same).unwrap_or(0);
    let refused = report.refused.len() + usize::try_from(report.refused_more).unwrap_or(0);
    format!(
        "{} described, {} refused.",
        count(described, "object"),
        count(refused, "line")
    )
}
