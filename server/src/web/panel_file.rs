//! A panel as a file: its picture, or the values it is drawn from.

use std::str::FromStr;

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dbag_domain::{PanelId, Problem};
use dbag_operations::{
    DashboardView, PanelChoice, PanelContent, PanelView, PictureSize, Theme, panel_document,
    panel_table_or_reason, table_csv,
};
use serde::Deserialize;

use super::dashboard::{DashboardParams, refused};
use super::outside::file_policy;
use super::picture_size::{picture_scale, picture_size};
use super::visit::Visit;

/// What stands behind the `?` of a picture's address, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PictureParams {
    width: Option<String>,
    height: Option<String>,
    theme: Option<String>,
    /// Pixels of a PNG for each of its own.
    scale: Option<String>,
}

/// The picture that is wanted.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    size: PictureSize,
    theme: Theme,
    scale: f32,
}

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
    let wanted = match picture.read() {
        Ok(wanted) => wanted,
        Err(problem) => return visit.problem(problem).await,
    };
    let document = || panel_document(&view, panel, wanted.size, wanted.theme);
    let answered = match form {
        "svg" => document().map(svg),
        "png" => match document() {
            Some(document) => Some(png(&visit, document, wanted.scale).await),
            None => None,
        },
        form => values(&view, panel, form),
    };
    match (answered, &panel.content) {
        (Some(answer), _) => answer,
        (None, PanelContent::Unavailable(why)) => {
            visit.problem(Problem::not_found(why.words())).await
        }
        (None, _) => visit.problem(missing()).await,
    }
}

/// A picture has its own styles, which the policy of pages would keep from a tab that shows it alone.
fn svg(document: String) -> Response {
    let policy = [(header::CONTENT_SECURITY_POLICY, file_policy("'self'"))];
    let kind = [(header::CONTENT_TYPE, "image/svg+xml")];
    (policy, kind, document).into_response()
}

async fn png(visit: &Visit, document: String, scale: f32) -> Response {
    match visit.web.fonts.draw(document, scale).await {
        Ok(png) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        Err(problem) => visit.problem(problem).await,
    }
}

fn values(view: &DashboardView, panel: &PanelView, form: &str) -> Option<Response> {
    match form {
        "csv" => {
            let csv = table_csv(&panel_table_or_reason(panel)?).ok()?;
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
        "json" => Some(axum::Json(panel_table_or_reason(panel)?).into_response()),
        _ => None,
    }
}

impl PictureParams {
    /// What is too large or too small becomes what is possible; what is no number, or no theme,
    /// is refused.
    fn read(&self) -> Result<Wanted, Problem> {
        let width = number("width", self.width.as_deref())?;
        let height = number("height", self.height.as_deref())?;
        let scale: Option<f32> = number("scale", self.scale.as_deref())?;
        if scale.is_some_and(|scale| !scale.is_finite()) {
            return Err(Problem::field("scale", "scale: a number is needed"));
        }
        let theme = match given(self.theme.as_deref()) {
            None => Theme::default(),
            Some(word) => Theme::parse(word)
                .ok_or_else(|| Problem::field("theme", "theme: it can be light or dark"))?,
        };
        Ok(Wanted {
            size: picture_size(width, height),
            theme,
            scale: picture_scale(scale),
        })
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn number<T: FromStr>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let number = given(text).map(str::parse).transpose();
    number.map_err(|_| Problem::field(name, format!("{name}: a number is needed")))
}
