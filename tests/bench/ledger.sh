#!/bin/sh
# Figures of the desk's ledger: opening, lists and pages of a large case.
#
#   sh tests/bench/ledger.sh                            10,000 claims, 100,000 links
#   CLAIMS=500 LINKS=5000 sh tests/bench/ledger.sh      a quick look
#
# Claims come by `claims import`, links by `batch`, from a corpus that is invented by
# tests/bench/ledger.py. Figures are printed, never asserted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
[ -n "${SKIP_BUILD:-}" ] || cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-desk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/ledger.py" "${CARGO_TARGET_DIR:-$root/target}/$profile/subrosa-desk" "$work" "${CLAIMS:-10000}" "${LINKS:-100000}"
