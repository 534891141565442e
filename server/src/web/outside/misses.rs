//! Who guesses links: after some misses the same answer is given without looking.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Misses of one address of the network in a minute.
const MOST: u32 = 60;
/// Addresses that are counted at once; of more, nobody in particular is kept away.
const ADDRESSES: usize = 10_000;

/// Counts misses by address.
#[derive(Clone, Default)]
pub(super) struct Misses(Arc<Mutex<Minute>>);

#[derive(Default)]
struct Minute {
    number: i64,
    misses: HashMap<IpAddr, u32>,
}

impl Misses {
    /// Whether an address guesses too much to be looked after.
    pub(super) fn is_too_many(&self, from: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let mut minute = self.minute(now);
        from.and_then(|from| minute.misses.get_mut(&from))
            .is_some_and(|misses| *misses >= MOST)
    }

    /// Notes a miss.
    pub(super) fn note(&self, from: Option<IpAddr>, now: DateTime<Utc>) {
        let mut minute = self.minute(now);
        if let Some(from) = from
            && (minute.misses.len() < ADDRESSES || minute.misses.contains_key(&from))
        {
            *minute.misses.entry(from).or_default() += 1;
        }
    }

    fn minute(&self, now: DateTime<Utc>) -> std::sync::MutexGuard<'_, Minute> {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.timestamp().div_euclid(60);
        if minute.number != number {
            *minute = Minute {
                number,
                misses: HashMap::new(),
            };
        }
        minute
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn r48_who_guesses_is_not_looked_after_for_a_minute() {
        let misses = Misses::default();
        let now = DateTime::UNIX_EPOCH;
        let [one, other] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        for _ in 0..MOST {
            assert!(!misses.is_too_many(one, now));
            misses.note(one, now);
        }
        assert!(misses.is_too_many(one, now));
        assert!(!misses.is_too_many(other, now) && !misses.is_too_many(None, now));
        assert!(!misses.is_too_many(one, now + TimeDelta::minutes(1)));
    }
}
