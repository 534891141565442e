//! What outsiders are answered: embeds by token, dashboards by share link. No session is looked at
//! here, and every refusal is the same neutral page.

mod answer;
mod drawn;
mod embed;
mod file;
mod known;
mod link;
mod misses;
mod oembed;
mod params;
mod path;
mod preview;
mod refusals;
mod share;
mod turns;
mod viewer;
mod views;

pub(in crate::web) use answer::file_policy;
pub(in crate::web) use embed::{badge, dashboard, panel};
pub(in crate::web) use oembed::answer as oembed;
pub(in crate::web) use preview::preview;
pub(in crate::web) use share::{panel as shared_panel, show as shared, unlock};
pub(crate) use views::keep_views;

use self::drawn::Drawn;
use self::known::Known;
use self::misses::Misses;
use self::refusals::RefusalLog;
use self::turns::Turns;

/// What the handlers for outsiders share.
#[derive(Clone)]
pub struct Outside {
    /// The instance's own address, which absolute links begin with.
    public_url: std::sync::Arc<str>,
    drawn: Drawn,
    known: Known,
    refusals: RefusalLog,
    misses: Misses,
    turns: Turns,
}

impl Outside {
    /// The instance's own address.
    pub(in crate::web) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// For an instance at this address.
    pub fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').into(),
            drawn: Drawn::default(),
            known: Known::default(),
            refusals: RefusalLog::default(),
            misses: Misses::default(),
            turns: Turns::default(),
        }
    }
}
