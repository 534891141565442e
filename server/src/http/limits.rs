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

impl Limits {
    /// The most connections, however many files may be open.
    const MOST_CONNECTIONS: usize = 12_000;
    /// Files that the database, the log and the program itself need.
    const OTHER_FILES: usize = 256;

    /// The usual limits of a process that may have so many files open.
    pub fn of_descriptors(descriptors: usize) -> Self {
        let room = descriptors.saturating_sub(Self::OTHER_FILES);
        Self {
            max_connections: room.clamp(64, Self::MOST_CONNECTIONS),
            ..Self::default()
        }
    }

    /// Pages that may listen at once: five connections of six, the others ask.
    pub const fn listeners(&self) -> usize {
        self.max_connections / 6 * 5
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r41_connections_follow_from_the_files_that_may_be_open() {
        for (descriptors, connections, listeners) in [
            (0, 64, 50),
            (1_024, 768, 640),
            (65_536, 12_000, 10_000),
            (usize::MAX, 12_000, 10_000),
        ] {
            let limits = Limits::of_descriptors(descriptors);
            assert_eq!(limits.max_connections, connections, "{descriptors}");
            assert_eq!(limits.listeners(), listeners, "{descriptors}");
        }
    }
}
