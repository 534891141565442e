//! The gallery's cards: moving along a sparkline replaces the number by that day's.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::{Element, Node};

use super::cursor::{
    Move, focused, make_slider, move_by_key, place_dot, place_line, slot_under, spoken, tell,
    tell_rest,
};
use super::dom::{all, draw, first, set, target};
use super::track::Track;

const SPARK: &str = ".card__spark[data-values]";

/// Cards whose sparklines can be scrubbed.
///
/// One listener for all of them; a card's values are read when it is first touched.
#[island]
pub fn ScrubbedCards(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            for spark in all(&root, SPARK) {
                if let Some(track) = Track::read(&spark) {
                    make_slider(&spark, &track);
                }
            }
        }
    });
    let scrub = Scrub::default();
    let [touched, moved, left, lost, pressed, blurred] = std::array::from_fn(|_| scrub.clone());
    view! {
        <div
            class="island"
            node_ref=root
            on:pointerdown=move |event: PointerEvent| touched.point(&event)
            on:pointermove=move |event: PointerEvent| moved.point(&event)
            on:pointerleave=move |_| left.leave()
            on:pointercancel=move |_| lost.leave()
            on:keydown=move |event: KeyboardEvent| pressed.press(&event)
            on:focusout=move |_: FocusEvent| blurred.leave()
        >
            {children()}
        </div>
    }
}

/// The card that is scrubbed, if any.
#[derive(Clone, Default)]
struct Scrub(Rc<RefCell<Option<ScrubbedCard>>>);

impl Scrub {
    fn point(&self, event: &PointerEvent) {
        let Some(spark) = target(event, SPARK) else {
            return self.leave();
        };
        self.take(&spark);
        let mut scrubbed = self.0.borrow_mut();
        if let Some(card) = scrubbed.as_mut()
            && let Some(slot) = slot_under(event, &card.spark, &card.track, 0.0)
        {
            card.show(slot);
        }
    }

    fn press(&self, event: &KeyboardEvent) {
        let Some(spark) = focused(event, SPARK) else {
            return;
        };
        let at = self
            .0
            .borrow()
            .as_ref()
            .filter(|card| card.spark == spark)
            .map(|card| card.slot);
        let Some(track) = Track::read(&spark) else {
            return;
        };
        match move_by_key(event, at, &track) {
            Some(Move::To(slot)) => {
                event.prevent_default();
                self.take(&spark);
                if let Some(card) = self.0.borrow_mut().as_mut() {
                    card.show(slot);
                }
            }
            Some(Move::Away) => self.leave(),
            None => {}
        }
    }

    /// Begins to scrub a card, unless it is scrubbed already.
    fn take(&self, spark: &Element) {
        if self
            .0
            .borrow()
            .as_ref()
            .is_some_and(|card| card.spark == *spark)
        {
            return;
        }
        self.leave();
        *self.0.borrow_mut() = ScrubbedCard::begin(spark);
    }

    fn leave(&self) {
        if let Some(card) = self.0.borrow_mut().take() {
            card.restore();
        }
    }
}

/// A card, with what stood in it before.
struct ScrubbedCard {
    card: Element,
    spark: Element,
    track: Track,
    slot: usize,
    line: Element,
    dot: Element,
    had_dot: bool,
    number: Option<Words>,
    unit: Option<Words>,
    delta: Option<Words>,
    dot_at: (String, String),
}

impl ScrubbedCard {
    fn begin(spark: &Element) -> Option<Self> {
        let card = spark.closest(".card").ok()??;
        let track = Track::read(spark)?;
        let svg = first(spark, "svg.spark")?;
        let words = |selector: &str| Words::of(first(&card, selector)?);
        let found = first(&svg, ".spark__dot");
        let had_dot = found.is_some();
        let line = draw(&svg, "line", "spark__cursor")?;
        set(&line, "y1", "0");
        set(&line, "y2", "100%");
        let dot = match found {
            Some(dot) => dot,
            None => draw(&svg, "circle", "spark__dot")?,
        };
        set(&dot, "r", "3");
        let place = |name: &str| dot.get_attribute(name).unwrap_or_default();
        _ = card.class_list().add_1("is-scrubbing");
        Some(Self {
            number: words(".card__number"),
            unit: words(".card__unit"),
            delta: words(".card__delta"),
            dot_at: (place("cx"), place("cy")),
            spark: spark.clone(),
            slot: usize::MAX,
            card,
            track,
            line,
            dot,
            had_dot,
        })
    }

    fn show(&mut self, slot: usize) {
        if slot == self.slot {
            return;
        }
        self.slot = slot;
        let track = &self.track;
        place_line(&self.line, track, slot);
        place_dot(&self.dot, track.x(slot), track.y(slot));
        let day = match track.value(slot) {
            Some(_) => track.day_words(slot),
            None => format!("{}, {}", track.day_words(slot), track.words(slot)),
        };
        let number = track.number(slot);
        let said = [
            (&self.number, number.as_str()),
            (&self.unit, track.unit_word(slot)),
            (&self.delta, day.as_str()),
        ];
        for (place, text) in said {
            if let Some(place) = place {
                place.shown.set_text_content(Some(text));
            }
        }
        tell(&self.spark, slot, &spoken(track, slot));
    }

    fn restore(self) {
        _ = self.card.class_list().remove_1("is-scrubbing");
        self.line.remove();
        if self.had_dot {
            set(&self.dot, "cx", &self.dot_at.0);
            set(&self.dot, "cy", &self.dot_at.1);
            _ = self.dot.remove_attribute("visibility");
        } else {
            self.dot.remove();
        }
        for place in [self.number, self.unit, self.delta].into_iter().flatten() {
            place.restore();
        }
        tell_rest(&self.spark, &self.track);
    }
}

/// An element whose words are replaced for a while, and its copy as the server wrote it.
struct Words {
    shown: Element,
    kept: Node,
}

impl Words {
    fn of(shown: Element) -> Option<Self> {
        let kept = shown.clone_node_with_deep(true).ok()?;
        Some(Self { shown, kept })
    }

    fn restore(self) {
        // It fails only where the page lost the element meanwhile.
        _ = self.shown.replace_with_with_node_1(&self.kept);
    }
}
