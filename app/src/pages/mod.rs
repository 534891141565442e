//! One file or folder a page: what was loaded becomes what is seen.

mod dashboard;
mod dashboard_editor;
mod editor;
mod embedding;
mod failed;
mod gallery;
mod importing;
mod metric;
mod not_found;
mod objects;
mod resume;
mod settings;
mod setup;
mod sign_in;
mod sources;

pub(crate) use dashboard::draw_outside;
pub(crate) use importing::undone;
use leptos::prelude::*;

use crate::Frame;
use crate::page::Page;

/// What stands in a page's `main`.
pub(crate) fn draw(frame: &Frame, page: Page) -> AnyView {
    match page {
        Page::Gallery(page) => gallery::draw(frame, page).into_any(),
        Page::Dashboard(page) => dashboard::draw(frame, *page),
        Page::DashboardEditor(page) => dashboard_editor::draw(frame, *page),
        Page::Embedding(page) => embedding::draw(frame, &page),
        Page::Kinds(kinds) => objects::kinds(frame, kinds),
        Page::Directory(page) => objects::directory(frame, *page),
        Page::Object(page) => objects::object(frame, *page),
        Page::Metric(page) => metric::draw(frame, *page).into_any(),
        Page::Day(view) => metric::day(frame, *view),
        Page::Editor(page) => editor::draw(frame, *page).into_any(),
        Page::Import(page) => importing::draw(frame, *page),
        Page::Sources(page) => sources::draw(frame, page).into_any(),
        Page::Resume(page) => resume::draw(frame, page),
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
        Page::Gallery(page) => gallery::title(page),
        Page::Dashboard(page) => return dashboard::title(page),
        Page::DashboardEditor(page) => return dashboard_editor::title(page),
        Page::Embedding(page) => return embedding::title(page),
        Page::Kinds(_) => "Objects",
        Page::Directory(page) => return crate::words::sentence(page.view.kind.as_str()),
        Page::Object(page) => page.view.detail.object.name(),
        Page::Metric(page) => page.view.metric.label.as_str(),
        Page::Day(view) => return metric::day_title(view),
        Page::Editor(page) => return editor::title(page),
        Page::Import(page) => return importing::title(page),
        Page::Sources(_) => "Sources",
        Page::Resume(page) => resume::title(page),
        Page::SignIn(_) => "Sign in",
        Page::Setup(_) => "Set up",
        Page::Settings(_) => "Settings",
        Page::NotFound { .. } => "Not found",
        Page::Failed(_) => "Not possible",
    };
    word.to_owned()
}
