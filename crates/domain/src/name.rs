//! Names people give: slugs, labels and e-mail addresses.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("it must not be empty")]
    Empty,
    /// More characters than the limit.
    #[error("it has more than {0} characters")]
    TooLong(usize),
    /// A slug with other characters.
    #[error("use small letters, digits, `-` and `_`, starting with a letter or digit")]
    NotASlug,
    /// A control character, a line break for example.
    #[error("it must not contain control characters")]
    Control,
    /// Not of the form name@host.
    #[error("write an e-mail address, like ann@example.com")]
    NotAnAddress,
}

/// Defines a text newtype that serde reads through `parse`.
macro_rules! parsed_text {
    ($name:ident) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

/// The name of a metric, source or dashboard in addresses and commands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);
parsed_text!(Slug);

impl Slug {
    /// The longest slug, in characters.
    pub const MAX_LEN: usize = 80;

    /// Reads a slug: small letters, digits, `-` and `_`; 1 to 80 of them.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let first = text.chars().next().ok_or(NameError::Empty)?;
        if text.len() > Self::MAX_LEN {
            return Err(NameError::TooLong(Self::MAX_LEN));
        }
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if is_plain(first) && text.chars().all(|c| is_plain(c) || c == '-' || c == '_') {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::NotASlug)
        }
    }

    /// The slug that stands for a label: `New tickets (week)` becomes `new-tickets-week`, and `Gr\u{f6}\u{df}e`
    /// `grosse`: letters of other alphabets and letters with marks become plain ones, so that different
    /// labels do not become one slug.
    #[cfg(feature = "tables")]
    pub fn from_label(label: &str) -> Option<Self> {
        let plain = deunicode::deunicode_with_tofu(label, "-");
        let mut slug = String::new();
        for c in plain.chars().map(|c| c.to_ascii_lowercase()) {
            if c.is_ascii_alphanumeric() || c == '_' && !slug.is_empty() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.truncate(Self::MAX_LEN);
        Self::parse(slug.trim_end_matches('-')).ok()
    }
}

/// A title shown to people: one line, 1 to 300 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);
parsed_text!(Label);

impl Label {
    /// The longest label, in characters.
    pub const MAX_LEN: usize = 300;

    /// Reads a label; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            Err(NameError::Empty)
        } else if text.chars().count() > Self::MAX_LEN {
            Err(NameError::TooLong(Self::MAX_LEN))
        } else if text.chars().any(char::is_control) {
            Err(NameError::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

/// The address a person signs in with, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);
parsed_text!(EmailAddress);

impl EmailAddress {
    /// Reads `name@host`; whether mail arrives there is not asked.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > 254 {
            return Err(NameError::TooLong(254));
        }
        let has_odd = text.chars().any(|c| c.is_whitespace() || c.is_control());
        match text.rsplit_once('@') {
            Some((name, host)) if !name.is_empty() && !host.is_empty() && !has_odd => {
                Ok(Self(text.to_lowercase()))
            }
            _ => Err(NameError::NotAnAddress),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for good in ["a", "orders", "new-tickets_2", "42"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Orders",
            "-a",
            "a.b",
            "a/b",
            "ü",
            "a b",
            &"a".repeat(81),
        ] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_label_gives_a_slug() {
        let slug = |label| Slug::from_label(label).map(String::from);
        assert_eq!(
            slug("New tickets (week)").as_deref(),
            Some("new-tickets-week")
        );
        assert_eq!(slug("\"Easy\" tickets").as_deref(), Some("easy-tickets"));
        for (label, plain) in [
            ("Umsatz der L\u{e4}den", "umsatz-der-laden"),
            ("Gr\u{f6}\u{df}e", "grosse"),
            ("Gr\u{fc}\u{df}e", "grusse"),
            ("Cr\u{e9}dits ouverts", "credits-ouverts"),
            ("\u{58f2}\u{4e0a}", "mai-shang"),
            (
                "\u{41f}\u{440}\u{43e}\u{434}\u{430}\u{436}\u{438}",
                "prodazhi",
            ),
            ("A \u{2013} B", "a-b"),
        ] {
            assert_eq!(slug(label).as_deref(), Some(plain), "{label}");
        }
        for label in ["", "!?", "\u{10ffff}"] {
            assert_eq!(slug(label), None, "{label}");
        }
    }

    #[test]
    fn labels_are_one_line() {
        assert_eq!(
            Label::parse("  Orders ").map(String::from),
            Ok("Orders".to_owned())
        );
        assert_eq!(Label::parse(" "), Err(NameError::Empty));
        assert_eq!(Label::parse("a\nb"), Err(NameError::Control));
        assert_eq!(Label::parse(&"x".repeat(301)), Err(NameError::TooLong(300)));
    }

    #[test]
    fn addresses_are_kept_in_small_letters() {
        assert_eq!(
            EmailAddress::parse(" Ann@Example.com").map(String::from),
            Ok("ann@example.com".to_owned())
        );
        for bad in ["", "ann", "@x", "a@", "a b@x"] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
