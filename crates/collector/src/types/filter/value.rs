//! The values of conditions: texts with or without quotes, and lists of them.

use serde_json::Value as Json;

use super::quote::quoted;
use super::text::has_condition;

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::types) struct FilterValue {
    /// Its characters, without the quotes around them.
    pub(in crate::types) text: String,
    /// Whether quotes say that it is a text, whatever it looks like.
    pub(in crate::types) is_quoted: bool,
}

/// One value: a number, yes or no, or a text that may stand in quotes.
pub(in crate::types) fn read_single(value: &Json) -> Result<FilterValue, String> {
    match value {
        Json::String(text) => read_text(text),
        Json::Number(number) => Ok(plain(&number.to_string())),
        Json::Bool(flag) => Ok(plain(&flag.to_string())),
        Json::Null => Err(NULL.to_owned()),
        Json::Array(_) | Json::Object(_) => {
            Err("it needs a single value; use in for several".to_owned())
        }
    }
}

/// Several values: a list, or a text with commas, with or without brackets and quotes.
pub(in crate::types) fn read_list(value: &Json) -> Result<Vec<FilterValue>, String> {
    match value {
        Json::Array(values) if values.is_empty() => Err(EMPTY.to_owned()),
        Json::Array(values) => values.iter().map(read_single).collect(),
        Json::String(text) => split_list(without_brackets(text)?)?
            .into_iter()
            .map(read_text)
            .collect(),
        other => Ok(vec![read_single(other)?]),
    }
}

const QUOTES: [char; 2] = ['\'', '"'];
/// What text processors make of quotes.
const CURLY: [char; 6] = ['‘', '’', '“', '”', '„', '‚'];
const NULL: &str =
    "nothing equals null: use is_null or is_not_null; the word itself stands in quotes: 'null'";
const EMPTY: &str = "a value is missing; the empty text is written ''";

fn plain(text: &str) -> FilterValue {
    FilterValue {
        text: text.to_owned(),
        is_quoted: false,
    }
}

fn read_text(text: &str) -> Result<FilterValue, String> {
    let text = text.trim();
    match text.chars().next() {
        None => Err(EMPTY.to_owned()),
        Some(quote) if QUOTES.contains(&quote) => read_quoted(text, quote),
        Some(_) => {
            check_unquoted(text)?;
            Ok(plain(text))
        }
    }
}

fn read_quoted(text: &str, quote: char) -> Result<FilterValue, String> {
    match quoted(text, quote) {
        Some((inner, "")) => Ok(FilterValue {
            text: inner,
            is_quoted: true,
        }),
        Some((_, rest)) => {
            let rest = rest.trim();
            let way_out = if rest.starts_with(',') {
                "for several values use in"
            } else {
                "write one condition at a time; a quote within quotes is written twice"
            };
            Err(format!(
                "`{rest}` stands behind the closing quote; {way_out}"
            ))
        }
        None => {
            let doubled = text.replace('\'', "''");
            Err(format!(
                "{text} has no closing quote; a text that has one itself is written '{doubled}'"
            ))
        }
    }
}

/// Refuses what would be compared as a text and is hardly meant as one.
fn check_unquoted(text: &str) -> Result<(), String> {
    let in_quotes = format!("'{}'", text.replace('\'', "''"));
    if text.eq_ignore_ascii_case("null") {
        return Err(NULL.to_owned());
    }
    if text.starts_with(CURLY) {
        return Err(format!(
            "`{text}` begins with a quote of text processors; write ' or \", or {in_quotes} where \
             it belongs to the text"
        ));
    }
    if text.starts_with(['=', '<', '>']) || text.starts_with("!=") {
        return Err(format!(
            "`{text}` begins with an operator; the text itself is written {in_quotes}"
        ));
    }
    if text.starts_with('(') && text[1..].trim_start().starts_with(QUOTES) {
        return Err(format!(
            "`{text}` is a list: use in; the text itself is written {in_quotes}"
        ));
    }
    if has_condition(text) {
        return Err(format!(
            "`{text}` holds another condition: write one at a time, all of them must hold; the \
             text itself is written {in_quotes}"
        ));
    }
    Ok(())
}

fn without_brackets(text: &str) -> Result<&str, String> {
    let text = text.trim();
    let close = match text.chars().next() {
        Some('(') => ')',
        Some('[') => ']',
        _ => return Ok(text),
    };
    text[1..].strip_suffix(close).ok_or_else(|| {
        format!("the list {text} has no closing `{close}`; a text that begins with a bracket stands in quotes")
    })
}

/// The parts between commas that stand in no quotes.
fn split_list(text: &str) -> Result<Vec<&str>, String> {
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.len() - rest.trim_start().len();
        let item = &rest[start..];
        let after_quotes = match item.chars().next() {
            Some(quote) if QUOTES.contains(&quote) => match quoted(item, quote) {
                Some((_, after)) => rest.len() - after.len(),
                // Refused with the words for it.
                None => return Ok(vec![item]),
            },
            _ => start,
        };
        match rest[after_quotes..].find(',') {
            Some(comma) => {
                items.push(&rest[..after_quotes + comma]);
                rest = &rest[after_quotes + comma + 1..];
            }
            None => {
                items.push(rest);
                return Ok(items);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn single(text: &str) -> Result<(String, bool), String> {
        read_single(&json!(text)).map(|value| (value.text, value.is_quoted))
    }

    #[test]
    fn quotes_of_both_kinds_are_no_part_of_a_text() {
        for (written, text, is_quoted) in [
            ("paid", "paid", false),
            (" paid ", "paid", false),
            ("'paid'", "paid", true),
            ("\"paid\"", "paid", true),
            (" ' paid ' ", " paid ", true),
            ("'it''s'", "it's", true),
            ("\"say \"\"hi\"\"\"", "say \"hi\"", true),
            ("''", "", true),
            ("O'Brien", "O'Brien", false),
            ("5\"", "5\"", false),
            ("'null'", "null", true),
            ("'= x'", "= x", true),
            ("a, b", "a, b", false),
            ("Trinidad and Tobago", "Trinidad and Tobago", false),
            ("(none)", "(none)", false),
        ] {
            assert_eq!(
                single(written),
                Ok((text.to_owned(), is_quoted)),
                "{written}"
            );
        }
        assert_eq!(
            read_single(&json!(7)).map(|value| value.text),
            Ok("7".to_owned())
        );
        assert_eq!(
            read_single(&json!(true)).map(|value| value.text),
            Ok("true".to_owned())
        );
    }

    #[test]
    fn what_is_hardly_meant_is_refused_with_the_right_form() {
        for (written, words) in [
            ("", "''"),
            ("   ", "''"),
            ("'paid", "'''paid'"),
            ("'tis", "'''tis'"),
            ("'a', 'b'", "use in"),
            ("'a' 'b'", "behind the closing quote"),
            ("null", "is_null"),
            ("NULL", "'null'"),
            ("= shop_order", "'= shop_order'"),
            (">50K", "'>50K'"),
            ("“paid”", "text processors"),
            ("('paid')", "use in"),
            ("paid and total > 10", "one at a time"),
            ("paid AND deleted_at is null", "one at a time"),
        ] {
            let refusal = single(written).expect_err(written);
            assert!(refusal.contains(words), "{written}: {refusal}");
        }
    }

    #[test]
    fn lists_have_brackets_and_quotes_or_none() {
        let expected = ["paid", "shipped"];
        for written in [
            "paid, shipped",
            "'paid','shipped'",
            "paid, 'shipped'",
            "('paid', \"shipped\")",
            "(paid,shipped)",
            "['paid', 'shipped']",
            " ( 'paid' , shipped ) ",
        ] {
            let values = read_list(&json!(written)).expect(written);
            let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
            assert_eq!(texts, expected, "{written}");
        }
        let values = read_list(&json!(["paid", "'shipped'"])).expect("a list");
        assert_eq!(values.len(), 2);
        assert_eq!(values[1].text, "shipped");
        let values = read_list(&json!("'Doe, John', O'Brien, 'x''y'")).expect("a list");
        let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
        assert_eq!(texts, ["Doe, John", "O'Brien", "x'y"]);
        assert_eq!(read_list(&json!(7)).expect("one").len(), 1);
    }

    #[test]
    fn lists_with_holes_are_refused() {
        for (written, words) in [
            (json!(""), "missing"),
            (json!("()"), "missing"),
            (json!([]), "missing"),
            (json!("a,,b"), "missing"),
            (json!("a,"), "missing"),
            (json!("a, null"), "is_null"),
            (json!("('a', 'b'"), "closing `)`"),
            (json!("'a', 'b"), "closing quote"),
            (json!("'a' b, c"), "behind the closing quote"),
            (json!([["a"]]), "single value"),
        ] {
            let refusal = read_list(&written).expect_err("refused");
            assert!(refusal.contains(words), "{written}: {refusal}");
        }
    }
}
