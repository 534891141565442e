//! The demo's dashboards: the Django project's again, the shop's, and one for each customer.

mod customer;
mod django;
mod parts;
mod shop;

pub(crate) use customer::customer;
pub(crate) use django::django;
pub(crate) use shop::shop;
