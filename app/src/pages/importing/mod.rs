//! Importing: sending a file, choosing what its columns are, what was done, undoing it.

mod begin;
mod columns;
mod done;
mod outcome;
mod review;
mod undo;
mod working;

pub(crate) use undo::undone;

use leptos::prelude::*;

use crate::Frame;
use crate::importing::ImportPage;

/// The way to every page below.
const HOME: &str = "/import";

/// A page of an import.
pub(super) fn draw(frame: &Frame, page: ImportPage) -> AnyView {
    match page {
        ImportPage::Begin(page) => begin::draw(frame, page),
        ImportPage::Review(page) => review::draw(frame, *page),
        ImportPage::Working(page) => working::draw(frame, page),
        ImportPage::Done(page) => done::draw(frame, *page),
        ImportPage::Undo(plan) => undo::draw(frame, &plan),
    }
}

/// Its title.
pub(super) fn title(page: &ImportPage) -> String {
    match page {
        ImportPage::Begin(_) => "Import".to_owned(),
        ImportPage::Review(page) => format!("Import {}", page.name),
        ImportPage::Working(page) => page.title.clone(),
        ImportPage::Done(page) => format!("Imported {}", page.name),
        ImportPage::Undo(plan) => format!("Undo import {}", plan.batch),
    }
}

/// `Import` above a title.
fn crumbs(frame: &Frame) -> Vec<(String, String)> {
    vec![("Import".to_owned(), frame.path(HOME))]
}

/// A count as the words of pages take it.
fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count as it is written alone.
fn figure(number: u64) -> String {
    dbag_domain::format_value(number as f64, &dbag_domain::Unit::default())
}
