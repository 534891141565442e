//! Two stylesheets out of `style`: the pages' own, and that of frames in other sites.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};

use crate::compress::write_asset;
use crate::fingerprint::Fingerprint;
use crate::site::{Mode, Paths};

/// What is bundled, and what it is called in the site.
const SHEETS: [(&str, &str); 2] = [("main.css", "dbag.css"), ("embed.css", "embed.css")];

/// Writes `pkg/dbag.css` and `pkg/embed.css`.
pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<()> {
    let folder = paths.root.join("style");
    let output = paths.pkg().join("embed.css");
    let inputs = Fingerprint::new(&paths.work, "style")
        .text(mode.name())
        .path(&folder)?;
    if inputs.is_fresh(&output) {
        return Ok(());
    }
    for (entry, name) in SHEETS {
        println!("site: bundling style/{entry}");
        let sheet = bundle(&folder.join(entry))?;
        write_asset(&paths.pkg().join(name), sheet.as_bytes(), mode)?;
    }
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
