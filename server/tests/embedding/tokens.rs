//! Tokens as a site's own program signs them, and as a forger would.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use dbag_operations::{Dbag, NewEmbedKey};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value as Json, json};

use crate::shop::ACTOR;
use crate::support::clock;

/// A key in the hands of whoever signs with it.
pub(crate) struct Signer {
    pub(crate) kid: String,
    pub(crate) secret: String,
}

/// The time at which all tests play, in seconds since 1970.
pub(crate) fn now() -> i64 {
    clock().timestamp()
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What a token says of one customer, ten minutes long; `resource` is as in the payload.
pub(crate) fn claims(resource: &Json, customer: &str) -> Json {
    json!({
        "resource": resource, "params": {"customer": customer},
        "iat": now(), "exp": now() + 600,
    })
}

/// The same with other or further claims.
pub(crate) fn with(mut claims: Json, more: &Json) -> Json {
    for (name, value) in more.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    claims
}

impl Signer {
    /// A new key of the site.
    pub(crate) async fn new(dbag: &Dbag, name: &str) -> Self {
        let made = dbag.add_embed_key(&ACTOR, name, None, clock()).await;
        let NewEmbedKey { key, secret } = made.expect("a key");
        Self {
            kid: key.kid,
            secret,
        }
    }

    /// A token as the contract has it.
    pub(crate) fn sign(&self, payload: &Json) -> String {
        self.forge(self.header(), payload.to_string())
    }

    /// A token for a dashboard and a customer.
    pub(crate) fn dashboard(&self, slug: &str, customer: &str) -> String {
        self.sign(&claims(&json!({ "dashboard": slug }), customer))
    }

    /// The header as the contract has it.
    pub(crate) fn header(&self) -> String {
        json!({"alg": "HS256", "typ": "JWT", "kid": self.kid}).to_string()
    }

    /// Any header and any payload, signed rightly.
    pub(crate) fn forge(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        self.forge_by(Algorithm::HS256, header, payload)
    }

    /// Any header and any payload, signed by another algorithm with the same secret.
    pub(crate) fn forge_by(
        &self,
        algorithm: Algorithm,
        header: impl AsRef<[u8]>,
        payload: impl AsRef<[u8]>,
    ) -> String {
        let message = format!("{}.{}", base64(header), base64(payload));
        let signature = self.signature(algorithm, &message);
        format!("{message}.{signature}")
    }

    /// The signature of a message.
    pub(crate) fn signature(&self, algorithm: Algorithm, message: &str) -> String {
        let key = EncodingKey::from_secret(self.secret.as_bytes());
        jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).expect("signed")
    }
}
