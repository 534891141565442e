//! The one trait that a kind of number implements.

use std::collections::HashMap;

use async_trait::async_trait;
use dbag_domain::{
    Day, Format, Measure, Measures, MetricTypeDescription, Nature, ObjectKey, Problem, Properties,
    Slug,
};

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

/// The first day of which a source has anything, by object; that of `None` is the first of all.
pub type FirstDays = HashMap<Option<ObjectKey>, Day>;

/// How a kind of number is obtained.
#[async_trait]
pub trait MetricType: Send + Sync + 'static {
    /// Its label, title and fields.
    fn describe(&self) -> MetricTypeDescription;

    /// Which days a metric with these properties can be asked for.
    fn history(&self, properties: &Properties, measure: Measure) -> History;

    /// What a metric with these properties says of its day; `None` where the person chooses.
    fn measure(&self, _properties: &Properties) -> Option<Measure> {
        match self.describe().measures {
            Measures::Only(measure) => Some(measure),
            Measures::Either | Measures::ByFields => None,
        }
    }

    /// How its values are written unless the person chooses.
    fn usual_format(&self, _properties: &Properties) -> Format {
        Format::Number
    }

    /// What it says of its day unless the person chooses.
    fn usual_measure(&self, properties: &Properties) -> Measure {
        self.measure(properties).unwrap_or(Measure::Level)
    }

    /// How the values of a metric with these properties may be put together.
    fn nature(&self, _properties: &Properties, measure: Measure) -> Nature {
        Nature::of(measure)
    }

    /// What the values of a metric with these properties are weighted by, in words that follow
    /// "weighted by": `rows of orders`; `None` where they have no weights, or nobody can say.
    fn weighted_by(&self, _properties: &Properties) -> Option<String> {
        None
    }

    /// Of how many days up to it a day's value is.
    fn window_days(&self, _properties: &Properties) -> i32 {
        1
    }

    /// The first day of which the source has anything, whatever days are asked for; `None` where it
    /// cannot tell. From it on a day without a row is one on which nothing happened.
    async fn first_days(&self, _ask: &Ask<'_>) -> Result<Option<FirstDays>, CollectError> {
        Ok(None)
    }

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
