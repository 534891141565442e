//! What is embedded in these tests, and how it is asked for.

use dbag_domain::{Binding, DashboardSettings, EmbedSettings, FrameOrigin, PanelKind};
use dbag_operations::EmbedTarget;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::shop::{ACTOR, add, customer, dashboard, metric, panel, series};
use crate::support::{Site, clock, signed_in};
use crate::tokens::Signer;

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

/// Every form in which a token for a dashboard opens one of its panels; the page first.
pub(crate) fn panel_forms(token: &str, panel: i64) -> [String; 6] {
    let forms = [
        "panel/T",
        "panel/T.svg",
        "panel/T.png",
        "panel/T.csv",
        "badge/T.svg",
        "badge/T.json",
    ];
    forms.map(|form| format!("/embed/{}?panel={panel}", form.replace('T', token)))
}

/// Every form in which a token for a dashboard, or its panel 1, is opened; the pages first.
pub(crate) fn every_form(token: &str) -> Vec<String> {
    let whole = format!("/embed/dashboard/{token}");
    let panel = panel_forms(token, 1);
    std::iter::once(whole).chain(panel).collect()
}

/// The panels of a dashboard by their kinds, with their numbers, in order.
pub(crate) async fn panels(site: &Site, slug: &str) -> Vec<(PanelKind, i64)> {
    let kept = site.dbag.dashboard(&ACTOR, slug).await.expect("there");
    let panels = kept.panels.iter();
    panels.map(|panel| (panel.kind, panel.id.0)).collect()
}

/// Runs a statement of the test's own on the site's file.
pub(crate) async fn execute(site: &Site, sql: &'static str) {
    let file = site.folder.path().join("dbag.db");
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.expect("opened");
    let done = sqlx::query(sql).execute(&mut connection).await;
    done.expect("executed");
}

/// A small shop of two customers, 42 and 43, with a dashboard `shop` of a line, a number and a
/// table, and the metric `orders`; and who signs for it with the default key.
pub(crate) async fn small() -> (Site, Signer) {
    let site = signed_in("").await;
    let values = [
        (Some("42"), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 4211.0][..]),
        (Some("43"), &[8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 4311.0]),
    ];
    metric(&site, "orders", &values).await;
    let kinds = [PanelKind::Line, PanelKind::Number, PanelKind::Table];
    let of = |(kind, at)| panel(kind, at, vec![series("orders", Binding::Page)]);
    let panels = kinds.into_iter().zip(0..).map(of).collect();
    add(&site, &about_customers("shop", panels)).await;
    publish(&site, "shop", &on()).await;
    publish_metric(&site, "orders", &on()).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    (site, signer)
}
