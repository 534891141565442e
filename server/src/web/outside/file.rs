//! Panels as files for outsiders: pictures, values, badges.

use dbag_domain::{Day, Problem, Zone};
use dbag_operations::{
    DashboardView, EmbedRefused, badge as draw_badge, panel_badge, panel_document, panel_table,
    table_csv,
};

use super::drawn::Drawing;
use super::params::Params;
use crate::web::state::Web;

const SVG: &str = "image/svg+xml";

/// The first panel of a page in a form: `svg`, `png`, `csv`, `badge.svg` or `badge.json`.
///
/// # Errors
///
/// When the panel cannot be had in it.
pub(super) async fn draw_file(
    web: &Web,
    view: &DashboardView,
    params: &Params,
    form: &str,
) -> Result<Drawing, EmbedRefused> {
    let drawn = match form {
        "svg" => document(view, params).map(|svg| Drawing::new(svg, SVG)),
        "png" => match document(view, params) {
            Some(document) => {
                let png = web.fonts.draw(document, params.scale()).await?;
                Some(Drawing::new(png, "image/png"))
            }
            None => None,
        },
        "csv" => csv(view),
        "badge.svg" => badge_svg(view, params),
        _ => badge_json(view, params),
    };
    drawn.ok_or_else(|| Problem::invalid("the panel cannot be had in this form").into())
}

/// Today where the instance is.
pub(super) fn today(web: &Web) -> Day {
    let zone = Zone::parse(&web.time_zone).unwrap_or_else(|_| Zone::utc());
    zone.day_of((web.clock)())
}

fn document(view: &DashboardView, params: &Params) -> Option<String> {
    let panel = view.panels.first()?;
    panel_document(view, panel, params.size(), params.theme())
}

fn csv(view: &DashboardView) -> Option<Drawing> {
    let table = panel_table(view.panels.first()?)?;
    Some(Drawing::new(
        table_csv(&table).ok()?,
        "text/csv; charset=utf-8",
    ))
}

fn badge_svg(view: &DashboardView, params: &Params) -> Option<Drawing> {
    let badge = panel_badge(view.panels.first()?)?;
    let label = params.label.as_deref().unwrap_or(&badge.label);
    Some(Drawing::new(
        draw_badge(label, &badge.message, params.theme()),
        SVG,
    ))
}

/// As shields.io reads it (its "endpoint badge").
fn badge_json(view: &DashboardView, params: &Params) -> Option<Drawing> {
    let badge = panel_badge(view.panels.first()?)?;
    let json = serde_json::json!({
        "schemaVersion": 1,
        "label": params.label.as_deref().unwrap_or(&badge.label),
        "message": badge.message,
        "color": "blue",
        "isError": false,
        "cacheSeconds": 300,
    });
    Some(Drawing::new(json.to_string(), "application/json"))
}
