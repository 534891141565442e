//! A file as it would be read: what its columns are, what would be done, and doing it.

use dbag_operations::{ImportReport, Question};
use leptos::prelude::*;

use super::{columns, crumbs, outcome, size};
use crate::Frame;
use crate::importing::{ImportForm, ReviewImport};
use crate::islands::WatchedForm;
use crate::ui::{Head, ProblemNotice, Problems, SelectField, TextField};
use crate::words::count;

const OF_DAY_HINT: &str = "Values at different times of a day become its last, unless you choose.";
const ZONE_HINT: &str =
    "Whose days are meant, such as Europe/Berlin. Each metric's own unless set.";

/// The page.
pub(super) fn draw(frame: &Frame, page: ReviewImport) -> AnyView {
    let report = &page.report;
    let mut problems = Problems::from(page.problems.clone());
    let action = frame.path(&format!("/import/file/{}", page.id));
    let columns = columns::draw(&page, &mut problems);
    let options = options(&page, &mut problems);
    let about = about(&page);
    let writes = report.writes();
    let go = page.may_import.then(|| {
        let title = match report.added + report.replaced {
            0 => format!("Import {}", count(size(report.gaps), "gap")),
            values => format!("Import {}", count(size(values), "value")),
        };
        view! { <button class="button is-primary" name="do" value="go">{title}</button> }
    });
    let summary = summary(report, writes);
    let of_columns = (!report.columns.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="h-columns">
                <h2 id="h-columns">"What the columns are"</h2>
                {columns}
            </section>
        }
    });
    let notes = outcome::notes(report);
    let messages = problems.rest().into_iter().chain(asked(&page)).collect();
    view! {
        <Head title=format!("Import {}", page.name) about=about crumbs=crumbs(frame) />
        {said_before(&page)}
        <ProblemNotice messages=messages />
        <WatchedForm>
            <form class="form" method="post" action=action data-keeps="">
                {of_columns}
                <section class="section" aria-labelledby="h-how">
                    <h2 id="h-how">"How it is taken"</h2>
                    {options}
                </section>
                <div class="notice" role="status">
                    <h2 class="notice__title">"What would be done"</h2>
                    <p class="notice__text">{summary}</p>
                    {notes}
                    <div class="notice__actions">
                        <button class="button" name="do" value="more">"Look again"</button>
                        {go}
                        <button class="button" name="do" value="cancel">"Discard the file"</button>
                    </div>
                </div>
            </form>
        </WatchedForm>
        {outcome::refused(report)}
        {outcome::metrics(frame, report)}
        {outcome::first(frame, report)}
    }
    .into_any()
}

/// What would be done, and what it waits for. What a question is about may stop the reading, or only the writing: as
/// long as there is one, nothing is imported.
fn summary(report: &ImportReport, writes: u64) -> String {
    let counts = outcome::summary(report);
    let open = match report.questions.iter().any(is_marked) {
        _ if report.questions.is_empty() => "",
        true => "Something has to be chosen before the file can be imported.",
        false => "The file cannot be imported as it is; why stands above.",
    };
    match (open, report.values) {
        ("", _) if writes == 0 => format!("{counts} Nothing would be written."),
        ("", _) => counts,
        (open, 0) => open.to_owned(),
        (open, _) => format!("{open} {counts}"),
    }
}

/// What happened on the way here.
fn said_before(page: &ReviewImport) -> Vec<AnyView> {
    let unseen = page.is_unseen.then(|| {
        "Nothing was imported yet: something was changed that had not been looked at. This is what it leads to."
            .to_owned()
    });
    let displaced = page.displaced.as_ref().map(|name| {
        format!(
            "Four of your files wait at most: `{name}`, the oldest, was discarded for this one and can be sent again."
        )
    });
    let words = unseen.into_iter().chain(displaced);
    let notice = |words: String| {
        view! {
            <div class="notice" role="status">
                <p class="notice__text">{crate::ui::said(&words)}</p>
            </div>
        }
        .into_any()
    };
    words.map(notice).collect()
}

fn about(page: &ReviewImport) -> String {
    let report = &page.report;
    let columns = report.columns.len();
    let lines = report.cells.total.checked_div(columns as u64).unwrap_or(0);
    let sheet = report.sheet.as_ref().map(|sheet| format!("sheet {sheet}"));
    let parts = [
        sheet,
        (lines > 0).then(|| count(size(lines), "line")),
        (columns > 0).then(|| count(columns, "column")),
        Some("nothing is written yet".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}.", crate::words::sentence(&parts.join(", ")))
}

/// What is open: where it stands at no control, the question, and else that there is one.
fn asked(page: &ReviewImport) -> Vec<String> {
    let questions = page.report.questions.iter();
    let (marked, others): (Vec<_>, Vec<_>) = questions.partition(|question| is_marked(question));
    // A way out that is none of the command line's is one here, too.
    let others = others
        .iter()
        .map(|question| match question.way_out.contains("--") {
            true => question.message.clone(),
            false => question.words(),
        });
    let below = (!marked.is_empty()).then(|| {
        "something has to be chosen before the file can be imported: see what is marked below"
            .to_owned()
    });
    below.into_iter().chain(others).collect()
}

/// Whether a question is told at the control that answers it.
fn is_marked(question: &Question) -> bool {
    question.column.is_some() || FIELDS.contains(&question.field)
}

/// The controls that hold for the whole file.
const FIELDS: [&str; 6] = ["conflict", "of_day", "zone", "metric", "measure", "sheet"];

/// What is wrong with a control, or is asked there.
fn wrong_at(page: &ReviewImport, problems: &mut Problems, field: &str) -> Option<String> {
    let asked = page.report.questions.iter();
    let asked = asked.filter(|question| question.column.is_none() && question.field == field);
    let asked = asked.map(|question| question.message.clone());
    let messages: Vec<String> = problems.take(field).into_iter().chain(asked).collect();
    (!messages.is_empty()).then(|| messages.join("; "))
}

/// What holds for the whole file.
fn options(page: &ReviewImport, problems: &mut Problems) -> impl IntoView + use<> {
    let form = page.form.clone();
    let [conflict, of_day, zone, metric, measure, sheet] =
        FIELDS.map(|field| wrong_at(page, problems, field));
    let sheets = sheets(page, sheet);
    let of = |words: &[(&str, &str)]| -> Vec<(String, String)> {
        words
            .iter()
            .map(|(word, title)| ((*word).to_owned(), (*title).to_owned()))
            .collect()
    };
    view! {
        <div class="form__row">
            <SelectField
                name="conflict"
                label="Where another value is there"
                options=of(&[("skip", "it stays"), ("overwrite", "it is replaced"), ("fail", "nothing is imported")])
                value=or(&form.conflict, "skip")
                problem=conflict
                reloads=true
            />
            <SelectField
                name="of_day"
                label="Several values of a day"
                options=of(
                    &[
                        ("", "are asked about"),
                        ("sum", "are added up"),
                        ("count", "are counted"),
                        ("mean", "become their mean"),
                        ("last", "become the last"),
                        ("first", "become the first"),
                        ("max", "become the largest"),
                        ("min", "become the smallest"),
                    ],
                )
                value=form.of_day.clone()
                hint=of_day_hint(page)
                problem=of_day
                reloads=true
            />
            <SelectField
                name="measure"
                label="New metrics are"
                options=of(
                    &[
                        ("", "as found"),
                        ("level", "levels: months show the last day"),
                        ("flow", "flows: days are added up"),
                        ("share", "shares or averages"),
                    ],
                )
                value=form.measure.clone()
                problem=measure
                reloads=true
            />
            {metric_field(page, metric)}
            <TextField
                name="zone"
                label="Time zone"
                value=form.zone.clone()
                hint=ZONE_HINT
                problem=zone
                is_optional=true
            />
            {sheets}
        </div>
        {totals(page)}
    }
}

/// Objects that look like all others together, each to be left out.
fn totals(page: &ReviewImport) -> Vec<AnyView> {
    let totals = page.report.totals.iter();
    let drawn = totals.map(|total| {
        let label = format!("Leave out `{}`", total.key);
        let hint = format!("{}.", crate::words::sentence(&total.words()));
        view! {
            <label class="check">
                <input
                    class="check__input"
                    type="checkbox"
                    name="leave_out"
                    value=total.key.clone()
                    checked=total.is_left_out
                />
                <span>{crate::ui::said(&label)}</span>
                <span class="check__hint">{crate::ui::said(&hint)}</span>
            </label>
        }
        .into_any()
    });
    drawn.collect()
}

/// What became of several values of a day stands beside the choice.
fn of_day_hint(page: &ReviewImport) -> String {
    match page.report.several.words() {
        words if words.is_empty() => OF_DAY_HINT.to_owned(),
        words => format!("{}.", crate::words::sentence(&words)),
    }
}

fn or(text: &str, usual: &str) -> String {
    match text {
        "" => usual.to_owned(),
        text => text.to_owned(),
    }
}

/// The metric of a file that names none.
fn metric_field(page: &ReviewImport, problem: Option<String>) -> AnyView {
    let ImportForm { metric, .. } = &page.form;
    if metric.is_empty() && problem.is_none() {
        return view! { <input type="hidden" name="metric" value="" /> }.into_any();
    }
    view! {
        <TextField
            name="metric"
            label="Metric"
            value=metric.clone()
            hint="Whose values they are: its title, or its name in addresses, such as daily-visits."
            problem=problem
        />
    }
    .into_any()
}

/// The sheets of a workbook, where there is a choice.
fn sheets(page: &ReviewImport, problem: Option<String>) -> Option<AnyView> {
    let report = &page.report;
    let sheet = report.sheet.clone().unwrap_or_default();
    (report.sheets.len() > 1).then(|| {
        let names = report.sheets.iter();
        let options: Vec<_> = names.map(|name| (name.clone(), name.clone())).collect();
        view! {
            <input type="hidden" name="sheet-was" value=sheet.clone() />
            <SelectField
                name="sheet"
                label="Sheet"
                options=options
                value=sheet
                problem=problem
                reloads=true
            />
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(field: &'static str, values: u64) -> ImportReport {
        ImportReport {
            dry_run: true,
            values,
            added: values,
            questions: vec![Question {
                message: "what is it?".to_owned(),
                way_out: String::new(),
                column: None,
                field,
                is_of_role: false,
            }],
            ..ImportReport::default()
        }
    }

    #[test]
    fn what_is_open_is_said_of_the_import_and_not_of_the_reading() {
        let open = "Something has to be chosen before the file can be imported.";
        assert_eq!(summary(&asked("of_day", 0), 0), open);
        // The file was read, and is compared with what is there.
        let conflict = summary(&asked("conflict", 2), 2);
        assert_eq!(conflict, format!("{open} 2 values: 2 new."));
        let other = summary(&asked("file", 0), 0);
        assert_eq!(
            other,
            "The file cannot be imported as it is; why stands above."
        );
        let none = ImportReport::default();
        assert_eq!(summary(&none, 0), "No values. Nothing would be written.");
    }
}
