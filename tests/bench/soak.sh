#!/bin/sh
# Mixed load for a while, and a line a minute: memory, latency and what the vault holds.
#   sh tests/bench/soak.sh [MINUTES] [PER_SECOND]     60 minutes at 20 a second by default
# Every tenth visitor brings a file, every fifth signs in; every minute the bag is exported.
# Memory and latency must stay flat, and the vault grow with what was acknowledged alone.
set -eu
cd "$(dirname "$0")/../.."
programs=${PROGRAMS:-target/ci}
[ -x "$programs/subrosa-intake" ] || { echo "error: build first: cargo build --locked --profile ci --workspace" >&2; exit 2; }
work=$(mktemp -d)
port=${PORT:-19744}
"$programs/subrosa-intake" demo --dir "$work/demo" --listen "127.0.0.1:$port" > "$work/log" 2>&1 &
server=$!
trap 'kill $server 2> /dev/null; wait $server 2> /dev/null || true; rm -rf "$work"' EXIT
python3 tests/bench/soak.py "$port" "$server" "${1:-60}" "${2:-20}" "$programs/subrosa-intake" "$work/demo/intake.toml"
