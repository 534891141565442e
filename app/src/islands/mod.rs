//! The parts of a page that wake up in the browser.
//!
//! They listen at their own element and change what the server drew; none draws a picture itself,
//! and none has props: what a cursor tells stands in attributes of its picture or of the words
//! beside it, once. What people look for while typing is fetched as data and set as text.

mod cards;
mod chart;
mod cursor;
mod dom;
mod edited_grid;
mod form;
mod known_day;
mod linked;
mod live;
mod marks;
mod panel;
mod placing;
mod recent;
mod spot;
mod switcher;
mod told;
mod track;

pub use cards::ScrubbedCards;
pub use chart::ReadChart;
pub use edited_grid::EditedGrid;
pub use form::WatchedForm;
pub use linked::LinkedCharts;
pub use live::LiveValues;
pub use placing::{Grid, Placing};
pub use switcher::ObjectSwitcher;
pub use track::{Attributes, Track};
