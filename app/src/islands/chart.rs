//! The chart's cursor: value and day under it stand in the line above.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};
use leptos::html::Figure;
use leptos::prelude::*;
use web_sys::{Element, Node};

use super::cursor::{
    Move, beside, focused, gutter, make_slider, move_by_key, place_dot, place_line, slot_under,
    spoken, tell,
};
use super::dom::{draw, first, set, target, without_tip};
use super::known_day::{self, Opens};
use super::track::Track;

const PICTURE: &str = ".figure__picture[data-values]";

/// A chart whose values can be read off: by pointer, by touch, by arrow keys.
///
/// The drawing itself is never touched: a line and a dot are laid over it. A click or Enter opens
/// what is known of the day.
#[island]
pub fn ReadChart(children: Children) -> impl IntoView {
    let root = NodeRef::<Figure>::new();
    Effect::new(move |_| {
        let picture = root.get().and_then(|root| first(&root, PICTURE));
        if let Some(picture) = picture
            && let Some(track) = Track::read(&picture)
        {
            make_slider(&picture, &track);
            Beside::read(&picture).tell(&picture, &track, track.len().saturating_sub(1));
            without_tip(&picture);
        }
    });
    let reading = Reading::default();
    let [touched, moved, released, left, lost, pressed, blurred] =
        std::array::from_fn(|_| reading.clone());
    view! {
        <figure
            class="figure"
            node_ref=root
            on:pointerdown=move |event: PointerEvent| touched.point(&event)
            on:pointermove=move |event: PointerEvent| moved.point(&event)
            on:pointerup=move |event: PointerEvent| released.click(&event)
            on:pointerleave=move |_| left.leave()
            on:pointercancel=move |_| lost.leave()
            on:keydown=move |event: KeyboardEvent| pressed.press(&event)
            on:focusout=move |_: FocusEvent| blurred.leave()
        >
            {children()}
        </figure>
    }
}

/// The cursor, while there is one.
#[derive(Clone, Default)]
struct Reading(Rc<RefCell<Option<Cursor>>>);

impl Reading {
    fn point(&self, event: &PointerEvent) {
        let Some(picture) = target(event, PICTURE) else {
            return self.leave();
        };
        let mut cursor = self.0.borrow_mut();
        if cursor.is_none() {
            *cursor = Cursor::begin(&picture);
        }
        if let Some(cursor) = cursor.as_mut()
            && let Some(slot) = slot_under(event, &picture, &cursor.track, cursor.gutter)
        {
            cursor.show(slot);
        }
    }

    /// A mouse opens the day; a finger only reads.
    fn click(&self, event: &PointerEvent) {
        let is_mouse = event.pointer_type() == "mouse" && event.button() == 0;
        if is_mouse && target(event, PICTURE).is_some() {
            self.open();
        }
    }

    fn open(&self) {
        if let Some(cursor) = self.0.borrow().as_ref() {
            known_day::open(
                &Opens::read(&cursor.picture),
                cursor.track.days(cursor.slot),
            );
        }
    }

    fn press(&self, event: &KeyboardEvent) {
        let Some(picture) = focused(event, PICTURE) else {
            return;
        };
        if event.key() == "Enter" {
            return self.open();
        }
        let mut cursor = self.0.borrow_mut();
        let at = cursor.as_ref().map(|cursor| cursor.slot);
        if cursor.is_none() {
            *cursor = Cursor::begin(&picture);
        }
        let to = cursor
            .as_ref()
            .and_then(|cursor| move_by_key(event, at, &cursor.track));
        match (to, at) {
            (Some(Move::To(slot)), _) => {
                event.prevent_default();
                if let Some(cursor) = cursor.as_mut() {
                    cursor.show(slot);
                }
            }
            (None, Some(_)) => {}
            (Some(Move::Away), _) | (None, None) => {
                if let Some(cursor) = cursor.take() {
                    cursor.remove();
                }
            }
        }
    }

    fn leave(&self) {
        if let Some(cursor) = self.0.borrow_mut().take() {
            cursor.remove();
        }
    }
}

/// A line, a dot and the read-out.
struct Cursor {
    picture: Element,
    track: Track,
    gutter: f64,
    beside: Beside,
    slot: usize,
    line: Element,
    dot: Option<Element>,
    readout: Element,
    kept: Node,
    /// Where the goal stands in the key, and what stands there without a cursor.
    goal: Option<(Element, String)>,
}

/// What stands beside the values.
struct Beside {
    other: Option<Track>,
    goal: Option<Track>,
}

impl Beside {
    fn read(picture: &Element) -> Self {
        Self {
            other: Track::read_other(picture),
            goal: Track::read_goal(picture),
        }
    }

    fn other(&self, slot: usize) -> Option<String> {
        beside(self.other.as_ref()?, slot)
    }

    /// Says a slot to those who do not see the picture: its value, its goal, what it is compared with.
    fn tell(&self, picture: &Element, track: &Track, slot: usize) {
        let goal = self.goal.as_ref().filter(|goal| goal.value(slot).is_some());
        let goal = goal.map(|goal| format!("goal: {}", goal.words(slot)));
        let words = [Some(spoken(track, slot)), goal, self.other(slot)];
        let words: Vec<String> = words.into_iter().flatten().collect();
        tell(picture, slot, &words.join("; "));
    }
}

impl Cursor {
    fn begin(picture: &Element) -> Option<Self> {
        let track = Track::read(picture)?;
        let svg = first(picture, "svg.chart")?;
        let figure = picture.parent_element()?;
        let readout = first(&figure, ".readout")?;
        let goal = first(&figure, ".legend__goal");
        let goal = goal.map(|goal| (goal.clone(), goal.text_content().unwrap_or_default()));
        let kept = readout.clone_node_with_deep(true).ok()?;
        let line = draw(&svg, "line", "chart__cursor")?;
        set(&line, "y1", "3%");
        set(&line, "y2", "92.5%");
        let dot = if track.has_bands() {
            None
        } else {
            draw(&svg, "circle", "chart__dot s1")
        };
        if let Some(dot) = &dot {
            set(dot, "r", "4.5");
        }
        Some(Self {
            gutter: gutter(&svg),
            beside: Beside::read(picture),
            picture: picture.clone(),
            slot: usize::MAX,
            track,
            line,
            dot,
            readout,
            kept,
            goal,
        })
    }

    fn show(&mut self, slot: usize) {
        if slot == self.slot {
            return;
        }
        self.slot = slot;
        place_line(&self.line, &self.track, slot);
        if let Some(dot) = &self.dot {
            place_dot(dot, self.track.x(slot), self.track.y(slot));
        }
        self.say(".readout__value", &self.track.words(slot));
        self.say(".readout__day", &self.track.day_words(slot));
        self.say(
            ".readout__other",
            &self.beside.other(slot).unwrap_or_default(),
        );
        if let (Some((place, _)), Some(goal)) = (&self.goal, &self.beside.goal) {
            let words = match goal.value(slot) {
                Some(_) => goal.words(slot),
                None => goal.number(slot),
            };
            place.set_text_content(Some(&words));
        }
        self.beside.tell(&self.picture, &self.track, slot);
    }

    fn say(&self, selector: &str, words: &str) {
        if let Some(place) = first(&self.readout, selector) {
            place.set_text_content(Some(words));
        }
    }

    fn remove(self) {
        let last = self.track.len().saturating_sub(1);
        self.beside.tell(&self.picture, &self.track, last);
        if let Some((place, words)) = &self.goal {
            place.set_text_content(Some(words));
        }
        self.line.remove();
        if let Some(dot) = self.dot {
            dot.remove();
        }
        // It fails only where the page lost the element meanwhile.
        _ = self.readout.replace_with_with_node_1(&self.kept);
    }
}
