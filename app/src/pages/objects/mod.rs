//! Objects: the kinds there are, the directory of one, and the page of an object.

mod directory;
mod kinds;
mod object;

pub(super) use directory::draw as directory;
pub(super) use kinds::draw as kinds;
pub(super) use object::draw as object;

/// An object's key as one part of a path.
fn path_part(key: &str) -> String {
    crate::words::query_text(key)
}
