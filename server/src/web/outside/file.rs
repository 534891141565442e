//! Panels as files for outsiders: pictures, values, badges.

use dbag_domain::{Day, Problem, ProblemKind, Zone};
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
        "svg" => svg(view, params),
        "png" => match svg(view, params) {
            Some(svg) => Some(png(web, svg, params.scale()).await?),
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

fn svg(view: &DashboardView, params: &Params) -> Option<Drawing> {
    let panel = view.panels.first()?;
    let document = panel_document(view, panel, params.size(), params.theme())?;
    Some(Drawing::new(document, SVG))
}

/// Drawn beside the threads that answer requests.
async fn png(web: &Web, svg: Drawing, scale: f32) -> Result<Drawing, EmbedRefused> {
    let fonts = web.fonts.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let svg = std::str::from_utf8(&svg.body).unwrap_or("");
        fonts.png(svg, scale)
    });
    let drawn = drawn.await.unwrap_or_else(|error| {
        let message = format!("the picture cannot be drawn: {error}");
        Err(Problem::new(ProblemKind::Internal, message))
    });
    Ok(Drawing::new(drawn?, "image/png"))
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
