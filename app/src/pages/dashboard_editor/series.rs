//! Which series the open panel shows: a row each, and one more to add another.

use dbag_domain::{Binding, Colour, PanelKind};
use leptos::prelude::*;

use super::panel_form::{Open, field};
use crate::ui::{Problems, SelectField, TextField};

/// The rows; none for a panel of words.
pub(super) fn draw(open: &Open<'_, '_>, problems: &mut Problems) -> Option<AnyView> {
    if !open.kind.has_values() {
        return None;
    }
    let mut numbers = open.form.series();
    let is_used = |at: &u32| !open.form.text(&format!("series.{at}.metric")).is_empty();
    let used = numbers.iter().filter(|at| is_used(at)).count();
    if used < open.kind.max_series() && numbers.iter().all(is_used) {
        numbers.push(numbers.last().map_or(0, |last| last + 1));
    }
    // A kind that shows one metric keeps what others were chosen, until they are taken away.
    let all = problems.take(&field("metric"));
    let bound = problems.take(&field("object"));
    let is_lone = open.kind.max_series() == 1;
    let rows: Vec<_> = numbers
        .into_iter()
        .map(|at| row(open, at, is_lone, problems))
        .collect();
    let wrong = [all, bound].into_iter().flatten().map(|problem| {
        view! { <p class="field__error">{crate::words::full_sentence(&problem)}</p> }
    });
    Some(
        view! {
            <fieldset class="form__group">
                <legend class="form__legend">"What it shows"</legend>
                {wrong.collect::<Vec<_>>()}
                {rows}
            </fieldset>
        }
        .into_any(),
    )
}

fn row(open: &Open<'_, '_>, at: u32, is_lone: bool, problems: &mut Problems) -> AnyView {
    let name = |part: &str| field(&format!("series.{at}.{part}"));
    let value = |part: &str| open.text(&format!("series.{at}.{part}"));
    let metric_problem = problems.take(&name("metric"));
    let key_problem = problems.take(&name("key"));
    let metric = value("metric");
    let is_new = metric.is_empty();
    let is_named = value("object") == Binding::Named.as_str();
    let more = (!is_new).then(|| {
        let label = (!is_lone).then(|| {
            view! {
                <TextField
                    name=name("label")
                    label="Called"
                    value=value("label")
                    is_optional=true
                />
            }
        });
        let key = is_named.then(|| {
            view! {
                <TextField
                    name=name("key")
                    label="Its key"
                    value=value("key")
                    problem=key_problem
                />
            }
        });
        view! {
            <SelectField
                name=name("object")
                label="Whose values"
                options=bindings(open)
                value=value("object")
                reloads=true
            />
            {key}
            {label}
            <SelectField
                name=name("colour")
                label="Colour"
                options=colours()
                value=value("colour")
            />
        }
    });
    let label = if is_new && !is_lone {
        "Another metric"
    } else {
        "Metric"
    };
    view! {
        <div class="editor__series">
            <SelectField
                name=name("metric")
                label=label
                options=metrics(open)
                value=metric
                problem=metric_problem
                reloads=true
            />
            {more}
        </div>
    }
    .into_any()
}

/// The metrics that fit: a ranking needs objects.
fn metrics(open: &Open<'_, '_>) -> Vec<(String, String)> {
    let fits =
        |metric: &&dbag_domain::Metric| !open.kind.is_about_every() || metric.object_kind.is_some();
    let none = (String::new(), "—".to_owned());
    let all = open
        .editing
        .draft
        .metrics
        .iter()
        .filter(fits)
        .map(|metric| {
            let title = match &metric.object_kind {
                Some(kind) => format!("{} (by {kind})", metric.label),
                None => metric.label.to_string(),
            };
            (metric.slug.to_string(), title)
        });
    std::iter::once(none).chain(all).collect()
}

fn bindings(open: &Open<'_, '_>) -> Vec<(String, String)> {
    let about = open.editing.draft.state.head.about.as_ref();
    let page = about.map(|kind| format!("of the page’s {kind}"));
    let fits = |binding: &&Binding| match binding {
        Binding::Page => about.is_some(),
        Binding::Every => open.kind.is_about_every(),
        Binding::Whole | Binding::Median | Binding::Named => {
            !matches!(open.kind, PanelKind::Ranking | PanelKind::Multiples)
        }
        Binding::Unbound => true,
    };
    let title = |binding: &Binding| match binding {
        Binding::Unbound => "nobody decided".to_owned(),
        Binding::Page => page.clone().unwrap_or_default(),
        Binding::Whole => "of all together".to_owned(),
        Binding::Median => "the median of all".to_owned(),
        Binding::Named => "of a certain one".to_owned(),
        Binding::Every => "of each one".to_owned(),
    };
    let fitting = Binding::ALL.iter().filter(fits);
    fitting
        .map(|binding| (binding.to_string(), title(binding)))
        .collect()
}

fn colours() -> Vec<(String, String)> {
    let title = |colour: &Colour| match colour {
        Colour::Auto => "the next one",
        Colour::Good => "good",
        Colour::Bad => "bad",
        Colour::Neutral => "neutral",
    };
    Colour::ALL
        .iter()
        .map(|colour| (colour.to_string(), title(colour).to_owned()))
        .collect()
}
