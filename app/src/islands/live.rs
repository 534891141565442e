//! Values that come while one looks: panels are renewed where they stand.
//!
//! The server says that something was written; the page then fetches itself and takes the panels
//! that have changed. A page that nobody sees listens to nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, Event, EventSource, FocusOptions, HtmlElement, MessageEvent, Response,
    SupportedType, VisibilityState,
};

use super::dom::{all, document, first, set};

/// What is told to charts whose panels were renewed.
pub(super) const RENEWED: &str = "dbag:renewed";
/// Pages do not all fetch in the same moment; over how long, the server says.
const USUAL_SPREAD_MS: f64 = 1_500.0;
/// Whoever reads a chart is not disturbed.
const LATER: Duration = Duration::from_secs(5);

/// The part of a page that is renewed: it holds an element whose `data-live` is the address of
/// the news, and panels with ids.
#[island]
pub fn LiveValues(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let live = Live::default();
    let begun = live.clone();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            begun.begin(&root);
        }
    });
    let seen = live.clone();
    Effect::new(move |_| {
        let seen = seen.clone();
        let listener = window_event_listener_untyped("visibilitychange", move |_| seen.listen());
        on_cleanup(move || listener.remove());
    });
    view! { <div class="island" node_ref=root>{children()}</div> }
}

#[derive(Clone, Default)]
struct Live {
    root: Rc<RefCell<Option<Element>>>,
    source: Rc<RefCell<Option<Source>>>,
    is_waiting: Rc<Cell<bool>>,
}

/// An open connection with what it calls.
struct Source {
    events: EventSource,
    _written: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.events.close();
    }
}

impl Live {
    fn begin(&self, root: &Element) {
        *self.root.borrow_mut() = Some(root.clone());
        self.listen();
    }

    /// Listens while the page is seen; what was missed is fetched when it is seen again.
    fn listen(&self) {
        let is_seen =
            document().is_some_and(|page| page.visibility_state() == VisibilityState::Visible);
        if !is_seen {
            *self.source.borrow_mut() = None;
            return;
        }
        if self.source.borrow().is_some() {
            return;
        }
        let address = self
            .root
            .borrow()
            .as_ref()
            .and_then(|root| first(root, "[data-live]")?.get_attribute("data-live"));
        let Some(events) = address.and_then(|address| EventSource::new(&address).ok()) else {
            return;
        };
        let live = self.clone();
        let written = Closure::new(move |event: MessageEvent| live.renew_soon(spread_ms(&event)));
        _ = events.add_event_listener_with_callback("written", written.as_ref().unchecked_ref());
        *self.source.borrow_mut() = Some(Source {
            events,
            _written: written,
        });
    }

    fn renew_soon(&self, spread_ms: f64) {
        if self.is_waiting.replace(true) {
            return;
        }
        let wait = Duration::from_millis((js_sys::Math::random() * spread_ms) as u64);
        self.renew_after(wait);
    }

    fn renew_after(&self, wait: Duration) {
        let live = self.clone();
        set_timeout(
            move || {
                if live.is_read() {
                    return live.renew_after(LATER);
                }
                live.is_waiting.set(false);
                wasm_bindgen_futures::spawn_local(async move {
                    // Without an answer the page stays as it is; the next news brings another.
                    _ = live.renew().await;
                });
            },
            wait,
        );
    }

    fn is_read(&self) -> bool {
        self.root.borrow().as_ref().is_some_and(is_read)
    }

    async fn renew(&self) -> Result<(), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let address = window.location().href()?;
        let answer = JsFuture::from(window.fetch_with_str(&address)).await?;
        let answer: Response = answer.dyn_into()?;
        // Whoever was signed out sees what they saw, not the way to sign in.
        if !answer.ok() || answer.redirected() {
            return Ok(());
        }
        let text = JsFuture::from(answer.text()?).await?;
        let text = text.as_string().unwrap_or_default();
        let fresh = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
        let root = self.root.borrow().clone().ok_or(JsValue::NULL)?;
        let mut is_disturbing = false;
        for panel in all(&root, ".panel[id]") {
            if let Some(other) = fresh.get_element_by_id(&panel.id()) {
                // What islands have added is no change: only what the server says is compared.
                if words(&panel) == words(&other) {
                    continue;
                }
                // It may have been opened while the page was on its way.
                if is_read(&panel) {
                    is_disturbing = true;
                } else {
                    replace(&panel, &other)?;
                }
            }
        }
        // What comes from now on is news.
        let live = fresh.query_selector("[data-live]")?;
        let live = live.and_then(|live| live.get_attribute("data-live"));
        if let (Some(here), Some(live)) = (first(&root, "[data-live]"), live) {
            set(&here, "data-live", &live);
        }
        window.dispatch_event(&Event::new(RENEWED)?)?;
        if is_disturbing && !self.is_waiting.replace(true) {
            self.renew_after(LATER);
        }
        Ok(())
    }
}

/// Whether a cursor is in a chart, or a menu of a panel is open.
fn is_read(within: &Element) -> bool {
    first(within, ".is-read, details[open]").is_some()
}

/// Puts a panel in the place of another; what had the focus in that one has it in this one.
fn replace(panel: &Element, other: &Element) -> Result<(), JsValue> {
    /// What can have it, in the same order in both.
    const FOCUSABLE: &str = "a, button, summary, [tabindex]";
    let focused = document().and_then(|page| page.active_element());
    let at = all(panel, FOCUSABLE)
        .iter()
        .position(|one| Some(one) == focused.as_ref());
    panel.replace_with_with_node_1(other)?;
    let focused = at.and_then(|at| all(other, FOCUSABLE).into_iter().nth(at));
    if let Some(focused) = focused.and_then(|one| one.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        _ = focused.focus_with_options(&options);
    }
    Ok(())
}

/// `3 1500`: how often something was written, and over how long pages fetch it.
fn spread_ms(event: &MessageEvent) -> f64 {
    let text = event.data().as_string().unwrap_or_default();
    let spread = text
        .split(' ')
        .nth(1)
        .and_then(|spread| spread.parse().ok());
    spread.unwrap_or(USUAL_SPREAD_MS)
}

/// What a panel says: its words, and the values of its pictures.
fn words(panel: &Element) -> String {
    let tracks = all(panel, "[data-values]");
    let values = tracks
        .iter()
        .filter_map(|track| track.get_attribute("data-values"));
    let text = panel.text_content().unwrap_or_default();
    values.fold(text, |words, values| words + &values)
}
