//! The browser's entry: the island functions of `dbag-app` are exported by being linked, and
//! the script in its shell calls them.

use dbag_app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the page; called once, before any island wakes up.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
