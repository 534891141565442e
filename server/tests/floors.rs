//! The floors of ARCHITECTURE.md, read from the manifests: no arrow runs upwards.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which of our crates and which telling libraries each crate may name as a dependency.
const FLOORS: [(&str, &[&str], &[&str]); 7] = [
    (
        "crates/domain",
        &[],
        &["tokio", "sqlx", "leptos", "axum", "rand"],
    ),
    (
        "crates/chart",
        &["dbag-domain"],
        &["tokio", "sqlx", "leptos", "axum", "web-sys"],
    ),
    ("crates/store", &["dbag-domain"], &["leptos", "axum"]),
    (
        "crates/collector",
        &["dbag-domain", "dbag-store"],
        &["leptos", "axum"],
    ),
    (
        "crates/operations",
        &["dbag-domain", "dbag-chart", "dbag-store", "dbag-collector"],
        &["leptos", "axum", "sqlx"],
    ),
    (
        "app",
        &["dbag-domain", "dbag-chart", "dbag-operations"],
        &["sqlx"],
    ),
    (
        "server",
        &["dbag-domain", "dbag-app", "dbag-operations", "dbag-demo"],
        &["sqlx"],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names under `[dependencies]`; what tests alone use does not count.
fn dependencies(folder: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or("");
    let section = section.split("\n[").next().unwrap_or("");
    section
        .lines()
        .filter(|line| !line.starts_with(['#', ' ', ']']))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_crate_uses_only_what_stands_below_it() {
    for (folder, allowed, never) in FLOORS {
        for name in dependencies(folder) {
            let is_ours = name.starts_with("dbag-");
            assert!(
                !is_ours || allowed.contains(&name.as_str()),
                "{folder} uses {name}"
            );
            assert!(!never.contains(&name.as_str()), "{folder} uses {name}");
        }
    }
}

#[test]
fn the_manifests_are_really_read() {
    assert!(dependencies("crates/store").contains("sqlx"));
    assert!(dependencies("crates/operations").contains("dbag-collector"));
}

/// Inside `app`, islands know neither pages nor parts of pages, and nothing but one file has gates.
#[test]
fn the_app_has_its_gates_in_one_file() {
    let mut gated = Vec::new();
    let mut folders = vec![root().join("app/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            let is_island = path.components().any(|part| part.as_os_str() == "islands");
            if text.contains("feature = \"ssr\"") || text.contains("feature = \"hydrate\"") {
                gated.push(path.clone());
            }
            let climbs = text.contains("crate::pages") || text.contains("crate::ui");
            assert!(!(is_island && climbs), "{}", path.display());
        }
    }
    assert!(gated.len() <= 2, "{gated:?}");
}
