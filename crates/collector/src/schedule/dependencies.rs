//! Which metrics are computed from which others, however far.

use std::collections::{HashMap, HashSet};

use dbag_domain::{FieldKind, Measure, Metric, MetricId, MetricSettings, RollUp, Slug};
use dbag_store::StoreError;

use super::collector::{Collector, Zones};
use crate::error::CollectError;

/// All metrics, and which of them are computed from which.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    metrics: HashMap<MetricId, Metric>,
    /// By computed metric, in the order in which its type names them.
    inputs: HashMap<MetricId, Vec<MetricId>>,
    /// Slugs that metrics have, and those they had that others are computed from.
    slugs: HashMap<Slug, MetricId>,
}

impl Collector {
    /// Which metrics are computed from which; an input that was renamed is found by the slug that it had.
    pub async fn dependencies(&self) -> Result<Dependencies, StoreError> {
        let metrics = self.store.metrics().await?;
        let mut found = Dependencies {
            slugs: metrics
                .iter()
                .map(|one| (one.slug.clone(), one.id))
                .collect(),
            ..Dependencies::default()
        };
        for metric in &metrics {
            let named = self.inputs_named(metric);
            if named.is_empty() {
                continue;
            }
            for slug in &named {
                if found.slugs.contains_key(slug) {
                    continue;
                }
                match self.store.metric(slug.as_str()).await {
                    Ok(input) => {
                        found.slugs.insert(slug.clone(), input.id);
                    }
                    Err(StoreError::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            let inputs = named
                .iter()
                .filter_map(|slug| found.slugs.get(slug).copied());
            found.inputs.insert(metric.id, inputs.collect());
        }
        found.metrics = metrics.into_iter().map(|one| (one.id, one)).collect();
        Ok(found)
    }

    /// The slugs of the metrics that one with these settings is computed from; none where it is asked or sent.
    pub fn inputs_named(&self, settings: &MetricSettings) -> Vec<Slug> {
        let metric_type = self.registry.get(&settings.metric_type);
        metric_type.map_or_else(Vec::new, |kind| kind.inputs(&settings.properties))
    }

    /// Gives a metric that is computed from others their slugs of now, the zone of their days, and the way to roll up
    /// that they allow; others stay as they are.
    ///
    /// # Errors
    ///
    /// Inputs whose days are of different zones, and a zone of its own that is not theirs: such days make no
    /// number.
    pub async fn conform(
        &self,
        settings: &mut MetricSettings,
        dependencies: &Dependencies,
    ) -> Result<(), CollectError> {
        let named = self.inputs_named(settings);
        let inputs: Vec<&Metric> = named
            .iter()
            .filter_map(|slug| dependencies.called(slug))
            .collect();
        if inputs.is_empty() {
            return Ok(());
        }
        self.name_inputs(settings, dependencies);
        let zones = self.zones().await?;
        let origins = dependencies.origins_of(inputs.iter().map(|input| input.id).collect());
        let theirs = common_zone(&zones, &origins)?;
        let is_own = |name: &String| {
            theirs.is_some_and(|origin| zones.of(origin).is_ok_and(|zone| zone.name() != name))
        };
        if let (Some(own), Some(origin)) = (
            settings.time_zone.as_ref().filter(|name| is_own(name)),
            theirs,
        ) {
            let (slug, zone) = (&origin.slug, zones.of(origin)?);
            let message = format!(
                "its days are those of `{slug}`, which are of {}, not of {own}; leave the time zone out",
                zone.name()
            );
            return Err(CollectError::field("time_zone", message));
        }
        let explicit = origins.iter().find_map(|origin| origin.time_zone.clone());
        settings.time_zone = explicit;
        if settings.rollup.is_mean() {
            let adds_up = inputs.iter().all(|input| self.adds_up(input));
            settings.rollup = if adds_up {
                RollUp::Recomputed
            } else {
                RollUp::Mean
            };
        }
        Ok(())
    }

    /// Names inputs by the slugs that they have: another metric may take those that they had.
    fn name_inputs(&self, settings: &mut MetricSettings, dependencies: &Dependencies) {
        let Some(metric_type) = self.registry.get(&settings.metric_type) else {
            return;
        };
        let fields = metric_type.describe().fields;
        for field in fields
            .iter()
            .filter(|field| field.kind == FieldKind::Metric)
        {
            let named = Slug::parse(settings.properties.text(&field.key)).ok();
            let input = named.as_ref().and_then(|slug| dependencies.called(slug));
            if let Some(input) = input.filter(|input| Some(&input.slug) != named.as_ref()) {
                settings.properties.set(&field.key, input.slug.as_str());
            }
        }
    }

    /// Whether sums of a metric's days say something: of averages, distinct counts and windows they do not.
    pub fn adds_up(&self, settings: &MetricSettings) -> bool {
        settings.measure != Measure::Share && self.window_days(settings) == 1
    }
}

impl Dependencies {
    /// A metric that was not removed.
    pub fn metric(&self, id: MetricId) -> Option<&Metric> {
        self.metrics.get(&id)
    }

    /// The metric of a slug that it has, or that it had when another was computed from it.
    pub fn called(&self, slug: &Slug) -> Option<&Metric> {
        self.metric(*self.slugs.get(slug)?)
    }

    /// The metrics that are computed from one right away.
    pub fn used_by(&self, id: MetricId) -> Vec<&Metric> {
        let users = self
            .inputs
            .iter()
            .filter(|(_, inputs)| inputs.contains(&id));
        let mut users: Vec<&Metric> = users.filter_map(|(user, _)| self.metric(*user)).collect();
        users.sort_by_key(|user| user.id);
        users
    }

    /// All metrics that are computed from one, however far: each once, and after all that it is computed from
    /// itself. Metrics that are computed from themselves, which nobody can add, are left out.
    pub fn dependents(&self, id: MetricId) -> Vec<&Metric> {
        let mut reached = HashSet::from([id]);
        let mut next = vec![id];
        while let Some(one) = next.pop() {
            let users = self.used_by(one).into_iter().map(|user| user.id);
            next.extend(users.filter(|user| reached.insert(*user)));
        }
        let mut waiting: Vec<MetricId> = reached.iter().copied().filter(|one| *one != id).collect();
        waiting.sort_unstable();
        let mut ordered = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let waits = |one: &MetricId| {
                let mut inputs = self.inputs.get(one).into_iter().flatten();
                inputs.any(|input| waiting.contains(input))
            };
            let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(waits);
            if ready.is_empty() {
                tracing::warn!(?later, "these metrics are computed from themselves");
                break;
            }
            ordered.extend(ready.iter().filter_map(|one| self.metric(*one)));
            waiting = later;
        }
        ordered
    }

    /// The metrics that are asked or sent and that one is computed from, however far, each once; none of a metric
    /// that is not computed.
    pub fn origins(&self, id: MetricId) -> Vec<&Metric> {
        let inputs = self.inputs.get(&id).cloned().unwrap_or_default();
        self.origins_of(inputs)
    }

    /// The same of metrics that something is to be computed from; those that are not computed stand for themselves.
    pub fn origins_of(&self, inputs: Vec<MetricId>) -> Vec<&Metric> {
        let mut next = inputs;
        let mut seen = HashSet::new();
        let mut origins = Vec::new();
        while let Some(one) = next.pop() {
            if !seen.insert(one) {
                continue;
            }
            match self.inputs.get(&one) {
                Some(further) => next.extend(further),
                None => origins.extend(self.metric(one)),
            }
        }
        origins.sort_by_key(|one| one.id);
        origins
    }

    /// Whether a metric is, or is computed from, another.
    pub fn reaches(&self, id: MetricId, other: MetricId) -> bool {
        id == other || self.dependents(other).iter().any(|one| one.id == id)
    }
}

/// One of the metrics, where all their days are of one zone.
fn common_zone<'a>(
    zones: &Zones,
    origins: &[&'a Metric],
) -> Result<Option<&'a Metric>, CollectError> {
    let Some((first, others)) = origins.split_first() else {
        return Ok(None);
    };
    let zone = zones.of(first)?;
    for other in others {
        let others = zones.of(other)?;
        if others.name() != zone.name() {
            let message = format!(
                "`{}` has days of {} and `{}` has days of {}: days of different zones make no number; give both the \
                 same time zone first",
                first.slug,
                zone.name(),
                other.slug,
                others.name()
            );
            return Err(CollectError::field("denominator", message));
        }
    }
    Ok(Some(first))
}
