//! Refusals in the log: by key, never with the token, and no more than somebody would read.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use dbag_operations::EmbedRefused;

/// Lines in a minute; whoever sends bad tokens for fun fills no disk.
const LINES: u32 = 30;

/// Tells why something was refused.
#[derive(Clone, Default)]
pub(super) struct RefusalLog(Arc<Mutex<Minute>>);

#[derive(Default)]
struct Minute {
    number: i64,
    told: u32,
    untold: u32,
}

impl RefusalLog {
    pub(super) fn note(&self, refused: &EmbedRefused, now: DateTime<Utc>) {
        let EmbedRefused { kid, why, .. } = refused;
        let kid = kid.as_deref().unwrap_or("-");
        match self.count(now.timestamp().div_euclid(60)) {
            None => tracing::debug!(kid, why, "an embed was refused"),
            Some(0) => tracing::info!(kid, why, "an embed was refused"),
            Some(untold) => {
                tracing::info!(
                    kid,
                    why,
                    untold,
                    "an embed was refused, as were others before"
                );
            }
        }
    }

    /// How many were not told before this one, where it is to be told.
    fn count(&self, number: i64) -> Option<u32> {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number != number {
            minute.number = number;
            minute.told = 0;
        }
        if minute.told >= LINES {
            minute.untold = minute.untold.saturating_add(1);
            return None;
        }
        minute.told += 1;
        Some(std::mem::take(&mut minute.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_refusals_is_told_in_a_few_lines() {
        let log = RefusalLog::default();
        let told = (0..1_000).filter(|_| log.count(5).is_some()).count();
        assert_eq!(told, 30);
        assert_eq!(log.count(6), Some(970));
        assert_eq!(log.count(6), Some(0));
    }
}
