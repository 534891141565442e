//! What was told of all objects of a metric, as long as none of their values changes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dbag_domain::{Day, DayRange, MetricId, RollUp};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::{Carry, Columns, ObjectTotal, OverObjects};

/// Entries are made again after this long, whatever the revisions say.
const MAX_AGE: Duration = Duration::from_secs(300);
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Told {
    /// A value an object.
    Totals(RollUp, Day),
    /// A value a day.
    Over(OverObjects, Carry),
    /// The first and the last day.
    Bounds,
}

/// What is told of which metric, over which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TotalsKey {
    metric: MetricId,
    from: i32,
    to: i32,
    told: Told,
}

impl TotalsKey {
    pub(crate) fn new(metric: MetricId, days: DayRange, told: Told) -> Self {
        Self {
            metric,
            from: days.from.days(),
            to: days.to.days(),
            told,
        }
    }

    /// What is said of all days that there are.
    pub(crate) fn of_all_days(metric: MetricId) -> Self {
        let days = DayRange {
            from: Day::MIN,
            to: Day::MAX,
        };
        Self::new(metric, days, Told::Bounds)
    }
}

/// What was told.
#[derive(Debug, Clone)]
pub(crate) enum Totals {
    Objects(Arc<Vec<ObjectTotal>>),
    Days(Arc<Columns>),
    Bounds(Option<(DayRange, Day)>),
}

#[derive(Clone)]
struct Entry {
    revisions: i64,
    made_at: Instant,
    totals: Totals,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<TotalsKey, Entry> for ByBytes {
    fn weight(&self, _: &TotalsKey, entry: &Entry) -> u64 {
        let bytes = match &entry.totals {
            Totals::Objects(totals) => totals.len() * 160,
            Totals::Days(columns) => columns.values.len() * 24,
            Totals::Bounds(_) => 0,
        };
        bytes as u64 + 64
    }
}

/// Totals by what they are of; an entry counts only with the revisions it was made from.
pub(crate) struct TotalsCache(Cache<TotalsKey, Entry, ByBytes>);

impl std::fmt::Debug for TotalsCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TotalsCache({} entries)", self.0.len())
    }
}

impl TotalsCache {
    pub(crate) fn shared() -> Arc<Self> {
        Arc::new(Self(Cache::with_weighter(512, MAX_BYTES, ByBytes)))
    }

    pub(crate) fn get(&self, key: &TotalsKey, revisions: i64) -> Option<Totals> {
        let entry = self.0.get(key)?;
        let is_current = entry.revisions == revisions && entry.made_at.elapsed() < MAX_AGE;
        is_current.then_some(entry.totals)
    }

    pub(crate) fn put(&self, key: TotalsKey, revisions: i64, totals: Totals) {
        let made_at = Instant::now();
        self.0.insert(
            key,
            Entry {
                revisions,
                made_at,
                totals,
            },
        );
    }

    /// Forgets everything: after a restore.
    pub(crate) fn clear(&self) {
        self.0.clear();
    }
}
