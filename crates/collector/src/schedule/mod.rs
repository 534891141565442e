//! Asking day after day: what is due, the runs that ask, and the loop that waits.

mod absent;
mod backoff;
mod collector;
mod dependents;
mod plan;
mod scheduler;
mod trial;

pub use collector::{Collector, RunReport, RunState, batch, finality};
pub use plan::{CatchUp, Plan, PlanInput, plan};
pub use scheduler::Scheduler;
pub use trial::Trial;
