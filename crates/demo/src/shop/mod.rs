//! The shop: a SQLite file with customers, users, logins, orders and comments.

mod days;
mod dice;
mod metrics;
mod people;
mod tables;
mod write;

pub(crate) use metrics::{CUSTOMER, CUSTOMERS, SOURCE, forms};
pub use write::{ShopRows, write_shop};
