//! Who changes something, and when.

use chrono::{DateTime, Utc};

/// Who changes something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author<'a> {
    /// An e-mail address, `cli`.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}
