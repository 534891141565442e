//! The metric types that Dbag brings along.

mod active_users_count;
mod day_hints;
mod day_words;
mod fields;
mod filter;
mod lumped_keys;
mod push;
mod ratio;
mod row_count;
mod sql_query;

pub use active_users_count::ActiveUsersCount;
pub use filter::{ConditionText, condition_words, parse_condition};
pub use push::Push;
pub use ratio::Ratio;
pub use row_count::{ColumnClock, RowCount, column_clock, explain_scan};
pub use sql_query::SqlQuery;
