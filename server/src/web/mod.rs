//! What the browser asks for: each handler parses, calls one operation and answers.

mod assets;
mod cookie;
mod dashboard;
mod dashboard_editing;
mod dashboard_editor;
mod dashboard_step;
mod describing;
mod editor;
mod embedding;
mod embedding_form;
mod gallery;
mod health;
mod metric;
mod metric_actions;
mod metric_notes;
mod news;
mod objects;
mod outside;
mod panel_file;
mod picture_size;
mod redirect;
mod router;
mod settings;
mod setup;
mod sign_in;
mod sources;
mod state;
mod values;
mod visit;
mod wall;

pub use news::News;
pub use outside::Outside;
pub(crate) use outside::keep_views;
pub use router::router;
pub use state::Web;
