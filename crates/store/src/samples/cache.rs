//! The cache of columns, bounded in bytes; rows stay the truth.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dbag_domain::SeriesId;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Columns;

/// Entries are read again after this long, in case a revision was not bumped.
const MAX_AGE: Duration = Duration::from_secs(3600);
const MAX_BYTES: u64 = 32 * 1024 * 1024;

#[derive(Clone)]
struct Entry {
    revision: i64,
    read_at: Instant,
    columns: Arc<Columns>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<SeriesId, Entry> for ByBytes {
    fn weight(&self, _: &SeriesId, entry: &Entry) -> u64 {
        entry.columns.weight()
    }
}

/// Decoded columns by series; an entry counts only with the current revision.
pub(crate) struct ColumnCache(Cache<SeriesId, Entry, ByBytes>);

impl std::fmt::Debug for ColumnCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ColumnCache({} series)", self.0.len())
    }
}

impl ColumnCache {
    pub(crate) fn shared() -> Arc<Self> {
        Arc::new(Self(Cache::with_weighter(4096, MAX_BYTES, ByBytes)))
    }

    pub(super) fn get(&self, series: SeriesId, revision: i64) -> Option<Arc<Columns>> {
        let entry = self.0.get(&series)?;
        let is_current = entry.revision == revision && entry.read_at.elapsed() < MAX_AGE;
        is_current.then_some(entry.columns)
    }

    pub(super) fn put(&self, series: SeriesId, revision: i64, columns: Arc<Columns>) {
        self.0.insert(
            series,
            Entry {
                revision,
                read_at: Instant::now(),
                columns,
            },
        );
    }

    /// Forgets everything: after a restore.
    pub(crate) fn clear(&self) {
        self.0.clear();
    }
}
