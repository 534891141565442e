//! Where this site lives: the path before every address, and the names of its assets.

use std::fmt;

/// What the server tells the pages about itself.
#[derive(Clone)]
pub struct Site {
    /// The path this site lives under.
    pub prefix: Prefix,
    /// Gives the version of an asset, by its path; `None` for one that does not exist.
    pub asset_version: fn(&str) -> Option<String>,
}

impl Site {
    /// The address of an asset, such as `/dbag/pkg/dbag.css?v=1f2e…`, which may be cached for ever.
    pub fn asset(&self, path: &str) -> String {
        let address = self.prefix.path(path);
        match (self.asset_version)(path) {
            Some(version) => format!("{address}?v={version}"),
            None => address,
        }
    }
}

/// The path a site lives under, without a slash at its end; empty at the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix(String);

/// Why a text is no [`Prefix`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPrefix(String);

impl Prefix {
    /// Reads `/dbag`, `/dbag/`, `/` or nothing.
    ///
    /// # Errors
    ///
    /// When it does not begin with a slash, or holds anything but letters, digits, `-`, `_`, `.`
    /// and single slashes: such a prefix would need escaping in every address, cookie and script.
    pub fn parse(text: &str) -> Result<Self, InvalidPrefix> {
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        let is_valid = trimmed.is_empty()
            || trimmed
                .strip_prefix('/')
                .is_some_and(|rest| rest.split('/').all(is_plain_segment));
        if is_valid {
            Ok(Self(trimmed.to_owned()))
        } else {
            Err(InvalidPrefix(text.to_owned()))
        }
    }

    /// The prefix itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An address of this site: `/metric/x` becomes `/dbag/metric/x`.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl fmt::Display for InvalidPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "path prefix {:?} is invalid: write it like \"/dbag\", in letters, digits, \"-\", \"_\" and \".\"",
            self.0
        )
    }
}

impl std::error::Error for InvalidPrefix {}

fn is_plain_segment(segment: &str) -> bool {
    !segment.is_empty()
        && segment != "."
        && segment != ".."
        && segment
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_has_one_spelling() {
        for (text, prefix) in [
            ("", ""),
            ("/", ""),
            ("/dbag", "/dbag"),
            ("/a/b-c/", "/a/b-c"),
        ] {
            assert_eq!(Prefix::parse(text).map(|p| p.0), Ok(prefix.to_owned()));
        }
    }

    #[test]
    fn a_prefix_that_would_need_escaping_is_refused() {
        for text in [
            "dbag",
            "//evil",
            "/a//b",
            "/..",
            "/a b",
            "/a\"b",
            "/a?b",
            "https://x",
        ] {
            assert!(Prefix::parse(text).is_err(), "{text}");
        }
    }
}
