//! A panel of a dashboard while a cursor is in it: line, dots and the words beside them.

use dbag_domain::Day;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::cursor::{gutter, make_slider, place_dot, tell};
use super::dom::{all, draw, first, percent, set, without_tip};
use super::placing::Grid;
use super::track::Track;

/// A panel with a picture, and its values.
pub(super) struct ReadPanel {
    pub(super) picture: Element,
    panel: Element,
    svg: Element,
    around: Option<Around>,
    gutter: Option<f64>,
    opens: Option<String>,
    day: Option<Spot>,
    values: Vec<ReadValue>,
    marks: Option<Marks>,
    shown: Shown,
}

/// Where a picture is in the window; read before anything is written, for reading after writing
/// would lay the page out again.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Around {
    left: f64,
    width: f64,
}

/// What a panel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// What the server wrote.
    Rest,
    /// A slot.
    Slot(usize),
    /// The change from one slot to another.
    Change(usize, usize),
}

/// One series: its values and where they are told.
struct ReadValue {
    track: Track,
    number: Spot,
    unit: Option<Spot>,
    colour: Option<String>,
    dot: Option<Element>,
}

/// What is laid over a picture.
enum Marks {
    /// A line, moved as a whole with the dots on it.
    Line { layer: Element, span: Element },
    /// The frame of a calendar's day.
    Cell(Grid, Element),
}

/// An element whose words are replaced for a while.
struct Spot {
    element: Element,
    kept: String,
}

impl ReadPanel {
    /// Reads the panel of a picture, once.
    pub(super) fn find(picture: Element) -> Option<Self> {
        let panel = picture.closest(".panel").ok()??;
        let svg = first(&picture, "svg")?;
        let beside = |words: Element| ReadValue::find(&words, &picture);
        let values: Vec<_> = all(&panel, "[data-values]")
            .into_iter()
            .filter_map(beside)
            .collect();
        make_slider(&picture, &values.first()?.track);
        without_tip(&picture);
        Some(Self {
            around: None,
            gutter: None,
            opens: picture.get_attribute("data-opens"),
            day: first(&panel, ".panel__day").map(Spot::of),
            marks: None,
            shown: Shown::Rest,
            picture,
            panel,
            svg,
            values,
        })
    }

    /// The series that gives the picture its slots.
    pub(super) fn main(&self) -> Option<&Track> {
        self.values.first().map(|value| &value.track)
    }

    /// The slot that is told.
    pub(super) fn slot(&self) -> Option<usize> {
        match self.shown {
            Shown::Rest => None,
            Shown::Slot(slot) | Shown::Change(_, slot) => Some(slot),
        }
    }

    /// Finds the picture in a window of this height; one that is not seen tells nothing.
    pub(super) fn measure(&mut self, window: f64) {
        let around = self.picture.get_bounding_client_rect();
        let is_seen = around.bottom() > 0.0 && around.top() < window;
        self.around = is_seen.then(|| {
            let gutter = *self.gutter.get_or_insert_with(|| gutter(&self.svg));
            Around {
                left: around.left() + gutter,
                width: (around.width() - gutter).max(1.0),
            }
        });
    }

    /// The slot under a pointer.
    pub(super) fn slot_under(&self, event: &PointerEvent) -> Option<usize> {
        let track = self.main()?;
        let Some(grid) = track.placing().grid() else {
            let around = self.around?;
            let x = f64::from(event.client_x()) - around.left;
            return Some(track.slot_at(x / around.width));
        };
        let around = self.svg.get_bounding_client_rect();
        let units = f64::from(grid.left) + f64::from(grid.pitch) * grid.columns(track.len());
        let scale = units / around.width().max(1.0);
        let x = (f64::from(event.client_x()) - around.left()) * scale;
        let y = (f64::from(event.client_y()) - around.top()) * scale;
        grid.slot_at(x, y, track.len())
    }

    /// Whether it tells this slot.
    pub(super) fn shows(&self, slot: usize) -> bool {
        self.shown == Shown::Slot(slot)
    }

    /// The address that tells the days of a slot.
    pub(super) fn address(&self, slot: usize) -> Option<String> {
        let days = self.main()?.days(slot);
        let opens = self.opens.as_ref()?;
        Some(format!("{opens}from={}&to={}#values", days.from, days.to))
    }

    /// Tells a slot.
    pub(super) fn show(&mut self, slot: usize) {
        if self.shown == Shown::Slot(slot) {
            return;
        }
        self.begin();
        self.shown = Shown::Slot(slot);
        self.mark(slot, None);
        for value in &self.values {
            value.show(slot);
        }
        if let (Some(day), Some(track)) = (&self.day, self.main()) {
            let words = match track.value(slot) {
                None if self.values.iter().any(|value| value.unit.is_some()) => {
                    format!("{}, {}", track.day_words(slot), track.words(slot))
                }
                _ => track.day_words(slot),
            };
            day.say(&words);
        }
    }

    /// Tells what changed from one slot to another.
    pub(super) fn show_change(&mut self, from: usize, to: usize) {
        let (from, to) = (from.min(to), from.max(to));
        if self.shown == Shown::Change(from, to) {
            return;
        }
        self.begin();
        self.shown = Shown::Change(from, to);
        self.mark(to, Some(from));
        for value in &self.values {
            value.number.say(&value.track.change_words(from, to));
        }
        if let (Some(day), Some(track)) = (&self.day, self.main()) {
            let words = format!("{} → {}", track.short_day(from), track.short_day(to));
            day.say(&words);
        }
    }

    /// Tells a day, or nothing where the panel does not show it or is not seen.
    pub(super) fn show_day(&mut self, day: Day) {
        let seen = self.around.and_then(|_| self.main());
        match seen.and_then(|track| track.slot_of(day)) {
            Some(slot) => self.show(slot),
            None => self.rest(),
        }
    }

    /// Says the slot to those who do not see the picture.
    pub(super) fn tell(&self) {
        if let Some(track) = self.main() {
            let last = track.len().saturating_sub(1);
            tell(&self.picture, track, self.slot().unwrap_or(last));
        }
    }

    /// Tells again what the server wrote.
    pub(super) fn rest(&mut self) {
        if self.shown == Shown::Rest {
            return;
        }
        self.shown = Shown::Rest;
        _ = self.panel.class_list().remove_1("is-read");
        for value in &self.values {
            value.number.restore();
            if let Some(unit) = &value.unit {
                unit.restore();
            }
        }
        if let Some(day) = &self.day {
            day.restore();
        }
        self.tell();
    }

    fn begin(&mut self) {
        if self.marks.is_none() {
            self.marks = self.draw_marks();
        }
        if self.shown == Shown::Rest {
            _ = self.panel.class_list().add_1("is-read");
        }
    }

    fn draw_marks(&mut self) -> Option<Marks> {
        let placing = self.main()?.placing();
        if let Some(grid) = placing.grid() {
            let cell = draw(&self.svg, "rect", "reading reading__cell")?;
            let size = tenths(grid.cell);
            set(&cell, "width", &size);
            set(&cell, "height", &size);
            return Some(Marks::Cell(grid, cell));
        }
        let plot = self.picture.get_attribute("data-plot").unwrap_or_default();
        let (top, rest) = plot.split_once(' ').unwrap_or(("0", "100% 100%"));
        let (bottom, height) = rest.split_once(' ').unwrap_or((rest, rest));
        let span = draw(&self.svg, "rect", "reading reading__span")?;
        set(&span, "y", top);
        set(&span, "height", height);
        let layer = draw(&self.svg, "svg", "reading")?;
        set(&layer, "overflow", "visible");
        let line = draw(&layer, "line", "reading__line")?;
        set(&line, "y1", top);
        set(&line, "y2", bottom);
        for value in &mut self.values {
            value.draw_dot(&layer);
        }
        Some(Marks::Line { layer, span })
    }

    fn mark(&self, slot: usize, from: Option<usize>) {
        let (Some(marks), Some(track)) = (&self.marks, self.main()) else {
            return;
        };
        match marks {
            Marks::Cell(grid, cell) => {
                let (left, top) = grid.corner(slot);
                set(cell, "x", &tenths(left));
                set(cell, "y", &tenths(top));
            }
            Marks::Line { layer, span } => {
                set(layer, "x", &percent(track.x(slot)));
                let start = from.unwrap_or(slot);
                set(span, "x", &percent(track.x(start)));
                set(span, "width", &percent(track.x(slot) - track.x(start)));
            }
        }
    }
}

impl ReadValue {
    fn find(words: &Element, picture: &Element) -> Option<Self> {
        Some(Self {
            track: Track::read_beside(words, picture)?,
            number: Spot::of(first(words, ".reading__number")?),
            unit: first(words, ".reading__unit").map(Spot::of),
            colour: words.get_attribute("data-dot"),
            dot: None,
        })
    }

    fn draw_dot(&mut self, layer: &Element) {
        let colour = self.colour.as_ref();
        let colour = colour.filter(|_| !self.track.has_bands() && self.track.has_heights());
        if let Some(colour) = colour {
            self.dot = draw(layer, "circle", &format!("reading__dot {colour}"));
        }
        if let Some(dot) = &self.dot {
            set(dot, "r", "4");
        }
    }

    fn show(&self, slot: usize) {
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
    fn of(element: Element) -> Self {
        let kept = element.text_content().unwrap_or_default();
        Self { element, kept }
    }

    fn say(&self, words: &str) {
        // Setting the words of the one text is cheaper than making another.
        match self.element.first_child() {
            Some(text) if !text.has_type::<Element>() => text.set_node_value(Some(words)),
            _ => self.element.set_text_content(Some(words)),
        }
    }

    fn restore(&self) {
        self.say(&self.kept);
    }
}

fn tenths(number: i32) -> String {
    (f64::from(number) / 10.0).to_string()
}
