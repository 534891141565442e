//! The few things that islands ask of the page around them.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event};

const SVG: &str = "http://www.w3.org/2000/svg";

/// The page.
pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element that an event happened to, or the first around it that matches.
pub(super) fn target(event: &Event, selector: &str) -> Option<Element> {
    event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest(selector)
        .ok()?
}

/// The elements in `root` that match.
pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    let nodes = (0..found.length()).filter_map(|at| found.get(at));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// The first element in `root` that matches.
pub(super) fn first(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok()?
}

/// Sets an attribute.
pub(super) fn set(element: &Element, name: &str, value: &str) {
    // It fails for names that are none only.
    _ = element.set_attribute(name, value);
}

/// A place along a picture in percent, as an attribute.
pub(super) fn percent(place: f64) -> String {
    let hundredths = (place * 100.0).round() as i32;
    format!("{}.{:02}%", hundredths / 100, (hundredths % 100).abs())
}

/// A new element of a drawing, at the end of `parent`.
pub(super) fn draw(parent: &Element, name: &str, class: &str) -> Option<Element> {
    let element = document()?.create_element_ns(Some(SVG), name).ok()?;
    set(&element, "class", class);
    parent.append_child(&element).ok()?;
    Some(element)
}

/// A cursor says more than the browser's tip would; the picture keeps its name.
pub(super) fn without_tip(picture: &Element) {
    let svg = first(picture, "svg");
    if let (Some(svg), Some(tip)) = (svg, first(picture, "svg > title")) {
        set(&svg, "aria-label", &tip.text_content().unwrap_or_default());
        tip.remove();
    }
}
