//! What outsiders see: embeds, shared dashboards, and refusals that say nothing.

mod document;
mod look;

pub use document::{
    Card, OutsideFrame, OutsidePage, PasswordPage, Refusal, render_outside, render_password,
    render_refusal,
};
pub use look::Look;
