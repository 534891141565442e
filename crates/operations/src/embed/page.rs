//! What a token opens.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{EmbedClaims, EmbedForm, EmbedResource, ObjectKey, Panel, PanelId, TokenFault};
use dbag_store::{DashboardPage, Embeddable};
use sha2::{Digest, Sha256};

use super::refused::{EmbedRefused, RefusedAs};
use super::token::{Holding, Opened};
use crate::dashboards::{Outside, ReadPage};
use crate::{DashboardQuery, DashboardView, Dbag, PanelChoice};

/// By which address an outsider comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A dashboard.
    Dashboard,
    /// One panel, or a metric; of a dashboard's token, the panel that the address names.
    Panel(Option<PanelId>),
}

/// A request of somebody who is nobody but the bearer of a token.
#[derive(Debug, Clone)]
pub struct EmbedRequest<'a> {
    /// The token.
    pub token: &'a str,
    /// By which address it comes.
    pub door: Door,
    /// Range, step and comparison.
    pub query: DashboardQuery,
    /// In which form it is wanted, besides the page.
    pub form: Option<EmbedForm>,
    /// The instance's own address.
    pub public_url: &'a str,
    /// When it is.
    pub now: DateTime<Utc>,
}

/// A page that a token opens, before its values are read.
pub struct EmbedPage {
    read: ReadPage,
    query: DashboardQuery,
    now: DateTime<Utc>,
    /// The same for two requests exactly where the same is drawn: everything that the page is
    /// made from, object, days and revisions of values included.
    pub stamp: [u8; 32],
    /// The sites that may frame it.
    pub frame_ancestors: String,
    /// The key that signed the token.
    pub kid: String,
    /// What was looked at, as it is counted: `dashboard shop`.
    pub subject: String,
    /// Who holds tokens like this: whose pages of one object are signed with one key.
    pub holder: String,
    /// What the token says, and for how long.
    pub holding: Holding,
    /// Whether it is one panel.
    pub is_panel: bool,
}

impl std::fmt::Debug for EmbedPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EmbedPage({})", self.subject)
    }
}

impl EmbedPage {
    /// What the object of the page is called; none where nothing is known of it.
    pub fn object_name(&self) -> Option<&str> {
        self.read
            .page
            .object
            .as_ref()
            .map(dbag_domain::Object::name)
    }
}

impl Dbag {
    /// Opens what a token is for. Every refusal says to the outsider only what [`RefusedAs`] can.
    pub async fn open_embed(&self, request: EmbedRequest<'_>) -> Result<EmbedPage, EmbedRefused> {
        let opened = self.open_token(request.token).await?;
        let kid = opened.key.kid.clone();
        let page = self.open_signed(opened, request).await;
        page.map_err(|refused| refused.of_key(&kid))
    }

    async fn open_signed(
        &self,
        opened: Opened,
        request: EmbedRequest<'_>,
    ) -> Result<EmbedPage, EmbedRefused> {
        let claims = &opened.claims;
        let found = self.store.embeddable(&claims.resource).await?;
        let Some(found) = found.as_ref().filter(|found| found.settings.is_on) else {
            // Whatever it opens, a token that is over is over.
            opened.check(request.public_url, None, request.now)?;
            let what = match found.is_some() {
                true => "is not switched on for embedding",
                false => "does not exist",
            };
            let why = format!("{} {what}", claims.resource);
            return Err(EmbedRefused::new(RefusedAs::NotAllowed, why));
        };
        let frame_ancestors = found.settings.frame_ancestors();
        let most_seconds = found.settings.most_seconds;
        let page = async {
            opened.check(request.public_url, most_seconds, request.now)?;
            self.open_found(&opened, found, request).await
        };
        page.await
            .map_err(|refused: EmbedRefused| refused.within(&frame_ancestors))
    }

    async fn open_found(
        &self,
        opened: &Opened,
        found: &Embeddable,
        request: EmbedRequest<'_>,
    ) -> Result<EmbedPage, EmbedRefused> {
        let claims = &opened.claims;
        if request.form.is_some_and(|form| !claims.allows(form)) {
            let why = "the token does not allow this form";
            return Err(EmbedRefused::new(RefusedAs::NotAllowed, why));
        }
        let page = self.embedded_page(claims, found).await?;
        let is_locked = page.dashboard.about.is_some();
        let mut query = request.query;
        query.panels = chosen_panels(claims, found, request.door)?;
        let outside = Outside {
            days: Outside::days(claims.from, claims.to),
            is_locked,
            shows_notes: found.settings.shows_notes,
        };
        let subject = match claims.resource {
            EmbedResource::Metric(_) => format!("metric {}", found.slug),
            _ => format!("dashboard {}", found.slug),
        };
        let key = claims.params.first().map(|(_, key)| key);
        let read = ReadPage::outside(self, page, outside).await?;
        refuse_hidden(&read, &query)?;
        Ok(EmbedPage {
            stamp: stamp(&read, &query, (outside, key), request.now)?,
            read,
            is_panel: query.panels != PanelChoice::Shown,
            query,
            now: request.now,
            frame_ancestors: found.settings.frame_ancestors(),
            kid: opened.key.kid.clone(),
            holder: format!("{} {subject} {key:?}", opened.key.kid),
            subject,
            holding: opened.holding(request.public_url, found.settings.most_seconds),
        })
    }

    /// The page about the object that the token names: no other place says which one.
    async fn embedded_page(
        &self,
        claims: &EmbedClaims,
        found: &Embeddable,
    ) -> Result<DashboardPage, EmbedRefused> {
        let wrong = |fault: TokenFault| EmbedRefused::from(fault);
        if let EmbedResource::Metric(_) = claims.resource {
            let metric = self.metric(found.slug.as_str()).await?;
            EmbedRefused::unless_same(found.id, metric.id.0)?;
            let kind = metric.object_kind.as_ref();
            let key = claims
                .object(kind.map(dbag_domain::ObjectKind::as_str))
                .map_err(wrong)?;
            return Ok(self.metric_page(&metric, self.filtered(key)).await?);
        }
        // Whatever the token names: whether it is what the dashboard is about is looked at below,
        // before any value is read.
        let key = claims.params.first().map(|(_, key)| key);
        let page = self
            .store
            .dashboard_page(found.slug.as_str(), self.filtered(key), "")
            .await?;
        EmbedRefused::unless_same(found.id, page.dashboard.id.0)?;
        let kind = page.dashboard.about.as_ref();
        claims
            .object(kind.map(dbag_domain::ObjectKind::as_str))
            .map_err(wrong)?;
        Ok(page)
    }

    /// The object that a page is filtered by.
    fn filtered<'a>(&'a self, key: Option<&'a ObjectKey>) -> Option<&'a ObjectKey> {
        #[cfg(feature = "controls")]
        if let Some(other) = &self.instead_of_locked {
            return Some(other);
        }
        key
    }

    /// The values of a page that was opened.
    pub async fn show_embed(&self, page: EmbedPage) -> Result<DashboardView, EmbedRefused> {
        let view = page.read.show(self, &page.query, page.now).await?;
        match &view.problem {
            Some(problem) => {
                let refused = EmbedRefused::new(RefusedAs::Request, problem.message.clone());
                Err(refused.within(&page.frame_ancestors).of_key(&page.kid))
            }
            None => Ok(view),
        }
    }
}

/// The panels that a token opens at an address.
fn chosen_panels(
    claims: &EmbedClaims,
    found: &Embeddable,
    door: Door,
) -> Result<PanelChoice, EmbedRefused> {
    let refused = |why: &str| Err(EmbedRefused::new(RefusedAs::NotAllowed, why));
    match (&claims.resource, found.panel, door) {
        (EmbedResource::Dashboard(_), _, Door::Dashboard) => Ok(PanelChoice::Shown),
        (EmbedResource::Dashboard(_), _, Door::Panel(Some(panel))) => Ok(PanelChoice::One(panel)),
        (EmbedResource::Dashboard(_), _, Door::Panel(None)) => {
            refused("the address names no panel of the dashboard")
        }
        (EmbedResource::Panel(_), Some(own), Door::Panel(named)) => match named {
            Some(named) if named != own => refused("the token is for another panel"),
            _ => Ok(PanelChoice::One(own)),
        },
        (EmbedResource::Metric(_), _, Door::Panel(None)) => Ok(PanelChoice::One(PanelId(0))),
        _ => refused("the token is for something else than the address"),
    }
}

/// A panel that is asked for alone is there, is not hidden, and is bound (R3).
pub(super) fn refuse_hidden(read: &ReadPage, query: &DashboardQuery) -> Result<(), EmbedRefused> {
    let PanelChoice::One(id) = query.panels else {
        return Ok(());
    };
    let mut panels = read.page.dashboard.panels.iter();
    match panels.find(|panel| panel.id == id) {
        Some(panel) => refuse_panel(read, panel),
        None => {
            let why = format!("the dashboard has no panel {}", id.0);
            Err(EmbedRefused::new(RefusedAs::NotAllowed, why))
        }
    }
}

pub(super) fn refuse_panel(read: &ReadPage, panel: &Panel) -> Result<(), EmbedRefused> {
    let page = &read.page;
    let rows = page.metrics.get(&panel.id).map_or(&[][..], Vec::as_slice);
    let object = page.object.as_ref().map(|object| object.id);
    let why = match panel.options.hidden {
        true => "is hidden",
        false if read.sight.refuses(panel, rows, object) => "is not bound to the object",
        false => return Ok(()),
    };
    let why = format!("panel {} {why}", panel.id.0);
    Err(EmbedRefused::new(RefusedAs::NotAllowed, why))
}

/// Everything that a page is drawn from, as a number: two requests of the same see the same.
pub(super) fn stamp(
    read: &ReadPage,
    query: &DashboardQuery,
    (outside, key): (Outside, Option<&ObjectKey>),
    now: DateTime<Utc>,
) -> Result<[u8; 32], EmbedRefused> {
    struct Hashed(Sha256);
    impl Write for Hashed {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let page = &read.page;
    let zones = Zones::named(&page.time_zone).map_err(CollectError::into_problem)?;
    let mut hashed = Hashed(Sha256::new());
    let today = zones.own().day_of(now);
    let mut add = |part: std::fmt::Arguments<'_>| {
        // Writing into a hash never fails.
        _ = hashed.write_fmt(part);
    };
    add(format_args!("{today} {outside:?} {key:?} {query:?} "));
    add(format_args!("{:?} {:?} ", page.dashboard, page.object));
    add(format_args!("{:?} ", page.annotations));
    for panel in &page.dashboard.panels {
        add(format_args!("{:?} ", page.metrics.get(&panel.id)));
    }
    for metric in &read.metrics {
        let zone = zones
            .of(&metric.metric)
            .map_err(CollectError::into_problem)?;
        add(format_args!("{} {metric:?} ", zone.day_of(now)));
    }
    Ok(hashed.0.finalize().into())
}
