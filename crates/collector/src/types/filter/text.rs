//! A condition in one text: `status = 'paid'`, `"first name" contains ann`, `state in (a, b)`.

use serde_json::Value as Json;

use super::operator::{Operator, SIGNS};
use super::quote::quoted;

/// The parts of a condition; the value is as it was written, with its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionText {
    /// The column's name.
    pub column: String,
    /// The operator under the name it is stored by.
    pub operator: &'static str,
    /// What follows; empty where the operator needs nothing.
    pub value: String,
}

/// Reads a condition as it is typed in one line.
///
/// # Errors
///
/// Words with the right form, where it is none.
pub fn parse_condition(text: &str) -> Result<ConditionText, String> {
    let (column, operator, value) = split(text)?;
    if operator.needs_no_value() && !value.is_empty() {
        let name = operator.name();
        return Err(format!(
            "nothing follows `{name}`, but here does `{value}`; {FORM}"
        ));
    }
    let is_quoted = value.starts_with(['\'', '"']);
    if !is_quoted && holds_word(value, "or") {
        return Err(format!(
            "`{value}`: for one of several values use in; a text that has the word itself stands in \
             quotes, '{value}'"
        ));
    }
    Ok(ConditionText {
        column,
        operator: operator.name(),
        value: value.to_owned(),
    })
}

/// A stored condition as it is typed: `state in paid, shipped`; its JSON where it is none.
pub fn condition_words(filter: &Json) -> String {
    let part = |key: &str| filter.get(key);
    let Some(column) = part("column").and_then(Json::as_str) else {
        return filter.to_string();
    };
    let is_plain = |c: char| c.is_alphanumeric() || "_.\"`[]".contains(c);
    let column = match column.trim() {
        plain if plain.chars().all(is_plain) => plain.to_owned(),
        name => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    let operator = part("operator").and_then(Json::as_str).unwrap_or("=");
    let words = format!("{column} {}", operator.trim().replace('_', " "));
    match part("value").map(value_words) {
        Some(value) if !value.is_empty() => format!("{words} {value}"),
        _ => words,
    }
}

fn value_words(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(values) => {
            let values: Vec<String> = values.iter().map(value_words).collect();
            values.join(", ")
        }
        other => other.to_string(),
    }
}

/// Whether `and` or `or` in a text is followed by what can only be another condition.
pub(super) fn has_condition(text: &str) -> bool {
    let is_condition = |rest: &str| match split(rest) {
        Ok((_, Operator::Contains | Operator::StartsWith, _)) | Err(_) => false,
        Ok((_, Operator::In | Operator::NotIn, list)) => list.starts_with(['(', '\'', '"']),
        Ok((_, operator, value)) => operator.needs_no_value() == value.is_empty(),
    };
    ["and", "or"]
        .iter()
        .any(|word| after_word(text, word).any(is_condition))
}

const FORM: &str = "write it like \"status = 'paid'\", one condition at a time";

fn split(text: &str) -> Result<(String, Operator, &str), String> {
    let text = text.trim();
    let (column, rest) = split_column(text)?;
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Err(format!("`{text}` has no operator; {FORM}"));
    }
    let (operator, value) = Operator::split(rest).map_err(|words| {
        // A name with blanks, perhaps, rather than an operator that nobody knows.
        match rest.starts_with(|c: char| SIGNS.contains(c)) {
            true => words,
            false => format!("{words}; a column whose name has blanks stands in double quotes"),
        }
    })?;
    Ok((column, operator, value.trim()))
}

fn split_column(text: &str) -> Result<(String, &str), String> {
    let close = match text.chars().next() {
        Some('"') => '"',
        Some('`') => '`',
        Some('[') => ']',
        Some('\'') => return Err(format!("{text}: single quotes are for texts; {FORM}")),
        _ => {
            let end = text.find(|c: char| c.is_whitespace() || SIGNS.contains(c));
            let end = end.unwrap_or(text.len());
            return match end {
                0 => Err(format!("`{text}` has no column; {FORM}")),
                _ => Ok((text[..end].to_owned(), &text[end..])),
            };
        }
    };
    match quoted(text, close) {
        Some((column, rest)) if !column.is_empty() => Ok((column, rest)),
        _ => Err(format!(
            "{text}: the name of the column has no closing `{close}`"
        )),
    }
}

fn holds_word(text: &str, word: &str) -> bool {
    after_word(text, word).next().is_some()
}

/// What follows a word each time it stands between blanks.
fn after_word<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    let lower = text.to_ascii_lowercase();
    let starts: Vec<usize> = lower
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| {
            let before = text[..*at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace)
        })
        .collect();
    starts.into_iter().map(move |at| &text[at + word.len()..])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stored_conditions_are_said_as_they_are_typed() {
        for (filter, words) in [
            (
                json!({"column": "state", "operator": "in", "value": "paid, shipped"}),
                "state in paid, shipped",
            ),
            (
                json!({"column": "state", "operator": "not_in", "value": ["a", 2]}),
                "state not in a, 2",
            ),
            (
                json!({"column": "first name", "operator": "starts_with", "value": "Ann"}),
                "\"first name\" starts with Ann",
            ),
            (json!({"column": "total", "value": 10.5}), "total = 10.5"),
            (
                json!({"column": "gone", "operator": "is_null", "value": ""}),
                "gone is null",
            ),
            (json!("odd"), "\"odd\""),
        ] {
            assert_eq!(condition_words(&filter), words);
            if filter.is_object() {
                parse_condition(words).expect("it can be typed");
            }
        }
    }

    #[test]
    fn conditions_are_read_as_they_are_typed() {
        for (text, column, operator, value) in [
            ("status = paid", "status", "=", "paid"),
            ("status='paid'", "status", "=", "'paid'"),
            ("state == x", "state", "=", "x"),
            ("state==x", "state", "=", "x"),
            ("state <> 'x'", "state", "!=", "'x'"),
            ("total >= 10.5", "total", ">=", "10.5"),
            ("total<5", "total", "<", "5"),
            ("total>-5", "total", ">", "-5"),
            ("state != a b", "state", "!=", "a b"),
            ("state in 'a', 'b'", "state", "in", "'a', 'b'"),
            ("state IN ('a','b')", "state", "in", "('a','b')"),
            ("state in('a')", "state", "in", "('a')"),
            ("state not in (a)", "state", "not_in", "(a)"),
            ("state not_in a", "state", "not_in", "a"),
            ("deleted_at is_null", "deleted_at", "is_null", ""),
            ("deleted_at IS NOT NULL", "deleted_at", "is_not_null", ""),
            ("paid is true", "paid", "is_true", ""),
            ("name contains x = y", "name", "contains", "x = y"),
            ("name starts with x", "name", "starts_with", "x"),
            ("\"first name\" = ann", "first name", "=", "ann"),
            ("\"first name\"='ann'", "first name", "=", "'ann'"),
            ("`order` = 1", "order", "=", "1"),
            ("[order no] = 1", "order no", "=", "1"),
            ("\"a\"\"b\" = 1", "a\"b", "=", "1"),
            ("größe >= 4", "größe", ">=", "4"),
            ("name = 'black or white'", "name", "=", "'black or white'"),
        ] {
            let parts = parse_condition(text).expect(text);
            let found = (parts.column.as_str(), parts.operator, parts.value.as_str());
            assert_eq!(found, (column, operator, value), "{text}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused_with_the_right_form() {
        for (text, words) in [
            ("name", "has no operator"),
            ("= 4", "has no column"),
            ("", "has no column"),
            ("name includes x", "there are =, !="),
            ("first name = ann", "double quotes"),
            ("state => x", "`=>` is not an operator"),
            ("state === x", "`===` is not an operator"),
            ("name like 'a%'", "contains or starts_with"),
            ("total between 1 and 5", "two conditions"),
            ("'state' = paid", "single quotes are for texts"),
            ("\"state = paid", "closing"),
            ("deleted_at is null and x = 1", "nothing follows"),
            ("state = paid or sent", "use in"),
            ("state is paid", "use ="),
        ] {
            let refusal = parse_condition(text).expect_err(text);
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
    }

    #[test]
    fn another_condition_is_seen_within_a_value() {
        for text in ["paid and total > 10", "a or b = 1", "x AND y is null"] {
            assert!(has_condition(text), "{text}");
        }
        for text in [
            "black and white",
            "android = 1",
            "a and",
            "Trinidad and Tobago",
            "arts and crafts in Europe",
        ] {
            assert!(!has_condition(text), "{text}");
        }
    }
}
