#!/bin/sh
# Figures of the desk's corpus and search, beside SQLite's FTS5 on the same text.
#
#   sh tests/bench/search.sh                    1,000,000 passages
#   PASSAGES=20000 sh tests/bench/search.sh     a quick look
#
# The corpus is invented by tests/bench/search.py. Figures are printed, never asserted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
[ -n "${SKIP_BUILD:-}" ] || cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-desk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/search.py" "${CARGO_TARGET_DIR:-$root/target}/$profile/subrosa-desk" "$work" "${PASSAGES:-1000000}"
