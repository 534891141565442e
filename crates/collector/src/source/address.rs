//! Addresses of databases, which hold a secret that is shown to nobody.

use std::fmt;
use std::path::{Path, PathBuf};

use dbag_domain::{Problem, SourceKind};
use url::Url;

use super::percent::percent_decoded;

/// Parameters that are understood; others are left out, as their drivers would warn of them.
const POSTGRES_PARAMETERS: [&str; 10] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "port",
    "dbname",
    "user",
    "password",
];
const MYSQL_PARAMETERS: [&str; 7] = [
    "sslmode", "ssl-mode", "sslca", "ssl-ca", "sslcert", "sslkey", "socket",
];
/// Parameters that may be shown.
const SHOWN_PARAMETERS: [&str; 6] = ["sslmode", "ssl-mode", "host", "port", "dbname", "socket"];

/// Where a source is and how to sign in there. Only `expose` gives the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceAddress {
    kind: SourceKind,
    secret: String,
    target: Target,
}

#[derive(Clone, PartialEq, Eq)]
enum Target {
    File(PathBuf),
    Server(Box<Url>),
}

impl SourceAddress {
    /// Reads `sqlite:///srv/shop.db`, `postgres://…` or `mysql://…`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        // Never the text itself in these messages: it may hold a password.
        let Some((scheme, rest)) = text.split_once(':') else {
            return Err(refused("begin it with sqlite:, postgres: or mysql:"));
        };
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => Self::parse_file(text, rest),
            "postgres" | "postgresql" => {
                Self::parse_server(SourceKind::Postgres, "postgres", rest, &POSTGRES_PARAMETERS)
            }
            "mysql" | "mariadb" => {
                Self::parse_server(SourceKind::MySql, "mysql", rest, &MYSQL_PARAMETERS)
            }
            _ => Err(refused("begin it with sqlite:, postgres: or mysql:")),
        }
    }

    fn parse_file(text: &str, rest: &str) -> Result<Self, Problem> {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.is_empty() || path.contains(['?', '#', '\0']) {
            return Err(refused(
                "write the path of a file and nothing after it: sqlite:///srv/shop.db",
            ));
        }
        if path.starts_with("file:") || path.starts_with(":memory:") {
            return Err(refused("write the path of a file: sqlite:///srv/shop.db"));
        }
        let path = percent_decoded(path).ok_or_else(|| refused("the path is not readable text"))?;
        Ok(Self {
            kind: SourceKind::Sqlite,
            secret: text.to_owned(),
            target: Target::File(PathBuf::from(path)),
        })
    }

    fn parse_server(
        kind: SourceKind,
        scheme: &str,
        rest: &str,
        known: &[&str],
    ) -> Result<Self, Problem> {
        let example = format!("write it as {scheme}://user:password@host/database");
        let mut url = Url::parse(&format!("{scheme}:{rest}"))
            .map_err(|error| refused(format!("{error}; {example}")))?;
        if url.cannot_be_a_base() || !rest.starts_with("//") {
            return Err(refused(example));
        }
        keep_parameters(&mut url, known);
        Ok(Self {
            kind,
            secret: url.to_string(),
            target: Target::Server(Box::new(url)),
        })
    }

    /// What is on the other side.
    pub const fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The address as it may be shown: without the password.
    pub fn redacted(&self) -> String {
        match &self.target {
            Target::File(path) => format!("sqlite://{}", path.display()),
            Target::Server(url) => {
                let mut url = Url::clone(url);
                // An address with a host may lose its password; one without has none.
                let _ = url.set_password(None);
                keep_parameters(&mut url, &SHOWN_PARAMETERS);
                url.to_string()
            }
        }
    }

    /// The address with its secret, to be encrypted and stored.
    pub fn expose(&self) -> &str {
        &self.secret
    }

    /// The file of a SQLite source.
    pub fn file(&self) -> Option<&Path> {
        match &self.target {
            Target::File(path) => Some(path),
            Target::Server(_) => None,
        }
    }

    /// The address of a server.
    pub(super) fn url(&self) -> Option<&Url> {
        match &self.target {
            Target::File(_) => None,
            Target::Server(url) => Some(url),
        }
    }

    /// `host:port`, the file, or the socket: what messages name.
    pub(super) fn place(&self) -> String {
        match &self.target {
            Target::File(path) => path.display().to_string(),
            Target::Server(url) => {
                let default_port = match self.kind {
                    SourceKind::MySql => 3306,
                    _ => 5432,
                };
                let host = url.host_str().filter(|host| !host.is_empty());
                let port = url.port().unwrap_or(default_port);
                format!("{}:{port}", host.unwrap_or("localhost"))
            }
        }
    }

    /// The name of the database.
    pub(super) fn database(&self) -> String {
        let path = self
            .url()
            .map_or("", |url| url.path().trim_start_matches('/'));
        percent_decoded(path).unwrap_or_default()
    }

    /// The user's name.
    pub(super) fn user(&self) -> String {
        let user = self.url().map_or("", |url| url.username());
        percent_decoded(user).unwrap_or_default()
    }

    /// A message with the password taken out, should a driver or server ever repeat it.
    pub(super) fn scrub(&self, message: &str) -> String {
        let mut message = message.to_owned();
        for secret in self.secrets() {
            if !secret.is_empty() {
                message = message.replace(&secret, "***");
            }
        }
        message
    }

    /// The password, as it is and as it is written in the address.
    fn secrets(&self) -> Vec<String> {
        let Some(url) = self.url() else {
            return Vec::new();
        };
        let written = url.password().unwrap_or_default().to_owned();
        let in_parameters = url
            .query_pairs()
            .filter(|(name, _)| is_password_parameter(name))
            .map(|(_, password)| password.into_owned());
        let mut secrets: Vec<String> = in_parameters.collect();
        secrets.extend(percent_decoded(&written));
        secrets.push(written);
        secrets
    }
}

/// Whether a parameter of an address holds a password, however its name is written: `password`, `PASSWORD`,
/// `sslpassword`, `pass%77ord`.
pub fn is_password_parameter(name: &str) -> bool {
    let name = percent_decoded(name).unwrap_or_default().to_lowercase();
    let is_short = matches!(name.trim(), "pass" | "passwd" | "pwd" | "passphrase");
    is_short || name.trim().ends_with("password")
}

impl fmt::Debug for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceAddress({})", self.redacted())
    }
}

impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

fn refused(message: impl Into<String>) -> Problem {
    Problem::field("url", message)
}

fn keep_parameters(url: &mut Url, known: &[&str]) {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| known.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SourceAddress {
        SourceAddress::parse(text).expect("an address")
    }

    #[test]
    fn files_are_read_in_three_spellings() {
        for (text, path) in [
            ("sqlite:///srv/shop.db", "/srv/shop.db"),
            ("sqlite://shop.db", "shop.db"),
            ("sqlite:shop.db", "shop.db"),
            ("sqlite:///srv/my%20shop.db", "/srv/my shop.db"),
        ] {
            assert_eq!(address(text).file(), Some(Path::new(path)));
        }
    }

    #[test]
    fn servers_are_read_and_named() {
        for (text, kind, place) in [
            (
                "postgres://ann:x@db.example/shop",
                SourceKind::Postgres,
                "db.example:5432",
            ),
            (
                "postgresql://db.example:5433/shop",
                SourceKind::Postgres,
                "db.example:5433",
            ),
            (
                "mysql://ann:x@db.example/shop",
                SourceKind::MySql,
                "db.example:3306",
            ),
            (
                "mariadb://ann:x@[::1]/shop",
                SourceKind::MySql,
                "[::1]:3306",
            ),
        ] {
            let address = address(text);
            assert_eq!((address.kind(), address.place().as_str()), (kind, place));
            assert_eq!(address.database(), "shop");
        }
    }

    #[test]
    fn r18_the_password_is_shown_to_nobody() {
        for text in [
            "postgres://ann:canary%40x@db.example/shop?sslmode=require",
            "postgres://ann@db.example/shop?password=canary@x",
            "mysql://ann:canary@x@db.example/shop?passwd=canary",
        ] {
            let address = address(text);
            for shown in [
                address.redacted(),
                format!("{address:?}"),
                address.to_string(),
            ] {
                assert!(!shown.contains("canary"), "{shown}");
                assert!(shown.contains("ann@db.example/shop"), "{shown}");
            }
            assert!(!address.scrub("bad password canary@x").contains("canary"));
        }
        let kept = address("postgres://a:b@h/d?sslmode=require&x=y").redacted();
        assert_eq!(kept, "postgres://a@h/d?sslmode=require");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for text in [
            "",
            "shop.db",
            "canary",
            "http://ann:canary@host/",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:///a.db?mode=rw",
            "sqlite:file:/a.db",
            "postgres:canary",
            "postgres://ann:canary@host:port/db",
        ] {
            let problem = SourceAddress::parse(text).expect_err(text);
            assert_eq!(problem.field.as_deref(), Some("url"));
            assert!(!problem.message.contains("canary"), "{problem}");
        }
    }
}
