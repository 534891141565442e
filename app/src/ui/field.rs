//! Labelled controls, each with its hint and what is wrong with it.

use leptos::prelude::*;

use super::said;

/// The id of a field's control: its name without characters that selectors would have to escape.
fn element_id(name: &str) -> String {
    name.replace('.', "-")
}

/// What stands around every control.
struct Around {
    id: String,
    label: String,
    hint: String,
    problem: Option<String>,
    is_optional: bool,
}

impl Around {
    /// The ids of what describes the control.
    fn described_by(&self) -> Option<String> {
        let id = &self.id;
        match (self.problem.is_some(), self.hint.is_empty()) {
            (false, true) => None,
            (false, false) => Some(format!("{id}-h")),
            (true, true) => Some(format!("{id}-e")),
            (true, false) => Some(format!("{id}-e {id}-h")),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.is_wrong().then_some("true")
    }

    /// The page opens at the first field that is wrong, with script and without.
    fn is_wrong(&self) -> bool {
        self.problem.is_some()
    }

    /// Its type is erased: a form of twenty fields would otherwise be one type of all of them.
    fn draw(self, control: AnyView) -> AnyView {
        let id = self.id;
        let class = if self.problem.is_some() {
            "field is-invalid"
        } else {
            "field"
        };
        let optional = self
            .is_optional
            .then(|| view! { " " <span class="field__optional">"(optional)"</span> });
        let problem = self.problem.map(|problem| {
            view! { <p class="field__error" id=format!("{id}-e")>{said(&problem)}</p> }
        });
        let hint = (!self.hint.is_empty()).then(|| {
            view! { <p class="field__hint" id=format!("{id}-h")>{said(&self.hint)}</p> }
        });
        view! {
            <div class=class>
                <label class="field__label" for=id>{self.label} {optional}</label>
                {control}
                {problem}
                {hint}
            </div>
        }
        .into_any()
    }
}

/// A line of text.
#[component]
pub(crate) fn TextField(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its title.
    #[prop(into)]
    label: String,
    /// What was typed.
    #[prop(optional, into)]
    value: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to write.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// Whether it is a number.
    #[prop(optional)]
    is_number: bool,
    /// What the browser may fill in; nothing unless said.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The id of a list of suggestions.
    #[prop(optional_no_strip)]
    list: Option<&'static str>,
    /// An example of what to write.
    #[prop(optional_no_strip)]
    placeholder: Option<&'static str>,
    /// What begins its id, where a page has two fields of one name.
    #[prop(optional)]
    form: &'static str,
    /// Whether what the form says of itself follows from it.
    #[prop(optional)]
    retells: bool,
    /// Whether the browser asks for it before it sends the form.
    #[prop(optional)]
    is_required: bool,
) -> impl IntoView {
    let id = format!("{form}{}", element_id(&name));
    let around = Around {
        id: id.clone(),
        label,
        hint,
        problem,
        is_optional,
    };
    let class = if is_number {
        "field__input is-number"
    } else {
        "field__input"
    };
    let control = view! {
        <input
            class=class
            id=id
            name=name
            type=kind
            value=value
            autocomplete=autocomplete
            inputmode=is_number.then_some("decimal")
            list=list
            placeholder=placeholder
            data-retells=retells.then_some("")
            required=is_required
            aria-invalid=around.invalid()
            autofocus=around.is_wrong()
            aria-describedby=around.described_by()
        />
    };
    around.draw(control.into_any())
}

/// Several lines of SQL, or of names.
#[component]
pub(crate) fn TextAreaField(
    /// Its name.
    name: String,
    /// Its title.
    label: String,
    /// What was typed.
    value: String,
    /// What to write.
    hint: String,
    /// What is wrong with it.
    problem: Option<String>,
    /// How many lines are seen.
    #[prop(default = "8")]
    rows: &'static str,
    /// Whether what the form says of itself follows from it.
    #[prop(optional)]
    retells: bool,
) -> impl IntoView {
    let id = element_id(&name);
    let around = Around {
        id: id.clone(),
        label,
        hint,
        problem,
        is_optional: false,
    };
    // leptos does not escape what stands in a textarea, where `</textarea>` would end it. And
    // HTML drops one line break at the start; so a typed one there stays.
    let text = format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;"));
    let control = view! {
        <textarea
            class="field__input is-code"
            id=id
            name=name
            rows=rows
            spellcheck="false"
            data-retells=retells.then_some("")
            aria-invalid=around.invalid()
            autofocus=around.is_wrong()
            aria-describedby=around.described_by()
        >
            {text}
        </textarea>
    };
    around.draw(control.into_any())
}

/// One of a few words.
#[component]
pub(crate) fn SelectField(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its title.
    #[prop(into)]
    label: String,
    /// The words with their titles.
    options: Vec<(String, String)>,
    /// The chosen word; offered even where it is none of the options, so that nothing is lost.
    #[prop(into)]
    value: String,
    /// What to choose.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with the choice.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// Whether nothing may be chosen.
    #[prop(optional)]
    is_optional: bool,
    /// Whether the rest of the form depends on it.
    #[prop(optional)]
    reloads: bool,
    /// Whether what the form says of itself follows from it, and nothing else does.
    #[prop(optional)]
    retells: bool,
) -> impl IntoView {
    let id = element_id(&name);
    let around = Around {
        id: id.clone(),
        label,
        hint,
        problem,
        is_optional,
    };
    let is_known = value.is_empty() || options.iter().any(|(word, _)| *word == value);
    let lost = (!is_known).then(|| (value.clone(), format!("{value} (not there)")));
    let options = options
        .into_iter()
        .chain(lost)
        .map(|(word, title)| {
            let is_selected = word == value;
            view! { <option value=word selected=is_selected>{title}</option> }
        })
        .collect::<Vec<_>>();
    let control = view! {
        <select
            class="field__input"
            id=id
            name=name
            data-reloads=reloads.then_some("")
            data-retells=retells.then_some("")
            aria-invalid=around.invalid()
            autofocus=around.is_wrong()
            aria-describedby=around.described_by()
        >
            {options}
        </select>
    };
    around.draw(control.into_any())
}
