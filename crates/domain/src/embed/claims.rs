//! What a token claims: the rules of design.md, "Embed tokens".

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{TokenFault, claims_json};
use crate::{Day, ObjectKey, Slug};

/// The payload of a token, every part in its own type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedClaims {
    /// What may be seen.
    #[serde(deserialize_with = "claims_json::resource")]
    pub resource: EmbedResource,
    /// The objects that it is about: kinds and keys, each kind once. Must be there, if empty.
    #[serde(
        deserialize_with = "claims_json::params",
        serialize_with = "claims_json::write_params"
    )]
    pub params: Vec<(String, ObjectKey)>,
    /// When it was signed, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// From when on it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// When it ends.
    pub exp: i64,
    /// Whom it is meant for.
    #[serde(
        default,
        deserialize_with = "claims_json::audience",
        skip_serializing_if = "Option::is_none"
    )]
    pub aud: Option<String>,
    /// The first day that may be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The last day that may be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// What may be had besides the page; both where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow: Option<Vec<EmbedForm>>,
}

/// What a token opens, by name or by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EmbedResource {
    /// A dashboard.
    #[serde(serialize_with = "claims_json::write_name")]
    Dashboard(Result<Slug, i64>),
    /// A panel of a dashboard.
    Panel(i64),
    /// A metric, drawn alone.
    #[serde(serialize_with = "claims_json::write_name")]
    Metric(Result<Slug, i64>),
}

/// A form in which values can be had besides the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmbedForm {
    /// Values as CSV.
    Csv,
    /// Pictures and badges.
    Image,
}

/// How a token is judged, besides its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLimits<'a> {
    /// The longest that a token may still live, in seconds.
    pub most_seconds: i64,
    /// The instance's own address.
    pub public_url: &'a str,
}

impl EmbedClaims {
    /// The longest token, in bytes.
    pub const MAX_TOKEN: usize = 4096;
    /// Clocks differ by so many seconds.
    pub const LEEWAY: i64 = 10;
    /// The audience that every instance answers to.
    pub const AUDIENCE: &str = "dbag-embed";

    /// Reads a payload.
    ///
    /// # Errors
    ///
    /// For everything that the specification does not name, and for everything named twice.
    pub fn parse(json: &[u8]) -> Result<Self, TokenFault> {
        let claims: Self =
            serde_json::from_slice(json).map_err(|error| TokenFault::Payload(error.to_string()))?;
        let is_backwards = claims
            .from
            .zip(claims.to)
            .is_some_and(|(from, to)| from > to);
        if is_backwards {
            let message = "its first day is after its last".to_owned();
            return Err(TokenFault::Payload(message));
        }
        Ok(claims)
    }

    /// Whether it holds now, and for no longer than it may.
    ///
    /// # Errors
    ///
    /// Which of the two it does not.
    pub fn check(&self, now: i64, limits: &TokenLimits<'_>) -> Result<(), TokenFault> {
        let left = self.exp.saturating_sub(now);
        if left <= -Self::LEEWAY {
            return Err(TokenFault::Expired(left.saturating_neg()));
        }
        if left > limits.most_seconds.saturating_add(Self::LEEWAY) {
            let most = limits.most_seconds;
            return Err(TokenFault::TooLongLived { left, most });
        }
        for begins in [self.nbf, self.iat].into_iter().flatten() {
            let early = begins.saturating_sub(now);
            if early > Self::LEEWAY {
                return Err(TokenFault::TooEarly(early));
            }
        }
        match self.aud.as_deref() {
            None | Some(Self::AUDIENCE) => Ok(()),
            Some(other) if other.trim_end_matches('/') == limits.public_url => Ok(()),
            Some(_) => Err(TokenFault::Audience),
        }
    }

    /// The object of the one parameter that is locked; none where nothing is.
    ///
    /// # Errors
    ///
    /// When it is missing, or another parameter is named.
    pub fn object(&self, locked: Option<&str>) -> Result<Option<&ObjectKey>, TokenFault> {
        match (locked, self.params.as_slice()) {
            (None, []) => Ok(None),
            (Some(kind), [(name, key)]) if name == kind => Ok(Some(key)),
            (Some(kind), []) => Err(TokenFault::Params(format!("it names no {kind}"))),
            (Some(kind), _) => Err(TokenFault::Params(format!(
                "it names other parameters than {kind}"
            ))),
            (None, _) => Err(TokenFault::Params(
                "it names a parameter, and there is none".to_owned(),
            )),
        }
    }

    /// Whether values may be had in this form.
    pub fn allows(&self, form: EmbedForm) -> bool {
        self.allow
            .as_ref()
            .is_none_or(|forms| forms.contains(&form))
    }
}

impl fmt::Display for EmbedResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |f: &mut fmt::Formatter<'_>, what: &str, name: &Result<Slug, i64>| match name {
            Ok(slug) => write!(f, "{what} {slug}"),
            Err(id) => write!(f, "{what} {id}"),
        };
        match self {
            Self::Dashboard(name) => named(f, "dashboard", name),
            Self::Panel(id) => write!(f, "panel {id}"),
            Self::Metric(name) => named(f, "metric", name),
        }
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;
    const LIMITS: TokenLimits<'_> = TokenLimits {
        most_seconds: 86_400,
        public_url: "https://dbag.example.com",
    };

    fn read(json: &str) -> Result<EmbedClaims, TokenFault> {
        EmbedClaims::parse(json.replace("EXP", &(NOW + 600).to_string()).as_bytes())
    }

    #[test]
    fn what_people_sign_for_others_is_read() {
        let claims =
            read(r#"{"resource":{"dashboard":10},"params":{"customer":["12"]},"exp":EXP}"#)
                .expect("claims");
        assert_eq!(claims.resource, EmbedResource::Dashboard(Err(10)));
        assert_eq!(
            claims
                .object(Some("customer"))
                .map(|key| key.map(ObjectKey::as_str)),
            Ok(Some("12"))
        );
        for key in ["42", "\"42\"", "[42]", "[\"42\"]"] {
            let json = format!(
                r#"{{"resource":{{"panel":7}},"params":{{"customer":{key}}},"exp":EXP,"iat":5}}"#
            );
            let claims = read(&json).expect("claims");
            assert_eq!(claims.params[0].1.as_str(), "42", "{key}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_resource_is_told() {
        for (resource, words) in [
            (
                r#"{"dashboard":"a","panel":1}"#,
                "names more than one thing",
            ),
            (r#"{"panel":"23"}"#, "by its number, without quotes"),
            (
                r#"{"question":1}"#,
                "none of a dashboard, a panel and a metric",
            ),
            ("{}", "the resource is empty"),
            (r#"{"dashboard":[1]}"#, "a name, or our number"),
            (r#""shop""#, "a dashboard, a panel or a metric"),
        ] {
            let json = format!(r#"{{"resource":{resource},"params":{{}},"exp":EXP}}"#);
            let fault = read(&json).expect_err(&json).to_string();
            assert!(fault.contains(words), "{fault}");
        }
    }

    #[test]
    fn a_life_that_is_too_long_is_told_with_its_limit() {
        let params = r#""params":{}"#;
        let claims = |exp: i64| {
            let json = format!(r#"{{"resource":{{"dashboard":"shop"}},{params},"exp":{exp}}}"#);
            EmbedClaims::parse(json.as_bytes()).expect("claims")
        };
        let fault = |exp| {
            claims(exp)
                .check(NOW, &LIMITS)
                .expect_err("too long")
                .to_string()
        };
        assert_eq!(
            fault(NOW + 172_800),
            "it lives for 2 d more, and its key and what it opens allow 24 h"
        );
        assert!(fault((NOW + 600) * 1_000).ends_with("; `exp` is in seconds, not in milliseconds"));
    }

    #[test]
    fn r02_what_is_not_specified_is_refused() {
        let resource = r#""resource":{"dashboard":"shop"}"#;
        let params = r#""params":{"customer":"42"}"#;
        for json in [
            "".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            format!("{{{resource},{params}}}"),
            format!("{{{resource},\"exp\":EXP}}"),
            format!("{{{params},\"exp\":EXP}}"),
            format!("{{{resource},{params},\"exp\":\"EXP\"}}"),
            format!("{{{resource},{params},\"exp\":EXP.0}}"),
            format!("{{{resource},{params},\"exp\":1e300}}"),
            format!("{{{resource},{params},\"exp\":null}}"),
            format!("{{{resource},{params},\"exp\":99999999999999999999}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"nbf\":\"5\"}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"iat\":1.5}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"exp\":EXP}}"),
            format!("{{{resource},{resource},{params},\"exp\":EXP}}"),
            format!("{{{resource},{params},{params},\"exp\":EXP}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"sub\":\"x\"}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"aud\":[\"a\",\"b\"]}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"aud\":7}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"allow\":[\"sql\"]}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"allow\":\"csv\"}}"),
            format!("{{{resource},{params},\"exp\":EXP,\"from\":\"yesterday\"}}"),
            format!(
                "{{{resource},{params},\"exp\":EXP,\"from\":\"2026-02-02\",\"to\":\"2026-02-01\"}}"
            ),
            format!("{{\"resource\":{{}},{params},\"exp\":EXP}}"),
            format!("{{\"resource\":\"shop\",{params},\"exp\":EXP}}"),
            format!("{{\"resource\":{{\"dashboard\":\"a\",\"panel\":1}},{params},\"exp\":EXP}}"),
            format!("{{\"resource\":{{\"dashboard\":null}},{params},\"exp\":EXP}}"),
            format!("{{\"resource\":{{\"dashboard\":\"No Slug\"}},{params},\"exp\":EXP}}"),
            format!("{{\"resource\":{{\"panel\":\"7\"}},{params},\"exp\":EXP}}"),
            format!("{{\"resource\":{{\"question\":7}},{params},\"exp\":EXP}}"),
            format!("{{{resource},\"params\":null,\"exp\":EXP}}"),
            format!("{{{resource},\"params\":[],\"exp\":EXP}}"),
        ] {
            assert!(read(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_empty_blank_or_repeated_object_is_refused() {
        for object in [
            r#""customer":"""#,
            r#""customer":"   ""#,
            r#""customer":null"#,
            r#""customer":[]"#,
            r#""customer":["42","43"]"#,
            r#""customer":[["42"]]"#,
            r#""customer":{"key":"42"}"#,
            r#""customer":true"#,
            r#""customer":42.5"#,
            r#""customer":"a\u0000b""#,
            r#""customer":"42","customer":"43""#,
            r#""customer":"42","customer":"42""#,
        ] {
            let json =
                format!(r#"{{"resource":{{"dashboard":"shop"}},"params":{{{object}}},"exp":EXP}}"#);
            assert!(read(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_locked_parameter_is_named_and_no_other() {
        let named = |params: &str| {
            let json =
                format!(r#"{{"resource":{{"dashboard":"shop"}},"params":{params},"exp":EXP}}"#);
            read(&json).expect("claims")
        };
        assert_eq!(named("{}").object(None), Ok(None));
        assert!(named("{}").object(Some("customer")).is_err());
        assert!(
            named(r#"{"project":"1"}"#)
                .object(Some("customer"))
                .is_err()
        );
        assert!(named(r#"{"customer":"1"}"#).object(None).is_err());
        let two = named(r#"{"customer":"1","project":"2"}"#);
        assert!(two.object(Some("customer")).is_err());
    }

    #[test]
    fn r02_a_token_holds_between_its_times_with_ten_seconds_of_leeway() {
        let claims = |more: &str| {
            let json =
                format!(r#"{{"resource":{{"dashboard":"shop"}},"params":{{}},"exp":EXP{more}}}"#);
            read(&json).expect("claims")
        };
        let exp = NOW + 600;
        let plain = claims("");
        for (now, holds) in [
            (NOW, true),
            (exp, true),
            (exp + 9, true),
            (exp + 10, false),
            (exp - 86_400, true),
            (exp - 86_410, true),
            (exp - 86_411, false),
            (i64::MIN, false),
            (i64::MAX, false),
        ] {
            assert_eq!(plain.check(now, &LIMITS).is_ok(), holds, "{now}");
        }
        for (more, holds) in [
            (format!(r#","nbf":{}"#, NOW + 10), true),
            (format!(r#","nbf":{}"#, NOW + 11), false),
            (format!(r#","iat":{}"#, NOW + 11), false),
            (format!(r#","iat":{}"#, NOW - 5), true),
            (r#","aud":"dbag-embed""#.to_owned(), true),
            (r#","aud":["dbag-embed"]"#.to_owned(), true),
            (r#","aud":"https://dbag.example.com/""#.to_owned(), true),
            (r#","aud":"https://other.example.com""#.to_owned(), false),
        ] {
            assert_eq!(claims(&more).check(NOW, &LIMITS).is_ok(), holds, "{more}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let json = r#"{"resource":{"dashboard":"shop"},"params":{"customer":"42"},"iat":1,"exp":2,"from":"2026-01-01","allow":["csv"]}"#;
        let claims = EmbedClaims::parse(json.as_bytes()).expect("claims");
        assert_eq!(serde_json::to_string(&claims).expect("json"), json);
        assert!(claims.allows(EmbedForm::Csv) && !claims.allows(EmbedForm::Image));
    }
}
