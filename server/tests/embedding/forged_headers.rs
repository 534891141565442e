//! Tokens that are wrong before anybody reads what they claim: header, signature, form.

use jsonwebtoken::Algorithm;
use serde_json::json;

use crate::tokens::{Signer, base64};

/// A token with what is wrong with it.
pub(crate) type Case = (String, String);

/// What all of them claim, which would be granted if it were signed.
pub(crate) struct Forger<'a> {
    pub(crate) signer: &'a Signer,
    /// A key that the site revoked.
    pub(crate) revoked: &'a Signer,
    /// A key that the site does not have.
    pub(crate) foreign: &'a Signer,
    pub(crate) payload: String,
}

impl Forger<'_> {
    /// Signed rightly, under a header of its own.
    fn under(&self, header: &str) -> String {
        self.signer.forge(header, &self.payload)
    }

    fn good(&self) -> String {
        self.under(&self.signer.header())
    }

    pub(crate) fn cases(&self) -> Vec<Case> {
        let mut cases = self.algorithms();
        cases.extend(self.signatures());
        cases.extend(self.keys());
        cases.extend(self.headers());
        cases.extend(self.forms());
        cases
    }

    fn algorithms(&self) -> Vec<Case> {
        let kid = &self.signer.kid;
        let mut cases = Vec::new();
        for alg in ["none", "None", "NONE", "nOnE", ""] {
            let header = json!({"alg": alg, "kid": kid}).to_string();
            let unsigned = format!("{}.{}.", base64(&header), base64(&self.payload));
            cases.push((format!("alg {alg:?} without a signature"), unsigned));
            cases.push((format!("alg {alg:?} signed"), self.under(&header)));
        }
        // The secret is no public key, but whoever mixes the two up verifies HS256 under any name.
        for alg in [
            "RS256", "RS512", "PS256", "ES256", "EdDSA", "HS384", "HS512", "hs256", "HS256 ",
        ] {
            let header = json!({"alg": alg, "kid": kid}).to_string();
            cases.push((format!("alg {alg} signed by HS256"), self.under(&header)));
        }
        for (name, algorithm) in [("HS384", Algorithm::HS384), ("HS512", Algorithm::HS512)] {
            let header = json!({"alg": name, "kid": kid}).to_string();
            let token = self.signer.forge_by(algorithm, &header, &self.payload);
            cases.push((format!("alg {name} signed by {name}"), token));
            let header = self.signer.header();
            let token = self.signer.forge_by(algorithm, &header, &self.payload);
            cases.push((format!("alg HS256 signed by {name}"), token));
        }
        for alg in ["null", "256", "[\"HS256\"]", "{\"HS256\":1}", "true"] {
            let header = format!("{{\"alg\":{alg},\"kid\":\"{kid}\"}}");
            cases.push((format!("alg {alg}"), self.under(&header)));
        }
        cases
    }

    fn signatures(&self) -> Vec<Case> {
        let good = self.good();
        let (message, signature) = good.rsplit_once('.').expect("three parts");
        let zeros = base64([0; 32]);
        let of_another = self.foreign.signature(Algorithm::HS256, message);
        let other_message = message.replacen("ey", "eX", 1);
        let unsigned_bits = {
            // The last of 43 characters has two bits that no byte of the signature is made of.
            let last = signature.as_bytes()[42];
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let at = letters.iter().position(|one| *one == last).expect("base64");
            format!("{}{}", &signature[..42], letters[at | 1] as char)
        };
        let named = |name: &str, token: String| (name.to_owned(), token);
        vec![
            named("an empty signature", format!("{message}.")),
            named("a signature of zeros", format!("{message}.{zeros}")),
            named("a signature cut by one", good[..good.len() - 1].to_owned()),
            named(
                "half a signature",
                format!("{message}.{}", &signature[..20]),
            ),
            named(
                "a signature twice",
                format!("{message}.{signature}{signature}"),
            ),
            named(
                "a signature with bits too many",
                format!("{message}.{unsigned_bits}"),
            ),
            named(
                "a signature of another key",
                format!("{message}.{of_another}"),
            ),
            named(
                "the signature of other words",
                format!("{other_message}.{signature}"),
            ),
            named(
                "the secret as a signature",
                format!("{message}.{}", base64(&self.signer.secret)),
            ),
            named("payload and header changed places", {
                let (header, payload) = message.split_once('.').expect("two parts");
                format!("{payload}.{header}.{signature}")
            }),
        ]
    }

    fn keys(&self) -> Vec<Case> {
        let mut cases = vec![
            (
                "a revoked key".to_owned(),
                self.revoked.forge(self.revoked.header(), &self.payload),
            ),
            (
                "an unknown key".to_owned(),
                self.foreign.forge(self.foreign.header(), &self.payload),
            ),
            (
                "no kid, and another key than the default".to_owned(),
                self.foreign.forge(r#"{"alg":"HS256"}"#, &self.payload),
            ),
        ];
        let long = "k".repeat(2_000);
        for kid in [
            "../../../../etc/passwd",
            "/dev/null",
            "' or 1=1 --",
            "\" or \"\"=\"",
            "*",
            "%",
            "_",
            " ",
            "",
            "ek_%",
            "ek_\u{0}",
            "ek_\n",
            "http://evil.example/key",
            "ключ",
            &long,
        ] {
            let header = json!({"alg": "HS256", "kid": kid}).to_string();
            let shown: String = kid.escape_debug().take(20).collect();
            cases.push((format!("kid {shown}"), self.under(&header)));
        }
        let upper = json!({"alg": "HS256", "kid": self.signer.kid.to_uppercase()}).to_string();
        cases.push(("kid in capitals".to_owned(), self.under(&upper)));
        for kid in ["1", "0", "true", "[]", "{}", "[\"KID\"]", "{\"select\":1}"] {
            let kid = kid.replace("KID", &self.signer.kid);
            let header = format!("{{\"alg\":\"HS256\",\"kid\":{kid}}}");
            cases.push((format!("kid {kid} is no text"), self.under(&header)));
        }
        cases
    }

    fn headers(&self) -> Vec<Case> {
        let kid = &self.signer.kid;
        let secret = base64(&self.signer.secret);
        let mut cases = Vec::new();
        for more in [
            r#""jku":"https://evil.example/keys""#.to_owned(),
            format!(r#""jwk":{{"kty":"oct","k":"{secret}"}}"#),
            r#""x5u":"https://evil.example/cert""#.to_owned(),
            r#""x5c":["MII"]"#.to_owned(),
            r#""crit":["exp"],"exp":1"#.to_owned(),
            r#""crit":[]"#.to_owned(),
            r#""b64":false"#.to_owned(),
            r#""zip":"DEF""#.to_owned(),
            r#""cty":"JWT""#.to_owned(),
            r#""enc":"A256GCM""#.to_owned(),
            r#""typ":"JWE""#.to_owned(),
            r#""typ":1"#.to_owned(),
            r#""alg":"HS256""#.to_owned(),
            r#""alg":"none""#.to_owned(),
            format!(r#""kid":"{kid}""#),
        ] {
            let header = format!("{{\"alg\":\"HS256\",\"kid\":\"{kid}\",{more}}}");
            cases.push((format!("header with {more}"), self.under(&header)));
        }
        let header = self.signer.header();
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        for header in [
            "",
            "{}",
            "[]",
            "null",
            "HS256",
            "\"HS256\"",
            "{\"alg\":\"HS256\"",
            &deep,
            &format!("\u{feff}{header}"),
            &format!("{header}{header}"),
            &header.replace('"', "'"),
            &format!("{{\"alg\":\"HS256\",\"kid\":\"{kid}\",\"typ\":{deep}}}"),
        ] {
            let shown: String = header.chars().take(30).collect();
            cases.push((format!("header is {shown}"), self.under(header)));
        }
        cases.push((
            "a header that is no text".to_owned(),
            self.signer.forge([0xff, 0xfe], &self.payload),
        ));
        cases
    }

    /// What is no JWS in three parts of base64url.
    fn forms(&self) -> Vec<Case> {
        let good = self.good();
        let parts: Vec<&str> = good.split('.').collect();
        let named = |name: &str, token: String| (name.to_owned(), token);
        let padded: Vec<String> = parts.iter().map(|part| format!("{part}=")).collect();
        let mut cases = vec![
            named("nothing but dots", "..".to_owned()),
            named("one word", "token".to_owned()),
            named("two parts", parts[..2].join(".")),
            named("four parts", format!("{good}.{}", parts[2])),
            named(
                "five parts, as of a JWE",
                format!("{good}.{}.{}", parts[1], parts[2]),
            ),
            named(
                "an empty part between",
                format!("{}..{}", parts[0], parts[2]),
            ),
            named("a dot before", format!(".{good}")),
            named("a dot behind", format!("{good}.")),
            named("padding", padded.join(".")),
            named("a space before", format!(" {good}")),
            named("a space behind", format!("{good} ")),
            named("a line's end behind", format!("{good}\n")),
            named("a NUL behind", format!("{good}\0")),
            named("a NUL within", good.replacen('.', ".\0", 1)),
            named("control bytes within", good.replacen('.', ".\u{1b}[2J", 1)),
            named("an ending", format!("{good}.html")),
            named("a bearer", format!("Bearer {good}")),
            named(
                "as JSON",
                json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]})
                    .to_string(),
            ),
            named("letters beyond ASCII", good.replacen('e', "е", 1)),
            named(
                "60,000 characters",
                format!("{}.{}", "e".repeat(60_000), good),
            ),
        ];
        cases.push(named(
            "the other alphabet of base64",
            self.in_the_other_alphabet(parts[0]),
        ));
        cases
    }

    /// A payload that the two alphabets of base64 spell differently, in the wrong one.
    fn in_the_other_alphabet(&self, header: &str) -> String {
        let payload = self.payload.replace("42", "???");
        let spelled = (0..3).map(|spaces| base64(format!("{}{payload}", " ".repeat(spaces))));
        let mut spelled = spelled.filter(|one| one.contains('_'));
        let payload = spelled.next().expect("one of three").replace('_', "/");
        let message = format!("{header}.{}", payload.replace('-', "+"));
        let signature = self.signer.signature(Algorithm::HS256, &message);
        format!("{message}.{signature}")
    }
}
