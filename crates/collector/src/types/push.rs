//! `push`: values that others send.

use async_trait::async_trait;
use dbag_domain::{AbsentMeans, Measure, Measures, MetricTypeDescription, Nature, Properties};

use crate::ask::{Answer, Ask};
use crate::error::CollectError;
use crate::metric_type::{History, MetricType};

/// Values sent by programs or people; never asked for.
#[derive(Debug, Clone, Copy)]
pub struct Push;

#[async_trait]
impl MetricType for Push {
    fn describe(&self) -> MetricTypeDescription {
        MetricTypeDescription {
            label: "push".to_owned(),
            title: "Values sent to Dbag".to_owned(),
            description: "Your own program sends the values: with `dbag push`.".to_owned(),
            needs_source: false,
            measures: Measures::Either,
            fields: Vec::new(),
        }
    }

    fn history(&self, _properties: &Properties, _measure: Measure) -> History {
        History::NowOnly
    }

    /// That nothing was sent does not say that nothing happened.
    fn nature(&self, _properties: &Properties, measure: Measure) -> Nature {
        Nature {
            absent_means: AbsentMeans::Gap,
            ..Nature::of(measure)
        }
    }

    async fn collect(&self, _ask: &Ask<'_>) -> Result<Answer, CollectError> {
        Err(CollectError::refused(
            "nothing can be asked: the values of this metric are sent with `dbag push`",
        ))
    }
}
