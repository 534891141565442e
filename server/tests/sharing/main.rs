//! Dashboards for people outside of the team: links, and the page on which all of it is set.

#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code)]
#[path = "../dashboards/shop.rs"]
mod shop;

#[allow(dead_code)]
#[path = "../embedding/site.rs"]
mod published;

#[allow(dead_code)]
#[path = "../embedding/tokens.rs"]
mod tokens;

mod links;
mod page;
mod unfurling;
mod views;
