//! How a dashboard would look to outsiders, for those who may say whether they see it.

use axum::response::Response;
use dbag_app::{OutsideFrame, OutsidePage, render_outside};
use dbag_domain::Problem;
use dbag_operations::PanelChoice;

use super::answer::{HTML, page};
use super::drawn::Drawing;
use super::params::Params;
use crate::web::visit::Visit;

/// The page as an embed; only Dbag's own pages may frame it.
///
/// # Errors
///
/// As of [`Dbag::preview_embed`](dbag_operations::Dbag::preview_embed), and for what the address
/// says wrongly.
pub(in crate::web) async fn preview(
    visit: &Visit,
    slug: &str,
    key: &str,
    query: Option<&str>,
) -> Result<Response, Problem> {
    let params = Params::read(query)?;
    let mut asked = params.query.clone();
    asked.panels = params.panel.map_or(PanelChoice::Shown, PanelChoice::One);
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let view = dbag
        .preview_embed(actor, slug, key, &asked, visit.now)
        .await?;
    if let Some(problem) = view.problem {
        return Err(problem);
    }
    let frame = OutsideFrame {
        site: visit.web.site(),
        time_zone: visit.web.time_zone.clone(),
        now: visit.now,
        look: params.look.clone(),
    };
    let html = render_outside(
        &frame,
        &OutsidePage {
            view,
            is_panel: params.panel.is_some(),
            titled: !params.untitled,
            bordered: params.bordered,
            is_shared: false,
            card: None,
        },
    );
    Ok(page(Drawing::new(html, HTML), "'self'", &params.look))
}
