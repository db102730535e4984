#!/bin/sh
# How long `check` takes on an invented case: 20 rows with their hints, p50 and p95.
#
#   sh tests/bench/check.sh                      200,000 passages
#   PASSAGES=1000000 sh tests/bench/check.sh
#
# Figures are printed, never asserted.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
exec cargo test --quiet --locked --profile "${PROFILE:-release}" --manifest-path "$root/Cargo.toml" -p subrosa-desk \
    --lib check::bench::latency -- --ignored --nocapture
