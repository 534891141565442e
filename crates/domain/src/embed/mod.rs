//! Embedding: what a token says, and what may be embedded where.

mod claims;
mod claims_json;
mod origin;
mod settings;

pub use claims::{EmbedClaims, EmbedForm, EmbedResource, TokenFault, TokenLimits};
pub use origin::{FrameOrigin, NotAnOrigin};
pub use settings::EmbedSettings;
