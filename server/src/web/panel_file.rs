//! A panel as a file: its picture, or the values it is drawn from.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dbag_domain::{PanelId, Problem, ProblemKind};
use dbag_operations::{
    DashboardView, PanelChoice, PanelView, PictureSize, Theme, panel_document, panel_table,
    table_csv,
};
use serde::Deserialize;

use super::dashboard::{DashboardParams, refused};
use super::visit::Visit;

/// What stands behind the `?` of a picture's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PictureParams {
    width: Option<u32>,
    height: Option<u32>,
    theme: Option<String>,
    /// Pixels of a PNG for each of its own.
    scale: Option<f32>,
}

/// The size of a picture unless asked for otherwise.
const USUAL: PictureSize = PictureSize {
    width: 960,
    height: 400,
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

/// A PNG is as sharp as on a good display unless asked for otherwise, and at most so sharp.
const USUAL_SCALE: f32 = 2.0;
const LARGEST_SCALE: f32 = 4.0;

/// `/d/<slug>/panel/<id>.svg`, `.png`, `.csv` or `.json`.
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
        Err(problem) => return refused(&visit, &slug, problem).await,
    };
    if let Some(problem) = &view.problem {
        return visit.problem(problem.clone()).await;
    }
    let Some(panel) = view.panels.first() else {
        return visit.problem(missing()).await;
    };
    let document = || panel_document(&view, panel, picture.size(), picture.theme());
    let answered = match form {
        "svg" => document().map(svg),
        "png" => match document() {
            Some(document) => Some(png(&visit, document, picture.scale()).await),
            None => None,
        },
        form => values(&view, panel, form),
    };
    match answered {
        Some(answer) => answer,
        None => visit.problem(missing()).await,
    }
}

fn svg(document: String) -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], document).into_response()
}

/// Drawn beside the threads that answer requests.
async fn png(visit: &Visit, document: String, scale: f32) -> Response {
    let fonts = visit.web.fonts.clone();
    let drawn = tokio::task::spawn_blocking(move || fonts.png(&document, scale)).await;
    match drawn {
        Ok(Ok(png)) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        Ok(Err(problem)) => visit.problem(problem).await,
        Err(error) => {
            let message = format!("the picture cannot be drawn: {error}");
            visit
                .problem(Problem::new(ProblemKind::Internal, message))
                .await
        }
    }
}

fn values(view: &DashboardView, panel: &PanelView, form: &str) -> Option<Response> {
    match form {
        "csv" => {
            let csv = table_csv(&panel_table(panel)?).ok()?;
            let (slug, id) = (&view.dashboard.slug, panel.panel.id.0);
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{slug}-{id}.csv\""),
                ),
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

    /// The theme that was asked for; any other word is light.
    fn theme(&self) -> Theme {
        let asked = self.theme.as_deref().and_then(Theme::parse);
        asked.unwrap_or_default()
    }

    fn scale(&self) -> f32 {
        let asked = self.scale.filter(|scale| scale.is_finite());
        asked.unwrap_or(USUAL_SCALE).clamp(0.5, LARGEST_SCALE)
    }
}
