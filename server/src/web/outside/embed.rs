//! Embeds: pages, pictures and badges by token.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dbag_app::{OutsideFrame, OutsidePage, render_outside};
use dbag_domain::{EmbedForm, Problem};
use dbag_operations::{Door, EmbedPage, EmbedRefused, EmbedRequest};

use super::answer::{Form, HTML, not_modified, page, picture, refuse};
use super::drawn::{Drawing, DrawingKey};
use super::file::{draw_file, today};
use super::params::Params;
use super::path::PathOrNothing;
use crate::web::state::Web;

/// `/embed/dashboard/<token>`.
pub(in crate::web) async fn dashboard(
    State(web): State<Web>,
    PathOrNothing(token): PathOrNothing<String>,
    RawQuery(query): RawQuery,
) -> Response {
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
    PathOrNothing(file): PathOrNothing<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
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
    PathOrNothing(file): PathOrNothing<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
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
        self.web
            .dbag
            .count_view(&page.subject, &page.kid, today(self.web));
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
                is_shared: false,
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
        let drawing = draw_file(self.web, &view, &params, form).await;
        let drawing = drawing.map_err(|refused| EmbedRefused {
            kid: Some(kid),
            frame_ancestors: ancestors.clone(),
            ..refused
        })?;
        self.web.outside.drawn.put(key, drawing.clone());
        Ok(picture(drawing, &key, &ancestors))
    }
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
