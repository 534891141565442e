#!/bin/sh
# Measures Dbag next to what the databases and the socket allow; about eight minutes.
# scripts/bench.sh W2 W4 measures these alone. DBAG_BENCH_ROUNDS=1 looks, rather than measures.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "bench: $*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

apt_install() {
    has apt-get && [ "$(id -u)" = 0 ] || return 1
    echo "bench: installing $*"
    apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null ||
        { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null; }
}

has wrk || apt_install wrk || fail "wrk is missing; install it (Debian: apt-get install wrk)"
scripts/tools.sh bench
. scripts/paths.sh
# The server carries the browser's side, as it does for people.
cargo run --quiet --package xtask -- site
cargo build --quiet --release --package dbag-bench
[ $# -eq 0 ] || set -- only "$@"
exec target/release/dbag-bench "$@"
