//! Looking for another object while typing; without script its form lists them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::ev::{Event, FocusEvent, KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, Node, Response};

use super::dom::{all, document, first, set, target};
use super::recent::{self, Named};
use crate::escape::object_part;

/// The pause after a letter before the server is asked.
const PAUSE: Duration = Duration::from_millis(50);
/// So many objects are asked for.
const LIMIT: usize = 20;
/// The form that looks for another object, with a list below it.
///
/// Its field bears the addresses: `data-search` of the list, `data-base` and `data-query` around
/// an object's key, and the shown object in `data-key` and `data-label`.
#[island]
pub fn ObjectSwitcher(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let switcher = Switcher::default();
    let found = switcher.clone();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            found.find(&root);
        }
    });
    let [typed, pressed, entered, left] = std::array::from_fn(|_| switcher.clone());
    view! {
        <div
            class="island"
            node_ref=root
            on:input=move |_: Event| typed.ask_soon()
            on:keydown=move |event: KeyboardEvent| pressed.press(&event)
            on:focusin=move |_: FocusEvent| entered.enter()
            on:focusout=move |_: FocusEvent| left.close()
            on:pointerdown=move |event: PointerEvent| keep_focus(&event)
        >
            {children()}
        </div>
    }
}

/// The field keeps the keyboard while an option is pressed.
fn keep_focus(event: &PointerEvent) {
    if target(event, "[role=option]").is_some() {
        event.prevent_default();
    }
}

#[derive(Clone, Default)]
struct Switcher {
    parts: Rc<RefCell<Option<Parts>>>,
    /// Counts what was asked: an answer that others overtook is dropped.
    asked: Rc<Cell<u32>>,
    waiting: Rc<Cell<Option<TimeoutHandle>>>,
    /// The option that the arrows chose.
    chosen: Rc<Cell<Option<usize>>>,
}

#[derive(Clone)]
struct Parts {
    field: HtmlInputElement,
    list: Element,
}

impl Switcher {
    fn find(&self, root: &Element) {
        let field = first(root, "input[data-search]");
        let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        let (Some(field), Some(list)) = (field, first(root, "[role=listbox]")) else {
            return;
        };
        set(&field, "role", "combobox");
        set(&field, "aria-autocomplete", "list");
        set(&field, "aria-controls", &list.id());
        set(&field, "aria-expanded", "false");
        let parts = Parts { field, list };
        parts.remember();
        *self.parts.borrow_mut() = Some(parts);
    }

    fn parts(&self) -> Option<Parts> {
        self.parts.borrow().clone()
    }

    fn enter(&self) {
        if let Some(parts) = self.parts().filter(|parts| parts.typed().is_empty()) {
            let others = parts.recent().into_iter();
            let own = parts.attribute("data-key");
            let others: Vec<_> = others.filter(|(key, _)| *key != own).collect();
            self.show(&parts, &others);
        }
    }

    /// Asks once nothing was typed for a moment.
    fn ask_soon(&self) {
        if let Some(waiting) = self.waiting.take() {
            waiting.clear();
        }
        self.asked.set(self.asked.get() + 1);
        let switcher = self.clone();
        let waiting = set_timeout_with_handle(move || switcher.ask(), PAUSE);
        self.waiting.set(waiting.ok());
    }

    fn ask(&self) {
        let Some(parts) = self.parts() else {
            return;
        };
        if parts.typed().is_empty() {
            return self.enter();
        }
        let (switcher, asked) = (self.clone(), self.asked.get());
        leptos::task::spawn_local(async move {
            // A server that is away leaves the form, which still works.
            let found = fetch(&parts.search_address()).await.unwrap_or_default();
            if switcher.asked.get() == asked {
                switcher.show(&parts, &found);
                parts.say_if_none(found.is_empty());
            }
        });
    }

    fn show(&self, parts: &Parts, objects: &[Named]) {
        self.choose(parts, None);
        parts.say_if_none(false);
        parts.list.set_text_content(None);
        for (at, object) in objects.iter().enumerate() {
            if let Some(option) = parts.option(at, object) {
                _ = parts.list.append_child(&option);
            }
        }
        parts.open(!objects.is_empty());
    }

    fn close(&self) {
        self.asked.set(self.asked.get() + 1);
        if let Some(parts) = self.parts() {
            self.choose(&parts, None);
            parts.open(false);
        }
    }

    fn press(&self, event: &KeyboardEvent) {
        let Some(parts) = self.parts().filter(Parts::is_open) else {
            return;
        };
        let options = all(&parts.list, "[role=option]");
        let last = options.len().saturating_sub(1);
        let at = self.chosen.get();
        let to = match (event.key().as_str(), at) {
            ("ArrowDown", None) => Some(0),
            ("ArrowDown", Some(at)) => Some((at + 1).min(last)),
            ("ArrowUp", None) => Some(last),
            ("ArrowUp", Some(at)) => at.checked_sub(1),
            ("Escape", _) => {
                event.prevent_default();
                return self.close();
            }
            ("Enter", Some(at)) => {
                event.prevent_default();
                let option = options.into_iter().nth(at);
                if let Some(option) = option.and_then(|one| one.dyn_into::<HtmlElement>().ok()) {
                    option.click();
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.choose(&parts, to);
    }

    fn choose(&self, parts: &Parts, chosen: Option<usize>) {
        self.chosen.set(chosen);
        for (at, option) in all(&parts.list, "[role=option]").iter().enumerate() {
            let is_chosen = Some(at) == chosen;
            set(
                option,
                "aria-selected",
                if is_chosen { "true" } else { "false" },
            );
            if is_chosen {
                set(&parts.field, "aria-activedescendant", &option.id());
                option.scroll_into_view_with_bool(false);
            }
        }
        if chosen.is_none() {
            _ = parts.field.remove_attribute("aria-activedescendant");
        }
    }
}

impl Parts {
    /// Says that nothing fits what was typed, where that is so.
    fn say_if_none(&self, is_none: bool) {
        let around = self.list.parent_element();
        let said = around.and_then(|around| first(&around, "[role=status]"));
        if let Some(said) = said {
            let words = if is_none {
                "Nothing is called that"
            } else {
                ""
            };
            said.set_text_content(Some(words));
        }
    }

    fn attribute(&self, name: &str) -> String {
        self.field.get_attribute(name).unwrap_or_default()
    }

    fn typed(&self) -> String {
        self.field.value().trim().to_owned()
    }

    fn search_address(&self) -> String {
        let typed = String::from(js_sys::encode_uri_component(&self.typed()));
        format!("{}?q={typed}&limit={LIMIT}", self.attribute("data-search"))
    }

    fn is_open(&self) -> bool {
        !self.list.has_attribute("hidden")
    }

    fn open(&self, is_open: bool) {
        if is_open {
            _ = self.list.remove_attribute("hidden");
        } else {
            set(&self.list, "hidden", "");
        }
        let expanded = if is_open { "true" } else { "false" };
        set(&self.field, "aria-expanded", expanded);
    }

    /// A link to an object's page, as an option of the list.
    fn option(&self, at: usize, (key, label): &Named) -> Option<Node> {
        let option = document()?.create_element("a").ok()?;
        let path = object_part(key);
        let (base, query) = (self.attribute("data-base"), self.attribute("data-query"));
        set(&option, "href", &format!("{base}{path}{query}"));
        set(&option, "role", "option");
        set(&option, "tabindex", "-1");
        set(&option, "class", "switcher__option");
        set(&option, "id", &format!("{}-{at}", self.list.id()));
        let name = if label.is_empty() { key } else { label };
        option.set_text_content(Some(name));
        if !label.is_empty() && label != key {
            let small = document()?.create_element("small").ok()?;
            small.set_text_content(Some(key));
            option.append_child(&small).ok()?;
        }
        Some(option.into())
    }

    /// The objects that were looked at.
    fn recent(&self) -> Vec<Named> {
        recent::read(&self.attribute("data-search"))
    }

    /// Puts the shown object before the others that were looked at.
    fn remember(&self) {
        let object = (self.attribute("data-key"), self.attribute("data-label"));
        if !object.0.is_empty() {
            recent::remember(&self.attribute("data-search"), object);
        }
    }
}

/// Asks for `[{"key": …, "label": …}, …]`.
async fn fetch(address: &str) -> Result<Vec<Named>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let answer = JsFuture::from(window.fetch_with_str(address)).await?;
    let answer: Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    let objects = JsFuture::from(answer.json()?).await?;
    let text = |object: &JsValue, name: &str| {
        let value = js_sys::Reflect::get(object, &JsValue::from_str(name)).ok()?;
        value.as_string()
    };
    let objects: js_sys::Array = objects.dyn_into()?;
    let named = |object: JsValue| {
        let key = text(&object, "key")?;
        Some((key, text(&object, "label").unwrap_or_default()))
    };
    Ok(objects.iter().filter_map(named).collect())
}
