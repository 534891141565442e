//! Pictures and prose in a page: the one place where text becomes HTML unescaped.

use dbag_chart::Picture;
use leptos::prelude::*;

use crate::islands::{Placing, Track};
use crate::markdown::SafeHtml;
use crate::ui::FrameSlots;

/// A picture with the values that a cursor in it tells.
///
/// `chart` writes the SVG, and escapes every text in it.
#[component]
pub(crate) fn Drawing(
    /// The picture.
    picture: Picture,
    /// The class of the element around it.
    class: &'static str,
    /// The values, where a cursor may move over them.
    #[prop(optional_no_strip)]
    track: Option<Track>,
    /// The values of the series that is compared.
    #[prop(optional_no_strip)]
    other: Option<Track>,
    /// What is aimed at.
    #[prop(optional_no_strip)]
    goal: Option<Track>,
    /// What the picture shows, for a cursor's accessible name.
    #[prop(optional_no_strip)]
    name: Option<String>,
    /// What is said of it while no cursor is in it, where that is not its last value.
    #[prop(optional_no_strip)]
    at_rest: Option<String>,
    /// The metric's page; what is known of a day is there.
    #[prop(optional_no_strip)]
    opens: Option<String>,
) -> impl IntoView {
    let attributes = track.as_ref().map(Track::attributes).unwrap_or_default();
    let placing = track.as_ref().map(Track::placing).unwrap_or_default();
    view! {
        <div
            class=class
            data-name=name
            data-rest=at_rest
            data-from=attributes.from
            data-to=attributes.to
            data-step=attributes.step
            data-values=attributes.values
            data-height=placing.height_text()
            data-bands=placing.bands_text()
            data-one=attributes.one
            data-many=attributes.many
            data-format=attributes.format
            data-other-from=other.as_ref().map(|other| other.from().days().to_string())
            data-other-to=other.as_ref().and_then(Track::to).map(|day| day.days().to_string())
            data-other-values=other.as_ref().map(Track::values_text)
            data-goal-from=goal.as_ref().map(|goal| goal.from().days().to_string())
            data-goal-values=goal.as_ref().map(Track::values_text)
            data-opens=opens
            inner_html=picture.svg
        ></div>
    }
}

/// A picture whose values stand in the words of its panel: where a cursor finds their places.
#[component]
pub(crate) fn PanelDrawing(
    /// The SVG.
    picture: Picture,
    /// What it shows, for a cursor's accessible name; without one nothing moves over it.
    #[prop(optional_no_strip)]
    name: Option<String>,
    /// What is said of it while no cursor is in it, where that is not its last value.
    #[prop(optional_no_strip)]
    at_rest: Option<String>,
    /// Where its values lie.
    #[prop(optional)]
    placing: Placing,
    /// The pages of its metrics, with spaces between them; what is known of a day is there.
    #[prop(optional_no_strip)]
    opens: Option<String>,
    /// Its slots, for a cursor that is a script without WASM.
    #[prop(optional_no_strip)]
    slots: Option<FrameSlots>,
    /// What is added to its class.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = format!("panel__picture{class}");
    let svg = match slots {
        Some(_) => without_tip(picture.svg),
        None => picture.svg,
    };
    let slots = slots.unwrap_or_default();
    let height = picture.height.max(1) * 10;
    let percent = |place: i32| f64::from(place) * 100.0 / f64::from(height);
    let (top, bottom) = (picture.plot.top, picture.plot.top + picture.plot.height);
    let plot = name.is_some().then(|| {
        let [top, bottom, height] = [top, bottom, bottom - top].map(percent);
        format!("{top:.1}% {bottom:.1}% {height:.1}%")
    });
    view! {
        <div
            class=class
            data-name=name
            data-rest=at_rest
            data-plot=plot
            data-height=placing.height_text()
            data-bands=placing.bands_text()
            data-grid=placing.grid_text()
            data-slots=slots.count
            data-from=slots.from
            data-names=slots.names
            data-opens=opens
            inner_html=svg
        ></div>
    }
}

/// A picture whose title is its accessible name without being the browser's tip, which would lie
/// over the cursor. The texts of a picture are escaped for attributes, too.
fn without_tip(svg: String) -> String {
    let titled = svg.split_once("<title>").and_then(|(head, rest)| {
        let (title, rest) = rest.split_once("</title>")?;
        let opening = head.strip_prefix("<svg")?;
        Some(format!("<svg aria-label=\"{title}\"{opening}{rest}"))
    });
    titled.unwrap_or(svg)
}

/// A small picture that says nothing without the words beside it.
#[component]
pub(crate) fn Spark(
    /// The picture.
    picture: Picture,
    /// The class of the element around it.
    class: &'static str,
) -> impl IntoView {
    view! { <span class=class inner_html=picture.svg></span> }
}

/// Words that were written as Markdown.
#[component]
pub(crate) fn Prose(
    /// The words, made harmless.
    html: SafeHtml,
) -> impl IntoView {
    view! { <div class="prose" inner_html=html.into_string()></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name() {
        let svg = "<svg class=\"chart\"><title>Orders &amp; more</title><path/></svg>";
        assert_eq!(
            without_tip(svg.to_owned()),
            "<svg aria-label=\"Orders &amp; more\" class=\"chart\"><path/></svg>"
        );
        assert_eq!(
            without_tip("<svg><path/></svg>".to_owned()),
            "<svg><path/></svg>"
        );
    }
}
