//! Dashboards through the site's door: pages, files, editing.

#[path = "../support/mod.rs"]
mod support;

mod carried;
mod comparing;
mod describing;
mod editing;
mod figures;
mod files;
mod legends;
mod merging;
mod news;
mod notes;
mod objects;
mod outdated;
mod pages;
mod progress;
mod several;
mod shop;
