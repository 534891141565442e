#!/bin/sh
# Loads that take minutes: ten thousand customers' embeds (L2), bad tokens (L3), listening pages (L6).
# DBAG_LOAD_SECONDS=600 for ten minutes each; scripts/load.sh L3 for one alone.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- L2 L3 L6
exec scripts/bench.sh "$@"
