//! What every handler is given.

use chrono::{DateTime, Utc};
use dbag_app::site::{Prefix, Site};
use dbag_operations::Dbag;

use super::importing::Uploads;
use super::news::News;
use super::outside::Outside;
use crate::http::asset_version;
use crate::png::Fonts;

/// What the handlers share.
#[derive(Clone)]
pub struct Web {
    /// Every operation.
    pub dbag: Dbag,
    /// The path before every address.
    pub prefix: Prefix,
    /// Whether browsers come over https: cookies are sent over nothing else then.
    pub secure_cookies: bool,
    /// The zone of metrics that have none of their own.
    pub time_zone: String,
    /// What text in PNG pictures is written with.
    pub fonts: Fonts,
    /// Tells pages that something was written.
    pub news: News,
    /// What is kept for outsiders.
    pub outside: Outside,
    /// Files that wait to be imported.
    pub uploads: Uploads,
    /// Tells the time.
    pub clock: fn() -> DateTime<Utc>,
}

impl Web {
    pub(super) fn site(&self) -> Site {
        Site {
            prefix: self.prefix.clone(),
            asset_version,
        }
    }
}
