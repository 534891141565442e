//! Conditions as people write them: a column, an operator and a value.
//!
//! The same rules read a flag of the command line, a form's fields and JSON, so that what finds
//! rows in the one finds them in the others.

mod operator;
mod quote;
mod text;
mod value;

pub(super) use operator::Operator;
pub(super) use quote::unquoted_name;
pub use text::{ConditionText, condition_words, parse_condition};
pub(super) use value::{FilterValue, read_list, read_single};
