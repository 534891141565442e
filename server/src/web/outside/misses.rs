//! Who guesses links waits for each answer after some misses; who holds one never does, even
//! behind the same proxy.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::sleep;

/// Misses of one address of the network in a minute.
const MOST: u32 = 60;
/// How long each further one takes.
const WAIT: Duration = Duration::from_secs(1);
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
    /// Notes a miss, and waits where there were too many.
    pub(super) async fn note(&self, from: Option<IpAddr>, now: DateTime<Utc>) {
        if self.is_one_too_many(from, now) {
            sleep(WAIT).await;
        }
    }

    fn is_one_too_many(&self, from: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let mut minute = self.minute(now);
        let Some(from) = from else {
            return false;
        };
        if minute.misses.len() >= ADDRESSES && !minute.misses.contains_key(&from) {
            return false;
        }
        let misses = minute.misses.entry(from).or_default();
        *misses += 1;
        *misses > MOST
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
    fn r48_who_guesses_waits_for_the_rest_of_the_minute() {
        let misses = Misses::default();
        let now = DateTime::UNIX_EPOCH;
        let [one, other] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        for _ in 0..MOST {
            assert!(!misses.is_one_too_many(one, now));
        }
        assert!(misses.is_one_too_many(one, now));
        assert!(!misses.is_one_too_many(other, now) && !misses.is_one_too_many(None, now));
        assert!(!misses.is_one_too_many(one, now + TimeDelta::minutes(1)));
    }
}
