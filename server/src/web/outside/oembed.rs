//! oEmbed for share links (oembed.com): how a page shows one that somebody pasted into it.

use std::net::IpAddr;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dbag_operations::{EmbedRefused, PanelChoice, Shared, SharedPage};
use serde_json::{Value, json};

use super::answer::{Form, refuse};
use super::link::{From, Link};
use super::params::Params;
use super::share::CARD;
use super::viewer::Viewer;
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
            let most = |name| query_value(&query, name).and_then(|text| text.parse().ok());
            let room = Room {
                width: most("maxwidth").unwrap_or(u32::MAX),
                height: most("maxheight").unwrap_or(u32::MAX),
            };
            let address = format!("{}/s/{token}", web.outside.public_url);
            axum::Json(described(&page, &address, &room)).into_response()
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
        viewer: Viewer { is_view: false },
        web: web.clone(),
        token: token.to_owned(),
        from,
        headers: HeaderMap::new(),
    };
    link.open(&Params::default(), PanelChoice::Shown).await
}

/// What there is room for, in pixels.
struct Room {
    width: u32,
    height: u32,
}

impl Room {
    /// A frame of a dashboard of so many rows.
    fn frame(&self, rows: u32) -> (u32, u32) {
        let usual = (USUAL_WIDTH, ABOVE + ROW * rows);
        (
            usual.0.min(self.width).max(1),
            usual.1.min(self.height).max(1),
        )
    }

    /// The picture as large as there is room for, in its own proportions.
    fn picture(&self) -> (u32, u32) {
        let of_height = u64::from(self.height) * u64::from(CARD.width) / u64::from(CARD.height);
        let of_height = u32::try_from(of_height).unwrap_or(u32::MAX);
        let width = CARD.width.min(self.width).min(of_height).max(1);
        (width, (CARD.height * width / CARD.width).max(1))
    }
}

/// A frame where a site may frame it, else its picture, if it has one.
fn described(page: &SharedPage, address: &str, room: &Room) -> Value {
    let title = page.title();
    let mut said = json!({
        "version": "1.0", "title": title, "provider_name": "Dbag", "cache_age": 3600,
    });
    let picture = page
        .card_panel()
        .map(|_| format!("{address}/panel/card.png?scale=1"));
    let (width, height) = room.picture();
    if let Some(picture) = &picture {
        said["thumbnail_url"] = json!(picture);
        said["thumbnail_width"] = json!(width);
        said["thumbnail_height"] = json!(height);
    }
    let more = match picture {
        _ if page.frame_ancestors != "'none'" => framed(&title, address, room.frame(page.rows())),
        Some(picture) => {
            json!({ "type": "photo", "url": picture, "width": width, "height": height })
        }
        None => json!({ "type": "link" }),
    };
    if let (Some(said), Value::Object(more)) = (said.as_object_mut(), more) {
        said.extend(more);
    }
    said
}

fn framed(title: &str, address: &str, (width, height): (u32, u32)) -> Value {
    let title = title
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    let html = format!(
        "<iframe src=\"{address}\" width=\"{width}\" height=\"{height}\" title=\"{title}\" \
         style=\"border:0\" loading=\"lazy\"></iframe>"
    );
    json!({ "type": "rich", "html": html, "width": width, "height": height })
}
