#!/bin/sh
# Every check and every test, in one profile, from the cheapest to the dearest.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh test
. scripts/paths.sh
scripts/lint.sh
cargo run --quiet --package xtask -- site
# One call: it also builds target/debug/dbag, which the journeys drive, and another choice of
# packages would compile their common dependencies once more.
cargo test --quiet
cd end2end
npx --no-install playwright test
