//! The parts of a page that wake up in the browser.
//!
//! They listen at their own element and change what the server drew; none draws anything itself,
//! and none has props: what a cursor tells stands in attributes of its picture, once.

mod cards;
mod chart;
mod cursor;
mod dom;
mod form;
mod track;

pub use cards::ScrubbedCards;
pub use chart::ReadChart;
pub use form::WatchedForm;
pub use track::{Attributes, Track};
