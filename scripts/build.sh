#!/bin/sh
# Builds the browser's side, then the server that carries it.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh build
cargo run --package xtask -- site
cargo build --release --package dbag
