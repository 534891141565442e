//! A dashboard's charts: one cursor in all of them, at the same day.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::Element;

use super::cursor::{Move, focused, move_by_key};
use super::dom::{all, target};
use super::known_day;
use super::live::RENEWED;
use super::panel::ReadPanel;

const PICTURE: &str = ".panel__picture[data-name]";

/// Panels that are read together: by pointer, by touch, by arrow keys.
///
/// A cursor over one picture stands at the same day in all of them that are seen. Dragging with
/// a mouse tells the change between two days; a click or Enter opens what is known of the day.
#[island]
pub fn LinkedCharts(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let linked = Linked::default();
    let found = linked.clone();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            let panels = all(&root, PICTURE).into_iter();
            found.0.borrow_mut().panels = panels.filter_map(ReadPanel::find).collect();
        }
    });
    let renewed = linked.clone();
    Effect::new(move |_| {
        let renewed = renewed.clone();
        let listener = window_event_listener_untyped(RENEWED, move |_| {
            if let Some(root) = root.get_untracked() {
                let panels = all(&root, PICTURE).into_iter();
                let mut cursor = renewed.0.borrow_mut();
                cursor.leave();
                cursor.panels = panels.filter_map(ReadPanel::find).collect();
                cursor.is_measured = false;
            }
        });
        on_cleanup(move || listener.remove());
    });
    for event in ["scroll", "resize"] {
        let moved = linked.clone();
        let unmeasure = move |_| moved.0.borrow_mut().is_measured = false;
        Effect::new(move |_| {
            let listener = window_event_listener_untyped(event, unmeasure.clone());
            on_cleanup(move || listener.remove());
        });
    }
    let [pressed, moved, released, left, lost, typed, blurred] =
        std::array::from_fn(|_| linked.clone());
    view! {
        <div
            class="island"
            node_ref=root
            on:pointerdown=move |event: PointerEvent| pressed.0.borrow_mut().press(&event)
            on:pointermove=move |event: PointerEvent| moved.0.borrow_mut().point(&event)
            on:pointerup=move |event: PointerEvent| released.0.borrow_mut().release(&event)
            on:pointerleave=move |_| left.0.borrow_mut().leave()
            on:pointercancel=move |_| lost.0.borrow_mut().leave()
            on:keydown=move |event: KeyboardEvent| typed.0.borrow_mut().key(&event)
            on:focusout=move |_: FocusEvent| blurred.0.borrow_mut().blur()
        >
            {children()}
        </div>
    }
}

#[derive(Clone, Default)]
struct Linked(Rc<RefCell<Cursor>>);

/// Where the cursor is.
#[derive(Default)]
struct Cursor {
    panels: Vec<ReadPanel>,
    /// Whether it is known which panels are seen, and where.
    is_measured: bool,
    /// The panel and slot where the pointer was pressed.
    pressed: Option<(usize, usize)>,
    /// Whether a change is told until something is pressed.
    is_held: bool,
}

impl Cursor {
    fn press(&mut self, event: &PointerEvent) {
        self.is_held = false;
        // A finger always presses: it reads day by day, and what it pans is the page's.
        let is_mouse = event.pointer_type() == "mouse";
        self.pressed = self.under(event).filter(|_| is_mouse);
        self.point(event);
    }

    fn point(&mut self, event: &PointerEvent) {
        if self.is_held {
            return;
        }
        let is_pressed = event.buttons() & 1 == 1;
        match (self.under(event), self.pressed) {
            (Some((panel, slot)), Some((first, from))) if is_pressed && first == panel => {
                if slot != from {
                    self.panels[panel].show_change(from, slot);
                } else {
                    self.go(panel, slot);
                }
            }
            // Beyond the edge a drag goes on.
            (_, Some(_)) if is_pressed => {}
            (Some((panel, slot)), _) => self.go(panel, slot),
            (None, _) => self.leave(),
        }
    }

    /// A press that was not moved opens its day.
    fn release(&mut self, event: &PointerEvent) {
        let Some((panel, from)) = self.pressed.take() else {
            return;
        };
        if self.panels[panel].tells_change() || self.panels[panel].slot() != Some(from) {
            self.is_held = true;
        } else if event.button() == 0 {
            self.open(panel, from);
        }
    }

    fn key(&mut self, event: &KeyboardEvent) {
        let picture = focused(event, PICTURE);
        let Some(panel) = picture.and_then(|picture| self.place_of(&picture)) else {
            return;
        };
        let at = self.panels[panel].slot();
        if let (Some(slot), "Enter") = (at, event.key().as_str()) {
            return self.open(panel, slot);
        }
        let main = self.panels[panel].main();
        match main.and_then(|track| move_by_key(event, at, track)) {
            Some(Move::To(slot)) => {
                event.prevent_default();
                self.is_held = false;
                self.go(panel, slot);
            }
            Some(Move::Away) => self.leave(),
            None => {}
        }
    }

    /// Stands at a slot of a panel, and at its day in the others.
    fn go(&mut self, panel: usize, slot: usize) {
        let Some(day) = self.panels[panel].main().map(|track| track.days(slot).from) else {
            return;
        };
        self.measure();
        if self.panels[panel].shows(slot) {
            return;
        }
        for (at, other) in self.panels.iter_mut().enumerate() {
            if at == panel {
                other.show(slot);
                other.tell();
            } else {
                other.show_day(day);
            }
        }
    }

    fn measure(&mut self) {
        if self.is_measured {
            return;
        }
        self.is_measured = true;
        let height = web_sys::window().and_then(|window| window.inner_height().ok());
        let height = height.and_then(|height| height.as_f64());
        for panel in &mut self.panels {
            panel.measure(height.unwrap_or(f64::INFINITY));
        }
    }

    fn leave(&mut self) {
        self.is_measured = false;
        self.pressed = None;
        self.is_held = false;
        for panel in &mut self.panels {
            panel.rest();
        }
    }

    /// Pressing a picture moves the keyboard there, from another that was read by keys.
    fn blur(&mut self) {
        if self.pressed.is_none() {
            self.leave();
        }
    }

    fn open(&self, panel: usize, slot: usize) {
        let panel = &self.panels[panel];
        if let Some(days) = panel.main().map(|track| track.days(slot)) {
            known_day::open(&panel.opens, days);
        }
    }

    fn under(&mut self, event: &PointerEvent) -> Option<(usize, usize)> {
        let panel = self.place_of(&target(event, PICTURE)?)?;
        self.measure();
        Some((panel, self.panels[panel].slot_under(event)?))
    }

    fn place_of(&self, picture: &Element) -> Option<usize> {
        self.panels
            .iter()
            .position(|panel| panel.picture == *picture)
    }
}
