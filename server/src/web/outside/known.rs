//! Answers to requests that were answered before, as long as nothing at all was written since.
//!
//! What was looked up for an answer (key, settings, page, revisions) is in the database: while it
//! counts no write, the same request has the same answer. Whether the token holds is asked again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_app::Look;
use dbag_operations::Holding;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::drawn::{Drawing, DrawingKey};

/// An answer with everything that is said beside its body.
#[derive(Clone)]
pub(super) struct Answered {
    pub(super) drawing: Drawing,
    pub(super) key: DrawingKey,
    pub(super) frame_ancestors: String,
    pub(super) look: Look,
    pub(super) subject: String,
    pub(super) kid: String,
    pub(super) holding: Holding,
}

#[derive(Clone)]
struct Entry {
    /// What the database counted before anything was looked up.
    written: i64,
    /// Days begin with minutes, in every zone.
    minute: i64,
    answered: Arc<Answered>,
}

/// Their bodies are mostly those that the drawings keep as well.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

#[derive(Clone)]
struct ByBytes;

impl Weighter<DrawingKey, Entry> for ByBytes {
    fn weight(&self, _: &DrawingKey, entry: &Entry) -> u64 {
        entry.answered.drawing.body.len() as u64 + 512
    }
}

/// Answers by a hash of the request.
#[derive(Clone)]
pub(super) struct Known(Arc<Cache<DrawingKey, Entry, ByBytes>>);

impl Default for Known {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(4_096, MAX_BYTES, ByBytes)))
    }
}

impl Known {
    /// The answer, where it still is the one.
    pub(super) fn get(
        &self,
        request: &DrawingKey,
        written: Option<i64>,
        now: DateTime<Utc>,
    ) -> Option<Arc<Answered>> {
        let entry = self.0.get(request)?;
        let is_same = Some(entry.written) == written
            && entry.minute == minute(now)
            && entry.answered.drawing.is_fresh();
        let holds = is_same && entry.answered.holding.check(now).is_ok();
        holds.then_some(entry.answered)
    }

    /// Keeps an answer, made from what was written until `written` was counted.
    pub(super) fn put(
        &self,
        request: DrawingKey,
        written: Option<i64>,
        answered: Arc<Answered>,
        now: DateTime<Utc>,
    ) {
        if let Some(written) = written {
            let entry = Entry {
                written,
                minute: minute(now),
                answered,
            };
            self.0.insert(request, entry);
        }
    }
}

fn minute(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(60)
}
