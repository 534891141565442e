//! The collector: what it works with, and how a metric is made a question.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{DayRange, MetricSettings, Problem, ProblemKind, SourceId, Zone};
use dbag_store::{Instance, Store, StoreError, Vault};

use super::dependents::Input;
use super::plan::CatchUp;
use crate::ask::{Ask, InputValues};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};
use crate::registry::Registry;
use crate::source::{Limits, SourceAddress, SourceConnection, Sources};

/// Asks metrics and writes what they answer.
#[derive(Clone)]
pub struct Collector {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) registry: Arc<Registry>,
    sources: Arc<Sources>,
    pub(super) limits: Limits,
    pub(super) catch_up: CatchUp,
    pub(super) lease: TimeDelta,
}

/// The type whose values others send; it is never asked.
const PUSH: &str = "push";
/// A holder has this long to ask and write before others may; a run that goes on renews it.
const LEASE: TimeDelta = TimeDelta::minutes(1);

impl Collector {
    /// A collector over a store, with the metric types of a registry.
    pub fn new(store: Store, vault: Vault, registry: Registry) -> Self {
        Self {
            store,
            vault,
            registry: Arc::new(registry),
            sources: Arc::new(Sources::default()),
            limits: Limits::default(),
            catch_up: CatchUp::All,
            lease: LEASE,
        }
    }

    /// The same with other limits for asking.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same with another rule for missed days.
    pub fn with_catch_up(mut self, catch_up: CatchUp) -> Self {
        self.catch_up = catch_up;
        self
    }

    /// The same with leases of another length.
    pub fn with_lease(mut self, lease: TimeDelta) -> Self {
        self.lease = lease;
        self
    }

    /// The metric types there are.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The metric type of a label.
    pub fn metric_type(&self, label: &str) -> Result<Arc<dyn MetricType>, Problem> {
        self.registry.get(label).cloned().ok_or_else(|| {
            let known: Vec<_> = self
                .registry
                .descriptions()
                .into_iter()
                .map(|one| one.label)
                .collect();
            let message = format!(
                "there is no metric type `{label}`; there are {}",
                known.join(", ")
            );
            Problem::field("metric_type", message)
        })
    }

    /// Which days a metric can be asked for; `None` for one that is never asked by itself.
    pub fn history(&self, settings: &MetricSettings) -> Option<History> {
        let metric_type = self.registry.get(&settings.metric_type)?;
        let is_derived = !metric_type.inputs(&settings.properties).is_empty();
        let is_asked = !is_derived && metric_type.describe().label != PUSH;
        is_asked.then(|| metric_type.history(&settings.properties, settings.measure))
    }

    /// A metric's zone: its own or the instance's.
    pub async fn zone_of(&self, settings: &MetricSettings) -> Result<Zone, CollectError> {
        match &settings.time_zone {
            Some(name) => parse_zone(name),
            None => self.zones().await?.of(settings),
        }
    }

    /// The zones of many metrics, by one look at the instance.
    pub async fn zones(&self) -> Result<Zones, CollectError> {
        let instance = self.store.instance().await.map_err(store_failed)?;
        Zones::of_instance(&instance)
    }

    /// Connects to a source; refuses Dbag's own tables.
    pub async fn connection(
        &self,
        source: Option<SourceId>,
    ) -> Result<Option<SourceConnection>, Problem> {
        let Some(id) = source else { return Ok(None) };
        let secret = self.store.source_secret(id, &self.vault).await;
        let secret = secret.map_err(|error| store_failed(error).into_problem())?;
        let address = SourceAddress::parse(&secret)?;
        let connection = self.sources.connection(id, address);
        self.refuse_own_tables(&connection).await?;
        Ok(Some(connection))
    }

    /// The way to an address that is no saved source yet; refuses Dbag's own tables.
    pub async fn connect(&self, address: SourceAddress) -> Result<SourceConnection, Problem> {
        let connection = SourceConnection::new(address);
        self.refuse_own_tables(&connection).await?;
        Ok(connection)
    }

    /// R11: before each run, because privileges change.
    async fn refuse_own_tables(&self, connection: &SourceConnection) -> Result<(), Problem> {
        if let Some(own) = self.store.location().file() {
            crate::source::refuse_own_file(connection.address(), own)?;
        }
        connection
            .probe_own_tables()
            .await
            .map_err(CollectError::into_problem)
    }

    /// The values of the metrics that a metric is computed from.
    pub(super) async fn inputs(
        &self,
        settings: &MetricSettings,
        days: DayRange,
    ) -> Result<Vec<InputValues>, CollectError> {
        let read = self.read_inputs(settings, days).await?;
        Ok(read.into_iter().map(|input| input.values).collect())
    }

    /// The same, with what is known of how they were read.
    pub(super) async fn read_inputs(
        &self,
        settings: &MetricSettings,
        days: DayRange,
    ) -> Result<Vec<Input>, CollectError> {
        let metric_type = self
            .metric_type(&settings.metric_type)
            .map_err(CollectError::Refused)?;
        let mut inputs = Vec::new();
        for slug in metric_type.inputs(&settings.properties) {
            inputs.push(self.input(slug, days).await?);
        }
        Ok(inputs)
    }

    /// A metric's question to its type.
    pub(super) fn question<'a>(
        &self,
        settings: &'a MetricSettings,
        source: Option<&'a SourceConnection>,
        days: DayRange,
        zone: &'a Zone,
        inputs: &'a [InputValues],
        now: DateTime<Utc>,
    ) -> Ask<'a> {
        Ask {
            source,
            properties: &settings.properties,
            days,
            zone,
            now,
            measure: settings.measure,
            has_objects: settings.object_kind.is_some(),
            object: None,
            merged: None,
            inputs,
            limits: self.limits,
        }
    }
}

/// In which zones the days of metrics are days; holds that of the instance.
#[derive(Debug, Clone)]
pub struct Zones(Zone);

impl Zones {
    /// The zones that an instance's row, as it was read, leads to.
    pub fn of_instance(instance: &Instance) -> Result<Self, CollectError> {
        Self::named(&instance.time_zone)
    }

    /// The zones of an instance that is in a zone by IANA name.
    pub fn named(time_zone: &str) -> Result<Self, CollectError> {
        parse_zone(time_zone).map(Self)
    }

    /// The instance's own zone.
    pub const fn own(&self) -> &Zone {
        &self.0
    }

    /// A metric's zone: its own or the instance's.
    pub fn of(&self, settings: &MetricSettings) -> Result<Zone, CollectError> {
        match &settings.time_zone {
            Some(name) => parse_zone(name),
            None => Ok(self.0.clone()),
        }
    }
}

fn parse_zone(name: &str) -> Result<Zone, CollectError> {
    Zone::parse(name).map_err(|error| CollectError::field("time_zone", error.to_string()))
}

pub(super) fn store_failed(error: StoreError) -> CollectError {
    match error {
        StoreError::NotFound { .. } | StoreError::WrongKey => {
            CollectError::refused(error.to_string())
        }
        _ => CollectError::Store(error.to_string()),
    }
}

pub(super) fn as_unreachable(problem: Problem) -> CollectError {
    match problem.kind {
        ProblemKind::SourceFailed => CollectError::Unreachable(problem.message),
        ProblemKind::Busy => CollectError::Store(problem.message),
        _ => CollectError::Refused(problem),
    }
}
