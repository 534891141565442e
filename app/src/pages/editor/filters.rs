//! Filters: conditions that must all hold, a row each.

use dbag_domain::Field;
use leptos::prelude::*;

use super::{Typed, field};
use crate::ui::{Problems, said};

/// The operators with the words for them.
const OPERATORS: [(&str, &str); 14] = [
    ("=", "is"),
    ("!=", "is not"),
    ("<", "is less than"),
    ("<=", "is at most"),
    (">", "is more than"),
    (">=", "is at least"),
    ("contains", "contains"),
    ("starts_with", "starts with"),
    ("in", "is one of (a, b)"),
    ("not_in", "is none of (a, b)"),
    ("is_null", "is empty"),
    ("is_not_null", "is not empty"),
    ("is_true", "is true"),
    ("is_false", "is false"),
];

/// The rows as they were typed, and a button for one more.
pub(super) fn draw(
    typed: &Typed<'_>,
    field: &Field,
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let problem = problems
        .take("property.filters")
        .or_else(|| problems.take("filters"));
    let rows: Vec<_> = typed
        .form
        .filters()
        .into_iter()
        .enumerate()
        .map(|(at, filter)| row(at, filter, problems))
        .collect();
    let rows = (!rows.is_empty()).then(|| view! { <ul class="filters">{rows}</ul> });
    let columns: Vec<_> = field::chosen_columns(typed)
        .iter()
        .map(|(name, _)| view! { <option value=name.clone()></option> })
        .collect();
    let problem = problem.map(|problem| view! { <p class="field__error">{said(&problem)}</p> });
    let label = field.label.clone();
    let action = format!("{}#filters", super::action(typed));
    view! {
        <fieldset class="stack is-tight" id="filters">
            <legend class="field__label">
                {label}
                " "
                <span class="field__optional">"(optional, all must hold)"</span>
            </legend>
            <datalist id="columns">{columns}</datalist>
            {rows}
            {problem}
            <div>
                <button class="button is-quiet" name="do" value="add-filter" formaction=action>
                    "Add a filter"
                </button>
            </div>
        </fieldset>
    }
}

fn row(
    at: usize,
    (column, operator, value): (String, String, String),
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let name = |part: &str| format!("filter.{at}.{part}");
    let number = at + 1;
    let mut words: Vec<(&str, &str)> = OPERATORS.to_vec();
    if !operator.is_empty() && OPERATORS.iter().all(|(word, _)| *word != operator) {
        // A word that a program wrote stays, so that saving does not change it.
        words.push((&operator, &operator));
    }
    let options: Vec<_> = words
        .into_iter()
        .map(|(word, title)| {
            let (word, title) = (word.to_owned(), title.to_owned());
            let is_selected = word == operator;
            view! { <option value=word selected=is_selected>{title}</option> }
        })
        .collect();
    let wrong: Vec<_> = ["column", "operator", "value"]
        .iter()
        .filter_map(|part| problems.take(&name(part)))
        .map(|problem| view! { <p class="field__error">{said(&problem)}</p> })
        .collect();
    view! {
        <li class="filters__row">
            <input
                class="field__input"
                name=name("column")
                id=format!("filter-{at}-column")
                value=column
                list="columns"
                autocomplete="off"
                placeholder="column"
                aria-label=format!("Column {number}")
            />
            <select
                class="field__input"
                name=name("operator")
                aria-label=format!("Operator {number}")
            >
                {options}
            </select>
            <input
                class="field__input"
                name=name("value")
                value=value
                autocomplete="off"
                placeholder="value"
                aria-label=format!("Value {number}")
            />
            <button class="button is-quiet" name="do" value=format!("remove-filter-{at}")>
                "Remove"
                <span class="visually-hidden">{format!(" filter {number}")}</span>
            </button>
            {wrong}
        </li>
    }
}
