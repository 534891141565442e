#!/bin/sh
# Daily work: cargo-leptos rebuilds both sides and restarts the server.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh build
# 0.3.11 needs a newer rustc; without no_downloads it fetches tools that .tools has.
version=0.3.10
if ! [ -x .tools/bin/cargo-leptos ]; then
    echo "watch: installing cargo-leptos $version, which takes some minutes"
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug --root .tools \
        "cargo-leptos@$version" --no-default-features --features no_downloads
fi
# It must be of the version that the browser's side is built with.
bindgen=$(cargo pkgid wasm-bindgen | sed 's/.*[@#]//')
if [ "$(.tools/bin/wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $bindgen" ]; then
    echo "watch: installing wasm-bindgen $bindgen, which takes some minutes"
    # Without --locked: its lock file names a crate that was withdrawn.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --debug --root .tools "wasm-bindgen-cli@$bindgen"
fi
PATH="$PWD/.tools/bin:$PWD/.tools/node_modules/.bin:$PATH"
export PATH
# It writes where the release's files are: what is built next must not take them for its own.
forget() {
    rm -rf target/site target/site-work
}
rm -rf target/site-work
trap forget EXIT
cargo leptos watch -- serve --demo --data-dir .run/watch
