//! One file a workload of `bench.md`; each adds its rows to the report.

pub(crate) mod w1_postgres;
pub(crate) mod w1_sqlite;

pub(crate) mod w4;
pub(crate) mod w4_gallery;
pub(crate) mod w5;
pub(crate) mod w6;
pub(crate) mod w7;

pub(crate) mod l2;
pub(crate) mod l3;
pub(crate) mod l6;
pub(crate) mod library;

pub(crate) mod w10;
pub(crate) mod w2;
pub(crate) mod w3;
pub(crate) mod w8;

mod embeds;
mod million;
mod paced;
mod shop;
mod w2_shares;
mod w4_browser;
mod w4_objects;
