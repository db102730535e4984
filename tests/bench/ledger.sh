#!/bin/sh
# Figures of the desk on a large case: taking in, opening, `check`, pages of claims, lists,
# memory and size, beside SQLite without encryption in the same run.
#
#   sh tests/bench/ledger.sh                            1,000,000 passages, 10,000 claims, 100,000 links
#   sh tests/bench/ledger.sh --passages 50000 --claims 500 --links 5000      a quick look
#
# Documents come by `corpus add`, claims by `claims import`, links by `batch`; all of it is
# invented from a seed by tests/bench/ledger.py. At full size it takes about half an hour and
# 6 GiB of disk. SKIP_BUILD=1 takes the program that is there: DESK. Figures are printed,
# never asserted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
[ -n "${SKIP_BUILD:-}" ] || cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-desk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/ledger.py" "${DESK:-${CARGO_TARGET_DIR:-$root/target}/$profile/subrosa-desk}" "$work" "$@"
