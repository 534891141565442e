//! Panels that are dragged to another place, or by their corner to another size.
//!
//! The page is the server's: when a panel is let go, the form is sent as if a button had been
//! pressed, and comes back with every panel where it is then. Keys do the same from the title.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlFormElement};

use super::dom::{document, set, target};

const GRIP: &str = "[data-grip]";
const COLUMNS: f64 = 12.0;
/// A press that moves less is a click.
const SLIP: f64 = 4.0;

/// The grid of a dashboard that is edited.
#[island]
pub fn EditedGrid(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let drag = Dragging::default();
    let [pressed, moved, dropped, lost] = std::array::from_fn(|_| drag.clone());
    shortcuts(root);
    view! {
        <div
            class="island"
            node_ref=root
            on:pointerdown=move |event: PointerEvent| pressed.begin(&event)
            on:pointermove=move |event: PointerEvent| moved.follow(&event)
            on:pointerup=move |event: PointerEvent| dropped.drop_at(&event)
            on:pointercancel=move |_| lost.give_up()
            on:keydown=move |event: KeyboardEvent| press_key(&event)
        >
            {children()}
        </div>
    }
}

/// A place on the grid, in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cells {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl Cells {
    fn read(panel: &Element) -> Option<Self> {
        let text = panel.get_attribute("data-place")?;
        let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.parse().ok()).collect();
        match numbers?.as_slice() {
            [x, y, w, h] => Some(Self {
                x: *x,
                y: *y,
                w: *w,
                h: *h,
            }),
            _ => None,
        }
    }

    /// The place after a drag of so many columns and rows, kept on the grid.
    fn dragged(self, is_size: bool, (columns, rows): (f64, f64)) -> Self {
        if is_size {
            Self {
                w: (self.w + columns).clamp(1.0, COLUMNS - self.x),
                h: (self.h + rows).clamp(1.0, 40.0),
                ..self
            }
        } else {
            Self {
                x: (self.x + columns).clamp(0.0, COLUMNS - self.w),
                y: (self.y + rows).max(0.0),
                ..self
            }
        }
    }

    fn text(self) -> String {
        format!("{},{},{},{}", self.x, self.y, self.w, self.h)
    }
}

/// The panel under way, if any.
#[derive(Clone, Default)]
struct Dragging(Rc<RefCell<Option<Drag>>>);

struct Drag {
    panel: HtmlElement,
    is_size: bool,
    start: (f64, f64),
    cell: (f64, f64),
    from: Cells,
    to: Cells,
    has_moved: bool,
}

impl Dragging {
    fn begin(&self, event: &PointerEvent) {
        // Buttons in the title are pressed, not dragged; a touch scrolls.
        let is_tool = target(event, "button, a, input, select").is_some();
        let grip = target(event, GRIP).filter(|_| event.button() == 0);
        let Some(grip) = grip.filter(|_| !is_tool) else {
            return;
        };
        let is_size = grip.get_attribute("data-grip").as_deref() == Some("size");
        let drag = Drag::begin(&grip, is_size, event);
        if drag.is_some() {
            event.prevent_default();
            _ = grip.set_pointer_capture(event.pointer_id());
        }
        *self.0.borrow_mut() = drag;
    }

    fn follow(&self, event: &PointerEvent) {
        if let Some(drag) = self.0.borrow_mut().as_mut() {
            drag.follow(event);
        }
    }

    fn drop_at(&self, event: &PointerEvent) {
        let drag = self.0.borrow_mut().take();
        if let Some(mut drag) = drag {
            drag.follow(event);
            drag.release();
            if drag.has_moved && drag.to != drag.from {
                let key = drag.panel.get_attribute("data-panel").unwrap_or_default();
                send(&drag.title(), &format!("place:{key}:{}", drag.to.text()));
            }
        }
    }

    fn give_up(&self) {
        if let Some(drag) = self.0.borrow_mut().take() {
            drag.release();
        }
    }
}

impl Drag {
    fn begin(grip: &Element, is_size: bool, event: &PointerEvent) -> Option<Self> {
        let panel = grip.closest("[data-panel]").ok()??;
        let grid = panel.parent_element()?;
        let from = Cells::read(&panel)?;
        let around = panel.get_bounding_client_rect();
        let width = grid.get_bounding_client_rect().width();
        Some(Self {
            panel: panel.dyn_into().ok()?,
            is_size,
            start: (event.client_x().into(), event.client_y().into()),
            cell: (width / COLUMNS, around.height() / from.h.max(1.0)),
            from,
            to: from,
            has_moved: false,
        })
    }

    /// The panel follows the pointer; where it would land is where its cells are.
    fn follow(&mut self, event: &PointerEvent) {
        let x = f64::from(event.client_x()) - self.start.0;
        let y = f64::from(event.client_y()) - self.start.1;
        self.has_moved |= x.abs() > SLIP || y.abs() > SLIP;
        if !self.has_moved {
            return;
        }
        let cells = ((x / self.cell.0).round(), (y / self.cell.1).round());
        self.to = self.from.dragged(self.is_size, cells);
        _ = self.panel.class_list().add_1("is-dragged");
        let style = self.panel.style();
        if self.is_size {
            let width = self.to.w * self.cell.0;
            let height = self.to.h * self.cell.1;
            _ = style.set_property("width", &format!("{width}px"));
            _ = style.set_property("height", &format!("{height}px"));
        } else {
            let left = (self.to.x - self.from.x) * self.cell.0;
            let top = (self.to.y - self.from.y) * self.cell.1;
            _ = style.set_property("transform", &format!("translate({left}px, {top}px)"));
        }
    }

    /// What has the focus when the page comes back.
    fn title(&self) -> Element {
        let title = super::dom::first(&self.panel, ".edited__title");
        title.unwrap_or_else(|| self.panel.clone().into())
    }

    fn release(&self) {
        _ = self.panel.class_list().remove_1("is-dragged");
        for property in ["width", "height", "transform"] {
            _ = self.panel.style().remove_property(property);
        }
    }
}

/// On a panel's title arrows move it, and with Shift they change its size.
fn press_key(event: &KeyboardEvent) {
    let Some(title) = target(event, ".edited__title") else {
        return;
    };
    let key = title.closest("[data-panel]").ok().flatten();
    let Some(key) = key.and_then(|panel| panel.get_attribute("data-panel")) else {
        return;
    };
    let what = if event.shift_key() { "size" } else { "move" };
    let by = match event.key().as_str() {
        "ArrowLeft" => "-1,0",
        "ArrowRight" => "1,0",
        "ArrowUp" => "0,-1",
        "ArrowDown" => "0,1",
        "Delete" => return send(&title, &format!("remove:{key}")),
        _ => return,
    };
    event.prevent_default();
    send(&title, &format!("{what}:{key}:{by}"));
}

/// Control and Z or Y press the buttons that say so, outside of text fields.
fn shortcuts(root: NodeRef<Div>) {
    Effect::new(move |_| {
        if root.get().is_none() {
            return;
        }
        let listener = window_event_listener(leptos::ev::keydown, |event: KeyboardEvent| {
            let is_typing = target(&event, "input, textarea, select").is_some();
            if is_typing || !(event.ctrl_key() || event.meta_key()) {
                return;
            }
            let key = match (event.key().to_lowercase().as_str(), event.shift_key()) {
                ("z", false) => "z",
                ("y", _) | ("z", true) => "y",
                _ => return,
            };
            let selector = format!(".editor__bar [data-key={key}]:not(:disabled)");
            let found = document().and_then(|page| page.query_selector(&selector).ok().flatten());
            if let Some(button) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                event.prevent_default();
                button.click();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Sends the form around an element as if a button with this value had been pressed.
fn send(inside: &Element, value: &str) {
    let form = inside.closest("form").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let button = document().and_then(|page| page.create_element("button").ok());
    let Some(button) = button.and_then(|made| made.dyn_into::<HtmlButtonElement>().ok()) else {
        return;
    };
    button.set_name("do");
    button.set_value(value);
    button.set_hidden(true);
    set(&button, "type", "submit");
    set(&button, "data-returns", &inside.id());
    if form.append_child(&button).is_ok() {
        button.click();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_stays_on_the_grid() {
        let from = Cells {
            x: 6.0,
            y: 2.0,
            w: 3.0,
            h: 4.0,
        };
        let moved = |by| from.dragged(false, by).text();
        let sized = |by| from.dragged(true, by).text();
        assert_eq!(moved((-2.0, 1.0)), "4,3,3,4");
        assert_eq!(moved((90.0, -90.0)), "9,0,3,4");
        assert_eq!(sized((1.0, -9.0)), "6,2,4,1");
        assert_eq!(sized((90.0, 90.0)), "6,2,6,40");
    }
}
