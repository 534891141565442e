//! Dbag's roof: the command line and everything that speaks HTTP.
//!
//! A program of one's own with further metric types registers them and calls [`run`].

pub mod http;
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
mod log;
mod out;
mod progress;
mod shutdown;

pub use cli::run;
pub use public_url::PublicUrl;

// What a metric type of one's own needs.
pub use dbag_domain as domain;
pub use dbag_operations::{History, Limits, MetricType, Registry};
