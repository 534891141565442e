//! Links for people without an account: made, listed, revoked, opened (R48).

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, ObjectKey, PanelId, Problem};
use dbag_store::{NewShareLink, ShareLink, ShareLinkId, TokenHash};

use super::page::stamp;
use super::refused::{EmbedRefused, RefusedAs};
use crate::dashboards::{Outside, ReadPage};
use crate::people::random_token;
use crate::problem::problem_of;
use crate::{Actor, DashboardQuery, DashboardView, Dbag, Operation, PanelChoice};

/// A link that somebody wants to make, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareForm {
    /// For whom it is.
    pub name: String,
    /// The key of the object that it shows, of a dashboard about a kind.
    pub object: String,
    /// The first day that it shows; all from the first where empty.
    pub from: String,
    /// The last day that it shows.
    pub to: String,
    /// The password that it asks for; none where empty.
    pub password: String,
    /// Days until it ends; never where empty.
    pub days: String,
    /// Whether the team's notes are shown.
    pub notes: bool,
}

/// A link that was made just now: its token is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct NewShare {
    /// Its row.
    pub id: ShareLinkId,
    /// What its address ends with.
    pub token: String,
}

impl std::fmt::Debug for NewShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewShare({})", self.id.0)
    }
}

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

/// Bytes of a link's token: 160 bits, which nobody guesses.
const TOKEN_BYTES: usize = 20;
/// Its characters.
const TOKEN_LEN: usize = TOKEN_BYTES * 8 / 5 + 1;
const MAX_NAME: usize = 100;
const MIN_PASSWORD: usize = 6;
const MAX_PASSWORD: usize = 200;
/// A link ends by itself after ten years at the latest.
const MAX_DAYS: i64 = 3_660;
/// Who typed a password is not asked again for so long.
const UNLOCKED_FOR: TimeDelta = TimeDelta::hours(12);

impl Dbag {
    /// Makes a link to a dashboard; to one object of it, where it is about a kind.
    ///
    /// # Errors
    ///
    /// A problem for each field that is wrong; for a dashboard that shows more than its object,
    /// each panel that does.
    pub async fn add_share_link(
        &self,
        actor: &Actor,
        slug: &str,
        form: &ShareForm,
        now: DateTime<Utc>,
    ) -> Result<NewShare, Vec<Problem>> {
        let refused = |problem: Problem| vec![problem];
        actor.check(Operation::EditEmbedding).map_err(refused)?;
        let dashboard = self.store.dashboard(slug).await;
        let dashboard = dashboard.map_err(|error| vec![problem_of(error)])?;
        let mut problems = super::settings::unbound_panels(&dashboard, "object");
        let object = match (&dashboard.about, form.object.trim()) {
            (None, "") => None,
            (None, _) => {
                let message = "the dashboard is about no object in particular";
                problems.push(Problem::field("object", message));
                None
            }
            (Some(kind), "") => {
                let message = format!("choose the {kind} that the link shows");
                problems.push(Problem::field("object", message));
                None
            }
            (Some(kind), key) => {
                let found = self.object_detail(actor, kind.as_str(), key).await;
                let found = found
                    .map_err(|problem| problems.push(Problem::field("object", problem.message)));
                found.ok().map(|detail| (kind.clone(), detail.object.key))
            }
        };
        let (mut link, more) = read_form(form, actor, now);
        problems.extend(more);
        if !problems.is_empty() {
            return Err(problems);
        }
        link.object = object;
        if !form.password.is_empty() {
            let hash = self.throttle.hash(form.password.clone()).await;
            link.password_hash = Some(hash.map_err(refused)?);
        }
        let token = random_token(TOKEN_BYTES);
        let hash = TokenHash::of(&token);
        let added = self
            .store
            .add_share_link(&hash, dashboard.id, &link, now)
            .await;
        let id = added.map_err(|error| vec![problem_of(error)])?;
        let subject = format!("{slug} {}", id.0);
        self.audit(actor, "add share link", &subject, now).await;
        Ok(NewShare { id, token })
    }

    /// The links to a dashboard, or all, without their tokens; the newest first.
    pub async fn share_links(
        &self,
        actor: &Actor,
        slug: Option<&str>,
    ) -> Result<Vec<ShareLink>, Problem> {
        actor.check(Operation::ViewEmbedding)?;
        match slug {
            Some(slug) => {
                let dashboard = self.store.dashboard(slug).await.map_err(problem_of)?;
                self.store
                    .share_links(dashboard.id)
                    .await
                    .map_err(problem_of)
            }
            None => self.store.all_share_links().await.map_err(problem_of),
        }
    }

    /// Revokes a link: from now on it leads nowhere.
    pub async fn revoke_share_link(
        &self,
        actor: &Actor,
        id: ShareLinkId,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditEmbedding)?;
        let revoked = self.store.revoke_share_link(id, now).await;
        revoked.map_err(problem_of)?;
        self.audit(actor, "revoke share link", &id.0.to_string(), now)
            .await;
        Ok(())
    }

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
        let account = format!("share {}", link.id.0);
        if let Err(problem) = self.throttle.check(&account, from, now) {
            return Ok(Err(problem));
        }
        // Counted before it is known to be wrong: many at once are counted, too.
        self.throttle.note_failure(&account, from, now);
        let password: String = password.chars().take(MAX_PASSWORD + 1).collect();
        let verified = self.throttle.verify(password, link.settings.password_hash);
        if !verified.await.map_err(EmbedRefused::from)? {
            let message = "this is not the password; ask whoever gave you the link";
            return Ok(Err(Problem::field("password", message)));
        }
        self.throttle.note_success(&account, from);
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
        super::page::refuse_hidden(&read, &request.query)
            .map_err(|refused| refused.within(&frame_ancestors))?;
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
    /// The panel whose picture stands for the page where it is linked to: the first with one.
    pub fn card_panel(&self) -> Option<PanelId> {
        let mut panels = self.read.page.dashboard.panels.iter();
        let is_card = |panel: &&dbag_domain::Panel| {
            let kind = panel.kind;
            let is_drawn = kind.has_values() && kind != dbag_domain::PanelKind::Number;
            is_drawn && !panel.options.hidden
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

fn read_form(form: &ShareForm, actor: &Actor, now: DateTime<Utc>) -> (NewShareLink, Vec<Problem>) {
    let mut problems = Vec::new();
    let name = form.name.trim();
    let is_name =
        !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if !is_name {
        let message = format!("say for whom it is, in 1 to {MAX_NAME} characters");
        problems.push(Problem::field("name", message));
    }
    let mut day = |field: &str, text: &str| {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let day = Day::parse(text);
        day.map_err(|error| problems.push(Problem::field(field, error.to_string())))
            .ok()
    };
    let (from, to) = (day("from", &form.from), day("to", &form.to));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        let message = "the last day lies before the first";
        problems.push(Problem::field("to", message));
    }
    let password = form.password.chars().count();
    if password > 0 && !(MIN_PASSWORD..=MAX_PASSWORD).contains(&password) {
        let message = format!("a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters");
        problems.push(Problem::field("password", message));
    }
    let days = match form.days.trim() {
        "" => None,
        text => match text.parse::<i64>() {
            Ok(days) if (1..=MAX_DAYS).contains(&days) => Some(TimeDelta::days(days)),
            _ => {
                let message = format!("write a number of days, from 1 to {MAX_DAYS}");
                problems.push(Problem::field("days", message));
                None
            }
        },
    };
    let link = NewShareLink {
        name: name.to_owned(),
        object: None::<(dbag_domain::ObjectKind, ObjectKey)>,
        from,
        to,
        password_hash: None,
        shows_notes: form.notes,
        expires_at: days.map(|days| now + days),
        created_by: actor.name().to_owned(),
    };
    (link, problems)
}
