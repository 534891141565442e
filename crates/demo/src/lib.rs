//! What `serve --demo` shows: two real things side by side.
//!
//! The Django project's year, 177,745 measurements that its public dashboard
//! took, brought in by the import; and the database of a shop that does not
//! exist, asked and filled backwards like anybody's. Nothing here goes past the
//! operations: what the demo does, a person could do by hand.

mod dashboards;
mod django;
mod error;
mod set_up;
mod shop;

pub use error::DemoError;
pub use set_up::{DemoReport, set_up};
pub use shop::{ShopRows, write_shop};
