//! One stylesheet out of `style/main.css` and what it imports.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};

use crate::compress::write_asset;
use crate::fingerprint::Fingerprint;
use crate::site::{Mode, Paths};

/// Writes `pkg/dbag.css`.
pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<()> {
    let folder = paths.root.join("style");
    let output = paths.pkg().join("dbag.css");
    let inputs = Fingerprint::new(&paths.work, "style")
        .text(mode.name())
        .path(&folder)?;
    if inputs.is_fresh(&output) {
        return Ok(());
    }
    println!("site: bundling style/main.css");
    write_asset(&output, bundle(&folder.join("main.css"))?.as_bytes(), mode)?;
    inputs.remember()
}

fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| anyhow!("the stylesheet is wrong: {error}"))?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| anyhow!("the stylesheet cannot be minified: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            ..PrinterOptions::default()
        })
        .map_err(|error| anyhow!("the stylesheet cannot be printed: {error}"))?;
    Ok(printed.code)
}
