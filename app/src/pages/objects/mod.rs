//! Objects: the kinds there are, the directory of one, and the page of an object.

mod describe;
mod directory;
mod kinds;
mod merge;
mod object;

pub(super) use directory::draw as directory;
pub(super) use kinds::draw as kinds;
pub(super) use object::draw as object;
