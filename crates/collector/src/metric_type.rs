//! The one trait that a kind of number implements.

use async_trait::async_trait;
use dbag_domain::{Measure, MetricTypeDescription, Problem, Properties, Slug};

use crate::ask::{Answer, Ask};
use crate::error::CollectError;

/// Which days can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// Only today, as it is at the moment of asking.
    NowOnly,
    /// Today and any day before.
    AnyPastDay,
}

/// How a kind of number is obtained.
#[async_trait]
pub trait MetricType: Send + Sync + 'static {
    /// Its label, title and fields.
    fn describe(&self) -> MetricTypeDescription;

    /// Which days a metric with these properties can be asked for.
    fn history(&self, properties: &Properties, measure: Measure) -> History;

    /// The metrics whose values an ask needs, in the order `Ask::inputs` has them.
    fn inputs(&self, _properties: &Properties) -> Vec<Slug> {
        Vec::new()
    }

    /// Refuses what the fields' own rules let through, each problem at its field.
    ///
    /// The properties have passed `Properties::check` with this type's fields.
    fn check(&self, _properties: &Properties) -> Result<(), Vec<Problem>> {
        Ok(())
    }

    /// Asks for the values of some days.
    ///
    /// A row that cannot be used becomes a gap and a failure in the answer;
    /// an error means that the whole ask failed.
    async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError>;

    /// What people should know before they save a metric, besides the notes of its answer: that
    /// each ask reads a whole table, for example. What cannot be found out is left out.
    async fn hints(&self, _ask: &Ask<'_>) -> Vec<String> {
        Vec::new()
    }
}
