//! Values and observations: what may be remembered.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{BadWeight, Day, GapReason, ObjectKey, Weight};

/// A number that can be remembered: finite, its size below 1e308; with its weight, where it has one.
///
/// As JSON it is the number alone.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Value {
    number: f64,
    weight: Option<Weight>,
}

/// Why something is not a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadValue {
    /// NaN.
    #[error("the value is not a number (NaN)")]
    NaN,
    /// Infinite, or too large to add up.
    #[error("the value is too large")]
    TooLarge,
    /// Not zero, and smaller than a float can tell from zero.
    #[error("the value is not zero, and too small to be kept")]
    TooSmall,
    /// A whole number above 2^53 that a float cannot hold exactly.
    #[error("the whole number {0} is too large to be kept exactly")]
    Inexact(String),
    /// A text that is not a plain number.
    #[error("`{0}` is not a number; write 1234.5 without separators")]
    NotANumber(String),
    /// A kind of value that has no number in it.
    #[error("a {0} is not a number")]
    WrongType(String),
    /// Its weight is none.
    #[error(transparent)]
    Weight(#[from] BadWeight),
}

/// The minus of typesetting, which [`format_value`](crate::format_value) writes.
const MINUS: char = '\u{2212}';

impl Value {
    const LIMIT: f64 = 1e308;
    const EXACT: i128 = 1 << 53;

    /// What one of anything counts.
    pub const ONE: Self = Self::of(1.0);

    /// Accepts a finite number; minus zero becomes zero.
    pub fn new(number: f64) -> Result<Self, BadValue> {
        if number.is_nan() {
            Err(BadValue::NaN)
        } else if number.abs() >= Self::LIMIT {
            Err(BadValue::TooLarge)
        } else {
            Ok(Self::of(number + 0.0))
        }
    }

    /// Accepts a whole number that a float holds exactly.
    pub fn from_integer(number: i128) -> Result<Self, BadValue> {
        if number.abs() <= Self::EXACT {
            Ok(Self::of(number as f64))
        } else {
            Err(BadValue::Inexact(number.to_string()))
        }
    }

    /// Reads a plain number: `1234.5`, `-3`, `2e6`; no separators, no units. The minus may be the one that
    /// numbers are shown with.
    pub fn parse(text: &str) -> Result<Self, BadValue> {
        let text = &match text.trim() {
            text if text.contains(MINUS) => Cow::from(text.replace(MINUS, "-")),
            text => Cow::from(text),
        };
        let refused = || BadValue::NotANumber(text.chars().take(80).collect());
        if let Ok(integer) = text.parse::<i128>() {
            return Self::from_integer(integer);
        }
        // `parse::<f64>` also takes "inf", "nan" and "infinity".
        if !text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
        {
            return Err(refused());
        }
        let number = text.parse::<f64>().map_err(|_| refused())?;
        // What is rounded to zero was none: `1e-400`.
        let digits = text.split(['e', 'E']).next().unwrap_or_default();
        if number == 0.0 && digits.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
            return Err(BadValue::TooSmall);
        }
        Self::new(number)
    }

    const fn of(number: f64) -> Self {
        Self {
            number,
            weight: None,
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.number
    }

    /// How much it counts when it is rolled up; `None` where that is not known.
    pub const fn weight(self) -> Option<Weight> {
        self.weight
    }

    /// The same number with another weight.
    pub const fn weighing(self, weight: Option<Weight>) -> Self {
        Self { weight, ..self }
    }
}

impl TryFrom<f64> for Value {
    type Error = BadValue;
    fn try_from(number: f64) -> Result<Self, BadValue> {
        Self::new(number)
    }
}

impl From<Value> for f64 {
    fn from(value: Value) -> Self {
        value.number
    }
}

/// What a metric type says of one day and one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The day.
    pub day: Day,
    /// The object; none for a metric without objects.
    pub object: Option<ObjectKey>,
    /// What people call the object, where the answer says.
    pub object_label: Option<String>,
    /// The value, or why there is none.
    pub value: Result<Value, GapReason>,
}

impl Observation {
    /// What is said of a day of a metric without objects.
    pub const fn of_day(day: Day, value: Result<Value, GapReason>) -> Self {
        Self {
            day,
            object: None,
            object_label: None,
            value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r20_only_finite_numbers_are_values() {
        assert_eq!(Value::new(f64::NAN), Err(BadValue::NaN));
        for number in [f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308] {
            assert_eq!(Value::new(number), Err(BadValue::TooLarge));
        }
        for number in [0.0, -1.5, 1e300, 5e-324] {
            assert_eq!(Value::new(number).map(Value::get), Ok(number));
        }
        assert!(Value::new(-0.0).expect("zero").get().is_sign_positive());
    }

    #[test]
    fn r20_texts_are_plain_numbers_or_refused() {
        for (text, number) in [
            ("12", 12.0),
            (" -3.5 ", -3.5),
            ("2e3", 2000.0),
            ("+1", 1.0),
            ("\u{2212}5", -5.0),
            (" \u{2212}5.00e\u{2212}1", -0.5),
        ] {
            assert_eq!(Value::parse(text).map(Value::get), Ok(number), "{text}");
        }
        for text in [
            "",
            "1,234",
            "12abc",
            "inf",
            "NaN",
            "0x10",
            "1 2",
            "null",
            "true",
            "1e400",
            "--1",
            "\u{2212}\u{2212}1",
            "-\u{2212}1",
            "1\u{2212}",
        ] {
            assert!(Value::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_zero_is_never_read_as_zero() {
        let tiny = format!("0.{}1", "0".repeat(400));
        for text in ["1e-400", "-2.5E-999", &tiny] {
            assert_eq!(Value::parse(text), Err(BadValue::TooSmall), "{text}");
        }
        for text in ["0", "-0.0", "0e-400", "0.000", "0e9"] {
            assert_eq!(Value::parse(text).map(Value::get), Ok(0.0), "{text}");
        }
        assert_eq!(Value::parse("5e-324").map(Value::get), Ok(5e-324));
    }

    #[test]
    fn r20_whole_numbers_are_exact_or_refused() {
        assert_eq!(
            Value::from_integer(1 << 53).map(Value::get),
            Ok(9_007_199_254_740_992.0)
        );
        assert!(Value::from_integer((1 << 53) + 1).is_err());
        assert!(Value::parse("9007199254740993").is_err());
    }
}
