//! Embedding: keys, tokens, what a token opens, and the check before anybody sees it.

mod check;
mod keys;
mod metric;
mod object;
mod page;
mod refused;
mod settings;
mod share;
mod share_form;
mod shared;
mod token;
mod views;

pub use check::{EmbedCheck, PanelCheck};
pub use keys::{NewEmbedKey, SignRequest};
pub use page::{Door, EmbedPage, EmbedRequest};
pub use refused::{EmbedRefused, RefusedAs};
pub use settings::EmbedTarget;
pub use share::NewShare;
pub use share_form::ShareForm;
pub use shared::{ShareRequest, Shared, SharedPage};
pub use token::Holding;
pub(crate) use views::Views;
