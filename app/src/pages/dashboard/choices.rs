//! Which days all panels show, in which steps, compared with what.

use dbag_domain::{PanelCompare, RangeChoice, Step};
use dbag_operations::CompareChoice;
use leptos::prelude::*;

use super::Shown;
use crate::page::TypedDays;
use crate::ui::{DayField, Problems, Segment, Segments, SelectField};
use crate::words::cut_range;

const PRESETS: [(&str, &str); 4] = [
    ("7d", "7 d"),
    ("30d", "30 d"),
    ("90d", "90 d"),
    ("12m", "12 m"),
];
const STEPS: [(Option<Step>, &str); 4] = [
    (None, "Auto"),
    (Some(Step::Day), "Day"),
    (Some(Step::Week), "Week"),
    (Some(Step::Month), "Month"),
];
const COMPARISONS: [(CompareChoice, &str); 4] = [
    (CompareChoice::AsSet, "As set"),
    (CompareChoice::Nothing, "Nothing"),
    (
        CompareChoice::With(PanelCompare::Previous),
        "Previous period",
    ),
    (CompareChoice::With(PanelCompare::Year), "Year before"),
];

/// Links, each with its address; below them forms for all other ranges.
pub(super) fn draw(shown: &Shown<'_>, typed: TypedDays, problems: &mut Problems) -> AnyView {
    let (view, address) = (shown.view, &shown.address);
    let ranges = PRESETS.iter().map(|(preset, title)| Segment {
        title,
        address: address.with_preset(preset),
        is_current: view.choice.preset() == Some(*preset),
    });
    let steps = STEPS.iter().map(|(step, title)| Segment {
        title,
        address: address.with_step(*step),
        is_current: view.step == *step,
    });
    let comparisons = COMPARISONS.iter().map(|(compare, title)| Segment {
        title,
        address: address.with_compare(*compare),
        is_current: view.compare == *compare,
    });
    let (ranges, steps): (Vec<_>, Vec<_>) = (ranges.collect(), steps.collect());
    let is_other = !ranges.iter().any(|range| range.is_current);
    let more = more(shown, typed, problems, is_other);
    view! {
        <div class="choosing is-screen-only">
            <div class="choosing__range">
                <Segments name="Range" segments=ranges />
                {more}
            </div>
            <Segments name="Step" segments=steps />
            <Segments name="Compare" segments=comparisons.collect() />
        </div>
        {cut_range(view.choice, view.days)
            .map(|words| view! { <p class="field__hint">{words}</p> })}
    }
    .into_any()
}

/// All other ranges: one of the presets, or from one day to another.
fn more(shown: &Shown<'_>, typed: TypedDays, problems: &mut Problems, is_other: bool) -> AnyView {
    let wrong = ["range", "from", "to", "as_of"].map(|field| problems.take(field));
    let is_open = wrong.iter().any(Option::is_some);
    let [range, from, to, as_of] = wrong;
    let view = shown.view;
    let word = match (is_other, view.choice.title()) {
        (false, _) => "More".to_owned(),
        (true, Some(title)) => title,
        (true, None) => view.days.spoken(view.today),
    };
    let class = if is_other { " is-current" } else { "" };
    let class = format!("segments__item{class}");
    let typed = typed.or(shown.view.days);
    let preset = shown.view.choice.preset().unwrap_or("");
    let none = preset
        .is_empty()
        .then(|| (String::new(), "Choose …".to_owned()));
    let presets = RangeChoice::presets().map(|(word, title)| (word.to_owned(), title.to_owned()));
    let options = none.into_iter().chain(presets).collect();
    let action = shown.address.base();
    let as_of = self::as_of(shown, as_of);
    view! {
        <details class="menu" name="menu" open=is_open>
            <summary class=class>{word}</summary>
            <div class="menu__body is-wide">
                <form class="form is-inline" method="get" action=action.clone()>
                    {kept(shown)}
                    <SelectField
                        name="range"
                        label="Range"
                        options=options
                        value=preset
                        problem=range
                    />
                    <button class="button">"Show"</button>
                </form>
                <form class="form is-inline" method="get" action=action>
                    {kept(shown)}
                    <DayField name="from" label="From" value=typed.from problem=from />
                    <DayField name="to" label="To" value=typed.to problem=to />
                    <button class="button">"Show"</button>
                </form>
                {as_of}
            </div>
        </details>
    }
    .into_any()
}

/// The page as it was known on an earlier day, from what corrections have kept.
fn as_of(shown: &Shown<'_>, problem: Option<String>) -> AnyView {
    let value = shown
        .view
        .as_of
        .map(|day| day.to_string())
        .unwrap_or_default();
    view! {
        <form class="form is-inline" method="get" action=shown.address.base()>
            {super::find::hidden(shown.address.kept(&["as_of"]))}
            <DayField name="as_of" label="As it was known on" value=value problem=problem />
            <button class="button">"Go back"</button>
        </form>
    }
    .into_any()
}

/// What a form for the range does not change, and its address must keep.
fn kept(shown: &Shown<'_>) -> Vec<AnyView> {
    super::find::hidden(shown.address.kept(&["range", "from", "to"]))
}
