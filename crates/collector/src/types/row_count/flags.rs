//! Flags as frameworks keep them: `t`, `Y`, 1, and what is neither yes nor no.

use super::condition_sql::odd_flag_sql;
use super::conditions::{Condition, Test};
use super::writer::Writer;
use crate::error::CollectError;
use crate::source::{Cell, Purpose, Session, SourceColumn, SourceTable};

/// Refuses flags whose column holds other words than those for yes and no, which would all count
/// as neither; says where numbers are more than flags.
pub(super) async fn check_flags(
    session: &mut Session,
    table: &SourceTable,
    conditions: &[Condition],
) -> Result<Vec<String>, CollectError> {
    let mut notes = Vec::new();
    for condition in conditions {
        if let Test::IsFlag(_) = condition.test {
            let odd = odd_flag(session, table, &condition.column).await?;
            notes.extend(tell(&condition.column.name, &odd)?);
        }
    }
    Ok(notes)
}

async fn odd_flag(
    session: &mut Session,
    table: &SourceTable,
    column: &SourceColumn,
) -> Result<Cell, CollectError> {
    let mut writer = Writer::new(session.kind());
    let name = writer.quoted(&column.name);
    let Some(is_odd) = odd_flag_sql(session.kind(), column, &name) else {
        return Ok(Cell::Null);
    };
    let table = writer.table(table);
    writer.push(&format!(
        "select {name}\nfrom {table}\nwhere {is_odd}\nlimit 1"
    ));
    let grid = session.ask(&writer.finish(Purpose::Generated)).await?;
    Ok(grid.single().clone())
}

fn tell(name: &str, odd: &Cell) -> Result<Option<String>, CollectError> {
    let text: String = odd.to_text().unwrap_or_default().chars().take(40).collect();
    match odd {
        Cell::Null => Ok(None),
        Cell::Text(_) | Cell::Bytes(_) | Cell::Other { .. } => Err(CollectError::field(
            "filters",
            format!(
                "`{name}` holds `{text}`, which is neither true nor false; write a condition on the \
                 text itself, like {name} = '{text}'"
            ),
        )),
        _ => Ok(Some(format!(
            "`{name}` holds other numbers than 0 and 1, such as {text}: each but 0 counts as true"
        ))),
    }
}
