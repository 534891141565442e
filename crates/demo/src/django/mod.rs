//! The Django project's year: the files of `demo/django`, and how they become metrics and values.

mod definitions;
mod values;

pub(crate) use definitions::{Definition, definitions};
pub(crate) use values::values_by_period;

const METRICS: &[u8] = include_bytes!("../../../../demo/django/metrics.json");
const PRODUCTION: &[u8] = include_bytes!("../../../../demo/django/production_metrics.json");
const SAMPLES: &[u8] = include_bytes!("../../../../demo/django/samples.csv.gz");
