//! HTTP, from the socket up: connections, then what goes with every answer, then the answers.

mod descriptors;
mod limits;
mod serve;

mod connection;
mod patience;
mod request_body;

mod headers;

mod assets;

pub(crate) use assets::{Asset, asset_version};
pub use descriptors::raise_descriptors;
pub(crate) use headers::{Nonce, add_headers};
pub use limits::Limits;
pub use serve::serve;
