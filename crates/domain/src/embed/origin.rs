//! Sites that may frame an embed.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `https://shop.example.com`, `http://localhost:3000` or `https://*.example.com`: a source as
/// `frame-ancestors` has it (CSP Level 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrameOrigin(String);

/// Why a text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not an origin; write it like https://shop.example.com or https://*.example.com, \
     without a path"
)]
pub struct NotAnOrigin(String);

impl FrameOrigin {
    /// The longest, in bytes.
    const MAX_LEN: usize = 255;

    /// Reads an origin; a slash at its end is left out.
    ///
    /// # Errors
    ///
    /// For anything but a scheme, a host and perhaps a port: it becomes a part of a header.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let refused = || NotAnOrigin(text.chars().take(Self::MAX_LEN).collect());
        let origin = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, rest) = origin.split_once("://").ok_or_else(refused)?;
        let host = match rest.rsplit_once(':') {
            Some((host, port)) if is_port(port) => host,
            Some(_) => return Err(refused()),
            None => rest,
        };
        let is_good = match (scheme, host.strip_prefix("*.")) {
            // Everybody's pages below a public suffix would be let in by `*.com`.
            ("https", Some(parent)) => parent.contains('.') && is_host(parent),
            ("http" | "https", None) => is_host(host),
            _ => false,
        };
        if is_good && origin.len() <= Self::MAX_LEN {
            Ok(Self(origin))
        } else {
            Err(refused())
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Letters, digits and hyphens between dots; other names are written in their ASCII form.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    !text.is_empty() && text.split('.').all(is_label)
}

impl fmt::Display for FrameOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for FrameOrigin {
    type Error = NotAnOrigin;
    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        Self::parse(&text)
    }
}

impl From<FrameOrigin> for String {
    fn from(origin: FrameOrigin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        for (text, origin) in [
            ("https://shop.example.com", "https://shop.example.com"),
            ("HTTPS://Shop.Example.com/", "https://shop.example.com"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
            ("https://*.example.com", "https://*.example.com"),
            (
                " https://xn--bcher-kva.example ",
                "https://xn--bcher-kva.example",
            ),
        ] {
            assert_eq!(
                FrameOrigin::parse(text).map(String::from),
                Ok(origin.to_owned())
            );
        }
    }

    #[test]
    fn r16_whatever_would_change_the_header_is_refused() {
        for text in [
            "",
            "*",
            "https:",
            "https://",
            "https://*",
            "https://*.com",
            "http://*.example.com",
            "shop.example.com",
            "ftp://shop.example.com",
            "https://shop.example.com/path",
            "https://shop.example.com 'unsafe-inline'",
            "https://a.example; script-src *",
            "https://a.example,https://b.example",
            "https://user@example.com",
            "https://a.example:0",
            "https://a.example:99999",
            "https://a.example:80:80",
            "https://ex*mple.com",
            "https://-a.example",
            "https://a..example",
            "https://bücher.example",
            "https://a.example\r\nset-cookie: a=b",
            "data:text/html,x",
            "'self'",
        ] {
            assert!(FrameOrigin::parse(text).is_err(), "{text:?}");
        }
    }
}
