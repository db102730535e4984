#!/bin/sh
# Figures of the desk's corpus and search, beside SQLite's FTS5 on the same text.
#
#   sh tests/bench/search.sh                    1,000,000 passages
#   PASSAGES=100000 sh tests/bench/search.sh    a quicker look
#
# tests/bench/search.py invents the corpus from a seed. The index is then compared
# with a copy of itself in memory by an ignored unit test of the desk. Figures are
# printed, never asserted. SKIP_BUILD=1 takes the programs that are there: DESK, and
# DESK_TESTS for the comparison.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
build() { cargo "$@" --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-desk; }
desk=${DESK:-${CARGO_TARGET_DIR:-$root/target}/$profile/subrosa-desk}
tests=${DESK_TESTS:-}
if [ -z "${SKIP_BUILD:-}" ]; then
    build build
    tests=$(build test --lib --no-run --message-format json | python3 -c '
import json, sys
print([line["executable"] for line in map(json.loads, sys.stdin) if line.get("executable")][-1])')
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/search.py" "$desk" "$tests" "$work" "${PASSAGES:-1000000}"
