//! Embedding: keys, tokens, what a token opens, and the check before anybody sees it.

mod check;
mod keys;
mod metric;
mod page;
mod refused;
mod settings;
mod share;
mod token;
mod views;

pub use check::{EmbedCheck, PanelCheck};
pub use keys::{NewEmbedKey, SignRequest};
pub use page::{Door, EmbedPage, EmbedRequest};
pub use refused::{EmbedRefused, RefusedAs};
pub use settings::EmbedTarget;
pub use share::{NewShare, ShareForm, ShareRequest, Shared, SharedPage};
pub(crate) use views::Views;
