//! What is embedded in these tests, and how it is asked for.

use dbag_domain::{DashboardSettings, EmbedSettings, FrameOrigin, PanelKind};
use dbag_operations::EmbedTarget;

use crate::shop::{ACTOR, customer, dashboard};
use crate::support::{Site, clock};

/// The site that may frame.
pub(crate) const SHOP: &str = "https://shop.example.com";

/// Embedding on, for the shop.
pub(crate) fn on() -> EmbedSettings {
    EmbedSettings {
        is_on: true,
        origins: vec![FrameOrigin::parse(SHOP).expect("an origin")],
        ..EmbedSettings::off()
    }
}

/// Sets how a dashboard may be embedded.
pub(crate) async fn publish(site: &Site, slug: &str, settings: &EmbedSettings) {
    let target = EmbedTarget::Dashboard(slug);
    let set = site
        .dbag
        .set_embed_settings(&ACTOR, target, settings, clock());
    set.await.expect("published");
}

/// Sets how a metric may be embedded.
pub(crate) async fn publish_metric(site: &Site, slug: &str, settings: &EmbedSettings) {
    let target = EmbedTarget::Metric(slug);
    let set = site
        .dbag
        .set_embed_settings(&ACTOR, target, settings, clock());
    set.await.expect("published");
}

/// A dashboard of which each page is about a customer.
pub(crate) fn about_customers(
    slug: &str,
    panels: Vec<dbag_domain::PanelSettings>,
) -> DashboardSettings {
    DashboardSettings {
        about: customer(),
        ..dashboard(slug, panels)
    }
}

/// The panels of a dashboard by their kinds, with their numbers, in order.
pub(crate) async fn panels(site: &Site, slug: &str) -> Vec<(PanelKind, i64)> {
    let kept = site.dbag.dashboard(&ACTOR, slug).await.expect("there");
    let panels = kept.panels.iter();
    panels.map(|panel| (panel.kind, panel.id.0)).collect()
}
