//! Which series a panel shows.

use serde::{Deserialize, Serialize};

use crate::spelled::spelled_enum;
use crate::{Colour, ObjectKey, Slug};

spelled_enum! {
    /// Whose values of a metric a panel shows.
    Binding, "binding" {
        /// Nobody decided: the metric as a whole, and refused to outsiders.
        Unbound = "unbound",
        /// Those of the page's object.
        Page = "page",
        /// The metric as a whole, on purpose: company-wide.
        Whole = "whole",
        /// The median of all objects.
        Median = "median",
        /// Those of one object that is named.
        Named = "named",
        /// Those of every object, each on its own; for rankings and small multiples.
        Every = "every",
    }
}

/// One series of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelSeries {
    /// The metric.
    pub metric: Slug,
    /// Whose values.
    #[serde(default = "unbound", skip_serializing_if = "is_unbound")]
    pub object: Binding,
    /// The object's key, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ObjectKey>,
    /// What it is called here; the metric's label where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its colour by meaning.
    #[serde(default = "auto", skip_serializing_if = "is_auto")]
    pub colour: Colour,
}

const fn unbound() -> Binding {
    Binding::Unbound
}

const fn auto() -> Colour {
    Colour::Auto
}

// serde hands references to these.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_unbound(binding: &Binding) -> bool {
    *binding == Binding::Unbound
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_auto(colour: &Colour) -> bool {
    *colour == Colour::Auto
}

impl PanelSeries {
    /// A metric as it is, with nothing decided.
    pub fn of(metric: Slug) -> Self {
        Self {
            metric,
            object: Binding::Unbound,
            key: None,
            label: String::new(),
            colour: Colour::Auto,
        }
    }

    /// The same, bound.
    pub fn bound(self, object: Binding) -> Self {
        Self { object, ..self }
    }
}
