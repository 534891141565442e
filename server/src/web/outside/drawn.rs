//! What was drawn for outsiders, kept until something that it was drawn from changes.
//!
//! A key stands for everything in the answer: object, days, revisions, look, form. So what is kept
//! for one object is never found for another, and nothing is found before its token was opened.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

/// What is told of all objects changes without a revision, when one is archived.
const MAX_AGE: Duration = Duration::from_secs(60);
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A page, a picture or a file.
#[derive(Clone)]
pub(super) struct Drawing {
    pub(super) body: Bytes,
    pub(super) content_type: &'static str,
    /// Of the body; only what has an ETag needs it.
    digest: Arc<OnceLock<[u8; 32]>>,
    made_at: Instant,
}

impl Drawing {
    pub(super) fn new(body: impl Into<Bytes>, content_type: &'static str) -> Self {
        Self {
            digest: Arc::default(),
            body: body.into(),
            content_type,
            made_at: Instant::now(),
        }
    }

    fn digest(&self) -> &[u8; 32] {
        self.digest
            .get_or_init(|| Sha256::digest(&self.body).into())
    }

    /// Whether nothing in it can have changed unseen.
    pub(super) fn is_fresh(&self) -> bool {
        self.made_at.elapsed() < MAX_AGE
    }
}

/// The name of a drawing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DrawingKey([u8; 32]);

impl DrawingKey {
    /// Of a page's stamp and everything else that the answer is made from.
    pub(super) fn of(stamp: &[u8; 32], parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(stamp);
        for part in parts {
            // With its length, so that no two lists of parts are one text.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }

    /// The ETag of what was drawn under the key: of both, for names of objects change without a
    /// revision, and the same picture of another object is another one.
    pub(super) fn tag(&self, drawing: &Drawing) -> String {
        let mut hash = Sha256::new_with_prefix(self.0);
        hash.update(drawing.digest());
        let digits = hash.finalize();
        let digits = digits[..12].iter().map(|byte| format!("{byte:02x}"));
        format!("\"{}\"", digits.collect::<String>())
    }
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<DrawingKey, Drawing> for ByBytes {
    fn weight(&self, _: &DrawingKey, drawing: &Drawing) -> u64 {
        drawing.body.len() as u64 + 128
    }
}

/// Drawings by their keys.
#[derive(Clone)]
pub(super) struct Drawn(Arc<Cache<DrawingKey, Drawing, ByBytes>>);

impl Default for Drawn {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(4_096, MAX_BYTES, ByBytes)))
    }
}

impl Drawn {
    pub(super) fn get(&self, key: &DrawingKey) -> Option<Drawing> {
        self.0.get(key).filter(Drawing::is_fresh)
    }

    pub(super) fn put(&self, key: DrawingKey, drawing: Drawing) {
        self.0.insert(key, drawing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r47_a_key_stands_for_all_parts_in_their_order() {
        let stamp = [7; 32];
        let drawing = Drawing::new("<svg/>", "image/svg+xml");
        let tag = |stamp: &[u8; 32], parts: &[&str]| DrawingKey::of(stamp, parts).tag(&drawing);
        let first = tag(&stamp, &["svg", "theme=dark"]);
        assert_eq!(first, tag(&stamp, &["svg", "theme=dark"]));
        for other in [
            tag(&[8; 32], &["svg", "theme=dark"]),
            tag(&stamp, &["png", "theme=dark"]),
            tag(&stamp, &["svgt", "heme=dark"]),
            tag(&stamp, &["theme=dark", "svg"]),
            tag(&stamp, &["svg"]),
        ] {
            assert_ne!(first, other);
        }
        let other = Drawing::new("<svg />", "image/svg+xml");
        let key = DrawingKey::of(&stamp, &["svg", "theme=dark"]);
        assert_ne!(first, key.tag(&other));
    }
}
