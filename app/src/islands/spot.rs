//! Words of a panel that a cursor replaces for a while.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::cursor::{beside, place_dot};
use super::dom::{draw, first, set};
use super::track::Track;

/// One series: its values and where they are told.
pub(super) struct ReadValue {
    pub(super) track: Track,
    pub(super) number: Spot,
    pub(super) unit: Option<Spot>,
    name: String,
    colour: Option<String>,
    dot: Option<Element>,
}

/// An element whose words are replaced for a while.
pub(super) struct Spot {
    element: Element,
    kept: String,
}

impl ReadValue {
    /// The values that an element bears, told in it.
    pub(super) fn find(words: &Element, picture: &Element) -> Option<Self> {
        Some(Self {
            track: Track::read_beside(words, picture)?,
            number: Spot::of(first(words, ".reading__number")?),
            unit: first(words, ".reading__unit").map(Spot::of),
            name: first(words, ".reading-line__name")
                .and_then(|name| name.text_content())
                .unwrap_or_default(),
            colour: words.get_attribute("data-dot"),
            dot: None,
        })
    }

    /// Its name, empty where it is the only one, and its values.
    pub(super) fn named(&self) -> (&str, &Track) {
        (&self.name, &self.track)
    }

    /// Draws its dot, where heights tell values.
    pub(super) fn draw_dot(&mut self, layer: &Element) {
        let colour = self.colour.as_ref();
        let colour = colour.filter(|_| !self.track.has_bands() && self.track.has_heights());
        if let Some(colour) = colour {
            self.dot = draw(layer, "circle", &format!("reading__dot {colour}"));
        }
        if let Some(dot) = &self.dot {
            set(dot, "r", "4");
        }
    }

    /// A slot's value with its name, and with its day where that is not the picture's; nothing where
    /// nothing stands there.
    pub(super) fn spoken(&self, slot: usize, main: &Track) -> Option<String> {
        let track = &self.track;
        if slot >= track.len() {
            return None;
        }
        let words = match track.period(slot) == main.period(slot) {
            true => track.words(slot),
            false => beside(track, slot)?,
        };
        Some(match self.name.as_str() {
            "" => words,
            name => format!("{name}: {words}"),
        })
    }

    /// Tells a slot.
    pub(super) fn show(&self, slot: usize) {
        let track = &self.track;
        if let Some(dot) = &self.dot {
            place_dot(dot, 0.0, track.y(slot));
        }
        match &self.unit {
            Some(unit) => {
                self.number.say(&track.number(slot));
                unit.say(track.unit_word(slot));
            }
            None => self.number.say(&track.words(slot)),
        }
    }
}

impl Spot {
    /// An element with the words that it has.
    pub(super) fn of(element: Element) -> Self {
        let kept = element.text_content().unwrap_or_default();
        Self { element, kept }
    }

    /// Says something else.
    pub(super) fn say(&self, words: &str) {
        // Setting the words of the one text is cheaper than making another.
        match self.element.first_child() {
            Some(text) if !text.has_type::<Element>() => text.set_node_value(Some(words)),
            _ => self.element.set_text_content(Some(words)),
        }
    }

    /// Says again what the server wrote.
    pub(super) fn restore(&self) {
        self.say(&self.kept);
    }
}
