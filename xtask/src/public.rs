//! The files of `public/`, as they are; of scripts what is there for readers is left out.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::compress::write_asset;
use crate::files::files_below;
use crate::fingerprint::Fingerprint;
use crate::site::{Mode, Paths};

/// Changes when files are made otherwise than before.
const STEP: &str = "scripts without comments";

/// Copies `public/` to the root of the site and removes what is no longer there.
pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<()> {
    let folder = paths.root.join("public");
    let inputs = Fingerprint::new(&paths.work, "public")
        .text(mode.name())
        .text(STEP)
        .path(&folder)?;
    if inputs.is_fresh(&paths.site) {
        return Ok(());
    }
    println!("site: copying public");
    let mut kept = BTreeSet::new();
    for file in files_below(&folder)? {
        let target = paths.site.join(file.strip_prefix(&folder)?);
        let mut bytes = fs::read(&file)?;
        if file.extension().is_some_and(|extension| extension == "js") {
            bytes = without_comments(&String::from_utf8(bytes)?).into_bytes();
        }
        write_asset(&target, &bytes, mode)?;
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

/// A script without lines of comment, indentation and empty lines. Ours have comments on lines of
/// their own and no text over several lines, so nothing else is lost.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let mut kept = String::with_capacity(script.len());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_for_readers_is_left_out_of_scripts() {
        let script =
            "// Says why.\nconst a = () => {\n  // Here, too.\n\n  return 1; // kept\n};\n";
        assert_eq!(
            without_comments(script),
            "const a = () => {\nreturn 1; // kept\n};\n"
        );
    }
}
