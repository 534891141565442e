//! A share link as a request brings it: its token, who asks, what they unlocked.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use dbag_operations::{EmbedRefused, PanelChoice, RefusedAs, ShareRequest, Shared};
use serde::Deserialize;

use super::params::Params;
use super::path::PathOrNothing;
use super::viewer::Viewer;
use crate::web::state::Web;
use crate::web::visit::header_text;

/// Where a request comes from; nowhere where it came over no network.
pub(in crate::web) struct From(pub(super) Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(peer.map(|peer| peer.0.ip())))
    }
}

/// A link that somebody holds.
pub(in crate::web) struct Link {
    pub(super) web: Web,
    pub(super) token: String,
    pub(super) from: Option<IpAddr>,
    pub(super) viewer: Viewer,
    pub(super) headers: HeaderMap,
}

/// The part of the path that is the token.
#[derive(Default, Deserialize)]
struct Held {
    link: String,
}

impl FromRequestParts<Web> for Link {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let PathOrNothing(Held { link }) = PathOrNothing::from_request_parts(parts, web).await?;
        let From(from) = From::from_request_parts(parts, web).await?;
        let viewer = Viewer::from_request_parts(parts, web).await?;
        Ok(Self {
            web: web.clone(),
            token: link,
            from,
            viewer,
            headers: parts.headers.clone(),
        })
    }
}

impl Link {
    /// What it leads to.
    pub(super) async fn open(
        &self,
        params: &Params,
        panels: PanelChoice,
    ) -> Result<Shared, EmbedRefused> {
        let now = (self.web.clock)();
        let mut query = params.query.clone();
        query.panels = panels;
        let request = ShareRequest {
            token: &self.token,
            unlocked: cookie(&self.headers),
            query,
            now,
        };
        let opened = self.web.dbag.open_share(request).await;
        self.note_miss(opened.as_ref().err()).await;
        opened
    }

    pub(super) async fn note_miss(&self, refused: Option<&EmbedRefused>) {
        if refused.is_some_and(|refused| refused.told == RefusedAs::NoLink) {
            let now = (self.web.clock)();
            self.web.outside.misses.note(self.from, now).await;
        }
    }

    /// Its address within the site.
    pub(super) fn path(&self) -> String {
        self.web.prefix.path(&format!("/s/{}", self.token))
    }
}

/// What opens a link whose password was typed.
pub(super) const COOKIE: &str = "dbag-share";

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let pairs = header_text(headers, &header::COOKIE).split(';');
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, value)| *name == COOKIE && value.len() < 400);
    found.map(|(_, value)| value)
}
