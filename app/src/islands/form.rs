//! Forms that help while they are filled in; every one of them works without.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    BeforeUnloadEvent, DomParser, FormData, HtmlElement, HtmlFormElement, HtmlInputElement,
    RequestInit, Response, SupportedType, UrlSearchParams, Window,
};

use super::dom::{all, document, first, set, target};

/// Where focus and scroll position wait while the form is answered.
const PLACE: &str = "dbag-place";

/// Forms that show that they work, keep their place and are not lost by a slip.
///
/// A control marked `data-reloads` sends its form for new fields; one marked `data-retells` asks what the
/// form says of itself now, while one types on; a form marked `data-guarded`
/// asks before what was typed in it is left behind, one marked `data-keeps` comes back at the
/// same place; a link marked `data-day` fills in a day.
#[island]
pub fn WatchedForm(children: Children) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let is_changed = Rc::new(Cell::new(false));
    let changed = is_changed.clone();
    let guarded = is_changed.clone();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            return_to_place();
            is_changed.set(first(&root, "[data-guarded=changed]").is_some());
        }
    });
    guard(&guarded);
    let sent = changed.clone();
    view! {
        <div
            class="island"
            node_ref=root
            on:input=move |event: Event| {
                if target(&event, "[data-guarded]").is_some() {
                    changed.set(true);
                }
            }
            on:change=move |event: Event| {
                reload(&event);
                tell_again(&event);
            }
            on:submit=move |event: SubmitEvent| {
                sent.set(false);
                keep_pressed(&event);
                show_busy(&event);
            }
            on:click=move |event: MouseEvent| fill_in_day(&event)
        >
            {children()}
        </div>
    }
}

/// Asks before the page is left, while something is changed.
fn guard(is_changed: &Rc<Cell<bool>>) {
    let is_changed = is_changed.clone();
    Effect::new(move |_| {
        let is_changed = is_changed.clone();
        let ask =
            window_event_listener(leptos::ev::beforeunload, move |event: BeforeUnloadEvent| {
                if is_changed.get() {
                    event.prevent_default();
                }
            });
        // A page that comes back from the browser's memory is not busy any more.
        let awake = window_event_listener(leptos::ev::pageshow, |_| {
            let root = document().and_then(|document| document.document_element());
            for button in root
                .map(|root| all(&root, ".button.is-busy"))
                .unwrap_or_default()
            {
                _ = button.class_list().remove_1("is-busy");
            }
        });
        on_cleanup(move || {
            ask.remove();
            awake.remove();
        });
    });
}

/// Sends the form for the fields that the changed control leads to.
fn reload(event: &Event) {
    let Some(control) = target(event, "[data-reloads]") else {
        return;
    };
    let form = control.closest("form").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let Some(button) = first(&form, "button[value=tables], button[value=more]") else {
        return;
    };
    keep_place(&control.id());
    set(&button, "data-returns", &control.id());
    if let Ok(button) = button.dyn_into::<HtmlElement>() {
        _ = form.request_submit_with_submitter(Some(&button));
    }
}

/// Asks what the form comes to now, and shows it in the parts marked `data-told`. The form is not sent as
/// by its buttons: whoever leaves a text is on the way to another control.
fn tell_again(event: &Event) {
    let Some(control) = target(event, "[data-retells]") else {
        return;
    };
    let form = control.closest("form").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        // Without an answer it says what it said.
        _ = told_again(&form).await;
    });
}

async fn told_again(form: &HtmlFormElement) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let fields = FormData::new_with_form(form)?;
    fields.set_with_str("do", "tables")?;
    let asked = RequestInit::new();
    asked.set_method("POST");
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    asked.set_body(&fields);
    let address = form.get_attribute("action").unwrap_or_default();
    let answer = JsFuture::from(window.fetch_with_str_and_init(&address, &asked)).await?;
    let answer: Response = answer.dyn_into()?;
    if !answer.ok() || answer.redirected() {
        return Ok(());
    }
    let text = JsFuture::from(answer.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    let fresh = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    let focused = document().and_then(|document| document.active_element());
    for part in all(form, "[data-told][id]") {
        let is_used = part.contains(focused.as_ref().map(AsRef::as_ref));
        if let (false, Some(other)) = (is_used, fresh.get_element_by_id(&part.id())) {
            part.replace_with_with_node_1(&other)?;
        }
    }
    Ok(())
}

/// What has the focus has it again; where a button stands for something else, that has it.
fn keep_pressed(event: &SubmitEvent) {
    if target(event, "form[data-keeps]").is_none() {
        return;
    }
    let returns = event
        .submitter()
        .and_then(|button| button.get_attribute("data-returns"));
    let focused = || Some(document()?.active_element()?.id());
    keep_place(&returns.or_else(focused).unwrap_or_default());
}

fn keep_place(id: &str) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let scroll = window.scroll_y().unwrap_or_default();
    if let Ok(Some(storage)) = window.session_storage() {
        // A browser that keeps nothing only loses the place.
        _ = storage.set_item(PLACE, &format!("{scroll} {id}"));
    }
}

fn return_to_place() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let Ok(Some(storage)) = window.session_storage() else {
        return;
    };
    let Ok(Some(place)) = storage.get_item(PLACE) else {
        return;
    };
    _ = storage.remove_item(PLACE);
    let Some((scroll, id)) = place.split_once(' ') else {
        return;
    };
    let control = document().and_then(|document| document.get_element_by_id(id));
    if let Some(control) = control.and_then(|control| control.dyn_into::<HtmlElement>().ok()) {
        _ = control.focus();
    }
    if let Ok(scroll) = scroll.parse() {
        window.scroll_to_with_x_and_y(0.0, scroll);
    }
    // A panel's title opens its form, which has another place where there is one column.
    if id.ends_with("-title") {
        show_open_form(&window);
    }
}

fn show_open_form(window: &Window) {
    let Some(form) = document().and_then(|document| document.get_element_by_id("open")) else {
        return;
    };
    let around = form.get_bounding_client_rect();
    let height = window.inner_height().ok();
    let height = height.and_then(|height| height.as_f64());
    if around.bottom() < 0.0 || around.top() > height.unwrap_or(f64::INFINITY) {
        form.scroll_into_view();
    }
}

fn show_busy(event: &SubmitEvent) {
    if let Some(button) = event.submitter() {
        _ = button.class_list().add_1("is-busy");
        set(&button, "aria-busy", "true");
    }
}

/// Fills the day of a row into the form that corrects values.
fn fill_in_day(event: &MouseEvent) {
    let Some(link) = target(event, "a[data-day]") else {
        return;
    };
    let day = link.get_attribute("data-day").unwrap_or_default();
    let input = |id| {
        let element = document()?.get_element_by_id(id)?;
        element.dyn_into::<HtmlInputElement>().ok()
    };
    if let (Some(field), Some(value)) = (input("day"), input("value")) {
        event.prevent_default();
        field.set_value(&day);
        value.scroll_into_view();
        _ = value.focus();
    }
}
