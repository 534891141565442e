//! One file or folder a page: what was loaded becomes what is seen.

mod editor;
mod failed;
mod gallery;
mod metric;
mod not_found;
mod settings;
mod setup;
mod sign_in;
mod sources;

use leptos::prelude::*;

use crate::Frame;
use crate::page::Page;

/// What stands in a page's `main`.
pub(crate) fn draw(frame: &Frame, page: Page) -> AnyView {
    match page {
        Page::Gallery(gallery) => gallery::draw(frame, gallery).into_any(),
        Page::Metric(page) => metric::draw(frame, *page).into_any(),
        Page::Editor(page) => editor::draw(frame, *page).into_any(),
        Page::Sources(page) => sources::draw(frame, page).into_any(),
        Page::SignIn(page) => sign_in::draw(frame, page).into_any(),
        Page::Setup(page) => setup::draw(frame, page).into_any(),
        Page::Settings(page) => settings::draw(frame, page).into_any(),
        Page::NotFound { what } => not_found::draw(frame, &what).into_any(),
        Page::Failed(problem) => failed::draw(frame, &problem).into_any(),
    }
}

/// A page's title, without the product's name.
pub(crate) fn title(page: &Page) -> String {
    let word = match page {
        Page::Gallery(_) => "Metrics",
        Page::Metric(page) => page.view.metric.label.as_str(),
        Page::Editor(page) => return editor::title(page),
        Page::Sources(_) => "Sources",
        Page::SignIn(_) => "Sign in",
        Page::Setup(_) => "Set up",
        Page::Settings(_) => "Settings",
        Page::NotFound { .. } => "Not found",
        Page::Failed(_) => "Not possible",
    };
    word.to_owned()
}
