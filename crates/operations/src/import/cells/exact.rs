//! Whole numbers are kept exactly, however they are written.

use dbag_domain::{BadValue, Value};

/// Reads a plain number; a whole one is kept exactly or refused, also where it ends in `.0`.
pub(super) fn exact(text: &str) -> Result<Value, BadValue> {
    /// A float keeps all numbers of so many digits.
    const KEPT: usize = 15;
    if text.len() > KEPT
        && let Some(whole) = whole_number(text)
        // What programs write of a float is the shortest number that is read as the same float.
        && (whole as f64).to_string() != whole.to_string()
    {
        return Err(BadValue::Inexact(whole.to_string()));
    }
    Value::parse(text)
}

/// The whole number that a text with a point or an exponent is, up to 19 digits; those of larger ones are
/// hardly all meant.
fn whole_number(text: &str) -> Option<i128> {
    const MOST: usize = 19;
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, decimals].concat();
    let point = usize::try_from(exponent.checked_add(whole.len() as i64)?).ok()?;
    let leading = all.bytes().take_while(|byte| *byte == b'0').count();
    if point > MOST + leading || all.len() > 60 {
        return None;
    }
    let is_zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    let whole = match all.get(point..) {
        Some(rest) if !is_zero(rest) => return None,
        Some(_) => all[..point].to_owned(),
        None => format!("{all:0<point$}"),
    };
    whole.parse::<i128>().ok().map(|whole| sign * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_kept_exactly_or_refused() {
        for text in [
            "9007199254740993",
            "9007199254740993.0",
            "9007199254740993.",
            "-9007199254740993.00",
            "9.007199254740993e15",
            "90071992547409930E-1",
        ] {
            let read = exact(text);
            assert!(
                matches!(read, Err(BadValue::Inexact(_))),
                "{text}: {read:?}"
            );
        }
        for (text, number) in [
            ("9007199254740992.0", 9_007_199_254_740_992.0),
            ("9.007199254740992e15", 9_007_199_254_740_992.0),
            ("4503599627370496.5", 4_503_599_627_370_496.0),
            ("123456789012345.678", 123_456_789_012_345.67),
            ("1.5e30", 1.5e30),
            ("-5.874551330001484e18", -5.874551330001484e18),
            ("0.00000000000000000001", 1e-20),
            ("1e-300", 1e-300),
            ("00000000000000000007.0", 7.0),
        ] {
            assert_eq!(exact(text).map(Value::get), Ok(number), "{text}");
        }
        for text in [
            "1e99999999999999999999",
            "1e9223372036854775807",
            "------------------1.0",
        ] {
            assert!(exact(text).is_err(), "{text}");
        }
    }
}
