//! Panels as files for outsiders: pictures, values, badges.

use dbag_domain::{Day, Problem, ProblemKind, Zone};
use dbag_operations::{
    DashboardView, EmbedRefused, badge as draw_badge, panel_badge, panel_document,
    panel_table_or_reason, table_csv,
};

use super::answer::CSV;
use super::drawn::Drawing;
use super::params::Params;
use crate::web::state::Web;

const SVG: &str = "image/svg+xml";

/// The first panel of a page in a form: `svg`, `png`, `csv`, `badge.svg` or `badge.json`; for
/// whoever holds a token or a link.
///
/// # Errors
///
/// When the panel cannot be had in it.
pub(super) async fn draw_file(
    web: &Web,
    view: &DashboardView,
    params: &Params,
    form: &str,
    holder: &str,
) -> Result<Drawing, EmbedRefused> {
    let drawn = match form {
        "svg" => document(view, params).map(|svg| Drawing::new(svg, SVG)),
        "png" => match document(view, params) {
            Some(document) => Some(png(web, document, params.scale(), holder).await?),
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

/// Drawn in the holder's turn, which lasts until it is drawn: also where nobody waits any longer.
async fn png(web: &Web, svg: String, scale: f32, holder: &str) -> Result<Drawing, Problem> {
    let turn = web.outside.turns.wait(holder).await?;
    let fonts = web.fonts.clone();
    let drawn = tokio::spawn(async move {
        let drawn = fonts.draw(svg, scale).await;
        drop(turn);
        drawn
    });
    let drawn = drawn.await.unwrap_or_else(|error| {
        let message = format!("the picture cannot be drawn: {error}");
        Err(Problem::new(ProblemKind::Internal, message))
    });
    Ok(Drawing::new(drawn?, "image/png"))
}

fn csv(view: &DashboardView) -> Option<Drawing> {
    let table = panel_table_or_reason(view.panels.first()?)?;
    Some(Drawing::new(table_csv(&table).ok()?, CSV))
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
