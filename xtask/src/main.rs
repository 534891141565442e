//! Chores of this repository that cargo cannot do alone: `cargo run -p xtask -- site`.

use std::env;

use anyhow::{Result, bail};

mod compress;
mod files;
mod fingerprint;
mod public;
mod site;
mod style;
mod wasm;

const USAGE: &str = "usage: cargo run -p xtask -- site [--dev]

site    builds what the browser gets into target/site
--dev   skips optimising and compressing";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["site"] => site::build(site::Mode::Release),
        ["site", "--dev"] => site::build(site::Mode::Dev),
        _ => bail!("{USAGE}"),
    }
}
