#!/bin/sh
# Licences, sources and forbidden crates, by deny.toml.
set -eu
cd "$(dirname "$0")/.."
if ! [ -x .tools/bin/cargo-deny ]; then
    echo "audit: installing cargo-deny, which takes some minutes"
    cargo install --locked --root .tools cargo-deny
fi
PATH="$PWD/.tools/bin:$PATH"
export PATH
exec cargo deny check bans licenses sources
