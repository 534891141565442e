#!/bin/sh
# Formatting, lints and documentation, for the server's and the browser's features apart.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh build
cargo fmt --all --check
# The browser's side has features of its own; the benchmark is only looked at.
cargo clippy --workspace --exclude dbag-frontend --all-targets -- --deny warnings
cargo clippy --package dbag-frontend --target wasm32-unknown-unknown -- --deny warnings
RUSTDOCFLAGS="--deny warnings" cargo doc --quiet --no-deps
