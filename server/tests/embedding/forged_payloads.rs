//! Tokens that are signed rightly and claim what they may not.

use serde_json::{Value as Json, json};

use crate::forged_headers::Case;
use crate::tokens::{Signer, claims, now, with};

/// What would be granted.
pub(crate) fn good() -> Json {
    claims(&json!({"dashboard": "shop"}), "42")
}

/// Everything that is refused.
pub(crate) fn cases(signer: &Signer) -> Vec<Case> {
    let mut texts = changed();
    texts.extend(spelled());
    let sign = |(name, payload): (String, String)| (name, signer.forge(signer.header(), payload));
    texts.into_iter().map(sign).collect()
}

/// The good claims with one of them changed.
fn changed() -> Vec<(String, String)> {
    let mut payloads = Vec::new();
    let now = now();
    let times = [
        ("exp", json!(null)),
        ("exp", json!("1795425000")),
        ("exp", json!(now as f64 + 600.5)),
        ("exp", json!(1e300)),
        ("exp", json!(-1)),
        ("exp", json!(0)),
        ("exp", json!(i64::MIN)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!([now + 600])),
        ("exp", json!({})),
        ("exp", json!(true)),
        ("exp", json!(now - 11)),
        ("exp", json!(now - 10)),
        ("exp", json!(now + 86_400 + 11)),
        ("exp", json!((now + 600) * 1000)),
        ("nbf", json!(now + 11)),
        ("nbf", json!((now + 11).to_string())),
        ("nbf", json!(1.5)),
        ("nbf", json!(i64::MAX)),
        ("iat", json!(now + 11)),
        ("iat", json!("now")),
        ("iat", json!(1e300)),
    ];
    let others = [
        ("aud", json!("metabase")),
        ("aud", json!("https://evil.example")),
        ("aud", json!("")),
        ("aud", json!([])),
        ("aud", json!(["dbag-embed", "other"])),
        ("aud", json!(7)),
        ("iss", json!("shop")),
        ("sub", json!("42")),
        ("jti", json!("1")),
        ("object", json!("43")),
        ("customer", json!("43")),
        ("_embedding_params", json!({})),
        ("role", json!("admin")),
        ("Resource", json!({"dashboard": "other"})),
        ("", json!(1)),
        ("resource", json!(null)),
        ("resource", json!("shop")),
        ("resource", json!({})),
        ("resource", json!([])),
        ("resource", json!({"dashboard": "shop", "panel": 1})),
        ("resource", json!({"question": 1})),
        ("resource", json!({"Dashboard": "shop"})),
        ("resource", json!({"dashboard": null})),
        ("resource", json!({"dashboard": ["shop"]})),
        ("resource", json!({"dashboard": "Shop"})),
        ("resource", json!({"dashboard": "../shop"})),
        ("resource", json!({"dashboard": "shop' or 1=1"})),
        ("resource", json!({"dashboard": ""})),
        ("resource", json!({"dashboard": 1.5})),
        ("resource", json!({"panel": "1"})),
        ("resource", json!({"panel": null})),
        ("resource", json!({"metric": {}})),
        ("from", json!("yesterday")),
        ("from", json!("2026-02-30")),
        ("from", json!(20_000.5)),
        ("to", json!("")),
        ("to", json!([])),
        ("allow", json!("csv")),
        ("allow", json!(["sql"])),
        ("allow", json!(["CSV"])),
        ("allow", json!({"csv": true})),
        ("allow", json!([null])),
    ];
    let params = [
        json!(null),
        json!([]),
        json!("42"),
        json!(42),
        json!({}),
        json!({"customer": ""}),
        json!({"customer": "  "}),
        json!({"customer": null}),
        json!({"customer": true}),
        json!({"customer": 4.2}),
        json!({"customer": []}),
        json!({"customer": ["42", "43"]}),
        json!({"customer": [["42"]]}),
        json!({"customer": {"key": "42"}}),
        json!({"customer": "42\u{0}"}),
        json!({"customer": "4\u{7}2"}),
        json!({"customer": "k".repeat(1_500)}),
        json!({"customer": "42", "project": "1"}),
        json!({"project": "42"}),
        json!({"Customer": "42"}),
        json!({"": "42"}),
        json!({"customer ": "42"}),
    ];
    let params = params.into_iter().map(|params| ("params", params));
    for (name, value) in times.into_iter().chain(others).chain(params) {
        let what: String = format!("{name} is {value}").chars().take(60).collect();
        payloads.push((what, with(good(), &json!({ name: value })).to_string()));
    }
    for name in ["exp", "params", "resource"] {
        let mut claims = good();
        claims.as_object_mut().expect("an object").remove(name);
        payloads.push((format!("without {name}"), claims.to_string()));
    }
    let backwards = json!({"from": "2026-11-20", "to": "2026-11-19"});
    payloads.push((
        "from after to".to_owned(),
        with(good(), &backwards).to_string(),
    ));
    payloads
}

/// The good claims spelled as no program should.
fn spelled() -> Vec<(String, String)> {
    let good = good().to_string();
    let exp = now() + 600;
    let inner = &good[1..good.len() - 1];
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let twice = |claim: &str| format!("{{{inner},{claim}}}");
    let texts = [
        ("nothing", String::new()),
        ("no JSON", "shop".to_owned()),
        ("a list", format!("[{good}]")),
        ("a text", json!(good).to_string()),
        ("null", "null".to_owned()),
        ("a mark before", format!("\u{feff}{good}")),
        ("two of them", format!("{good}{good}")),
        ("something behind", format!("{good} x")),
        ("a NUL behind", format!("{good}\0")),
        ("not closed", good[..good.len() - 1].to_owned()),
        ("a comma too many", format!("{{{inner},}}")),
        ("comments", format!("{{/**/{inner}}}")),
        ("other quotes", good.replace('"', "'")),
        ("nested a thousand times", deep.clone()),
        (
            "params nested a thousand times",
            good.replace(r#"{"customer":"42"}"#, &deep),
        ),
        (
            "an object nested a thousand times",
            good.replace(r#""42""#, &deep),
        ),
        ("exp twice", twice(&format!("\"exp\":{exp}"))),
        ("exp twice, escaped", twice(&format!("\"\\u0065xp\":{exp}"))),
        (
            "resource twice",
            twice(r#""resource":{"dashboard":"shop"}"#),
        ),
        ("params twice", twice(r#""params":{"customer":"43"}"#)),
        (
            "two customers",
            good.replace(r#""42""#, r#""42","customer":"43""#),
        ),
        (
            "the customer twice",
            good.replace(r#""42""#, r#""42","customer":"42""#),
        ),
        (
            "two dashboards",
            good.replace(r#""shop""#, r#""shop","dashboard":"other""#),
        ),
        ("exp as 1e400", good.replace(&exp.to_string(), "1e400")),
        ("exp as NaN", good.replace(&exp.to_string(), "NaN")),
        (
            "exp with a plus",
            good.replace(&exp.to_string(), &format!("+{exp}")),
        ),
        (
            "exp with a zero before",
            good.replace(&exp.to_string(), &format!("0{exp}")),
        ),
        (
            "exp with a fraction of nothing",
            good.replace(&exp.to_string(), &format!("{exp}.0")),
        ),
        ("half of a surrogate", good.replace("42", "\\ud800")),
    ];
    let texts = texts.into_iter();
    texts
        .map(|(name, text)| (format!("payload: {name}"), text))
        .collect()
}
