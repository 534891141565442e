//! What a share link leads to.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Panel, PanelId, PanelKind, Problem};
use dbag_store::{ShareLink, ShareLinkId, TokenHash};

use super::page::{refuse_hidden, refuse_panel, stamp};
use super::refused::{EmbedRefused, RefusedAs};
use super::share::TOKEN_LEN;
use super::share_form::MAX_PASSWORD;
use crate::dashboards::{Outside, ReadPage};
use crate::{DashboardQuery, DashboardView, Dbag, PanelChoice};

/// A request of whoever holds a link.
#[derive(Debug, Clone)]
pub struct ShareRequest<'a> {
    /// What the address ends with.
    pub token: &'a str,
    /// What [`Dbag::unlock_share`] gave for the password, if anything.
    pub unlocked: Option<&'a str>,
    /// Range, step and comparison; which panels.
    pub query: DashboardQuery,
    /// When it is.
    pub now: DateTime<Utc>,
}

/// What a link leads to.
#[derive(Debug)]
pub enum Shared {
    /// The dashboard, before its values are read.
    Page(Box<SharedPage>),
    /// A password is asked for first.
    Locked,
}

/// A shared dashboard.
pub struct SharedPage {
    read: ReadPage,
    query: DashboardQuery,
    now: DateTime<Utc>,
    /// The same for two requests exactly where the same is drawn.
    pub stamp: [u8; 32],
    /// The sites that may frame it; none where it has a password.
    pub frame_ancestors: String,
    /// What was looked at, as it is counted.
    pub subject: String,
    /// Whether it asked for a password.
    pub has_password: bool,
}

impl std::fmt::Debug for SharedPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SharedPage({})", self.subject)
    }
}

/// Who typed a password is not asked again for so long.
const UNLOCKED_FOR: TimeDelta = TimeDelta::hours(12);

impl Dbag {
    /// Opens what a link leads to. A link that is unknown, revoked or over is refused alike.
    pub async fn open_share(&self, request: ShareRequest<'_>) -> Result<Shared, EmbedRefused> {
        let link = self.share_of(request.token, request.now).await?;
        if link.settings.password_hash.is_some()
            && !self.is_unlocked(&link, request.unlocked, request.now)
        {
            return Ok(Shared::Locked);
        }
        let page = self.share_page(&link, request).await?;
        Ok(Shared::Page(Box::new(page)))
    }

    /// Checks a link's password; answers what opens it from now on, for a while.
    ///
    /// # Errors
    ///
    /// `TooOften` after several wrong ones.
    pub async fn unlock_share(
        &self,
        token: &str,
        password: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<String, Problem>, EmbedRefused> {
        let link = self.share_of(token, now).await?;
        if link.settings.password_hash.is_none() {
            let why = format!("share link {} asks for no password", link.id.0);
            return Err(EmbedRefused::new(RefusedAs::NotAllowed, why));
        }
        let account = link.id.0.to_string();
        if let Err(problem) = self.link_throttle.check(&account, from, now) {
            return Ok(Err(problem));
        }
        // Counted before it is known to be wrong: many at once are counted, too.
        self.link_throttle.note_failure(&account, from, now);
        let password: String = password.chars().take(MAX_PASSWORD + 1).collect();
        let verified = self.throttle.verify(password, link.settings.password_hash);
        if !verified.await.map_err(EmbedRefused::from)? {
            let message = "this is not the password; ask whoever gave you the link";
            return Ok(Err(Problem::field("password", message)));
        }
        self.link_throttle.note_success(&account, from);
        let until = (now + UNLOCKED_FOR).timestamp().to_string();
        Ok(Ok(self.vault.seal(&unlocked_row(link.id), &until)))
    }

    /// The values of a shared page that was opened.
    pub async fn show_share(&self, page: SharedPage) -> Result<DashboardView, EmbedRefused> {
        let view = page.read.show(self, &page.query, page.now).await?;
        match &view.problem {
            Some(problem) => {
                let refused = EmbedRefused::new(RefusedAs::Request, problem.message.clone());
                Err(refused.within(&page.frame_ancestors))
            }
            None => Ok(view),
        }
    }

    async fn share_of(&self, token: &str, now: DateTime<Utc>) -> Result<ShareLink, EmbedRefused> {
        let refused = |why: &str| EmbedRefused::new(RefusedAs::NoLink, why);
        let is_token = token.len() == TOKEN_LEN
            && token
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if !is_token {
            return Err(refused("it is no share link"));
        }
        let found = self.store.share_link(&TokenHash::of(token)).await?;
        let link = found.ok_or_else(|| refused("the share link is not known"))?;
        let id = link.id.0;
        if link.revoked_at.is_some() {
            return Err(refused(&format!("share link {id} was revoked")));
        }
        if link.settings.expires_at.is_some_and(|end| end <= now) {
            return Err(refused(&format!("share link {id} is over")));
        }
        Ok(link)
    }

    fn is_unlocked(&self, link: &ShareLink, unlocked: Option<&str>, now: DateTime<Utc>) -> bool {
        let opened = unlocked.and_then(|sealed| {
            let until = self.vault.open(&unlocked_row(link.id), sealed).ok()?;
            until.parse::<i64>().ok()
        });
        opened.is_some_and(|until| now.timestamp() < until)
    }

    async fn share_page(
        &self,
        link: &ShareLink,
        request: ShareRequest<'_>,
    ) -> Result<SharedPage, EmbedRefused> {
        let settings = &link.settings;
        let key = settings.object.as_ref().map(|(_, key)| key);
        let slug = link.dashboard.as_str();
        let page = self.store.dashboard_page(slug, key, "").await?;
        EmbedRefused::unless_same(link.dashboard_id.0, page.dashboard.id.0)?;
        // What the dashboard is about may have been changed since the link was made.
        let kind = settings.object.as_ref().map(|(kind, _)| kind);
        if page.dashboard.about.as_ref() != kind {
            let why = format!("share link {} is for another kind of page", link.id.0);
            return Err(EmbedRefused::new(RefusedAs::NoLink, why));
        }
        let outside = Outside {
            days: Outside::days(settings.from, settings.to),
            is_locked: page.dashboard.about.is_some(),
            shows_notes: settings.shows_notes,
        };
        let has_password = settings.password_hash.is_some();
        let frame_ancestors = match has_password {
            true => "'none'".to_owned(),
            false => self.frame_ancestors_of(slug).await?,
        };
        let read = ReadPage::outside(self, page, outside).await?;
        refuse_hidden(&read, &request.query).map_err(|refused| refused.within(&frame_ancestors))?;
        let stamp = stamp(&read, &request.query, (outside, key), request.now)?;
        Ok(SharedPage {
            read,
            query: request.query,
            now: request.now,
            stamp,
            frame_ancestors,
            subject: format!("share {}", link.id.0),
            has_password,
        })
    }

    async fn frame_ancestors_of(&self, slug: &str) -> Result<String, EmbedRefused> {
        let target = super::EmbedTarget::Dashboard(slug);
        let found = self.embed_target(target).await?;
        Ok(found.settings.frame_ancestors())
    }
}

impl SharedPage {
    /// The panel whose picture stands for the page where it is linked to: the first chart, for
    /// those are as large as they are asked for.
    pub fn card_panel(&self) -> Option<PanelId> {
        let mut panels = self.read.page.dashboard.panels.iter();
        let is_card = |panel: &&Panel| {
            let is_chart = matches!(
                panel.kind,
                PanelKind::Line | PanelKind::Area | PanelKind::Bars
            );
            is_chart && refuse_panel(&self.read, panel).is_ok()
        };
        panels.find(is_card).map(|panel| panel.id)
    }

    /// What it is called: the dashboard's title, after the object that it is about.
    pub fn title(&self) -> String {
        let page = &self.read.page;
        match &page.object {
            Some(object) => format!("{} · {}", object.name(), page.dashboard.label),
            None => page.dashboard.label.to_string(),
        }
    }

    /// How many rows of the grid it has.
    pub fn rows(&self) -> u32 {
        let panels = self.read.page.dashboard.panels.iter();
        let ends = panels.map(|panel| u32::from(panel.place.y) + u32::from(panel.place.h));
        ends.max().unwrap_or(0)
    }

    /// The same page with one panel only.
    pub fn only(mut self, panel: PanelId) -> Self {
        self.query.panels = PanelChoice::One(panel);
        self
    }
}

/// What is sealed for those who typed the password.
fn unlocked_row(id: ShareLinkId) -> String {
    format!("share {} unlocked", id.0)
}
