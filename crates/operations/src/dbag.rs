//! The one value that offers all operations.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Collector, Registry};
use dbag_domain::{Day, Metric, MetricSettings, Problem, Zone};
use dbag_store::{Store, Vault};

use crate::embed::Views;
use crate::problem::problem_of;
use crate::sign_in::Throttle;

/// Everything that Dbag can do, over one store.
#[derive(Clone)]
pub struct Dbag {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) collector: Collector,
    /// Attempts to sign in, by account and address.
    pub(crate) throttle: Arc<Throttle>,
    /// Attempts to open share links, by link and address.
    pub(crate) link_throttle: Arc<Throttle>,
    /// Views that are not kept yet.
    pub(crate) views: Arc<Views>,
    /// For tests: the object that embeds are about, whatever their token says.
    #[cfg(feature = "controls")]
    pub(crate) instead_of_locked: Option<dbag_domain::ObjectKey>,
}

impl Dbag {
    /// Dbag over a store, with the metric types of a registry.
    pub fn new(store: Store, vault: Vault, registry: Registry) -> Self {
        let collector = Collector::new(store.clone(), vault.clone(), registry);
        Self {
            store,
            vault,
            collector,
            throttle: Arc::default(),
            link_throttle: Arc::default(),
            views: Arc::default(),
            #[cfg(feature = "controls")]
            instead_of_locked: None,
        }
    }

    /// The same without the filter that keeps an embed to its token's object: a control for the
    /// tests of that filter, which must fail then.
    #[cfg(feature = "controls")]
    pub fn without_object_filter(mut self, other: dbag_domain::ObjectKey) -> Self {
        self.instead_of_locked = Some(other);
        self
    }

    /// The same with another collector, for other limits.
    pub fn with_collector(mut self, change: impl FnOnce(Collector) -> Collector) -> Self {
        self.collector = change(self.collector);
        self
    }

    /// What asks sources; the scheduler's loop drives it.
    pub fn collector(&self) -> &Collector {
        &self.collector
    }

    /// The tables, for start-up, backups and health.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The metric of a slug it has or had.
    pub(crate) async fn metric(&self, slug: &str) -> Result<Metric, Problem> {
        self.store.metric(slug).await.map_err(problem_of)
    }

    pub(crate) async fn zone(&self, settings: &MetricSettings) -> Result<Zone, Problem> {
        self.collector
            .zone_of(settings)
            .await
            .map_err(CollectError::into_problem)
    }

    /// Today in a metric's zone.
    pub(crate) async fn today(
        &self,
        settings: &MetricSettings,
        now: DateTime<Utc>,
    ) -> Result<Day, Problem> {
        Ok(self.zone(settings).await?.day_of(now))
    }

    /// Notes in the audit log that somebody did something; a failure is only logged.
    pub(crate) async fn audit(
        &self,
        actor: &crate::Actor,
        action: &str,
        subject: &str,
        now: DateTime<Utc>,
    ) {
        if let Err(error) = self
            .store
            .note_audit(now, actor.name(), action, subject)
            .await
        {
            tracing::warn!(%error, action, subject, "could not be noted in the audit log");
        }
    }
}
