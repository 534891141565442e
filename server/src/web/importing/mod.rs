//! Importing in the browser: a file is sent, looked at, read otherwise, imported, undone.

mod begin;
mod receive;
mod review;
mod typed;
mod undo;
mod undoing;
mod upload;
mod uploads;
mod work;

pub(super) use begin::{post, show};
pub(super) use review::{change, look};
pub(super) use undo::{show as show_undo, undo, undo_state};
pub use uploads::Uploads;
pub(super) use work::state;
