//! oEmbed for share links (oembed.com): how a page shows one that somebody pasted into it.

use std::net::IpAddr;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dbag_operations::{EmbedRefused, PanelChoice, Shared, SharedPage};
use serde_json::json;

use super::answer::{Form, refuse};
use super::link::{From, Link};
use super::params::Params;
use super::share::CARD;
use crate::web::redirect::query_value;
use crate::web::state::Web;

/// Pixels of a frame that nobody gave a size.
const USUAL_WIDTH: u32 = 960;
/// Pixels of a dashboard's row, and of what stands above the first.
const ROW: u32 = 56;
const ABOVE: u32 = 140;

/// `/oembed?url=…&maxwidth=…&maxheight=…&format=json`.
pub(in crate::web) async fn answer(
    State(web): State<Web>,
    RawQuery(query): RawQuery,
    From(from): From,
) -> Response {
    let query = query.unwrap_or_default();
    if query_value(&query, "format").is_some_and(|format| format != "json") {
        return (StatusCode::NOT_IMPLEMENTED, "only format=json\n").into_response();
    }
    let address = query_value(&query, "url").unwrap_or_default();
    let token = token_of(&web, &address);
    match open(&web, token, from).await {
        Ok(Shared::Locked) => StatusCode::UNAUTHORIZED.into_response(),
        Ok(Shared::Page(page)) => {
            let at_most = |name: &str, usual: u32| {
                let asked = query_value(&query, name).and_then(|text| text.parse::<u32>().ok());
                usual.min(asked.unwrap_or(u32::MAX)).max(1)
            };
            let size = (
                at_most("maxwidth", USUAL_WIDTH),
                at_most("maxheight", ABOVE + ROW * page.rows()),
            );
            let card = at_most("maxwidth", CARD.width);
            let address = format!("{}/s/{token}", web.outside.public_url);
            axum::Json(described(&page, &address, size, card)).into_response()
        }
        Err(refused) => refuse(&web, &refused, Form::File, None),
    }
}

/// The token of the link that an address is; nothing where it is none of this instance.
fn token_of<'a>(web: &Web, address: &'a str) -> &'a str {
    let beginning = format!("{}/s/", web.outside.public_url);
    let behind = address.strip_prefix(&beginning).unwrap_or("");
    behind.split(['?', '#']).next().unwrap_or("")
}

async fn open(web: &Web, token: &str, from: Option<IpAddr>) -> Result<Shared, EmbedRefused> {
    // What a visitor unlocked is theirs, and not for who asks about the link.
    let link = Link {
        web: web.clone(),
        token: token.to_owned(),
        from,
        headers: HeaderMap::new(),
    };
    link.open(&Params::default(), PanelChoice::Shown).await
}

/// A frame where a site may frame it, else its picture.
fn described(
    page: &SharedPage,
    address: &str,
    (width, height): (u32, u32),
    card: u32,
) -> serde_json::Value {
    let picture = format!("{address}/panel/card.png?scale=1");
    let picture_height = CARD.height * card / CARD.width;
    let title = page.title();
    let mut said = json!({
        "version": "1.0",
        "title": title,
        "provider_name": "Dbag",
        "cache_age": 3600,
        "thumbnail_url": picture,
        "thumbnail_width": CARD.width,
        "thumbnail_height": CARD.height,
    });
    let more = if page.frame_ancestors == "'none'" {
        json!({ "type": "photo", "url": picture, "width": card, "height": picture_height })
    } else {
        let title = title
            .replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;");
        let html = format!(
            "<iframe src=\"{address}\" width=\"{width}\" height=\"{height}\" title=\"{title}\" \
             style=\"border:0\" loading=\"lazy\"></iframe>"
        );
        json!({ "type": "rich", "html": html, "width": width, "height": height })
    };
    if let (Some(said), serde_json::Value::Object(more)) = (said.as_object_mut(), more) {
        said.extend(more);
    }
    said
}
