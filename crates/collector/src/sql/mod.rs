//! The text of a user's query: read as its engine reads it, never pasted together.

mod compared;
mod guard;
mod parameters;
mod shape;
mod token;

pub(crate) use compared::{Compared, Mentioned, Relation, compared_columns, mentioned_tables};
pub(crate) use guard::check_query;
pub(crate) use parameters::{ParameterValues, Parameters, bind};
pub(crate) use shape::names_day_column;

#[cfg(test)]
mod tests;
