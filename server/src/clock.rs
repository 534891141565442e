//! The one place of this package that reads the clock.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// When it is.
pub(crate) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
