//! Share links: a dashboard for whoever holds one.

use axum::Form as FormBody;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use dbag_app::{
    Card, Look, OutsideFrame, OutsidePage, PasswordPage, render_outside, render_password,
};
use dbag_domain::{PanelId, Problem, ProblemKind};
use dbag_operations::{EmbedRefused, PanelChoice, PictureSize, RefusedAs, Shared, SharedPage};
use serde::Deserialize;

use super::answer::{Form, HTML, picture, refuse, shared_page};
use super::drawn::{Drawing, DrawingKey};
use super::file::{draw_file, today};
use super::link::{COOKIE, Link};
use super::params::Params;
use super::path::PathOrNothing;

/// The size of the picture that a pasted link unfurls to, as most places show them.
pub(super) const CARD: PictureSize = PictureSize {
    width: 1_200,
    height: 630,
};

/// What is typed where a password is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Password {
    password: String,
}

/// `/s/<link>`.
pub(in crate::web) async fn show(link: Link, RawQuery(query): RawQuery) -> Response {
    let shown = link.page(query.as_deref()).await;
    shown.unwrap_or_else(|refused| refuse(&link.web, &refused, Form::Page, query.as_deref()))
}

/// `/s/<link>/panel/<number>.svg`, `.png` or `.csv`, and `/s/<link>/panel/card.png`.
pub(in crate::web) async fn panel(
    link: Link,
    PathOrNothing((_, file)): PathOrNothing<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = link.file(&file, query.as_deref()).await;
    shown.unwrap_or_else(|refused| refuse(&link.web, &refused, Form::File, None))
}

/// A password that was typed.
pub(in crate::web) async fn unlock(link: Link, FormBody(form): FormBody<Password>) -> Response {
    let unlocked = link.unlock(&form.password).await;
    unlocked.unwrap_or_else(|refused| refuse(&link.web, &refused, Form::Page, None))
}

impl Link {
    async fn page(&self, query: Option<&str>) -> Result<Response, EmbedRefused> {
        let params = Params::read(query)?;
        let page = match self.open(&params, PanelChoice::Shown).await? {
            Shared::Locked => return Ok(self.password_page(None)),
            Shared::Page(page) => *page,
        };
        if self.viewer.is_view {
            let dbag = &self.web.dbag;
            dbag.count_view(&page.subject, "", today(&self.web));
        }
        let ancestors = page.frame_ancestors.clone();
        let key = DrawingKey::of(&page.stamp, &["share", &self.token, query.unwrap_or("")]);
        if let Some(drawing) = self.web.outside.drawn.get(&key) {
            return Ok(shared_page(drawing, &ancestors, &params.look));
        }
        let card = self.card(&page);
        let view = self.web.dbag.show_share(page).await?;
        let frame = self.frame(params.look.clone());
        let page = OutsidePage {
            view,
            is_panel: false,
            titled: !params.untitled,
            bordered: params.bordered,
            is_shared: true,
            card,
        };
        let drawing = Drawing::new(render_outside(&frame, &page), HTML);
        self.web.outside.drawn.put(key, drawing.clone());
        Ok(shared_page(drawing, &ancestors, &params.look))
    }

    async fn file(&self, file: &str, query: Option<&str>) -> Result<Response, EmbedRefused> {
        let missing = || EmbedRefused::of(RefusedAs::NotAllowed, "there is no such file");
        let mut params = Params::read(query)?;
        let (name, form) = file.rsplit_once('.').ok_or_else(missing)?;
        let form = ["svg", "png", "csv"]
            .into_iter()
            .find(|known| *known == form);
        let form = form.ok_or_else(missing)?;
        let panels = match name {
            "card" => PanelChoice::Shown,
            number => PanelChoice::One(PanelId(number.parse().map_err(|_| missing())?)),
        };
        let page = match self.open(&params, panels).await? {
            Shared::Locked => return Err(missing()),
            Shared::Page(page) => *page,
        };
        let page = match panels {
            PanelChoice::Shown => {
                params.size_of(CARD);
                let panel = page.card_panel().ok_or_else(missing)?;
                page.only(panel)
            }
            _ => page,
        };
        let ancestors = page.frame_ancestors.clone();
        let key = DrawingKey::of(&page.stamp, &["share", file, query.unwrap_or("")]);
        let drawing = match self.web.outside.drawn.get(&key) {
            Some(drawing) => drawing,
            None => {
                let holder = page.subject.clone();
                let view = self.web.dbag.show_share(page).await?;
                let drawing = draw_file(&self.web, &view, &params, form, &holder).await?;
                self.web.outside.drawn.put(key, drawing.clone());
                drawing
            }
        };
        Ok(picture(drawing, &key, &ancestors, &self.headers))
    }

    async fn unlock(&self, password: &str) -> Result<Response, EmbedRefused> {
        let now = (self.web.clock)();
        let dbag = &self.web.dbag;
        let unlocked = dbag
            .unlock_share(&self.token, password, self.from, now)
            .await;
        self.note_miss(unlocked.as_ref().err()).await;
        match unlocked? {
            Ok(sealed) => {
                let path = self.path();
                let secure = if self.web.secure_cookies {
                    "; Secure"
                } else {
                    ""
                };
                let text = format!(
                    "{COOKIE}={sealed}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=43200{secure}"
                );
                let mut answer = Redirect::to(&path).into_response();
                if let Ok(cookie) = HeaderValue::from_str(&text) {
                    answer.headers_mut().insert(header::SET_COOKIE, cookie);
                }
                Ok(answer)
            }
            Err(problem) => Ok(self.password_page(Some(problem))),
        }
    }

    fn password_page(&self, problem: Option<Problem>) -> Response {
        let status = match problem.as_ref().map(|problem| problem.kind) {
            None => StatusCode::OK,
            Some(ProblemKind::TooOften) => StatusCode::TOO_MANY_REQUESTS,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let page = PasswordPage {
            action: self.path(),
            problem: problem.map(|problem| problem.message),
        };
        let html = render_password(&self.frame(Look::default()), &page);
        let look = Look::default();
        let mut answer = shared_page(Drawing::new(html, HTML), "'none'", &look);
        *answer.status_mut() = status;
        answer
    }

    fn frame(&self, look: Look) -> OutsideFrame {
        OutsideFrame {
            site: self.web.site(),
            time_zone: self.web.time_zone.clone(),
            now: (self.web.clock)(),
            look,
        }
    }

    /// What it unfurls to; nothing of what asks for a password.
    fn card(&self, page: &SharedPage) -> Option<Card> {
        if page.has_password {
            return None;
        }
        let base = &self.web.outside.public_url;
        let address = format!("{base}/s/{}", self.token);
        Some(Card {
            picture: page
                .card_panel()
                .map(|_| format!("{address}/panel/card.png?scale=1")),
            size: (CARD.width, CARD.height),
            oembed: format!(
                "{base}/oembed?format=json&url={}",
                form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>()
            ),
            address,
        })
    }
}
