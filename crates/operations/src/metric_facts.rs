//! What an export says of a metric beside its values, so that it is the same metric elsewhere.

use dbag_domain::{
    AcrossObjects, Direction, Label, Measure, MetricSettings, Nature, ObjectKind, RollUp, Unit,
};
use serde::{Deserialize, Serialize};

/// A metric but for how it is obtained: that needs sources, which exports do not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MetricFacts {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Label>,
    /// What it means.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// What it counts.
    unit: Unit,
    /// Which way is good.
    direction: Direction,
    /// Level, flow or share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) measure: Option<Measure>,
    /// How days become longer periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollup: Option<RollUp>,
    /// How objects become one.
    #[serde(skip_serializing_if = "Option::is_none")]
    across_objects: Option<AcrossObjects>,
    /// The kind of its objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    object_kind: Option<ObjectKind>,
    /// Its heading in the gallery.
    #[serde(skip_serializing_if = "String::is_empty")]
    category: String,
    /// Where the number comes from.
    #[serde(skip_serializing_if = "String::is_empty")]
    link_url: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "String::is_empty")]
    owner: String,
    /// Its zone, where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
}

impl Default for MetricFacts {
    fn default() -> Self {
        Self {
            label: None,
            description: String::new(),
            unit: Unit::default(),
            direction: Direction::Neutral,
            measure: None,
            rollup: None,
            across_objects: None,
            object_kind: None,
            category: String::new(),
            link_url: String::new(),
            owner: String::new(),
            time_zone: None,
        }
    }
}

impl From<&MetricSettings> for MetricFacts {
    fn from(settings: &MetricSettings) -> Self {
        Self {
            label: Some(settings.label.clone()),
            description: settings.description.clone(),
            unit: settings.unit.clone(),
            direction: settings.direction,
            measure: Some(settings.measure),
            // A ratio is computed from its inputs here; elsewhere its days are averaged by their weights,
            // which is the same.
            rollup: Some(match settings.rollup {
                RollUp::Recomputed => RollUp::Mean,
                rollup => rollup,
            }),
            across_objects: Some(settings.across_objects),
            object_kind: settings.object_kind.clone(),
            category: settings.category.clone(),
            link_url: settings.link_url.clone(),
            owner: settings.owner.clone(),
            time_zone: settings.time_zone.clone(),
        }
    }
}

impl MetricFacts {
    /// Makes settings say the same; a roll-up that the measure refuses is left out.
    pub(crate) fn apply(&self, settings: &mut MetricSettings) {
        if let Some(label) = &self.label {
            settings.label = label.clone();
        }
        settings.description.clone_from(&self.description);
        settings.unit = self.unit.clone();
        settings.direction = self.direction;
        if let Some(rollup) = self.rollup
            && Nature::of(settings.measure).refuses(rollup).is_none()
        {
            settings.rollup = rollup;
        }
        if let Some(across) = self.across_objects {
            settings.across_objects = across;
        }
        if let Some(kind) = &self.object_kind {
            settings.object_kind = Some(kind.clone());
        }
        settings.category.clone_from(&self.category);
        settings.link_url.clone_from(&self.link_url);
        settings.owner.clone_from(&self.owner);
        if let Some(zone) = &self.time_zone {
            settings.time_zone = Some(zone.clone());
        }
    }
}
