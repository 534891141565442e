//! Below a directory, for editors: how its objects get their names and attributes.

use dbag_domain::Role;
use dbag_operations::DescribeReport;
use leptos::prelude::*;

use crate::Frame;
use crate::describing::Describing;
use crate::page::DirectoryPage;
use crate::ui::{ProblemNotice, Problems, SelectField, TextAreaField};
use crate::words::count;

const PASTED_HINT: &str = "CSV. The first line names the columns: `key`, then `label`, and any other \
                           as an attribute. An empty cell takes its attribute away; columns that \
                           are left out stay as they are.";

const SQL_HINT: &str = "A column named key, one named label where there is one, and any other as an \
                        attribute: `select id as key, name as label, plan from customers`";

/// The ways to describe the objects of a directory; nothing for those who may not.
pub(super) fn draw(frame: &Frame, page: &DirectoryPage) -> Option<AnyView> {
    if !frame.may(Role::Editor) {
        return None;
    }
    let describing = &page.describing;
    let is_open = describing.is_open();
    let action = frame.path(&format!("/objects/{}", page.view.kind));
    let mut problems = Problems::from(describing.problems.clone());
    let pasted = paste(
        action.clone(),
        describing.pasted.clone(),
        problems.take("pasted"),
    );
    let asked = query(frame, action.clone(), describing, &mut problems);
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
                {asked}
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

/// The query that describes the objects, and what came of it last.
fn query(
    frame: &Frame,
    action: String,
    describing: &Describing,
    problems: &mut Problems,
) -> AnyView {
    if describing.sources.is_empty() {
        let hint = "With a source, a query says this again every day.";
        return view! { <p class="field__hint">{hint}</p> }.into_any();
    }
    let (source, sql) = describing.source_and_sql();
    let [of_source, of_sql] = ["source", "sql"].map(|field| problems.take(field));
    let names = describing
        .sources
        .iter()
        .map(|source| source.slug.to_string());
    let options: Vec<_> = names.map(|name| (name.clone(), name)).collect();
    let last = describing.query.as_ref();
    let asked = last.map(|query| {
        let at = frame.clock(None).at_within(query.asked_at);
        view! { <p class="field__hint">{format!("Asked once a day; last: {at}.")}</p> }
    });
    let failed = last.and_then(|query| query.error.clone());
    let remove = last.map(|_| {
        view! { <button class="button is-quiet" name="do" value="forget">"Remove the query"</button> }
    });
    view! {
        <form class="form" method="post" action=action>
            <SelectField
                name="source"
                label="Or a query of"
                options=options
                value=source
                problem=of_source
            />
            <TextAreaField
                name="sql".to_owned()
                label="Query".to_owned()
                value=sql
                hint=SQL_HINT.to_owned()
                problem=of_sql.or(failed)
            />
            {asked}
            <div class="form__actions">
                <button class="button" name="do" value="ask">"Ask now"</button>
                {remove}
            </div>
        </form>
    }
    .into_any()
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
