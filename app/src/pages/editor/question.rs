//! What to ask: the source, and the fields that the metric type describes.

use dbag_domain::{Field, FieldKind, Measure, Measures, MetricTypeDescription};
use leptos::prelude::*;

use super::{Typed, field, filters};
use crate::ui::{Problems, SelectField, TextField};
use crate::words::sentence;

/// The fields of the chosen type.
pub(super) fn draw(typed: &Typed<'_>, problems: &mut Problems) -> Option<impl IntoView + use<>> {
    let kind = typed.kind?;
    let source = kind.needs_source.then(|| source(typed, problems));
    let mut rows: Vec<AnyView> = Vec::new();
    let is_narrow = |field: &Field| !matches!(field.kind, FieldKind::Sql | FieldKind::Filters);
    for run in kind.fields.chunk_by(|a, b| is_narrow(a) && is_narrow(b)) {
        for pair in run.chunks(2) {
            let views: Vec<_> = pair
                .iter()
                .map(|one| draw_field(typed, one, problems))
                .collect();
            rows.push(if is_narrow(&pair[0]) {
                view! { <div class="form__row">{views}</div> }.into_any()
            } else {
                views.into_any()
            });
        }
    }
    let measure = (kind.measures == Measures::Either).then(|| measure(typed, problems));
    let objects = objects(typed, problems);
    let title = if typed.is_asked() {
        "What to ask"
    } else {
        "What it is"
    };
    Some(view! {
        <fieldset class="form__group">
            <legend class="form__legend">{title}</legend>
            {shown(typed, kind)}
            {source}
            {rows}
            {measure}
            {objects}
        </fieldset>
    })
}

/// What the form shows fields of, so that the server knows what was changed, and what was typed for
/// kinds of numbers that are not chosen now.
fn shown(typed: &Typed<'_>, kind: &MetricTypeDescription) -> impl IntoView + use<> {
    let kept: Vec<_> = typed
        .form
        .kept()
        .map(|(field, text)| {
            view! { <input type="hidden" name=field.to_owned() value=text.to_owned() /> }
        })
        .collect();
    view! {
        <input type="hidden" name="type_shown" value=kind.label.clone() />
        <input type="hidden" name="table_shown" value=typed.text("property.table") />
        {kept}
    }
}

fn draw_field(typed: &Typed<'_>, one: &Field, problems: &mut Problems) -> AnyView {
    match one.kind {
        FieldKind::Filters => filters::draw(typed, one, problems).into_any(),
        // It follows from the date column, which is told along with it.
        _ if one.key == "column_zone" => view! {
            <div id="zoned" data-told="">
                <input type="hidden" name="date_shown" value=typed.text("property.date_column") />
                {field::draw(typed, one, problems)}
            </div>
        }
        .into_any(),
        _ => field::draw(typed, one, problems),
    }
}

fn source(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let wrong = problems.take("source");
    let unreadable = typed
        .view
        .tables_problem
        .as_ref()
        .map(|problem| problem.message.clone());
    let value = typed.text("source");
    let mut options: Vec<(String, String)> = Vec::new();
    if value.is_empty() {
        options.push((String::new(), "choose a source".to_owned()));
    }
    options.extend(typed.view.sources.iter().map(|source| {
        (
            source.slug.to_string(),
            format!("{} ({})", source.slug, source.kind.title()),
        )
    }));
    let first = typed.view.sources.is_empty().then(|| {
        let address = typed.frame.path("/sources");
        view! {
            <p class="field__hint">
                "There is none yet: " <a href=address>"connect a database"</a> " first."
            </p>
        }
    });
    view! {
        <SelectField
            name="source"
            label="Source"
            options=options
            value=value
            problem=wrong.or(unreadable.map(|message| sentence(&message)))
            reloads=true
        />
        {first}
    }
}

fn measure(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let options = [
        ("level", "what it is at a moment: a level, as of accounts"),
        ("flow", "what happened over the day: a flow, as of orders"),
        (
            "share",
            "an average or a share of the day: never added up, as of the average order",
        ),
    ];
    let usual = (String::new(), "what the query says".to_owned());
    let options = options.map(|(word, title)| (word.to_owned(), title.to_owned()));
    let options: Vec<_> = std::iter::once(usual).chain(options).collect();
    let hint = typed.view.together.as_ref().map(|together| {
        let words = match together.measure {
            Measure::Level => "a level: what it is at a moment",
            Measure::Flow => "a flow: what happened over the day",
            Measure::Share => "an average or a share",
        };
        format!("It is taken as {words}.")
    });
    view! {
        <div id="measured" data-told="">
            <SelectField
                name="measure"
                hint=hint.unwrap_or_default()
                reloads=true
                label="A day's number is"
                options=options
                value=typed.text("measure")
                problem=problems.take("measure")
            />
        </div>
    }
}

fn objects(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    view! {
        <TextField
            name="object_kind"
            label="Kind of objects"
            value=typed.text("object_kind")
            hint="customer, for example, where there is one number for each customer."
            is_optional=true
            retells=true
            problem=problems.take("object_kind")
        />
    }
}
