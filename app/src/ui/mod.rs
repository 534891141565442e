//! What pages are drawn with: no loading, no context, only what is handed in.

mod choice;
mod day_field;
mod delta;
mod drawing;
mod field;
mod frame_track;
mod head;
mod known_day;
mod mark;
mod notice;
mod post;
mod problems;
mod said;
mod segments;
mod steps;
mod table;
mod topbar;

pub(crate) use choice::Check;
pub(crate) use day_field::DayField;
pub(crate) use delta::Change;
pub(crate) use drawing::{Drawing, PanelDrawing, Prose, Spark};
pub(crate) use field::{SelectField, TextAreaField, TextField};
pub(crate) use frame_track::{FrameSlots, FrameTrack};
pub(crate) use head::Head;
pub(crate) use known_day::KnownDay;
pub(crate) use mark::{MARK, Mark};
pub(crate) use notice::{DoneNotice, EmptyNotice, ProblemNotice};
pub(crate) use post::Post;
pub(crate) use problems::Problems;
pub(crate) use said::said;
pub(crate) use segments::{Segment, Segments};
pub(crate) use steps::Steps;
pub(crate) use table::{Column, Table};
pub(crate) use topbar::{Topbar, TopbarProps};
