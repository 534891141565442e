//! Why a day has no value.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{BadValue, UnknownWord, Value};

/// The reason a day has no value; stored in the value's place.
///
/// Stored, and as JSON, it is one word; that of a zero denominator is followed by its numerator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum GapReason {
    /// The source could not be reached or refused.
    SourceDown,
    /// The source did not answer in time.
    Timeout,
    /// The answer was not one number that can be kept.
    BadValue,
    /// The answer had no row for this day or object.
    NoAnswer,
    /// Dbag was not running while the day could be asked.
    ProcessDown,
    /// The day is over and the metric cannot tell past days.
    NotSupportedForPast,
    /// The metric was paused.
    Paused,
    /// An input of a computed metric is missing.
    InputMissing,
    /// There was nothing to divide by.
    ZeroDenominator(Numerator),
    /// A person removed the value.
    Removed,
    /// An input of a computed metric failed, or was not asked.
    InputFailed,
    /// A person removed the value of an input of a computed metric.
    InputRemoved,
}

/// What was to be divided on a day with nothing to divide by. The day has no ratio, the period that it
/// belongs to has one, of which this is a part.
///
/// Kept as the bits of a finite number, in the unit of the ratio.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Numerator(u64);

impl Numerator {
    /// Nothing was to be divided.
    pub const ZERO: Self = Self(0);

    /// Accepts what a value can be.
    pub fn new(number: f64) -> Result<Self, BadValue> {
        Value::new(number).map(|value| Self(value.get().to_bits()))
    }

    /// The number.
    pub const fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl fmt::Debug for Numerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Numerator").field(&self.get()).finish()
    }
}

impl GapReason {
    /// Every reason, in order.
    pub const ALL: &[Self] = &[
        Self::SourceDown,
        Self::Timeout,
        Self::BadValue,
        Self::NoAnswer,
        Self::ProcessDown,
        Self::NotSupportedForPast,
        Self::Paused,
        Self::InputMissing,
        Self::ZeroDenominator(Numerator::ZERO),
        Self::Removed,
        Self::InputFailed,
        Self::InputRemoved,
    ];

    /// What stands between the word of a zero denominator and its numerator.
    const BEFORE_NUMERATOR: char = ':';

    /// The one word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SourceDown => "source_down",
            Self::Timeout => "timeout",
            Self::BadValue => "bad_value",
            Self::NoAnswer => "no_answer",
            Self::ProcessDown => "process_down",
            Self::NotSupportedForPast => "not_supported_for_past",
            Self::Paused => "paused",
            Self::InputMissing => "input_missing",
            Self::ZeroDenominator(_) => "zero_denominator",
            Self::Removed => "removed",
            Self::InputFailed => "input_failed",
            Self::InputRemoved => "input_removed",
        }
    }

    /// How it is stored: its word, and the numerator that belongs to it: `zero_denominator:12.5`.
    pub fn stored(self) -> Cow<'static, str> {
        match self {
            Self::ZeroDenominator(numerator) if numerator != Numerator::ZERO => {
                Cow::Owned(format!(
                    "{}{}{:?}",
                    self.as_str(),
                    Self::BEFORE_NUMERATOR,
                    numerator.get()
                ))
            }
            _ => Cow::Borrowed(self.as_str()),
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Result<Self, UnknownWord> {
        let (word, numerator) = match text.split_once(Self::BEFORE_NUMERATOR) {
            Some((word, numerator)) => (word, Some(numerator)),
            None => (text, None),
        };
        let unknown = || UnknownWord {
            word: text.to_owned(),
            what: "gap reason",
            choices: Self::ALL
                .iter()
                .map(|one| one.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        };
        let found = Self::ALL.iter().find(|one| one.as_str() == word);
        match (found.copied().ok_or_else(unknown)?, numerator) {
            (reason, None) => Ok(reason),
            (Self::ZeroDenominator(_), Some(numerator)) => {
                let number = numerator.parse().map_err(|_| unknown())?;
                let numerator = Numerator::new(number).map_err(|_| unknown())?;
                Ok(Self::ZeroDenominator(numerator))
            }
            _ => Err(unknown()),
        }
    }

    /// Whether it was answered that there is nothing; else nobody knows whether there is.
    pub const fn is_answer(self) -> bool {
        matches!(
            self,
            Self::NoAnswer | Self::InputMissing | Self::ZeroDenominator(_)
        )
    }

    /// Whether it was asked, or should have been, and nobody knows what there is.
    pub const fn is_failure(self) -> bool {
        !self.is_answer() && !matches!(self, Self::Removed)
    }

    /// Why what is computed from a value that is missing for this reason has none.
    pub const fn of_computed(self) -> Self {
        match self {
            Self::Removed | Self::InputRemoved => Self::InputRemoved,
            reason if reason.is_answer() => Self::InputMissing,
            _ => Self::InputFailed,
        }
    }

    /// What was to be divided; `None` where that is not the reason.
    pub const fn numerator(self) -> Option<f64> {
        match self {
            Self::ZeroDenominator(numerator) => Some(numerator.get()),
            _ => None,
        }
    }

    /// The reason in words that follow "no value:".
    pub const fn words(self) -> &'static str {
        match self {
            Self::SourceDown => "source down",
            Self::Timeout => "the source did not answer in time",
            Self::BadValue => "the answer was not one number",
            Self::NoAnswer => "there was nothing to take a value from",
            Self::ProcessDown => "Dbag was not running",
            Self::NotSupportedForPast => "the past cannot be asked",
            Self::Paused => "the metric was paused",
            Self::InputMissing => "an input has no value",
            Self::ZeroDenominator(_) => "nothing to divide by",
            Self::Removed => "removed by hand",
            Self::InputFailed => "an input is not known",
            Self::InputRemoved => "an input was removed by hand",
        }
    }
}

impl fmt::Display for GapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.stored())
    }
}

impl TryFrom<String> for GapReason {
    type Error = UnknownWord;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<GapReason> for String {
    fn from(reason: GapReason) -> Self {
        reason.stored().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_denominator_keeps_its_numerator() {
        for number in [0.0, 5.0, -0.1, 1e300, 1.0 / 3.0] {
            let reason = GapReason::ZeroDenominator(Numerator::new(number).expect("finite"));
            assert_eq!(GapReason::parse(&reason.stored()), Ok(reason));
            assert_eq!(reason.numerator(), Some(number));
        }
        assert_eq!(GapReason::parse("timeout"), Ok(GapReason::Timeout));
        for text in [
            "timeout:1",
            "zero_denominator:",
            "zero_denominator:NaN",
            "late",
            "",
        ] {
            assert!(GapReason::parse(text).is_err(), "{text}");
        }
    }
}
