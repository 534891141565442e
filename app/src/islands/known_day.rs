//! What is known of a day, over the chart that it was clicked in.
//!
//! The page has a dialog (`ui/known_day.rs`), the articles come from the pages of the day. Where
//! that does not work, the first of these pages opens itself.

use dbag_domain::DayRange;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomParser, Element, HtmlDialogElement, Response, SupportedType};

use super::dom::{document, first, set};

/// A metric's page with what chooses its object: `/metric/orders`, `object=42`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opens {
    path: String,
    query: String,
}

impl Opens {
    /// The metrics of a picture, one after the other in its `data-opens`.
    pub(super) fn read(picture: &Element) -> Vec<Self> {
        let text = picture.get_attribute("data-opens").unwrap_or_default();
        let metric = |address: &str| {
            let (path, query) = address.split_once('?').unwrap_or((address, ""));
            Self {
                path: path.to_owned(),
                query: query.trim_end_matches('&').to_owned(),
            }
        };
        text.split_whitespace().map(metric).collect()
    }

    /// The page of a day, or that of the metric over several days.
    fn address(&self, days: DayRange) -> String {
        let (path, query) = (&self.path, &self.query);
        if days.from == days.to {
            let mark = if query.is_empty() { "" } else { "?" };
            return format!("{path}/day/{}{mark}{query}", days.from);
        }
        let more = if query.is_empty() { "" } else { "&" };
        format!(
            "{path}?{query}{more}from={}&to={}#values",
            days.from, days.to
        )
    }
}

/// Shows what is known of a day; a period of several days opens its page.
pub(super) fn open(metrics: &[Opens], days: DayRange) {
    let addresses: Vec<String> = metrics.iter().map(|one| one.address(days)).collect();
    let Some(page) = addresses.first().cloned() else {
        return;
    };
    if days.from != days.to {
        return go(&page);
    }
    wasm_bindgen_futures::spawn_local(async move {
        if show(&addresses).await.is_err() {
            go(&page);
        }
    });
}

fn go(address: &str) {
    if let Some(window) = web_sys::window() {
        // It fails only for what is no address.
        _ = window.location().assign(address);
    }
}

async fn show(addresses: &[String]) -> Result<(), JsValue> {
    let page = document().ok_or(JsValue::NULL)?;
    let dialog = page.get_element_by_id("known-day").ok_or(JsValue::NULL)?;
    let dialog: HtmlDialogElement = dialog.dyn_into()?;
    let find = |selector: &str| first(&dialog, selector).ok_or(JsValue::NULL);
    let (title, body) = (find(".dialog__title")?, find(".dialog__matter")?);
    // All are there before any is shown: of two clicks in a row the later one's stay.
    let mut known = Vec::with_capacity(addresses.len());
    for address in addresses {
        known.push(fetched(address).await?);
    }
    body.replace_children_with_node_0();
    for (day, article) in known {
        title.set_text_content(Some(&day));
        body.append_child(&article)?;
    }
    set(
        &find(".dialog__actions a")?,
        "href",
        addresses.first().ok_or(JsValue::NULL)?,
    );
    if !dialog.open() {
        dialog.show_modal()?;
    }
    dialog.set_scroll_top(0);
    Ok(())
}

/// The title and the article of a day's page.
async fn fetched(address: &str) -> Result<(String, Element), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let answer = JsFuture::from(window.fetch_with_str(address)).await?;
    let answer: Response = answer.dyn_into()?;
    // Whoever was signed out is led to signing in by the page itself.
    if !answer.ok() || answer.redirected() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(answer.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    let page = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    let find = |selector: &str| page.query_selector(selector)?.ok_or(JsValue::NULL);
    let title = find("h1")?.text_content().unwrap_or_default();
    Ok((title.trim().to_owned(), find("article.day")?))
}
