//! Embedding: what a token says, and what may be embedded where.

mod claims;
mod claims_json;
mod fault;
mod life;
mod origin;
mod settings;

pub use claims::{EmbedClaims, EmbedForm, EmbedResource, TokenLimits};
pub use fault::TokenFault;
pub use life::spoken_seconds;
pub use origin::{FrameOrigin, NotAnOrigin};
pub use settings::EmbedSettings;
