//! `target/site`: everything the browser gets, built in three steps that each know their inputs.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::{public, style, wasm};

/// How much work to spend on the result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small and compressed.
    Release,
    /// Soon ready.
    Dev,
}

impl Mode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

/// Where things are.
pub(crate) struct Paths {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// What the server embeds.
    pub(crate) site: PathBuf,
    /// Fingerprints and intermediate files.
    pub(crate) work: PathBuf,
}

/// Builds what is out of date.
pub(crate) fn build(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let paths = Paths::of_workspace()?;
    style::build(&paths, mode)?;
    public::build(&paths, mode)?;
    wasm::build(&paths, mode)?;
    println!(
        "site: target/site is up to date ({:.1} s)",
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

impl Paths {
    /// Asked at run time: a workspace that was moved keeps its compiled xtask.
    fn of_workspace() -> Result<Self> {
        let xtask = env::var_os("CARGO_MANIFEST_DIR").context("start xtask with cargo run")?;
        let root = Path::new(&xtask)
            .parent()
            .context("xtask has no workspace")?
            .to_owned();
        let (site, work) = (root.join("target/site"), root.join("target/site-work"));
        Ok(Self { root, site, work })
    }

    /// Where the WASM, its script and the stylesheet go.
    pub(crate) fn pkg(&self) -> PathBuf {
        self.site.join("pkg")
    }
}
