//! Embeds: pages, pictures and badges by token.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dbag_app::{OutsideFrame, OutsidePage, render_outside};
use dbag_domain::{EmbedForm, Problem, Zone};
use dbag_operations::{
    DashboardView, Door, EmbedPage, EmbedRefused, EmbedRequest, badge as draw_badge, panel_badge,
    panel_document, panel_table, table_csv,
};

use super::answer::{Form, HTML, not_modified, page, picture, refuse};
use super::drawn::{Drawing, DrawingKey};
use super::params::Params;
use crate::web::state::Web;

/// `/embed/dashboard/<token>`.
pub(in crate::web) async fn dashboard(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let token = text(path);
    let asked = Asked {
        web: &web,
        token: &token,
        query: query.as_deref(),
    };
    answered(&web, Form::Page, asked.page(|_| Door::Dashboard).await)
}

/// `/embed/panel/<token>`, and with `.svg`, `.png` or `.csv` behind it.
pub(in crate::web) async fn panel(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let file = text(path);
    let (token, form) = parted(&file, &["svg", "png", "csv"]);
    let asked = Asked {
        web: &web,
        token,
        query: query.as_deref(),
    };
    match form {
        None => {
            let door = |params: &Params| Door::Panel(params.panel);
            answered(&web, Form::Page, asked.page(door).await)
        }
        Some(form) => answered(&web, Form::File, asked.file(form, &headers).await),
    }
}

/// `/embed/badge/<token>.svg`, or `.json` for shields.io's endpoint.
pub(in crate::web) async fn badge(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let file = text(path);
    let (token, form) = parted(&file, &["svg", "json"]);
    let told = match form {
        Some("json") => Form::Json,
        _ => Form::File,
    };
    let asked = Asked {
        web: &web,
        token,
        query: query.as_deref(),
    };
    let form = match form {
        Some("svg") => "badge.svg",
        Some(_) => "badge.json",
        None => {
            let why = "a badge ends with .svg or .json";
            return refuse(&web, &Problem::invalid(why).into(), told);
        }
    };
    answered(&web, told, asked.file(form, &headers).await)
}

/// The end of a path; what is no text is no token either.
fn text(path: Result<Path<String>, PathRejection>) -> String {
    path.map_or_else(|_| String::new(), |Path(text)| text)
}

fn answered(web: &Web, form: Form, answer: Result<Response, EmbedRefused>) -> Response {
    answer.unwrap_or_else(|refused| refuse(web, &refused, form))
}

/// A token has dots itself: only these endings are forms.
fn parted<'a>(file: &'a str, forms: &[&'static str]) -> (&'a str, Option<&'static str>) {
    let form = forms.iter().find(|form| {
        file.strip_suffix(**form)
            .is_some_and(|rest| rest.ends_with('.'))
    });
    match form {
        Some(form) => (&file[..file.len() - form.len() - 1], Some(form)),
        None => (file, None),
    }
}

/// A request by token.
struct Asked<'a> {
    web: &'a Web,
    token: &'a str,
    query: Option<&'a str>,
}

impl Asked<'_> {
    async fn open(
        &self,
        params: &Params,
        door: Door,
        form: Option<EmbedForm>,
    ) -> Result<EmbedPage, EmbedRefused> {
        let request = EmbedRequest {
            token: self.token,
            door,
            query: params.query.clone(),
            form,
            public_url: &self.web.outside.public_url,
            now: (self.web.clock)(),
        };
        let page = self.web.dbag.open_embed(request).await?;
        let zone = Zone::parse(&self.web.time_zone).unwrap_or_else(|_| Zone::utc());
        let today = zone.day_of((self.web.clock)());
        self.web.dbag.count_view(&page.subject, &page.kid, today);
        Ok(page)
    }

    async fn page(&self, door: impl Fn(&Params) -> Door) -> Result<Response, EmbedRefused> {
        let params = Params::read(self.query)?;
        let opened = self.open(&params, door(&params), None).await?;
        let ancestors = opened.frame_ancestors.clone();
        let key = DrawingKey::of(&opened.stamp, &["page", self.query.unwrap_or("")]);
        if let Some(drawing) = self.web.outside.drawn.get(&key) {
            return Ok(page(drawing, &ancestors, &params.look));
        }
        let is_panel = opened.is_panel;
        let view = self.web.dbag.show_embed(opened).await?;
        let frame = OutsideFrame {
            site: self.web.site(),
            time_zone: self.web.time_zone.clone(),
            now: (self.web.clock)(),
            look: params.look.clone(),
        };
        let html = render_outside(
            &frame,
            &OutsidePage {
                view,
                is_panel,
                titled: !params.untitled,
                bordered: params.bordered,
                card: None,
            },
        );
        let drawing = Drawing::new(html, HTML);
        self.web.outside.drawn.put(key, drawing.clone());
        Ok(page(drawing, &ancestors, &params.look))
    }

    async fn file(&self, form: &str, headers: &HeaderMap) -> Result<Response, EmbedRefused> {
        let params = Params::read(self.query)?;
        let allowed = match form {
            "csv" => EmbedForm::Csv,
            _ => EmbedForm::Image,
        };
        let door = Door::Panel(params.panel);
        let opened = self.open(&params, door, Some(allowed)).await?;
        let ancestors = opened.frame_ancestors.clone();
        let key = DrawingKey::of(&opened.stamp, &[form, self.query.unwrap_or("")]);
        if let Some(answer) = not_modified(&key, &ancestors, headers) {
            return Ok(answer);
        }
        if let Some(drawing) = self.web.outside.drawn.get(&key) {
            return Ok(picture(drawing, &key, &ancestors));
        }
        let kid = opened.kid.clone();
        let view = self.web.dbag.show_embed(opened).await?;
        let drawn = match form {
            "svg" => svg(&view, &params),
            "png" => match svg(&view, &params) {
                Some(svg) => Some(png(self.web, svg, params.scale()).await?),
                None => None,
            },
            "csv" => csv(&view),
            "badge.svg" => badge_svg(&view, &params),
            _ => badge_json(&view, &params),
        };
        let Some(drawing) = drawn else {
            let refused: EmbedRefused =
                Problem::invalid("the panel cannot be had in this form").into();
            return Err(EmbedRefused {
                kid: Some(kid),
                frame_ancestors: ancestors,
                ..refused
            });
        };
        self.web.outside.drawn.put(key, drawing.clone());
        Ok(picture(drawing, &key, &ancestors))
    }
}

const SVG: &str = "image/svg+xml";

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
        Err(Problem::new(dbag_domain::ProblemKind::Internal, message))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_keeps_its_dots() {
        let forms = ["svg", "png", "csv"];
        for (file, token, form) in [
            ("a.b.c", "a.b.c", None),
            ("a.b.c.svg", "a.b.c", Some("svg")),
            ("a.b.c.svg.png", "a.b.c.svg", Some("png")),
            ("a.b.svgsvg", "a.b.svgsvg", None),
            (".svg", "", Some("svg")),
            ("svg", "svg", None),
        ] {
            assert_eq!(parted(file, &forms), (token, form), "{file}");
        }
    }
}
