//! The metrics that a file is about: those that exist, and those it brings along.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use dbag_domain::{Day, Format, Measure, Metric, MetricSettings, ObjectKind, Problem, Zone};
use dbag_store::StoreError;

use super::measurements::{Measurements, NamedMetric};
use super::options::{ImportOptions, OfDay};
use super::plan::label_of;
use crate::Dbag;
use crate::metric_facts::MetricFacts;
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
    /// Why a new one is a level, a flow or a share.
    pub(super) why: String,
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
        facts: &std::collections::HashMap<String, MetricFacts>,
        options: &ImportOptions,
        now: DateTime<Utc>,
    ) -> Result<Vec<Target>, Problem> {
        let chosen = options.zone.as_deref().map(Zone::parse).transpose();
        let chosen = chosen.map_err(|error| Problem::field("zone", error.to_string()))?;
        let kinds = first_kinds(found)?;
        let weighted: HashSet<u32> = found
            .rows
            .iter()
            .filter(|row| row.value.weight().is_some())
            .map(|row| row.metric)
            .collect();
        let mut targets = Vec::with_capacity(found.metrics.len());
        for (at, (named, kind)) in found.metrics.iter().zip(kinds).enumerate() {
            let metric = match self.store.metric(named.slug.as_str()).await {
                Ok(metric) => Some(metric),
                Err(StoreError::NotFound { .. }) => None,
                Err(error) => return Err(problem_of(error)),
            };
            let new = NewMetric {
                named,
                kind,
                facts: facts.get(named.slug.as_str()),
                has_weights: weighted.contains(&(at as u32)),
            };
            let (mut settings, why) = match &metric {
                Some(metric) => (metric.settings.clone(), String::new()),
                None => new.settings(options, chosen.as_ref()),
            };
            let has_title = |other: &Target| other.settings.label == settings.label;
            if metric.is_none() && new.facts.is_none() && targets.iter().any(has_title) {
                settings.label = label_of(&settings.slug);
            }
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
                why,
            });
        }
        Ok(targets)
    }
}

/// The kind of the first object of each metric.
fn first_kinds(found: &Measurements) -> Result<Vec<Option<ObjectKind>>, Problem> {
    let unnamed = match &found.kind {
        Some(kind) => kind.clone(),
        None => ObjectKind::parse(UNNAMED_KIND).map_err(|e| Problem::invalid(e.to_string()))?,
    };
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

/// A metric that is met for the first time.
struct NewMetric<'a> {
    named: &'a NamedMetric,
    kind: Option<ObjectKind>,
    facts: Option<&'a MetricFacts>,
    has_weights: bool,
}

impl NewMetric<'_> {
    fn settings(&self, options: &ImportOptions, zone: Option<&Zone>) -> (MetricSettings, String) {
        let named = self.named;
        let (measure, why) = self.measure(options);
        let mut settings =
            MetricSettings::new(named.slug.clone(), named.label.clone(), PUSH, measure);
        settings.description.clone_from(&named.description);
        settings.unit = named.unit.clone();
        settings.object_kind.clone_from(&self.kind);
        if let Some(facts) = self.facts {
            facts.apply(&mut settings);
        }
        if let Some(zone) = zone {
            settings.time_zone = Some(zone.name().to_owned());
        }
        (settings, why)
    }

    /// What it is, and why: by what somebody chose, else by what the file says of itself.
    fn measure(&self, options: &ImportOptions) -> (Measure, String) {
        let measure = self.named.measure.or(options.measure);
        if let Some(measure) = measure {
            return (measure, "it was chosen".to_owned());
        }
        if let Some(measure) = self.facts.and_then(|facts| facts.measure) {
            return (measure, "the file says so".to_owned());
        }
        let (measure, why) = if options.of_day == Some(OfDay::Sum) {
            (
                Measure::Flow,
                "measurements of a day are added up, so days are, too",
            )
        } else if options.of_day == Some(OfDay::Count) {
            (Measure::Flow, "lines of a day are counted, so days add up")
        } else if self.named.unit.format == Format::Percent {
            (
                Measure::Share,
                "its values are percentages, which are never added up",
            )
        } else if self.has_weights {
            (
                Measure::Share,
                "its values come with weights, so they are averages or shares",
            )
        } else {
            (
                Measure::Level,
                "nothing in the file says that its days add up",
            )
        };
        (measure, why.to_owned())
    }
}
