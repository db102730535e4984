#!/bin/sh
# Figures of the desk's corpus and search, beside SQLite's FTS5 on the same text.
#
#   sh tests/bench/search.sh                    1,000,000 passages
#   PASSAGES=100000 sh tests/bench/search.sh    a quicker look
#
# tests/bench/search.py invents the corpus from a seed. The index is then compared
# with a copy of itself in memory by an ignored unit test of the desk. Figures are
# printed, never asserted. SKIP_BUILD=1 takes the programs that are there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
build() { cargo "$@" --locked --manifest-path "$root/Cargo.toml" -p subrosa-desk; }
if [ -z "${SKIP_BUILD:-}" ]; then
    build build --quiet --profile "$profile"
    build test --quiet --profile "$profile" --lib --no-run
fi
bin=${CARGO_TARGET_DIR:-$root/target}/$profile
desk=${DESK:-$bin/subrosa-desk}
# The newest of the unit tests' programs.
tests=${DESK_TESTS:-$(ls -t "$bin"/deps/subrosa_desk-* | grep -v '\.' | while read -r file; do
    "$file" --list 2>/dev/null | grep -q search::compare && echo "$file" && break
done || true)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/search.py" "$desk" "$tests" "$work" "${PASSAGES:-1000000}"
