//! The text of a user's query: read as its engine reads it, never pasted together.

mod compared;
mod guard;
mod mentioned;
mod parameters;
mod shape;
mod token;
mod words;

pub(crate) use compared::{Compared, Relation, compared_columns};
pub(crate) use guard::check_query;
pub(crate) use mentioned::{Mentioned, mentioned_tables};
pub(crate) use parameters::{ParameterValues, Parameters, bind};
pub(crate) use shape::{is_of_all_rows, names_column};

#[cfg(test)]
mod tests;
