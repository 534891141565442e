//! Embeds through the site's door, as browsers, mail programs and attackers ask for them.

#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code)]
#[path = "../dashboards/shop.rs"]
mod shop;

mod canaries;
mod log;
mod neutral;
mod site;
mod tokens;

mod bad_input;
mod cache;
mod corpus;
mod forged_headers;
mod forged_payloads;
mod framing;
mod granted;
mod isolation;
mod keys;
mod limited_days;
mod medians;
mod notes;
mod paths;
mod ranges;
mod unbound;
