//! Tokens: signed and opened (design.md, "Embed tokens"; RFC 7519, HS256 only).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use dbag_domain::{EmbedClaims, TokenFault, TokenLimits};
use dbag_store::EmbedKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Deserialize;

use super::refused::EmbedRefused;
use crate::Dbag;

/// A token whose signature is right.
pub(super) struct Opened {
    /// What it says.
    pub(super) claims: EmbedClaims,
    /// The key that signed it.
    pub(super) key: EmbedKey,
}

/// What a token says, and what it is judged by: whether it still holds is asked each time.
#[derive(Debug, Clone)]
pub struct Holding {
    /// What it says.
    pub claims: EmbedClaims,
    most_seconds: i64,
    public_url: String,
}

impl Holding {
    /// Whether it holds at an instant.
    ///
    /// # Errors
    ///
    /// Why it does not.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), TokenFault> {
        let limits = TokenLimits {
            most_seconds: self.most_seconds,
            public_url: &self.public_url,
        };
        self.claims.check(now.timestamp(), &limits)
    }
}

impl Opened {
    /// What it is judged by, where what it opens has a limit of its own.
    pub(super) fn holding(&self, public_url: &str, most_seconds: Option<i64>) -> Holding {
        let own = self.key.most_seconds;
        Holding {
            claims: self.claims.clone(),
            most_seconds: most_seconds.map_or(own, |most| most.min(own)),
            public_url: public_url.to_owned(),
        }
    }

    /// Whether it holds now.
    pub(super) fn check(
        &self,
        public_url: &str,
        most_seconds: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<(), TokenFault> {
        self.holding(public_url, most_seconds).check(now)
    }
}

/// All that a header may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenHeader {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    kid: Option<String>,
}

/// A token taken apart; nothing in it is believed yet.
struct Parts<'a> {
    /// What is signed: header and payload.
    message: &'a str,
    payload: Vec<u8>,
    signature: &'a str,
    kid: Option<String>,
}

/// Names of keys are shorter.
const MAX_KID: usize = 64;

impl Dbag {
    /// Opens a token: its key is looked up each time, so that one is revoked at once.
    pub(super) async fn open_token(&self, token: &str) -> Result<Opened, EmbedRefused> {
        let parts = take_apart(token)?;
        let said = parts.kid.clone().unwrap_or_else(|| "(default)".to_owned());
        let refused = |fault: TokenFault| EmbedRefused::from(fault).of_key(&said);
        let found = self.store.embed_key(parts.kid.as_deref(), &self.vault);
        let found = found
            .await
            .map_err(|error| EmbedRefused::from(error).of_key(&said))?;
        let (key, secret) = found.ok_or_else(|| refused(TokenFault::UnknownKey))?;
        let is_signed = jsonwebtoken::crypto::verify(
            parts.signature,
            parts.message.as_bytes(),
            &DecodingKey::from_secret(secret.as_bytes()),
            Algorithm::HS256,
        );
        if !is_signed.unwrap_or(false) {
            return Err(refused(TokenFault::Signature));
        }
        if key.revoked_at.is_some() {
            let told = refused(TokenFault::RevokedKey);
            // It was ours: whoever looks is told in the frame where it was shown.
            return Err(match EmbedClaims::parse(&parts.payload) {
                Ok(claims) => told.within(&self.framed_by(&claims).await),
                Err(_) => told,
            });
        }
        let claims = EmbedClaims::parse(&parts.payload).map_err(refused)?;
        Ok(Opened { claims, key })
    }
}

impl Dbag {
    async fn framed_by(&self, claims: &EmbedClaims) -> String {
        match self.store.embeddable(&claims.resource).await {
            Ok(Some(found)) => found.settings.frame_ancestors(),
            Ok(None) | Err(_) => "'none'".to_owned(),
        }
    }
}

/// Signs claims with a key's secret.
pub(super) fn sign(claims: &EmbedClaims, kid: &str, secret: &str) -> Result<String, TokenFault> {
    let header = Header {
        kid: Some(kid.to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&header, claims, &key)
        .map_err(|error| TokenFault::Malformed(error.to_string()))
}

fn take_apart(token: &str) -> Result<Parts<'_>, TokenFault> {
    if token.len() > EmbedClaims::MAX_TOKEN {
        return Err(TokenFault::TooLong);
    }
    let malformed = |what: &str| TokenFault::Malformed(what.to_owned());
    let (message, signature) = token
        .rsplit_once('.')
        .ok_or_else(|| malformed("no parts"))?;
    let (header, payload) = message
        .split_once('.')
        .filter(|(_, payload)| !payload.contains('.'))
        .ok_or_else(|| malformed("not three parts"))?;
    let decode = |part: &str| {
        BASE64_URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|error| TokenFault::Malformed(error.to_string()))
    };
    let header: TokenHeader = serde_json::from_slice(&decode(header)?)
        .map_err(|error| TokenFault::Header(error.to_string()))?;
    if header.alg != "HS256" {
        return Err(TokenFault::Header("its algorithm is not HS256".to_owned()));
    }
    if header
        .typ
        .as_deref()
        .is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"))
    {
        return Err(TokenFault::Header("its type is not JWT".to_owned()));
    }
    let is_name = |kid: &str| {
        !kid.is_empty() && kid.len() <= MAX_KID && kid.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if header.kid.as_deref().is_some_and(|kid| !is_name(kid)) {
        return Err(TokenFault::Header("its key has no such name".to_owned()));
    }
    Ok(Parts {
        message,
        payload: decode(payload)?,
        signature,
        kid: header.kid,
    })
}
