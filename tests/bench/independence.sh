#!/bin/sh
# Figures of independence: who shares text with a new item, and how long a claim takes.
#
#   sh tests/bench/independence.sh                      100,000 documents; 10,000 claims, 100,000 links
#   DOCUMENTS=5000 CLAIMS=500 LINKS=5000 sh tests/bench/independence.sh      a quick look
#
# The first half runs in the desk's own test binary and compares the index with reading
# every document. The second asks the program about a case that tests/bench/independence.py
# invents, with claims by `claims import` and links by `batch`. Figures are printed, never
# asserted; progress goes to standard error. The whole takes about a quarter of an hour on two
# quiet cores, most of it building and the links, each a durable act.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
command -v python3 >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3 >/dev/null; }
[ -n "${SKIP_TEXTS:-}" ] || DOCUMENTS=${DOCUMENTS:-100000} cargo test --quiet --locked --profile "$profile" \
    --manifest-path "$root/Cargo.toml" -p subrosa-desk --lib fingerprint::bench -- --ignored --nocapture
[ -n "${SKIP_BUILD:-}" ] || cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-desk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/independence.py" "${CARGO_TARGET_DIR:-$root/target}/$profile/subrosa-desk" "$work" "${CLAIMS:-10000}" "${LINKS:-100000}"
