#!/bin/sh
# What other users see while the form is attacked: p99 of a normal submission, quiet and
# during each attack, and whether the form still serves afterwards.
#   sh tests/bench/attack.sh [SECONDS]      of each attack; 15 by default, 120 for the README
# Loopback only. The attackers run on the same machine, so their own work is in the figures.
set -eu
cd "$(dirname "$0")/../.."
programs=${PROGRAMS:-target/ci}
[ -x "$programs/subrosa-intake" ] || { echo "error: build first: cargo build --locked --profile ci --workspace" >&2; exit 2; }
command -v python3 > /dev/null || { echo "error: python3 is missing" >&2; exit 2; }
work=$(mktemp -d)
port=${PORT:-19743}
"$programs/subrosa-intake" demo --dir "$work/demo" --listen "127.0.0.1:$port" > "$work/log" 2>&1 &
server=$!
trap 'kill $server 2> /dev/null; wait $server 2> /dev/null || true; rm -rf "$work"' EXIT
python3 tests/bench/attack.py "$port" "$server" "${1:-15}"
"$programs/subrosa-intake" status --config "$work/demo/intake.toml" | head -n 1
