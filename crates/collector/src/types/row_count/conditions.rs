//! Filters: conditions that rows must fulfil, all of them.

use dbag_domain::{Problem, Properties, SourceKind};
use serde_json::Value as Json;

use super::moment::Moment;
use super::operand::{Operand, is_number_in_any_form, read_operands};
use super::question::column_named;
use crate::error::CollectError;
use crate::source::{ColumnClass, Param, SourceColumn};
use crate::types::filter::{FilterValue, Operator, read_list, read_single, unquoted_name};

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
    /// The same for numbers that SQLite keeps as numbers or as texts.
    ComparesNumber(&'static str, Param),
    /// The same for times that SQLite keeps as texts of one form or the other.
    ComparesTime(&'static str, Moment),
    /// It is one of these.
    IsIn(Vec<Operand>),
    /// It is something, and none of these.
    IsNotIn(Vec<Operand>),
    /// It is like a pattern, whatever the case; `!` escapes.
    IsLike(String),
    /// It says yes, or it says no.
    IsFlag(bool),
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
            let column = filter.column_of(columns)?;
            let test = filter.test(&column, engine)?;
            Ok(Condition { column, test })
        })
        .collect::<Result<_, String>>()
        .map_err(|words| CollectError::field(FIELD, words))
}

fn filters(properties: &Properties) -> &[Json] {
    let filters = properties.0.get(FIELD).and_then(Json::as_array);
    filters.map_or(&[], Vec::as_slice)
}

/// `{column, operator, value}`, understood.
struct Filter<'a> {
    column: &'a str,
    operator: Operator,
    /// One, but for lists.
    values: Vec<FilterValue>,
}

impl<'a> Filter<'a> {
    fn read(filter: &'a Json) -> Result<Self, String> {
        let shape = "a filter is {column, operator, value}";
        let parts = filter.as_object().ok_or(shape)?;
        let text = |key: &str| parts.get(key).and_then(Json::as_str).map(str::trim);
        let column = text("column")
            .filter(|column| !column.is_empty())
            .ok_or(shape)?;
        let at_column = |words: String| format!("the filter of `{column}`: {words}");
        let operator = Operator::parse(text("operator").unwrap_or("="))?;
        let value = parts.get("value").unwrap_or(&Json::Null);
        let values = match operator {
            _ if operator.needs_no_value() => Ok(Vec::new()),
            _ if !parts.contains_key("value") => Err("it needs a value".to_owned()),
            Operator::In | Operator::NotIn => read_list(value),
            _ => read_single(value).map(|value| vec![value]),
        };
        Ok(Self {
            column,
            operator,
            values: values.map_err(at_column)?,
        })
    }

    /// The column of exactly the name, else of the name within quotes.
    fn column_of(&self, columns: &[SourceColumn]) -> Result<SourceColumn, String> {
        let found = column_named(self.column, columns);
        match (&found, unquoted_name(self.column)) {
            (Err(_), Some(name)) => column_named(&name, columns),
            _ => found,
        }
    }

    fn test(&self, column: &SourceColumn, engine: SourceKind) -> Result<Test, String> {
        match self.operator {
            Operator::IsNull => return Ok(Test::IsNull),
            Operator::IsNotNull => return Ok(Test::IsNotNull),
            Operator::IsTrue => return flag_test(true, column),
            Operator::IsFalse => return flag_test(false, column),
            _ => {}
        }
        let forms = |value| read_operands(value, column, engine);
        let all = || {
            let operands: Result<Vec<_>, String> = self.values.iter().map(forms).collect();
            operands.map(|forms| forms.into_iter().flatten().collect())
        };
        let first = self.values.first();
        let pattern = || first.map_or_else(String::new, |value| escaped(&value.text));
        let compares = |operator| match first {
            Some(value) => compare_test(operator, value, column, engine),
            None => Err(format!("the filter of `{}` needs a value", column.name)),
        };
        let is_time = first.is_some_and(|value| time_of_texts(value, column, engine).is_some());
        match self.operator {
            Operator::Less => compares("<"),
            Operator::AtMost => compares("<="),
            Operator::More => compares(">"),
            Operator::AtLeast => compares(">="),
            Operator::Contains => Ok(Test::IsLike(format!("%{}%", pattern()))),
            Operator::StartsWith => Ok(Test::IsLike(format!("{}%", pattern()))),
            Operator::Equal if is_time => compares("="),
            Operator::Unequal if is_time => compares("<>"),
            Operator::Unequal | Operator::NotIn => all().map(Test::IsNotIn),
            _ => all().map(Test::IsIn),
        }
    }
}

fn compare_test(
    operator: &'static str,
    value: &FilterValue,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Test, String> {
    if let Some(moment) = time_of_texts(value, column, engine) {
        return Ok(Test::ComparesTime(operator, moment));
    }
    let mut forms = read_operands(value, column, engine)?.into_iter();
    let Some(operand) = forms.next() else {
        return Err(format!("the filter of `{}` needs a value", column.name));
    };
    let is_number = matches!(operand.param, Param::Integer(_) | Param::Float(_));
    Ok(match is_number && is_number_in_any_form(column, engine) {
        true => Test::ComparesNumber(operator, operand.param),
        false => Test::Compares(operator, operand),
    })
}

/// The time that SQLite's texts are compared with: `2026-11-01T10:00` sorts behind `2026-11-01 10:30`. Within
/// quotes a text is one.
fn time_of_texts(value: &FilterValue, column: &SourceColumn, engine: SourceKind) -> Option<Moment> {
    let holds_texts = matches!(column.class, ColumnClass::Loose | ColumnClass::Text);
    if engine != SourceKind::Sqlite || !holds_texts || value.is_quoted {
        return None;
    }
    Moment::parse(&value.text).filter(|moment| moment.has_time())
}

fn flag_test(flag: bool, column: &SourceColumn) -> Result<Test, String> {
    match column.class {
        ColumnClass::Date | ColumnClass::Clock | ColumnClass::Instant => Err(format!(
            "`{}` holds {}, which is neither true nor false; use is_null or is_not_null",
            column.name, column.type_name
        )),
        ColumnClass::Bytes | ColumnClass::Other => Err(format!(
            "`{}` holds {}, which is neither true nor false",
            column.name, column.type_name
        )),
        _ => Ok(Test::IsFlag(flag)),
    }
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
            (
                json!({"column": "a", "operator": "=", "value": null}),
                "use is_null",
            ),
            (json!({"column": "a", "value": " "}), "''"),
            (
                json!({"column": "a", "value": "'x', 'y'"}),
                "the filter of `a`: `, 'y'` stands behind",
            ),
            (
                json!({"column": "a", "operator": "not in", "value": "(x"}),
                "closing `)`",
            ),
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
