//! A panel of a dashboard while a cursor is in it: line, dots and the words beside them.

use dbag_domain::Day;
use web_sys::{Element, PointerEvent};

use super::cursor::{gutter, make_slider, tell, tell_rest};
use super::dom::{all, first, without_tip};
use super::known_day::Opens;
use super::marks::Marks;
use super::spot::{ReadValue, Spot};
use super::told::day_words;
use super::track::Track;

/// A panel with a picture, and its values.
pub(super) struct ReadPanel {
    pub(super) picture: Element,
    panel: Element,
    svg: Element,
    around: Option<Around>,
    gutter: Option<f64>,
    /// The metrics that it shows; what is known of a day is at their addresses.
    pub(super) opens: Vec<Opens>,
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
        let found = Self {
            around: None,
            gutter: None,
            opens: Opens::read(&picture),
            day: first(&panel, ".panel__day").map(Spot::of),
            marks: None,
            shown: Shown::Rest,
            picture,
            panel,
            svg,
            values,
        };
        // A slider tells its first series only.
        if found.values.len() > 1 {
            found.tell();
        }
        Some(found)
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

    /// Tells a slot.
    pub(super) fn show(&mut self, slot: usize) {
        if self.shown == Shown::Slot(slot) {
            return;
        }
        self.begin();
        self.shown = Shown::Slot(slot);
        self.mark(slot, slot);
        for value in &self.values {
            value.show(slot);
        }
        if let (Some(day), Some(track)) = (&self.day, self.main()) {
            let words = match track.value(slot) {
                None if self.values.iter().any(|value| value.unit.is_some()) => {
                    format!("{}, {}", self.day_words(slot), track.words(slot))
                }
                _ => self.day_words(slot),
            };
            day.say(&words);
        }
    }

    /// The day of a slot, with what is known of the values that are told of it.
    fn day_words(&self, slot: usize) -> String {
        let tracks: Vec<_> = self.values.iter().map(ReadValue::named).collect();
        day_words(&tracks, slot)
    }

    /// Tells what changed from one slot to another.
    pub(super) fn show_change(&mut self, from: usize, to: usize) {
        let (from, to) = (from.min(to), from.max(to));
        if self.shown == Shown::Change(from, to) {
            return;
        }
        self.begin();
        self.shown = Shown::Change(from, to);
        self.mark(from, to);
        for value in &self.values {
            value.number.say(&value.track.change_words(from, to));
        }
        if let (Some(day), Some(track)) = (&self.day, self.main()) {
            let words = format!("{} → {}", track.short_day(from), track.short_day(to));
            day.say(&words);
        }
    }

    /// Whether it tells the change between two days.
    pub(super) fn tells_change(&self) -> bool {
        matches!(self.shown, Shown::Change(..))
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
            if self.shown == Shown::Rest && self.picture.has_attribute("data-rest") {
                return tell_rest(&self.picture, track);
            }
            let last = track.len().saturating_sub(1);
            let slot = self.slot().unwrap_or(last);
            let values = self
                .values
                .iter()
                .filter_map(|value| value.spoken(slot, track));
            let words = values.collect::<Vec<_>>().join("; ");
            tell(
                &self.picture,
                slot,
                &format!("{words}, {}", self.day_words(slot)),
            );
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
            let placing = self.main().map(Track::placing).unwrap_or_default();
            self.marks = Marks::draw(&self.picture, &self.svg, placing);
            if let Some(layer) = self.marks.as_ref().and_then(Marks::layer) {
                for value in &mut self.values {
                    value.draw_dot(layer);
                }
            }
        }
        if self.shown == Shown::Rest {
            _ = self.panel.class_list().add_1("is-read");
        }
    }

    /// Puts the marks at a slot, after the one from which a change is told.
    fn mark(&self, from: usize, slot: usize) {
        if let (Some(marks), Some(track)) = (&self.marks, self.main()) {
            marks.place(track, from, slot);
        }
    }
}
