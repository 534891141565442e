//! Dbag's pages and islands.
//!
//! Islands are compiled for both sides, pages for the server only: this file holds the one
//! gate between them, and docs/decisions/islands.md the reason. A page is a component that gets
//! what it shows; loading it is the caller's work.

// leptos' macros make every component's function `pub`, whatever was written.
#![allow(unreachable_pub)]

mod escape;
pub mod islands;

pub use escape::object_part;

#[cfg(feature = "ssr")]
mod describing;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod embedding;
#[cfg(feature = "ssr")]
mod importing;
#[cfg(feature = "ssr")]
mod markdown;
#[cfg(feature = "ssr")]
mod outside;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
mod ui;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use describing::Describing;
#[cfg(feature = "ssr")]
pub use document::{Frame, Refresh, Viewer, render};
#[cfg(feature = "ssr")]
pub use embedding::{EmbedForm, EmbeddingPage, SnippetChoice};
#[cfg(feature = "ssr")]
pub use importing::{
    BeginImport, DoneImport, FileState, ImportForm, ImportPage, OwnFile, ReviewImport, TypedColumn,
    WorkingImport, undone_code,
};
#[cfg(feature = "ssr")]
pub use outside::{
    Card, Look, OutsideFrame, OutsidePage, PasswordPage, Refusal, render_outside, render_password,
    render_refusal,
};
#[cfg(feature = "ssr")]
pub use page::{
    Correction, DashboardEditorPage, DashboardPage, DirectoryPage, EditorPage, GalleryPage,
    Merging, MetricPage, NotKept, ObjectPage, Page, ResumePage, SettingsPage, SetupPage,
    SignInPage, SourcesPage, TypedDays, TypedGoal, TypedNote, TypedOnMetric,
};
