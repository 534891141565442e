//! A panel as a file: its picture, or the values it is drawn from.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dbag_domain::{PanelId, Problem};
use dbag_operations::{
    DashboardView, PanelChoice, PanelView, PictureSize, panel_picture, panel_table, table_csv,
};
use serde::Deserialize;

use super::dashboard::DashboardParams;
use super::visit::Visit;

/// What stands behind the `?` of a picture's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PictureParams {
    width: Option<u32>,
    height: Option<u32>,
    theme: Option<String>,
}

/// The size of a picture unless asked for otherwise.
const USUAL: PictureSize = PictureSize {
    width: 960,
    height: 320,
};
/// The largest picture.
const LARGEST: PictureSize = PictureSize {
    width: 4_000,
    height: 2_000,
};
/// The smallest picture whose labels can be read.
const SMALLEST: PictureSize = PictureSize {
    width: 160,
    height: 80,
};

/// `/d/<slug>/panel/<id>.svg`, `.csv` or `.json`.
pub(super) async fn show(
    visit: Visit,
    Path((slug, file)): Path<(String, String)>,
    Query(params): Query<DashboardParams>,
    Query(picture): Query<PictureParams>,
) -> Response {
    let missing = || Problem::not_found(format!("dashboard `{slug}` has no panel `{file}`"));
    let Some((id, form)) = file.rsplit_once('.') else {
        return visit.problem(missing()).await;
    };
    let Ok(id) = id.parse::<i64>() else {
        return visit.problem(missing()).await;
    };
    let mut query = params.query();
    query.panels = PanelChoice::One(PanelId(id));
    let is_json = form == "json";
    let key = params.object.as_deref().filter(|key| !key.is_empty());
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let view = match dbag
        .view_dashboard(actor, &slug, key, &query, visit.now)
        .await
    {
        Ok(view) => view,
        Err(problem) if is_json => return Visit::problem_json(&problem),
        Err(problem) => return visit.problem(problem).await,
    };
    if let Some(problem) = &view.problem {
        return visit.problem(problem.clone()).await;
    }
    let Some(panel) = view.panels.first() else {
        return visit.problem(missing()).await;
    };
    match answer(&view, panel, form, &picture) {
        Some(answer) => answer,
        None => visit.problem(missing()).await,
    }
}

fn answer(
    view: &DashboardView,
    panel: &PanelView,
    form: &str,
    picture: &PictureParams,
) -> Option<Response> {
    let name = |ending: &str| {
        let slug = &view.dashboard.slug;
        format!(
            "attachment; filename=\"{slug}-{}.{ending}\"",
            panel.panel.id.0
        )
    };
    match form {
        "svg" => {
            let drawn = panel_picture(panel, &view.notes, picture.size())?;
            let svg = drawn.standalone(&picture.look());
            Some(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
        }
        "csv" => {
            let csv = table_csv(&panel_table(panel)?).ok()?;
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name("csv")),
            ];
            Some((headers, csv).into_response())
        }
        "json" => Some(axum::Json(panel_table(panel)?).into_response()),
        _ => None,
    }
}

impl PictureParams {
    fn size(&self) -> PictureSize {
        let within = |asked: Option<u32>, usual: u32, least: u32, most: u32| {
            asked.unwrap_or(usual).clamp(least, most)
        };
        PictureSize {
            width: within(self.width, USUAL.width, SMALLEST.width, LARGEST.width),
            height: within(self.height, USUAL.height, SMALLEST.height, LARGEST.height),
        }
    }

    /// The stylesheet of the theme that was asked for; any other word is light.
    fn look(&self) -> String {
        let light = dbag_operations::LIGHT_LOOK;
        match self.theme.as_deref() {
            Some("dark") => format!("{light}{}", dbag_operations::DARK_LOOK),
            _ => light.to_owned(),
        }
    }
}
