//! The columns of a file, each with its role to be chosen.

use dbag_operations::{ColumnReport, ColumnRole, Question};
use leptos::prelude::*;

use crate::importing::{ReviewImport, TypedColumn};
use crate::ui::{Problems, SelectField, TextField};
use crate::words::count;

/// So many columns stand open; others only where something is to be said of them.
const SHOWN: usize = 80;
/// So many can be chosen at all: a file with more is none that is imported.
const MOST: usize = 1_100;

/// Every column, with what it was taken for: the first ones and those that something is asked about, the others
/// folded.
pub(super) fn draw(page: &ReviewImport, problems: &mut Problems) -> impl IntoView + use<> {
    let columns = &page.report.columns;
    let all: Vec<OneColumn<'_>> = (0..columns.len())
        .map(|at| OneColumn::of(page, at, problems))
        .collect();
    let (open, folded): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|one| one.at < SHOWN || one.is_marked() || one.typed.is_some());
    let open: Vec<_> = open.into_iter().map(OneColumn::draw).collect();
    let more = count(folded.len(), "more column");
    let folded = match folded.len() {
        0 => None,
        _ if columns.len() > MOST => {
            let words = format!(
                "And {more}, which are read as they were guessed; `dbag import --as` reads them otherwise."
            );
            Some(view! { <p class="field__hint">{crate::ui::said(&words)}</p> }.into_any())
        }
        _ => {
            let rows: Vec<_> = folded.into_iter().map(OneColumn::draw).collect();
            let view = view! {
                <details class="disclosure">
                    <summary class="disclosure__summary">{more}</summary>
                    <div class="disclosure__body roles">{rows}</div>
                </details>
            };
            Some(view.into_any())
        }
    };
    view! {
        <div class="roles">{open}</div>
        {folded}
    }
}

struct OneColumn<'a> {
    at: usize,
    column: &'a ColumnReport,
    /// What was typed for it, where anything was.
    typed: Option<&'a TypedColumn>,
    problem: Option<String>,
    /// What is wrong with its name.
    name_problem: Option<String>,
    /// What is open of how its numbers are written.
    mark_problem: Option<String>,
    /// Whether its role has to be chosen, even where the guess is right.
    is_open: bool,
}

impl<'a> OneColumn<'a> {
    /// A column with what is wrong with it and what is asked, each at the control that answers it.
    fn of(page: &'a ReviewImport, at: usize, problems: &mut Problems) -> Self {
        let questions = page.report.questions.iter();
        let asked: Vec<&Question> = questions
            .filter(|question| question.column == Some(at))
            .collect();
        let is_value = matches!(page.report.columns[at].kind, ColumnRole::Value(_));
        let place = |question: &Question| match question.way_out.as_str() {
            way if way.contains(":comma") => Place::Mark,
            way if is_value && way.contains("value:METRIC") => Place::Name,
            _ => Place::Role,
        };
        let mut at_place = |own: Place, field: &str| {
            let asked = asked.iter().filter(|question| place(question) == own);
            let asked = asked.map(|question| question.message.clone());
            let wrong = problems.take(&format!("{field}.{at}"));
            let words: Vec<String> = wrong.into_iter().chain(asked).collect();
            (!words.is_empty()).then(|| words.join("; "))
        };
        Self {
            at,
            column: &page.report.columns[at],
            typed: page.form.columns.get(&at),
            problem: at_place(Place::Role, "role"),
            name_problem: at_place(Place::Name, "name"),
            mark_problem: at_place(Place::Mark, "mark"),
            is_open: asked.iter().any(|question| question.is_of_role),
        }
    }

    /// Whether something is said of it that has to be seen.
    fn is_marked(&self) -> bool {
        let problems = [&self.problem, &self.name_problem, &self.mark_problem];
        problems.iter().any(|problem| problem.is_some())
    }

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
            // What was typed stays where it cannot be used.
            _ if self.name_problem.is_some() => ("Name", None),
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
                    problem=self.name_problem.clone()
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

/// Which control of a column answers a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Role,
    Name,
    Mark,
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
