//! Filters: conditions that rows must fulfil, all of them.

use dbag_domain::{Problem, Properties, SourceKind};
use serde_json::Value as Json;

use super::operand::{Operand, read_operand};
use super::question::column_named;
use crate::error::CollectError;
use crate::source::SourceColumn;

const OPERATORS: [&str; 11] = [
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "contains",
    "starts_with",
    "in",
    "is_null",
    "is_not_null",
];
const FIELD: &str = "filters";

/// A condition on a column that exists.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) column: SourceColumn,
    pub(super) test: Test,
}

/// What must hold of the column.
#[derive(Debug)]
pub(super) enum Test {
    /// It compares so, by an operator of SQL.
    Compares(&'static str, Operand),
    /// It is one of these.
    IsIn(Vec<Operand>),
    /// It is like a pattern, whatever the case; `!` escapes.
    IsLike(String),
    IsNull,
    IsNotNull,
}

/// Refuses filters of a wrong shape; whether their columns exist, the source tells.
pub(in crate::types) fn check_filters(properties: &Properties) -> Result<(), Vec<Problem>> {
    let refused = |filter: &Json| Filter::read(filter).err();
    let problems: Vec<Problem> = filters(properties)
        .iter()
        .filter_map(refused)
        .map(|message| Problem::field(FIELD, message))
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The conditions, on columns that exist and with values of their types.
pub(super) fn read_conditions(
    properties: &Properties,
    columns: &[SourceColumn],
    engine: SourceKind,
) -> Result<Vec<Condition>, CollectError> {
    filters(properties)
        .iter()
        .map(|filter| {
            let filter = Filter::read(filter)?;
            let column = column_named(filter.column, columns)?;
            let test = read_test(&filter, &column, engine)?;
            Ok(Condition { column, test })
        })
        .collect::<Result<_, String>>()
        .map_err(|words| CollectError::field(FIELD, words))
}

fn filters(properties: &Properties) -> &[Json] {
    let filters = properties.0.get(FIELD).and_then(Json::as_array);
    filters.map_or(&[], Vec::as_slice)
}

/// `{column, operator, value}`.
struct Filter<'a> {
    column: &'a str,
    operator: &'a str,
    value: Option<&'a Json>,
}

impl<'a> Filter<'a> {
    fn read(filter: &'a Json) -> Result<Self, String> {
        let shape = "a filter is {column, operator, value}";
        let parts = filter.as_object().ok_or(shape)?;
        let text = |key: &str| parts.get(key).and_then(Json::as_str).map(str::trim);
        let column = text("column")
            .filter(|column| !column.is_empty())
            .ok_or(shape)?;
        let operator = text("operator").unwrap_or("=");
        if !OPERATORS.contains(&operator) {
            let known = OPERATORS.join(", ");
            return Err(format!(
                "`{operator}` is not an operator; there are {known}"
            ));
        }
        let value = parts.get("value").filter(|value| !value.is_null());
        if value.is_none() && !matches!(operator, "is_null" | "is_not_null") {
            return Err(format!("the filter of `{column}` needs a value"));
        }
        Ok(Self {
            column,
            operator,
            value,
        })
    }
}

fn read_test(
    filter: &Filter<'_>,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Test, String> {
    let value = filter.value.unwrap_or(&Json::Null);
    let compares = |operator| {
        Ok(Test::Compares(
            operator,
            read_operand(value, column, engine)?,
        ))
    };
    match filter.operator {
        "=" => compares("="),
        "!=" => compares("<>"),
        "<" => compares("<"),
        "<=" => compares("<="),
        ">" => compares(">"),
        ">=" => compares(">="),
        "in" => read_list(value)
            .iter()
            .map(|value| read_operand(value, column, engine))
            .collect::<Result<_, _>>()
            .map(Test::IsIn),
        "contains" => Ok(Test::IsLike(format!("%{}%", escaped(&plain_text(value))))),
        "starts_with" => Ok(Test::IsLike(format!("{}%", escaped(&plain_text(value))))),
        "is_null" => Ok(Test::IsNull),
        _ => Ok(Test::IsNotNull),
    }
}

/// A list as it is, or a text with commas.
fn read_list(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(values) => values.clone(),
        Json::String(text) => text
            .split(',')
            .map(|part| Json::from(part.trim()))
            .collect(),
        other => vec![other.clone()],
    }
}

fn plain_text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn misshapen_filters_are_refused_at_their_field() {
        for (filter, words) in [
            (json!("x"), "a filter is"),
            (json!({"operator": "=", "value": 1}), "a filter is"),
            (
                json!({"column": "a", "operator": "like", "value": 1}),
                "not an operator",
            ),
            (json!({"column": "a", "operator": "="}), "needs a value"),
        ] {
            let mut properties = Properties::default();
            properties.set(FIELD, vec![filter]);
            let problems = check_filters(&properties).expect_err(words);
            assert_eq!(problems[0].field.as_deref(), Some(FIELD));
            assert!(problems[0].message.contains(words), "{}", problems[0]);
        }
    }

    #[test]
    fn patterns_are_texts() {
        assert_eq!(escaped("50%_!"), "50!%!_!!");
    }
}
