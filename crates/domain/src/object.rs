//! Objects: things of the user's own that values may be tied to.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::name::{NameError, Slug};

/// The row of an object in `dbag_object`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectId(pub i64);

/// The row that stands for "no object".
pub const NO_OBJECT: ObjectId = ObjectId(0);

/// What kind of thing objects are, `customer` for example.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectKind(Slug);

impl ObjectKind {
    /// Reads the name of a kind, which is a slug.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        Slug::parse(text).map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The user's own name of an object: 1 to 200 characters, no control characters, NFC, without
/// blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectKey(String);

/// Why a key was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ObjectKeyError {
    /// No characters, or only white space.
    #[error("an object's key must not be empty")]
    Empty,
    /// More than 200 characters.
    #[error("an object's key has at most 200 characters")]
    TooLong,
    /// A control character.
    #[error("an object's key must not contain control characters")]
    Control,
    /// A number that is no whole number.
    #[error("an object's key must be a text or a whole number")]
    Fraction,
}

impl ObjectKey {
    /// The longest key, in characters.
    pub const MAX_LEN: usize = 200;

    /// Reads a key; `42` and `042` are two keys.
    ///
    /// Blanks at its ends are left out: a column of fixed width has them, and nobody who signs a
    /// token, types an address or pushes a value does. An address relies on it as well, where a
    /// browser would take a key of dots for the folder above.
    #[cfg(feature = "tables")]
    pub fn parse(text: &str) -> Result<Self, ObjectKeyError> {
        use unicode_normalization::UnicodeNormalization;
        let key: String = text.trim().nfc().collect();
        if key.is_empty() {
            Err(ObjectKeyError::Empty)
        } else if key.chars().count() > Self::MAX_LEN {
            Err(ObjectKeyError::TooLong)
        } else if key.chars().any(char::is_control) {
            Err(ObjectKeyError::Control)
        } else {
            Ok(Self(key))
        }
    }

    /// The key of a whole number: 42 and 42.0 are one key.
    pub fn from_number(number: f64) -> Result<Self, ObjectKeyError> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() <= EXACT {
            Ok(Self(format!("{number:.0}")))
        } else {
            Err(ObjectKeyError::Fraction)
        }
    }

    /// The key of a whole number, exact over the whole range.
    pub fn from_integer(number: i128) -> Self {
        Self(number.to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// An object that Dbag knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its row.
    pub id: ObjectId,
    /// What kind of thing it is.
    pub kind: ObjectKind,
    /// The user's own name of it.
    pub key: ObjectKey,
    /// What people call it; empty where nobody said.
    pub label: String,
}

impl Object {
    /// What people call it; its key where nobody said.
    pub fn name(&self) -> &str {
        match self.label.as_str() {
            "" => self.key.as_str(),
            label => label,
        }
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_key() {
        let key = |text| ObjectKey::parse(text);
        assert_eq!(ObjectKey::from_number(42.0), key("42"));
        assert_eq!(Ok(ObjectKey::from_integer(42)), key("42"));
        assert_ne!(key("042"), key("42"));
        assert_eq!(ObjectKey::from_number(4.2), Err(ObjectKeyError::Fraction));
        assert_eq!(
            ObjectKey::from_number(f64::NAN),
            Err(ObjectKeyError::Fraction)
        );
    }

    #[test]
    fn blanks_at_the_ends_are_no_part_of_a_key() {
        let acme = ObjectKey::parse("ACME").expect("a key");
        for text in ["ACME    ", "  ACME", "\tACME\r\n", "\u{a0}ACME\u{3000}"] {
            assert_eq!(ObjectKey::parse(text).as_ref(), Ok(&acme), "{text:?}");
        }
        let two = ObjectKey::parse("A  B").expect("a key");
        assert_eq!(two.as_str(), "A  B");
        let longest = format!("{}  ", "x".repeat(ObjectKey::MAX_LEN));
        assert!(ObjectKey::parse(&longest).is_ok());
    }

    #[test]
    fn keys_are_normalised_and_bounded() {
        assert_eq!(ObjectKey::parse("e\u{301}"), ObjectKey::parse("\u{e9}"));
        assert_eq!(ObjectKey::parse("  "), Err(ObjectKeyError::Empty));
        assert_eq!(ObjectKey::parse("a\0"), Err(ObjectKeyError::Control));
        assert_eq!(
            ObjectKey::parse(&"x".repeat(201)),
            Err(ObjectKeyError::TooLong)
        );
        assert!(ObjectKey::parse("../42 /ü").is_ok());
    }
}
