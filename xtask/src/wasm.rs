//! The islands: compiled, bound to JavaScript, optimised.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::compress::write_asset;
use crate::files::files_below;
use crate::fingerprint::Fingerprint;
use crate::site::{Mode, Paths};

const TARGET: &str = "wasm32-unknown-unknown";

/// What changes the compiled islands; other crates are not linked into them.
const INPUTS: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "app/Cargo.toml",
    "app/src",
    "crates/chart/Cargo.toml",
    "crates/chart/src",
    "crates/domain/Cargo.toml",
    "crates/domain/src",
    "frontend/Cargo.toml",
    "frontend/src",
    "xtask/src",
];

/// Writes `pkg/dbag.js`, `pkg/dbag.wasm` and any JavaScript that crates bring along.
pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<()> {
    let output = paths.pkg().join("dbag.wasm");
    let optimiser = optimiser(paths).filter(|_| mode == Mode::Release);
    let tools = format!("{} {optimiser:?}", mode.name());
    let mut sources = Fingerprint::new(&paths.work, "wasm-sources").text(&tools);
    for input in INPUTS {
        sources = sources.path(&paths.root.join(input))?;
    }
    if sources.is_fresh(&output) {
        return Ok(());
    }
    let compiled = compile(paths, mode)?;
    // A change in a page, which the browser never gets, ends here.
    let library = Fingerprint::new(&paths.work, "wasm-library")
        .text(&tools)
        .path(&compiled)?;
    if !library.is_fresh(&output) {
        bind(paths, &compiled, optimiser.as_deref(), mode)?;
        library.remember()?;
    }
    sources.remember()
}

fn compile(paths: &Paths, mode: Mode) -> Result<PathBuf> {
    println!("site: compiling the islands for {TARGET}");
    let (profile, folder) = match mode {
        Mode::Release => ("wasm-release", "wasm-release"),
        Mode::Dev => ("dev", "debug"),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(&paths.root)
        .args(["build", "--package", "dbag-frontend", "--lib"])
        .args(["--target", TARGET, "--profile", profile])
        .args([
            "--target-dir".as_ref(),
            paths.root.join("target").as_os_str(),
        ])
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        if !has_target() {
            bail!("the target {TARGET} is missing; add it with: rustup target add {TARGET}");
        }
        bail!("the islands do not compile");
    }
    Ok(paths
        .root
        .join("target")
        .join(TARGET)
        .join(folder)
        .join("dbag_frontend.wasm"))
}

/// Whether rustc finds a standard library for the browser.
fn has_target() -> bool {
    let folder = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    folder.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn bind(paths: &Paths, compiled: &Path, optimiser: Option<&Path>, mode: Mode) -> Result<()> {
    println!("site: binding the islands to JavaScript");
    let bound = paths.work.join("bound");
    if bound.exists() {
        fs::remove_dir_all(&bound)?;
    }
    Bindgen::new()
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(true)
        .input_path(compiled)
        .out_name("dbag")
        .generate(&bound)?;
    let library = bound.join("dbag_bg.wasm");
    if let Some(optimiser) = optimiser {
        println!("site: optimising the WASM");
        optimise(optimiser, &library)?;
    } else if mode == Mode::Release {
        println!(
            "site: wasm-opt is missing, the WASM stays larger than it must; scripts/tools.sh installs it"
        );
    }
    write_pkg(paths, &bound, mode)
}

fn optimise(optimiser: &Path, library: &Path) -> Result<()> {
    let status = Command::new(optimiser)
        .arg("-Oz")
        .arg(library)
        .arg("--output")
        .arg(library)
        .status()
        .with_context(|| format!("cannot start {}", optimiser.display()))?;
    if !status.success() {
        bail!("wasm-opt failed on {}", library.display());
    }
    Ok(())
}

fn write_pkg(paths: &Paths, bound: &Path, mode: Mode) -> Result<()> {
    let old_snippets = paths.pkg().join("snippets");
    if old_snippets.exists() {
        fs::remove_dir_all(old_snippets)?;
    }
    for file in files_below(bound)? {
        let name = match file.strip_prefix(bound)? {
            name if name == Path::new("dbag_bg.wasm") => Path::new("dbag.wasm"),
            name => name,
        };
        let bytes = fs::read(&file)?;
        write_asset(&paths.pkg().join(name), &bytes, mode)?;
        println!(
            "site: {} has {} kB",
            name.display(),
            bytes.len().div_ceil(1000)
        );
    }
    Ok(())
}

/// `wasm-opt` from `.tools`, where it was installed.
fn optimiser(paths: &Paths) -> Option<PathBuf> {
    let path = paths.root.join(".tools/node_modules/.bin/wasm-opt");
    path.exists().then_some(path)
}
