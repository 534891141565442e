#!/bin/sh
# Breaks things for a quarter of an hour: server/tests/faults with many rounds, and the tests of
# it that need root, strace or faketime. Every number below can be set from outside; a release
# is tried with DBAG_FAULT_PROGRAM=target/release/dbag. Says at the end what could not be run.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh test
. scripts/paths.sh

# Rounds of kill -9, crashes of Postgres, full disks with their seconds, backups under load.
: "${DBAG_FAULT_ROUNDS:=500}" "${DBAG_FAULT_RESTARTS:=100}" "${DBAG_FAULT_SHORTAGES:=3}"
: "${DBAG_FAULT_SHORTAGE_SECS:=60}" "${DBAG_FAULT_BACKUPS:=50}" "${DBAG_FAULT_LOCK_SECS:=30}"
# The seed of the kills' moments; printed, so that a failure can be had again.
: "${DBAG_FAULT_SEED:=$(date +%s)}"
# For how long the oracle compares numbers with SQL, and with which of its worlds it begins.
: "${DBAG_ORACLE_SECS:=300}" "${DBAG_ORACLE_SEED:=$(date +%s)000}"
export DBAG_ORACLE_SECS DBAG_ORACLE_SEED
export DBAG_FAULT_ROUNDS DBAG_FAULT_RESTARTS DBAG_FAULT_SHORTAGES DBAG_FAULT_SHORTAGE_SECS
export DBAG_FAULT_BACKUPS DBAG_FAULT_LOCK_SECS DBAG_FAULT_SEED

if [ -n "${DBAG_FAULT_PROGRAM:-}" ]; then
    # Tests run in another folder.
    DBAG_FAULT_PROGRAM=$(realpath "$DBAG_FAULT_PROGRAM")
    export DBAG_FAULT_PROGRAM
fi

not_run=""
without() {
    not_run="$not_run
  - $*"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

apt_install() {
    has apt-get && [ "$(id -u)" = 0 ] || return 1
    echo "fault: installing $*"
    apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null ||
        { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null; }
}

faketime_library() {
    find /usr/lib /usr/local/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1
}

set --
if ! { has strace || apt_install strace; } || ! strace -f -qq -e trace=none true 2>/dev/null; then
    set -- "$@" --skip sweep::
    without "r07_sweep, r28_sweep, r23_a_failing_sync: strace is missing or may not trace here;" \
        "no program was killed at each of its writes, and no sync failed"
fi

if [ -z "$(faketime_library)" ]; then apt_install libfaketime || true; fi
DBAG_FAULT_FAKETIME=$(faketime_library)
export DBAG_FAULT_FAKETIME
if [ -z "$DBAG_FAULT_FAKETIME" ]; then
    set -- "$@" --skip r33_
    without "r33_clock: libfaketime is missing; no clock jumped under a running server"
fi

disk=$(mktemp -d)
if mount -t tmpfs -o size=1m dbag-fault "$disk" 2>/dev/null; then
    umount "$disk"
else
    without "r23_disk_full on a small disk: none can be mounted here; files were limited instead"
fi
rmdir "$disk"

without "r06 power cuts: no test cuts the power yet; kills keep what the system has in memory"
without "r36 a Postgres that hangs, or that the network hides: not written yet"

echo "fault: seed $DBAG_FAULT_SEED, $DBAG_FAULT_ROUNDS kills, $DBAG_FAULT_RESTARTS crashes of Postgres"
outcome=0
# Not `--package dbag`: another choice of packages would be another compile.
cargo test --test faults -- --include-ignored "$@" || outcome=$?
echo "fault: the oracle's worlds from $DBAG_ORACLE_SEED on, for $DBAG_ORACLE_SECS s"
cargo test --package dbag-operations --test oracle || outcome=$?
echo "fault: not run here:$not_run"
exit "$outcome"
