//! What is in a cell that should hold a number.

use dbag_domain::{BadValue, Value};

/// Words that say that there is no value.
const NO_VALUE: [&str; 7] = ["u", "nan", "null", "none", "n/a", "-", "\u{2013}"];

/// The number of a cell; `None` where it says that there is none.
pub(super) fn value_of(cell: &[u8]) -> Result<Option<Value>, String> {
    let text = str::from_utf8(cell)
        .map_err(|_| "the value is not UTF-8 text".to_owned())?
        .trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Value::parse(text) {
        Ok(value) => Ok(Some(value)),
        Err(_) if NO_VALUE.iter().any(|word| text.eq_ignore_ascii_case(word)) => Ok(None),
        Err(BadValue::NotANumber(shown)) => Err(not_a_number(&shown)),
        Err(error) => Err(error.to_string()),
    }
}

/// The refusal of a text, with a hint where it is a number written for people.
fn not_a_number(text: &str) -> String {
    let is_of = |extra: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || extra.contains(c))
    };
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit && is_of(",.' \u{a0}\u{202f}-+") {
        format!("`{text}` can be read in two ways; write numbers as 1234.5, without separators")
    } else if has_digit && is_of(",.%\u{20ac}$\u{a3} \u{a0}-+") {
        format!("`{text}` has a unit; write the number alone, as 1234.5")
    } else {
        format!("`{text}` is not a number; write numbers as 1234.5")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        for (cell, number) in [("0", 0.0), (" 42 ", 42.0), ("-1.5", -1.5), ("2e3", 2000.0)] {
            assert_eq!(
                value_of(cell.as_bytes()).map(|v| v.map(Value::get)),
                Ok(Some(number))
            );
        }
    }

    #[test]
    fn r03_no_value_is_not_zero() {
        for cell in [
            "", "  ", "U", "NaN", "nan", "null", "NULL", "None", "-", "\u{2013}",
        ] {
            assert_eq!(value_of(cell.as_bytes()), Ok(None), "{cell}");
        }
    }

    #[test]
    fn numbers_for_people_are_refused_with_a_hint() {
        let cases = [
            ("1,234.5", "two ways"),
            ("1.234,5", "two ways"),
            ("1,5", "two ways"),
            ("1 234", "two ways"),
            ("12 %", "unit"),
            ("\u{20ac}3.20", "unit"),
            ("12abc", "not a number"),
            ("inf", "not a number"),
            ("1e400", "too large"),
            ("9007199254740993", "exactly"),
        ];
        for (cell, word) in cases {
            let reason = value_of(cell.as_bytes()).expect_err("refused");
            assert!(reason.contains(word), "{cell}: {reason}");
        }
        assert!(value_of(b"\xff1").is_err());
    }
}
