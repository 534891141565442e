//! Dbag's roof: the command line and everything that speaks HTTP.
//!
//! A program of one's own with further metric types registers them and calls [`run`]:
//!
//! ```no_run
//! use dbag::domain::{
//!     Measure, Measures, MetricTypeDescription, Observation, Properties, Value,
//! };
//! use dbag::{Answer, Ask, CollectError, History, MetricType, Registry, async_trait};
//!
//! /// The answer, whatever was asked.
//! struct TheAnswer;
//!
//! #[async_trait]
//! impl MetricType for TheAnswer {
//!     fn describe(&self) -> MetricTypeDescription {
//!         MetricTypeDescription {
//!             label: "the_answer".to_owned(),
//!             title: "The answer".to_owned(),
//!             description: "Forty-two, every day.".to_owned(),
//!             needs_source: false,
//!             measures: Measures::Only(Measure::Level),
//!             fields: Vec::new(),
//!         }
//!     }
//!
//!     fn history(&self, _: &Properties, _: Measure) -> History {
//!         History::NowOnly
//!     }
//!
//!     async fn collect(&self, ask: &Ask<'_>) -> Result<Answer, CollectError> {
//!         let value = Value::new(42.0).map_err(|error| CollectError::refused(error.to_string()))?;
//!         let seen = Observation { day: ask.days.to, object: None, object_label: None, value: Ok(value) };
//!         Ok(Answer { observations: vec![seen], ..Answer::default() })
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     let mut registry = Registry::built_in();
//!     registry.register(TheAnswer).expect("nothing else has this label");
//!     dbag::run(registry)
//! }
//! ```

pub mod http;
pub mod png;
pub mod web;

mod cli;
mod commands;

mod start;

mod key;
mod lock;
mod public_url;
mod settings;

mod clock;
mod failure;
mod indexed;
mod log;
mod out;
mod progress;
mod shutdown;

pub use cli::run;
pub use public_url::PublicUrl;

// What a metric type of one's own needs.
pub use async_trait::async_trait;
pub use dbag_domain as domain;
pub use dbag_operations::{Answer, Ask, CollectError, History, Limits, MetricType, Registry};
