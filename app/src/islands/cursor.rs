//! A cursor in a picture: which slot it is at, and how pointer and keys move it.

use dbag_domain::Step;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::dom::{percent, set};
use super::track::{SlotNote, Track};

/// Where a key moves a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// To a slot.
    To(usize),
    /// Out of the picture.
    Away,
}

/// The slot under a pointer; the drawing begins `gutter` pixels from the picture's left edge.
pub(super) fn slot_under(
    event: &PointerEvent,
    picture: &Element,
    track: &Track,
    gutter: f64,
) -> Option<usize> {
    let around = picture.get_bounding_client_rect();
    let width = around.width() - gutter;
    if width <= 0.0 || track.len() == 0 {
        return None;
    }
    let x = f64::from(event.client_x()) - around.left() - gutter;
    Some(track.slot_at(x / width))
}

/// The room of the value axis, in pixels.
pub(super) fn gutter(svg: &Element) -> f64 {
    let style = web_sys::window().and_then(|window| window.get_computed_style(svg).ok().flatten());
    let text = style.and_then(|style| style.get_property_value("padding-left").ok());
    text.and_then(|text| text.strip_suffix("px")?.parse().ok())
        .unwrap_or(0.0)
}

/// Where a key moves the cursor, `None` for a key that does not concern it.
pub(super) fn move_by_key(event: &KeyboardEvent, at: Option<usize>, track: &Track) -> Option<Move> {
    let last = track.len().checked_sub(1)?;
    let jump = if event.shift_key() { 7 } else { 1 };
    let here = at.unwrap_or(last);
    Some(match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => Move::To(here.saturating_sub(jump)),
        "ArrowRight" | "ArrowUp" => Move::To((here + jump).min(last)),
        "PageUp" => Move::To((here + 30).min(last)),
        "PageDown" => Move::To(here.saturating_sub(30)),
        "Home" => Move::To(0),
        "End" => Move::To(last),
        "Escape" => Move::Away,
        _ => return None,
    })
}

/// Lets a picture be reached by keys, as the slider that it is then.
pub(super) fn make_slider(picture: &Element, track: &Track) {
    let last = track.len().saturating_sub(1);
    set(picture, "tabindex", "0");
    set(picture, "role", "slider");
    set(picture, "aria-valuemin", "0");
    set(picture, "aria-valuemax", &last.to_string());
    if let Some(name) = picture.get_attribute("data-name") {
        set(picture, "aria-label", &name);
    }
    tell_rest(picture, track);
}

/// Says what stands there while no cursor is in a picture: its own words, or its last value.
pub(super) fn tell_rest(picture: &Element, track: &Track) {
    let last = track.len().saturating_sub(1);
    let words = picture.get_attribute("data-rest");
    tell(picture, last, &words.unwrap_or_else(|| spoken(track, last)));
}

/// A slot's value and day in words: `3 orders, Friday 9 Oct`.
pub(super) fn spoken(track: &Track, slot: usize) -> String {
    format!("{}, {}", track.words(slot), track.day_words(slot))
}

/// What stands beside a slot, in words: `1 order on Wednesday 9 Sep`; nothing where nothing does.
pub(super) fn beside(other: &Track, slot: usize) -> Option<String> {
    let is_there = slot < other.len() && !other.has_note(slot, SlotNote::Absent);
    is_there.then(|| {
        let (words, day) = (other.words(slot), other.day_words(slot));
        match (other.step() == Step::Day, day.strip_prefix("week of")) {
            (true, _) => format!("{words} on {day}"),
            (false, Some(week)) => format!("{words} in the week of{week}"),
            (false, None) => format!("{words} in {day}"),
        }
    })
}

/// Says a slot to those who do not see the picture.
pub(super) fn tell(picture: &Element, slot: usize, words: &str) {
    set(picture, "aria-valuenow", &slot.to_string());
    set(picture, "aria-valuetext", words);
}

/// Puts a line at a slot.
pub(super) fn place_line(line: &Element, track: &Track, slot: usize) {
    let x = percent(track.x(slot));
    set(line, "x1", &x);
    set(line, "x2", &x);
}

/// Puts a dot on a value; hidden where there is none.
pub(super) fn place_dot(dot: &Element, x: f64, y: Option<f64>) {
    set(dot, "cx", &percent(x));
    match y {
        Some(y) => {
            set(dot, "cy", &percent(y));
            _ = dot.remove_attribute("visibility");
        }
        None => set(dot, "visibility", "hidden"),
    }
}

/// The picture that has the keyboard, for a key that was pressed.
pub(super) fn focused(event: &KeyboardEvent, selector: &str) -> Option<Element> {
    event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest(selector)
        .ok()?
}
