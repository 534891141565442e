//! The metric types that Dbag brings along.

mod active_users_count;
mod fields;
mod filter;
mod push;
mod ratio;
mod row_count;
mod sql_query;

pub use active_users_count::ActiveUsersCount;
pub use filter::{ConditionText, parse_condition};
pub use push::Push;
pub use ratio::Ratio;
pub use row_count::{RowCount, explain_scan, is_clock};
pub use sql_query::SqlQuery;
