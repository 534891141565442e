//! What SQLite adds up: its columns hold what was put in, and its sums take `n/a` for 0 and
//! `1,000,000` for 1 without a word.

use dbag_domain::SourceKind;

use super::operand::{NO, YES};
use super::question::{Aggregate, Question};
use crate::source::{ColumnClass, SourceColumn};

/// The numbers of a column: flags are 1 and 0, however they are kept.
pub(super) fn amount_of(engine: SourceKind, column: &SourceColumn, name: &str) -> String {
    match (engine, column.class) {
        (SourceKind::Postgres, ColumnClass::Bool) => format!("cast({name} as integer)"),
        (SourceKind::Sqlite, ColumnClass::Bool) => format!(
            "case when typeof({name}) <> 'text' then {name} \
             when lower(trim({name})) in ({YES}) then 1 \
             when lower(trim({name})) in ({NO}) then 0 else {name} end"
        ),
        _ => name.to_owned(),
    }
}

/// Two columns more of a statement: how many rows have an amount that is no number, and the first
/// of these amounts; none where an engine's types leave no doubt.
pub(super) fn odd_columns(question: &Question, engine: SourceKind, name: &str) -> Option<String> {
    let column = question.column.as_ref()?;
    let adds = !matches!(
        question.aggregate,
        Aggregate::Count | Aggregate::CountDistinct
    );
    if engine != SourceKind::Sqlite || !adds {
        return None;
    }
    let amount = amount_of(engine, column, name);
    let odd = format!("case when cast({amount} as numeric) = {amount} then null else {amount} end");
    Some(format!(", count({odd}) as odd, min({odd}) as odd_like"))
}
