//! Which days, in which steps, compared with what, and of which object.

use dbag_domain::{PanelCompare, RangeChoice, Step};
use leptos::prelude::*;

use super::Shown;
use crate::page::TypedDays;
use crate::ui::{DayField, Problems, Segment, Segments, SelectField};
use crate::words::{cut_range, together};

const PRESETS: [(&str, &str); 5] = [
    ("30d", "30 d"),
    ("90d", "90 d"),
    ("12m", "12 m"),
    ("year", "This year"),
    ("all", "All"),
];
const STEPS: [(Step, &str); 3] = [
    (Step::Day, "Day"),
    (Step::Week, "Week"),
    (Step::Month, "Month"),
];
const COMPARISONS: [(Option<PanelCompare>, &str); 3] = [
    (None, "Off"),
    (Some(PanelCompare::Previous), "Previous period"),
    (Some(PanelCompare::Year), "Year before"),
];

/// Links, each with its address, and forms where something is to be typed.
pub(super) fn draw(
    shown: &Shown<'_>,
    typed: TypedDays,
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let (view, address) = (shown.view, &shown.address);
    let mut ranges: Vec<_> = PRESETS
        .iter()
        .map(|(preset, title)| Segment {
            title,
            address: address.with_preset(preset),
            is_current: view.choice.preset() == Some(*preset),
        })
        .collect();
    let is_custom = matches!(view.choice, RangeChoice::Custom(_));
    ranges.push(Segment {
        title: "Custom",
        address: address.with_days(view.days),
        is_current: is_custom,
    });
    let steps = STEPS.iter().map(|(step, title)| Segment {
        title,
        address: address.with_step(*step),
        is_current: view.step == *step,
    });
    let comparisons = COMPARISONS.iter().map(|(compare, title)| Segment {
        title,
        address: address.with_compare(*compare),
        is_current: address.compare() == *compare,
    });
    let is_typed = is_custom || !typed.is_empty();
    let custom = is_typed.then(|| custom(shown, typed, problems));
    view! {
        {(!view.objects.is_empty()).then(|| objects(shown))}
        <div class="row is-apart">
            <Segments name="Range" segments=ranges />
            <Segments name="Step" segments=steps.collect() />
            <Segments name="Compare" segments=comparisons.collect() />
        </div>
        {custom}
        {cut_range(view.choice, view.days)
            .map(|words| view! { <p class="field__hint">{words}</p> })}
    }
}

fn custom(shown: &Shown<'_>, typed: TypedDays, problems: &mut Problems) -> impl IntoView + use<> {
    let typed = typed.or(shown.view.days);
    let [from, to] = ["from", "to"].map(|name| problems.take(name));
    view! {
        <form class="form is-inline" method="get" action=shown.address.base().to_owned()>
            {kept(shown, false)}
            <DayField name="from" label="From" value=typed.from problem=from />
            <DayField name="to" label="To" value=typed.to problem=to />
            <button class="button">"Show"</button>
        </form>
    }
}

fn objects(shown: &Shown<'_>) -> impl IntoView + use<> {
    let view = shown.view;
    let kind = view
        .metric
        .object_kind
        .as_ref()
        .map_or("object", |kind| kind.as_str());
    let all = (
        String::new(),
        format!(
            "every {kind}, {}",
            together(view.metric.across_objects, !view.series.weights.is_empty())
        ),
    );
    let options = view.objects.iter().map(|object| {
        let key = object.key.to_string();
        let title = match object.label.as_str() {
            "" => key.clone(),
            label => format!("{label} ({key})"),
        };
        (key, title)
    });
    let options: Vec<_> = std::iter::once(all).chain(options).collect();
    let left_out = view.objects_in_all.saturating_sub(view.objects.len());
    let more = (left_out > 0).then(|| {
        let words = format!("Find one of {left_out} more");
        let address = shown.frame.path(&format!("/objects/{kind}"));
        view! { <a class="form__more" href=address>{words}</a> }
    });
    view! {
        <form class="form is-inline" method="get" action=shown.address.base().to_owned()>
            {kept(shown, true)}
            <SelectField
                name="object"
                label=crate::words::sentence(kind)
                options=options
                value=shown.address.object().unwrap_or_default()
            />
            <button class="button">"Show"</button>
            {more}
        </form>
    }
}

/// What a form does not change and its address must keep.
fn kept(shown: &Shown<'_>, with_range: bool) -> impl IntoView + use<> {
    let view = shown.view;
    let mut kept = vec![("step", view.step.to_string())];
    if let Some(compare) = shown.address.compare() {
        kept.push(("compare", compare.to_string()));
    }
    match (with_range, view.choice.preset(), shown.address.object()) {
        (true, Some(preset), _) => kept.push(("range", preset.to_owned())),
        (true, None, _) => {
            kept.push(("from", view.days.from.to_string()));
            kept.push(("to", view.days.to.to_string()));
        }
        (false, _, Some(object)) => kept.push(("object", object.to_owned())),
        (false, _, None) => {}
    }
    kept.into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect::<Vec<_>>()
}
