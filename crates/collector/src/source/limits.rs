//! How long and how much an answer may be.

use std::time::Duration;

/// The limits of one ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For one statement; the server stops it then, and we a second later.
    pub timeout: Duration,
    /// Rows of one answer.
    pub max_rows: usize,
    /// Bytes of one answer, as it is held here.
    pub max_bytes: usize,
}

impl Limits {
    /// For reaching a server and signing in.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// How long we wait beyond the server's own limit.
    pub const GRACE: Duration = Duration::from_secs(1);
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            max_rows: 50_000,
            max_bytes: 16 << 20,
        }
    }
}
