//! Asking day after day: what is due, the runs that ask, and the loop that waits.

mod absent;
mod backoff;
mod beginnings;
mod by_hand;
mod collector;
mod dependencies;
mod dependents;
mod kinds;
mod plan;
mod planning;
mod preview;
mod report;
mod run;
mod scheduler;
mod trial;

pub use by_hand::parts;
pub use collector::{Collector, Zones};
pub use dependencies::Dependencies;
pub use kinds::KindReport;
pub use plan::{CatchUp, Plan, PlanInput, plan};
pub use planning::Waiting;
pub use preview::Preview;
pub use report::{RunReport, RunState};
pub use run::{batch, finality};
pub use scheduler::Scheduler;
pub use trial::Trial;
