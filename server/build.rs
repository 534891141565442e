//! Makes sure that there is a folder to embed: a check or a test needs no browser's side.

use std::fs;

fn main() {
    // Build scripts run in the package's folder.
    fs::create_dir_all("../target/site")
        .expect("the target folder is writable, cargo writes there too");
    println!("cargo::rerun-if-changed=../target/site");
    println!("cargo::rerun-if-changed=build.rs");
}
