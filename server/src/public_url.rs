//! The address that people use, where a proxy stands in front.

use std::str::FromStr;

use axum::http::Uri;
use dbag_app::site::Prefix;

/// `https://example.com/dbag`: a scheme, a host and the path that Dbag lives under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    prefix: Prefix,
    is_https: bool,
}

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// When it is not one of http or https, or holds more than a host and a path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || "write it like https://example.com/dbag".to_owned();
        let text = text.trim().trim_end_matches('/');
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refused()),
        };
        let has_more = uri.query().is_some() || text.contains(['#', '@']);
        if has_more || uri.host().is_none_or(str::is_empty) {
            return Err(refused());
        }
        let prefix = Prefix::parse(uri.path()).map_err(|error| error.to_string())?;
        Ok(Self {
            text: text.to_owned(),
            prefix,
            is_https,
        })
    }

    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path that Dbag lives under.
    pub fn prefix(&self) -> &Prefix {
        &self.prefix
    }

    /// Whether browsers come over https, so that cookies may be kept to it.
    pub fn is_https(&self) -> bool {
        self.is_https
    }
}

impl FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_perhaps_a_path() {
        let cases = [
            ("https://example.com", "https://example.com", "", true),
            ("https://example.com/", "https://example.com", "", true),
            (
                "https://example.com/dbag/",
                "https://example.com/dbag",
                "/dbag",
                true,
            ),
            ("http://localhost:8000", "http://localhost:8000", "", false),
        ];
        for (text, shown, prefix, is_https) in cases {
            let url = PublicUrl::parse(text).expect(text);
            assert_eq!((url.as_str(), url.prefix().as_str()), (shown, prefix));
            assert_eq!(url.is_https(), is_https);
        }
        for text in [
            "",
            "example.com",
            "ftp://example.com",
            "https://",
            "https://a/?b",
            "https://u@a",
        ] {
            assert!(PublicUrl::parse(text).is_err(), "{text}");
        }
    }
}
