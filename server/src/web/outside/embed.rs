//! Embeds: pages, pictures and badges by token.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dbag_app::{OutsideFrame, OutsidePage, render_outside};
use dbag_domain::{EmbedForm, Problem};
use dbag_operations::{Door, EmbedPage, EmbedRefused, EmbedRequest};

use super::answer::{Form, HTML, page, picture, refuse};
use super::drawn::{Drawing, DrawingKey};
use super::file::{draw_file, today};
use super::known::Answered;
use super::params::Params;
use super::path::PathOrNothing;
use super::viewer::Viewer;
use crate::web::state::Web;

/// `/embed/dashboard/<token>`.
pub(in crate::web) async fn dashboard(
    State(web): State<Web>,
    PathOrNothing(token): PathOrNothing<String>,
    RawQuery(query): RawQuery,
    viewer: Viewer,
) -> Response {
    let asked = Asked {
        web: &web,
        token: &token,
        query: query.as_deref(),
        viewer,
    };
    asked.answered(Form::Page, asked.page(Door::Dashboard).await)
}

/// `/embed/panel/<token>`, and with `.svg`, `.png` or `.csv` behind it.
pub(in crate::web) async fn panel(
    State(web): State<Web>,
    PathOrNothing(file): PathOrNothing<String>,
    RawQuery(query): RawQuery,
    viewer: Viewer,
    headers: HeaderMap,
) -> Response {
    let (token, form) = parted(&file, &["svg", "png", "csv"]);
    let asked = Asked {
        web: &web,
        token,
        query: query.as_deref(),
        viewer,
    };
    match form {
        None => {
            let panel = Params::read(asked.query).map_or(None, |params| params.panel);
            asked.answered(Form::Page, asked.page(Door::Panel(panel)).await)
        }
        Some(form) => asked.answered(Form::File, asked.file(form, &headers).await),
    }
}

/// `/embed/badge/<token>.svg`, or `.json` for shields.io's endpoint.
pub(in crate::web) async fn badge(
    State(web): State<Web>,
    PathOrNothing(file): PathOrNothing<String>,
    RawQuery(query): RawQuery,
    viewer: Viewer,
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
        viewer,
    };
    let form = match form {
        Some("svg") => "badge.svg",
        Some(_) => "badge.json",
        None => {
            let why = "a badge ends with .svg or .json";
            return refuse(&web, &Problem::invalid(why).into(), told, None);
        }
    };
    asked.answered(told, asked.file(form, &headers).await)
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
    viewer: Viewer,
}

impl Asked<'_> {
    fn answered(&self, form: Form, answer: Result<Response, EmbedRefused>) -> Response {
        answer.unwrap_or_else(|refused| refuse(self.web, &refused, form, self.query))
    }

    /// The answer to this request, the one that was given before where nothing was written since.
    async fn answer(&self, form: &str, door: Door) -> Result<Arc<Answered>, EmbedRefused> {
        let (outside, now) = (&self.web.outside, (self.web.clock)());
        let query = self.query.unwrap_or("");
        let request = DrawingKey::of(&[0; 32], &[form, &format!("{door:?}"), self.token, query]);
        let written = self.web.dbag.store().written().await;
        let answered = match outside.known.get(&request, written, now) {
            Some(answered) => answered,
            None => {
                let answered = Arc::new(self.made(form, door).await?);
                outside
                    .known
                    .put(request, written, Arc::clone(&answered), now);
                answered
            }
        };
        if self.viewer.is_view {
            let (subject, kid) = (&answered.subject, &answered.kid);
            self.web.dbag.count_view(subject, kid, today(self.web));
        }
        Ok(answered)
    }

    async fn made(&self, form: &str, door: Door) -> Result<Answered, EmbedRefused> {
        let params = Params::read(self.query)?;
        let request = EmbedRequest {
            token: self.token,
            door,
            query: params.query.clone(),
            form: match form {
                PAGE => None,
                "csv" => Some(EmbedForm::Csv),
                _ => Some(EmbedForm::Image),
            },
            public_url: &self.web.outside.public_url,
            now: (self.web.clock)(),
        };
        let opened = self.web.dbag.open_embed(request).await?;
        let key = DrawingKey::of(&opened.stamp, &[form, self.query.unwrap_or("")]);
        let (kid, subject) = (opened.kid.clone(), opened.subject.clone());
        let frame_ancestors = opened.frame_ancestors.clone();
        let holding = opened.holding.clone();
        let kept = self.web.outside.drawn.get(&key);
        let drawing = match kept {
            Some(drawing) => drawing,
            None => {
                let drawn = self.draw(form, opened, &params).await;
                let drawing = drawn.map_err(|refused| EmbedRefused {
                    kid: Some(kid.clone()),
                    frame_ancestors: frame_ancestors.clone(),
                    ..refused
                })?;
                self.web.outside.drawn.put(key, drawing.clone());
                drawing
            }
        };
        Ok(Answered {
            drawing,
            key,
            frame_ancestors,
            look: params.look,
            subject,
            kid,
            holding,
        })
    }

    async fn draw(
        &self,
        form: &str,
        opened: EmbedPage,
        params: &Params,
    ) -> Result<Drawing, EmbedRefused> {
        let is_panel = opened.is_panel;
        let holder = opened.holder.clone();
        let view = self.web.dbag.show_embed(opened).await?;
        if form != PAGE {
            return draw_file(self.web, &view, params, form, &holder).await;
        }
        let frame = OutsideFrame {
            site: self.web.site(),
            time_zone: self.web.time_zone.clone(),
            now: (self.web.clock)(),
            look: params.look.clone(),
        };
        let page = OutsidePage {
            view,
            is_panel,
            titled: !params.untitled,
            bordered: params.bordered,
            is_shared: false,
            card: None,
        };
        Ok(Drawing::new(render_outside(&frame, &page), HTML))
    }

    async fn page(&self, door: Door) -> Result<Response, EmbedRefused> {
        let answered = self.answer(PAGE, door).await?;
        let drawing = answered.drawing.clone();
        Ok(page(drawing, &answered.frame_ancestors, &answered.look))
    }

    async fn file(&self, form: &str, headers: &HeaderMap) -> Result<Response, EmbedRefused> {
        let params = Params::read(self.query)?;
        let answered = self.answer(form, Door::Panel(params.panel)).await?;
        let (key, ancestors) = (&answered.key, &answered.frame_ancestors);
        let drawing = answered.drawing.clone();
        Ok(picture(drawing, key, ancestors, headers))
    }
}

/// The form of a page; the others are endings of files.
const PAGE: &str = "page";

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
