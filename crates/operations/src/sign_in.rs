//! Signing in: one slow hash at a time or two, and waits that grow with failures.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{EmailAddress, Problem, ProblemKind};
use tokio::sync::Semaphore;

/// The shortest password, in characters.
const MIN_PASSWORD: usize = 10;
/// Longer ones only cost time.
const MAX_PASSWORD: usize = 1000;
/// So many hashes are computed at once; each takes 19 MiB.
const HASHES: usize = 2;

/// Counts failed sign-ins by account and by address of the network.
#[derive(Debug)]
pub(crate) struct Throttle {
    failures: Mutex<HashMap<String, (u32, DateTime<Utc>)>>,
    hashing: Semaphore,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            failures: Mutex::default(),
            hashing: Semaphore::new(HASHES),
        }
    }
}

/// Forget an account's or address' failures after this long without another.
const MEMORY: TimeDelta = TimeDelta::minutes(30);
/// So many failures are free.
const FREE_FAILURES: u32 = 5;

impl Throttle {
    /// Refuses an attempt that comes too early after failures; never locks for ever.
    pub(crate) fn check(
        &self,
        email: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let failures = self
            .failures
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let wait = keys(email, from)
            .filter_map(|key| failures.get(&key))
            .map(|(count, last)| *last + wait_after(*count) - now)
            .max()
            .unwrap_or_default();
        if wait > TimeDelta::zero() {
            let message = format!(
                "too many attempts; try again in {} s",
                wait.num_seconds() + 1
            );
            return Err(Problem::new(ProblemKind::TooOften, message));
        }
        Ok(())
    }

    pub(crate) fn note_failure(&self, email: &str, from: Option<IpAddr>, now: DateTime<Utc>) {
        let mut failures = self
            .failures
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        failures.retain(|_, (_, last)| now - *last < MEMORY);
        for key in keys(email, from) {
            let entry = failures.entry(key).or_insert((0, now));
            *entry = (entry.0.saturating_add(1), now);
        }
    }

    /// Forgets an account's failures, and takes back the one that was noted for this attempt.
    pub(crate) fn note_success(&self, email: &str, from: Option<IpAddr>) {
        let mut failures = self
            .failures
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for key in keys(email, from) {
            if key.starts_with("account ") {
                failures.remove(&key);
            } else if let Some((count, _)) = failures.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Problem> {
        let _permit = self.hashing.acquire().await.map_err(|_| overloaded())?;
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
        });
        hashed
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or_else(overloaded)
    }

    /// Compares a password with a hash; without one it takes as long, and fails.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Problem> {
        let _permit = self.hashing.acquire().await.map_err(|_| overloaded())?;
        let verified = tokio::task::spawn_blocking(move || {
            let is_known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY_HASH.to_owned());
            let matches = PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            });
            is_known && matches
        });
        verified.await.map_err(|_| overloaded())
    }
}

/// The hash of a password nobody has: an unknown account costs as much as a known one.
const DUMMY_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                          RTuJoxF6V3H8bmkK3Fz1bYx0XyWWB5WU+ISg4Cq4n8M";

fn overloaded() -> Problem {
    Problem::new(
        ProblemKind::Busy,
        "signing in is not possible right now; try again",
    )
}

fn keys(email: &str, from: Option<IpAddr>) -> impl Iterator<Item = String> {
    let account = format!("account {email}");
    std::iter::once(account).chain(from.map(|from| format!("address {from}")))
}

/// 1 s after the sixth failure, doubling to a minute.
fn wait_after(failures: u32) -> TimeDelta {
    match failures.checked_sub(FREE_FAILURES) {
        None | Some(0) => TimeDelta::zero(),
        Some(more) => TimeDelta::seconds((1_i64 << (more - 1).min(6)).min(60)),
    }
}

/// Refuses passwords that are too short, too long or the address itself.
pub(crate) fn check_password(password: &str, email: &EmailAddress) -> Result<(), Problem> {
    let length = password.chars().count();
    let refused = |message: String| Err(Problem::field("password", message));
    if length < MIN_PASSWORD {
        return refused(format!("a password has at least {MIN_PASSWORD} characters"));
    }
    if length > MAX_PASSWORD {
        return refused(format!("a password has at most {MAX_PASSWORD} characters"));
    }
    if password.to_lowercase() == email.as_str() {
        return refused("a password must not be the e-mail address".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn r25_passwords_are_hashed_with_argon2id() {
        let throttle = Throttle::default();
        let hash = throttle
            .hash("correct horse".to_owned())
            .await
            .expect("hashed");
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        let verify = |password: &str, hash: Option<&str>| {
            throttle.verify(password.to_owned(), hash.map(str::to_owned))
        };
        assert_eq!(verify("correct horse", Some(&hash)).await, Ok(true));
        assert_eq!(verify("wrong horse", Some(&hash)).await, Ok(false));
        assert_eq!(verify("correct horse", None).await, Ok(false));
    }

    #[test]
    fn r25_the_dummy_hash_can_be_computed() {
        let hash = PasswordHash::new(DUMMY_HASH).expect("a hash in the usual form");
        assert!(Argon2::default().verify_password(b"x", &hash).is_err());
    }

    #[test]
    fn r25_waits_grow_and_end() {
        let throttle = Throttle::default();
        let now = DateTime::UNIX_EPOCH;
        let address: IpAddr = [192, 0, 2, 1].into();
        for _ in 0..FREE_FAILURES {
            assert!(throttle.check("ann", Some(address), now).is_ok());
            throttle.note_failure("ann", Some(address), now);
        }
        throttle.note_failure("ann", Some(address), now);
        assert!(throttle.check("ann", Some(address), now).is_err());
        assert!(
            throttle.check("bob", Some(address), now).is_err(),
            "the same network address"
        );
        assert!(throttle.check("bob", None, now).is_ok());
        assert!(
            throttle
                .check("ann", Some(address), now + TimeDelta::seconds(1))
                .is_ok()
        );
        for _ in 0..100 {
            throttle.note_failure("ann", None, now);
        }
        assert!(
            throttle
                .check("ann", None, now + TimeDelta::seconds(61))
                .is_ok()
        );
    }

    #[test]
    fn r25_many_people_behind_one_address_can_sign_in() {
        let throttle = Throttle::default();
        let now = DateTime::UNIX_EPOCH;
        let address: IpAddr = [192, 0, 2, 1].into();
        for person in 0..50 {
            let email = format!("person{person}");
            assert!(throttle.check(&email, Some(address), now).is_ok());
            throttle.note_failure(&email, Some(address), now);
            throttle.note_success(&email, Some(address));
        }
    }

    #[test]
    fn passwords_have_a_length() {
        let email = EmailAddress::parse("ann@example.com").expect("an address");
        assert!(check_password("short", &email).is_err());
        assert!(check_password("ann@example.com", &email).is_err());
        assert!(check_password(&"x".repeat(1001), &email).is_err());
        assert!(check_password("correct horse", &email).is_ok());
    }
}
