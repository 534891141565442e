//! What outsiders are answered: embeds by token. No cookie is read or set here, and every refusal
//! is the same neutral page.

mod answer;
mod drawn;
mod embed;
mod params;
mod refusals;
mod views;

pub(in crate::web) use embed::{badge, dashboard, panel};
pub(crate) use views::keep_views;

use self::drawn::Drawn;
use self::refusals::RefusalLog;

/// What the handlers for outsiders share.
#[derive(Clone)]
pub struct Outside {
    /// The instance's own address, which absolute links begin with.
    public_url: std::sync::Arc<str>,
    drawn: Drawn,
    refusals: RefusalLog,
}

impl Outside {
    /// For an instance at this address.
    pub fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').into(),
            drawn: Drawn::default(),
            refusals: RefusalLog::default(),
        }
    }
}
