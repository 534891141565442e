//! The columns of a file, each with its role to be chosen.

use dbag_operations::{ColumnReport, ColumnRole, Question};
use leptos::prelude::*;

use crate::importing::{ReviewImport, TypedColumn};
use crate::ui::{Problems, SelectField, TextField};
use crate::words::count;

/// So many columns can be chosen one by one.
pub(super) const SHOWN: usize = 80;

/// Every column, with what it was taken for.
pub(super) fn draw(page: &ReviewImport, problems: &mut Problems) -> impl IntoView + use<> {
    let report = &page.report;
    let rows: Vec<_> = report
        .columns
        .iter()
        .enumerate()
        .take(SHOWN)
        .map(|(at, column)| {
            let questions = report.questions.iter();
            let asked = questions.filter(|question| question.column == Some(at));
            // How numbers are written is chosen in a field of its own.
            let (of_mark, asked): (Vec<&Question>, Vec<&Question>) =
                asked.partition(|question| asks_for_mark(question));
            let words = |questions: Vec<&Question>| -> Vec<String> {
                let questions = questions.into_iter();
                questions.map(|question| question.message.clone()).collect()
            };
            let (of_mark, asked) = (words(of_mark), words(asked));
            let wrong = problems.take(&format!("role.{at}"));
            let problem: Vec<String> = wrong.into_iter().chain(asked).collect();
            let one = OneColumn {
                at,
                column,
                typed: page.form.columns.get(&at),
                problem: (!problem.is_empty()).then(|| problem.join("; ")),
                mark_problem: (!of_mark.is_empty()).then(|| of_mark.join("; ")),
                is_open: report
                    .questions
                    .iter()
                    .any(|question| question.is_of_role && question.column == Some(at)),
            };
            one.draw()
        })
        .collect();
    let more = report
        .columns
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0);
    let more = more.map(|more| {
        let words = format!(
            "And {}, which are read as they were guessed; `dbag import --as` reads them otherwise.",
            count(more, "more column")
        );
        view! { <p class="field__hint">{crate::ui::said(&words)}</p> }
    });
    view! {
        <div class="roles">{rows}</div>
        {more}
    }
}

struct OneColumn<'a> {
    at: usize,
    column: &'a ColumnReport,
    /// What was typed for it, where anything was.
    typed: Option<&'a TypedColumn>,
    problem: Option<String>,
    /// What is open of how its numbers are written.
    mark_problem: Option<String>,
    /// Whether its role has to be chosen, even where the guess is right.
    is_open: bool,
}

impl OneColumn<'_> {
    fn draw(self) -> AnyView {
        let at = self.at;
        let role = base_of(&self.column.kind);
        // Nothing is what it was where it has to be chosen: so that the guess is a choice, too.
        let was = match self.column.is_chosen || self.is_open {
            true => String::new(),
            false => role.clone(),
        };
        let guess = if self.is_open { String::new() } else { role };
        let chosen = self.typed.map_or(guess, |typed| typed.role.clone());
        let open = self
            .is_open
            .then(|| (String::new(), "Choose what it is".to_owned()));
        let options = open.into_iter().chain(options(self.column)).collect();
        let (name, mark) = (self.name(), self.mark());
        view! {
            <div class="roles__item">
                <input type="hidden" name=format!("was.{at}") value=was />
                <SelectField
                    name=format!("role.{at}")
                    label=self.title()
                    options=options
                    value=chosen
                    hint=self.hint()
                    problem=self.problem
                    reloads=true
                />
                {name}
                {mark}
            </div>
        }
        .into_any()
    }

    fn title(&self) -> String {
        match self.column.column.parse::<usize>() {
            Ok(number) if number == self.at + 1 => format!("Column {number}"),
            _ => self.column.column.clone(),
        }
    }

    /// The first cells, and why it has its role.
    fn hint(&self) -> String {
        let cells = self.column.examples.join(" \u{b7} ");
        match (cells.as_str(), self.column.why.as_str()) {
            ("", why) => why.to_owned(),
            (cells, "") => cells.to_owned(),
            (cells, why) => format!("{cells} \u{2014} {why}"),
        }
    }

    /// Whose values, or which kind of objects; where the role has a name.
    fn name(&self) -> Option<AnyView> {
        let (label, guessed) = match &self.column.kind {
            ColumnRole::Object(kind) => ("Kind", kind.as_ref().map(ToString::to_string)),
            ColumnRole::Value(_) => ("Metric", None),
            _ => return None,
        };
        let typed = self.typed.map(|typed| typed.name.clone());
        let at = self.at;
        Some(
            view! {
                <TextField
                    name=format!("name.{at}")
                    label=label
                    value=typed.or(guessed).unwrap_or_default()
                    placeholder=Some("by its title")
                />
            }
            .into_any(),
        )
    }

    /// How numbers are written, where that is open or was chosen.
    fn mark(&self) -> Option<AnyView> {
        let is_value = matches!(self.column.kind, ColumnRole::Value(_));
        let typed = self
            .typed
            .map(|typed| typed.mark.clone())
            .unwrap_or_default();
        let is_written = self.column.why.contains("numbers are written");
        if !is_value || typed.is_empty() && !is_written && self.mark_problem.is_none() {
            return None;
        }
        let options = [("", "as found"), ("point", "1,234.5"), ("comma", "1.234,5")];
        let options = options.map(|(word, title)| (word.to_owned(), title.to_owned()));
        Some(
            view! {
                <SelectField
                    name=format!("mark.{}", self.at)
                    label="Numbers are written"
                    options=options.to_vec()
                    value=typed
                    problem=self.mark_problem.clone()
                    reloads=true
                />
            }
            .into_any(),
        )
    }
}

fn asks_for_mark(question: &Question) -> bool {
    question.way_out.contains(":comma")
}

/// A role without the names in it.
fn base_of(role: &ColumnRole) -> String {
    let text = role.to_string();
    match role {
        ColumnRole::Object(_) => "object".to_owned(),
        ColumnRole::Value(_) => {
            let measure = text
                .split(':')
                .find(|part| matches!(*part, "level" | "flow" | "share"));
            measure.map_or_else(|| "value".to_owned(), |measure| format!("value:{measure}"))
        }
        _ => text,
    }
}

const ROLES: [(&str, &str); 15] = [
    ("day", "Day"),
    ("day:dmy", "Day, written 31/12/2026"),
    ("day:mdy", "Day, written 12/31/2026"),
    ("day:excel", "Day, as a number of Excel"),
    (
        "day:instant",
        "Moment (day:instant): midnight in UTC is no date",
    ),
    ("object", "Object"),
    ("kind", "Kind of the object"),
    ("label", "Name of the object"),
    ("metric", "Name of the metric"),
    ("value", "Value"),
    ("value:level", "Value: a level, months show its last day"),
    ("value:flow", "Value: a flow, days are added up"),
    ("value:share", "Value: a share or average"),
    ("weight", "Weight of the value"),
    ("skip", "Leave out"),
];

/// What a column may be; what it is, however rare.
fn options(column: &ColumnReport) -> Vec<(String, String)> {
    let own = base_of(&column.kind);
    let known = ROLES.map(|(word, title)| (word.to_owned(), title.to_owned()));
    let is_known = known.iter().any(|(word, _)| *word == own);
    let own = (!is_known).then(|| (own.clone(), own));
    known.into_iter().chain(own).collect()
}
