//! The files of `public/`, as they are.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::compress::write_asset;
use crate::files::files_below;
use crate::fingerprint::Fingerprint;
use crate::site::{Mode, Paths};

/// Copies `public/` to the root of the site and removes what is no longer there.
pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<()> {
    let folder = paths.root.join("public");
    let inputs = Fingerprint::new(&paths.work, "public")
        .text(mode.name())
        .path(&folder)?;
    if inputs.is_fresh(&paths.site) {
        return Ok(());
    }
    println!("site: copying public");
    let mut kept = BTreeSet::new();
    for file in files_below(&folder)? {
        let target = paths.site.join(file.strip_prefix(&folder)?);
        write_asset(&target, &fs::read(&file)?, mode)?;
        kept.insert(target);
    }
    for file in files_below(&paths.site)? {
        let is_compressed = matches!(file.extension().and_then(|e| e.to_str()), Some("br" | "gz"));
        let original = if is_compressed {
            file.with_extension("")
        } else {
            file.clone()
        };
        if !file.starts_with(paths.pkg()) && !kept.contains(&original) {
            fs::remove_file(file)?;
        }
    }
    inputs.remember()
}
