//! The second floor: how numbers are obtained.
//!
//! A `MetricType` knows how a kind of number is asked for; a source is the
//! database it asks. The types are listed in the `Registry`, and a type of
//! one's own is one more entry there.

mod ask;
mod error;
mod metric_type;
mod object_answer;
mod registry;
mod schedule;
pub mod source;
mod sql;
pub mod types;
mod without_object;

pub use ask::{Answer, Ask, InputValues};
pub use error::CollectError;
pub use metric_type::{FirstDays, History, MetricType};
pub use object_answer::ObjectAnswer;
pub use registry::{DuplicateLabel, Registry};
pub use schedule::{
    CatchUp, Collector, Dependencies, KindReport, Plan, PlanInput, Preview, RunReport, RunState,
    Scheduler, Trial, Waiting, Zones, batch, finality, parts, plan,
};
pub use source::{
    Limits, SourceAddress, SourceConnection, Sources, TestReport, is_password_parameter,
};
pub use without_object::WithoutObject;
