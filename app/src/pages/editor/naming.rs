//! What the metric is called and what its number counts.

use dbag_domain::{Direction, Format, Slug};
use leptos::prelude::*;

use super::Typed;
use crate::ui::{Problems, SelectField, TextField};

/// Label, slug, description, unit and category.
pub(super) fn draw(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let slug_hint = match typed.form.given("slug").map(Slug::parse) {
        Some(Ok(slug)) => format!("Its address: /metric/{slug}"),
        Some(Err(_)) => String::new(),
        None => "Left empty, it is made from the label.".to_owned(),
    };
    let categories: Vec<_> = typed
        .view
        .categories
        .iter()
        .map(|name| view! { <option value=name.clone()></option> })
        .collect();
    let mut wrong = |field: &str| problems.take(field);
    view! {
        <fieldset class="form__group">
            <legend class="form__legend">"What it is called"</legend>
            <div class="form__row">
                <TextField
                    name="label"
                    label="Label"
                    value=typed.text("label")
                    problem=wrong("label")
                />
                <TextField
                    name="slug"
                    label="Slug"
                    value=typed.text("slug")
                    hint=slug_hint
                    problem=wrong("slug")
                />
            </div>
            <TextField
                name="description"
                label="Description"
                value=typed.text("description")
                is_optional=true
                problem=wrong("description")
            />
            <div class="form__row">
                <TextField
                    name="unit"
                    label="Unit, one"
                    value=typed.text("unit")
                    hint="order; or € for a currency"
                    is_optional=true
                    problem=wrong("unit")
                />
                <TextField
                    name="unit_plural"
                    label="Unit, many"
                    value=typed.text("unit_plural")
                    is_optional=true
                    problem=wrong("unit_plural")
                />
                <SelectField
                    name="format"
                    label="Format"
                    options=formats()
                    value=typed.text("format")
                    problem=wrong("format")
                />
            </div>
            <div class="form__row">
                <SelectField
                    name="direction"
                    label="Good is"
                    options=directions()
                    value=or(typed.text("direction"), Direction::Neutral.as_str())
                    problem=wrong("direction")
                />
                <TextField
                    name="category"
                    label="Category"
                    value=typed.text("category")
                    list=Some("categories")
                    is_optional=true
                    problem=wrong("category")
                />
                <datalist id="categories">{categories}</datalist>
            </div>
        </fieldset>
    }
}

/// What was typed, or what stands there before.
pub(super) fn or(typed: String, usual: &str) -> String {
    if typed.is_empty() {
        usual.to_owned()
    } else {
        typed
    }
}

fn formats() -> Vec<(String, String)> {
    let title = |format: &Format| match format {
        Format::Number => "Number",
        Format::Percent => "Percent",
        Format::Currency => "Currency",
        Format::Duration => "Duration, in seconds",
        Format::Bytes => "Bytes",
    };
    Format::ALL
        .iter()
        .map(|format| (format.to_string(), title(format).to_owned()))
        .collect()
}

fn directions() -> Vec<(String, String)> {
    let title = |direction: &Direction| match direction {
        Direction::UpIsGood => "up",
        Direction::DownIsGood => "down",
        Direction::Neutral => "neither",
    };
    let words = Direction::ALL.iter();
    words
        .map(|direction| (direction.to_string(), title(direction).to_owned()))
        .collect()
}
