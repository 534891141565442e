//! How much of the server one client may take.

use std::time::Duration;

/// The limits of [`serve`](super::serve()).
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the first byte of a request (or the start of a connection) to the end of its head.
    pub head_timeout: Duration,
    /// From the end of a request's head to the end of its body.
    pub body_timeout: Duration,
    /// How long a connection may wait for its next request, and a client may take no byte of an
    /// answer.
    pub idle_timeout: Duration,
    /// Connections open at once; one more is answered with 503.
    pub max_connections: usize,
    /// How long requests may go on after the server was told to stop.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(75),
            max_connections: 2048,
            drain_timeout: Duration::from_secs(20),
        }
    }
}
