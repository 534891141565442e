//! Compressed siblings, so that the server never compresses an asset itself.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::files::write_if_changed;
use crate::site::Mode;

const COMPRESSIBLE: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Writes `bytes` to `path`, and `path.br` and `path.gz` where they pay.
pub(crate) fn write_asset(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    write_if_changed(path, bytes)?;
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    if mode == Mode::Dev || !COMPRESSIBLE.contains(&extension) {
        return remove_siblings(path);
    }
    write_if_changed(&sibling(path, "br"), &to_brotli(bytes)?)?;
    write_if_changed(&sibling(path, "gz"), &to_gzip(bytes)?)
}

fn to_brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &params)?;
    Ok(compressed)
}

fn to_gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A sibling of an older build would be served instead of the new file.
fn remove_siblings(path: &Path) -> Result<()> {
    for coding in ["br", "gz"] {
        let sibling = sibling(path, coding);
        if sibling.exists() {
            fs::remove_file(sibling)?;
        }
    }
    Ok(())
}

fn sibling(path: &Path, coding: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(coding);
    name.into()
}
