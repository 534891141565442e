//! What is said of an object besides its values: a label and attributes.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::name::Label;
use crate::object::ObjectKey;

/// What an import or a query says of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The object.
    pub key: ObjectKey,
    /// What people call it; nothing is said of that where there is none.
    pub label: Option<Label>,
    /// Attributes by name; one without a text is taken away, one that is not named stays.
    pub attributes: BTreeMap<AttributeName, Option<AttributeText>>,
}

impl Described {
    /// An object has no more attributes than this.
    pub const MAX_ATTRIBUTES: usize = 50;

    /// The attributes that an object has then: those named here replace, the others stay.
    ///
    /// `None` where these are more than an object can have.
    pub fn attributes_over(
        &self,
        known: &BTreeMap<String, String>,
    ) -> Option<BTreeMap<String, String>> {
        let mut attributes = known.clone();
        for (name, text) in &self.attributes {
            match text {
                Some(text) => attributes.insert(name.0.clone(), text.0.clone()),
                None => attributes.remove(&name.0),
            };
        }
        (attributes.len() <= Self::MAX_ATTRIBUTES).then_some(attributes)
    }
}

/// What is told of objects by an attribute, `plan` for example: one line, 1 to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeName(String);

/// What an attribute says of one object: one line, 1 to 500 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeText(String);

/// Why an attribute was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttributeError {
    /// A name without characters.
    #[error("an attribute needs a name")]
    NoName,
    /// A name with more characters than the limit.
    #[error(
        "an attribute's name has at most {} characters",
        AttributeName::MAX_LEN
    )]
    NameTooLong,
    /// A name with a control character.
    #[error("an attribute's name must not contain control characters")]
    Control,
    /// A text with more characters than the limit.
    #[error("an attribute has at most {} characters", AttributeText::MAX_LEN)]
    TextTooLong,
    /// More attributes than an object can have, with those that it has.
    #[error(
        "with these it would have more than {} attributes",
        Described::MAX_ATTRIBUTES
    )]
    TooMany,
}

impl AttributeName {
    /// The longest name, in characters.
    pub const MAX_LEN: usize = 100;

    /// Reads a name; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, AttributeError> {
        let text = text.trim();
        if text.is_empty() {
            Err(AttributeError::NoName)
        } else if text.chars().count() > Self::MAX_LEN {
            Err(AttributeError::NameTooLong)
        } else if text.chars().any(char::is_control) {
            Err(AttributeError::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AttributeText {
    /// The longest text, in characters.
    pub const MAX_LEN: usize = 500;

    /// Reads a text; none where it is blank. Line breaks in it become spaces.
    pub fn parse(text: &str) -> Result<Option<Self>, AttributeError> {
        let line = text.replace(char::is_control, " ");
        match line.trim() {
            "" => Ok(None),
            line if line.chars().count() > Self::MAX_LEN => Err(AttributeError::TextTooLong),
            line => Ok(Some(Self(line.to_owned()))),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;

    fn described(attributes: &[(&str, &str)]) -> Described {
        let attribute = |(name, text): &(&str, &str)| {
            let name = AttributeName::parse(name).expect("a name");
            (name, AttributeText::parse(text).expect("short"))
        };
        Described {
            key: ObjectKey::parse("42").expect("a key"),
            label: None,
            attributes: attributes.iter().map(attribute).collect(),
        }
    }

    #[test]
    fn what_is_named_replaces_what_is_blank_removes_the_rest_stays() {
        let known = [("plan", "free"), ("country", "DE"), ("city", "Bonn")];
        let known = BTreeMap::from(known.map(|(name, text)| (name.to_owned(), text.to_owned())));
        let said = described(&[("plan", "pro"), ("city", " "), ("size", "9")]);
        let after = said.attributes_over(&known).expect("few");
        let after: Vec<_> = after
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        assert_eq!(after, [("country", "DE"), ("plan", "pro"), ("size", "9")]);
    }

    #[test]
    fn an_object_has_at_most_fifty_attributes() {
        let names: Vec<String> = (0..50).map(|at| at.to_string()).collect();
        let fifty: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let known = described(&fifty)
            .attributes_over(&BTreeMap::new())
            .expect("fifty");
        assert_eq!(described(&[("more", "x")]).attributes_over(&known), None);
        let in_place = described(&[("more", "x"), ("0", "")]);
        assert!(in_place.attributes_over(&known).is_some());
    }

    #[test]
    fn attributes_are_lines_within_limits() {
        let text = |text: &str| AttributeText::parse(text).map(|text| text.map(|text| text.0));
        assert_eq!(text(" pro "), Ok(Some("pro".to_owned())));
        assert_eq!(
            text("1 High St\nOxford"),
            Ok(Some("1 High St Oxford".to_owned()))
        );
        assert_eq!(text(" \t"), Ok(None));
        assert!(text(&"ü".repeat(500)).is_ok());
        assert_eq!(text(&"x".repeat(501)), Err(AttributeError::TextTooLong));
        for (name, error) in [
            (" ", AttributeError::NoName),
            ("a\nb", AttributeError::Control),
            (&"x".repeat(101), AttributeError::NameTooLong),
        ] {
            assert_eq!(AttributeName::parse(name), Err(error));
        }
        assert_eq!(
            AttributeName::parse(" plan ").map(|name| name.0),
            Ok("plan".to_owned())
        );
    }
}
