//! Pictures in a page: the one place where text becomes HTML unescaped.

use dbag_chart::Picture;
use leptos::prelude::*;

use crate::islands::Track;

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
    /// What the picture shows, for a cursor's accessible name.
    #[prop(optional_no_strip)]
    name: Option<String>,
) -> impl IntoView {
    let attributes = track.as_ref().map(Track::attributes).unwrap_or_default();
    view! {
        <div
            class=class
            data-name=name
            data-from=attributes.from
            data-step=attributes.step
            data-values=attributes.values
            data-height=attributes.height
            data-bands=attributes.bands
            data-one=attributes.one
            data-many=attributes.many
            data-format=attributes.format
            data-other-from=other.as_ref().map(|other| other.from().days().to_string())
            data-other-values=other.as_ref().map(Track::values_text)
            inner_html=picture.svg
        ></div>
    }
}
