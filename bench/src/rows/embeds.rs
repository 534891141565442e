//! A shop whose dashboards are embedded, and tokens for its customers.

use anyhow::Result;
use chrono::{TimeDelta, Utc};
use dbag_domain::{EmbedResource, EmbedSettings, ObjectKey, Slug};
use dbag_operations::{Actor, EmbedTarget, SignRequest};

use super::shop::Shop;
use crate::data::object_key;
use crate::site::failed;

const ACTOR: Actor = Actor::CommandLine;

/// Makes a key, and lets a dashboard be embedded.
pub(super) async fn open(shop: &Shop, dashboard: &str) -> Result<()> {
    let dbag = &shop.site.dbag;
    let made = dbag.add_embed_key(&ACTOR, "bench", None, Utc::now()).await;
    made.map_err(|problem| failed(&problem))?;
    let settings = EmbedSettings {
        is_on: true,
        ..EmbedSettings::off()
    };
    let target = EmbedTarget::Dashboard(dashboard);
    let set = dbag.set_embed_settings(&ACTOR, target, &settings, Utc::now());
    set.await.map_err(|problems| failed(&problems[0]))
}

/// A token for a dashboard and one of its customers.
pub(super) async fn token(shop: &Shop, dashboard: &str, object: u32) -> Result<String> {
    let key = ObjectKey::parse(&object_key(object))?;
    let request = SignRequest {
        resource: EmbedResource::Dashboard(Ok(Slug::parse(dashboard)?)),
        object: Some(("customer".to_owned(), key)),
        life: TimeDelta::hours(12),
        from: None,
        to: None,
        allow: None,
        kid: None,
    };
    let token = shop
        .site
        .dbag
        .sign_embed(&ACTOR, &request, Utc::now())
        .await;
    token.map_err(|problem| failed(&problem))
}
