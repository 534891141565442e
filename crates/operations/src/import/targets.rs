//! The metrics that a file is about: those that exist, and those it brings along.

use chrono::{DateTime, Utc};
use dbag_domain::{
    AbsentMeans, Day, Measure, Metric, MetricSettings, ObjectKind, Problem, RollUp, Zone,
};
use dbag_store::StoreError;

use super::measurements::{Measurements, NamedMetric};
use super::options::{ImportOptions, OfDay};
use crate::Dbag;
use crate::problem::problem_of;

/// A metric that values of a file go to.
pub(super) struct Target {
    /// The metric, where it exists already.
    pub(super) metric: Option<Metric>,
    /// Its settings, or those it will have.
    pub(super) settings: MetricSettings,
    /// The zone whose days are meant.
    pub(super) zone: Zone,
    pub(super) today: Day,
}

/// The type of metrics that come into being by an import: others send their values.
const PUSH: &str = "push";
/// The kind of objects that a file names none of.
const UNNAMED_KIND: &str = "object";

impl Dbag {
    /// The metrics of a file, in its order.
    pub(super) async fn import_targets(
        &self,
        found: &Measurements,
        options: &ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<Vec<Target>, Problem> {
        let chosen = options.zone.as_deref().map(Zone::parse).transpose();
        let chosen = chosen.map_err(|error| Problem::field("zone", error.to_string()))?;
        let kinds = first_kinds(found)?;
        let mut targets = Vec::with_capacity(found.metrics.len());
        for (named, kind) in found.metrics.iter().zip(kinds) {
            let metric = match self.store.metric(named.slug.as_str()).await {
                Ok(metric) => Some(metric),
                Err(StoreError::NotFound { .. }) => None,
                Err(error) => return Err(problem_of(error)),
            };
            let settings = match &metric {
                Some(metric) => metric.settings.clone(),
                None => new_settings(named, kind, options.of_day, chosen.as_ref()),
            };
            let zone = match &chosen {
                Some(zone) => zone.clone(),
                None => self.zone(&settings).await?,
            };
            let today = zone.day_of(now);
            targets.push(Target {
                metric,
                settings,
                zone,
                today,
            });
        }
        Ok(targets)
    }
}

/// The kind of the first object of each metric.
fn first_kinds(found: &Measurements) -> Result<Vec<Option<ObjectKind>>, Problem> {
    let unnamed = ObjectKind::parse(UNNAMED_KIND).map_err(|e| Problem::invalid(e.to_string()))?;
    let mut kinds = vec![None; found.metrics.len()];
    for row in found.rows.iter().filter(|row| row.object > 0) {
        let kind = &mut kinds[row.metric as usize];
        if kind.is_none() {
            let object = &found.objects[row.object as usize - 1];
            *kind = Some(object.kind.clone().unwrap_or_else(|| unnamed.clone()));
        }
    }
    Ok(kinds)
}

/// A level, unless measurements are added up: then each is a part of what happened that day.
fn new_settings(
    named: &NamedMetric,
    kind: Option<ObjectKind>,
    of_day: OfDay,
    zone: Option<&Zone>,
) -> MetricSettings {
    let measure = if of_day == OfDay::Sum {
        Measure::Flow
    } else {
        Measure::Level
    };
    let mut settings = MetricSettings::new(named.slug.clone(), named.label.clone(), PUSH, measure);
    settings.description.clone_from(&named.description);
    settings.unit = named.unit.clone();
    settings.object_kind = kind;
    settings.time_zone = zone.map(|zone| zone.name().to_owned());
    settings.absent_means = AbsentMeans::Gap;
    if measure == Measure::Flow {
        settings.rollup = RollUp::Sum;
    }
    settings
}
