#!/bin/sh
# Figures of the way back: tips with a codename while the pool lasts and after it,
# sign-ins, and memory with many of them at once, beside the same form without
# codenames in the same run.
#
#   sh tests/bench/wayback.sh            some minutes
#   ROUNDS=1 sh tests/bench/wayback.sh   a quick look
#
# Needs wrk and curl. The pool holds 256 codenames; a round first waits until it is full.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
rounds=${ROUNDS:-3}
work=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT INT TERM
for tool in wrk curl; do command -v "$tool" >/dev/null || missing="${missing:-} $tool"; done
[ -z "${missing:-}" ] || { apt-get update -qq; apt-get install -y -qq --no-install-recommends $missing >/dev/null; }
cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-intake -p subrosa-desk
bin=${CARGO_TARGET_DIR:-$root/target}/$profile

port=18643
row() { printf '%-66s %s\n' "$1" "$2"; }
memory() { awk -v k="$1:" '$1 == k { printf "%.1f MB", $2 / 1024 }' "/proc/$pid/status"; }
median() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
# forms N FILE: opens N forms, and writes codename and number of each.
forms() {
    curl -sk "$form/?[1-$1]" | awk -F'"' '/name="codename"/ { c = $6 } /name="submission"/ { print c "\t" $6 }' >"$2"
    [ "$(wc -l <"$2")" = "$1" ] || { echo "error: not every form came" >&2; exit 1; }
}
# load KIND LIST CLIENTS SECONDS PATH: prints "REQUESTS/S P50 P99 ERRORS"
load() {
    KIND=$1 LIST=$2 wrk -t2 -c"$3" -d"$4s" --timeout 30 --latency -s "$here/wayback.lua" "$form" | awk '
        /50%/ { p50 = $2 } /99%/ { p99 = $2 } /Answers\/sec/ { rate = $2 }
        /Non-2xx/ { bad = $NF } /Socket errors/ { bad = bad + $4 + $6 + $8 + $10 }
        END { printf "%s %s %s %d\n", rate, p50, p99, bad }'
}

row 'per round: requests/s, p50, p99, errors' ''
for round in $(seq "$rounds"); do
    port=$((port + 1)); form=https://127.0.0.1:$port
    "$bin/subrosa-intake" demo --dir "$work/$round" --listen "127.0.0.1:$port" >"$work/log" 2>&1 &
    pid=$!
    until curl -sko /dev/null "$form/"; do sleep 0.2; done
    sleep 60
    row "  round $round: resident, the pool full and at rest" "$(memory VmRSS)"
    forms 256 "$work/pooled"; forms 244 "$work/fresh"
    pooled=$(load tip "$work/pooled" 32 20); echo "$pooled" >>"$work/r-pooled"
    row "  round $round: 256 tips whose codenames were in the pool" "$pooled"
    fresh=$(load tip "$work/fresh" 32 20); echo "$fresh" >>"$work/r-fresh"
    row "  round $round: 244 more, each derived when it is sent" "$fresh"
    od -An -v -N4096 -tx1 -w16 /dev/urandom | tr -d ' ' | sed 's/^/\t/' >"$work/plain"
    plain=$(load tip "$work/plain" 32 20); echo "$plain" >>"$work/r-plain"
    row "  round $round: 256 tips without a codename (reference)" "$plain"
    cut -f1 "$work/pooled" >"$work/codenames"
    before=$(memory VmHWM)
    visits=$(load visit "$work/codenames" 16 10); echo "$visits" >>"$work/r-visits"
    row "  round $round: sign-ins, 16 at once" "$visits"
    many=$(load visit "$work/codenames" 200 20)
    row "  round $round: sign-ins, 200 at once" "$many"
    row "  round $round: peak resident before sign-ins, after 200 at once" "$before, $(memory VmHWM)"
    kill "$pid"; wait "$pid" 2>/dev/null || true; pid=
    rm -rf "${work:?}/$round"
done
for kind in pooled fresh plain visits; do
    row "median $kind/s" "$(cut -d' ' -f1 "$work/r-$kind" | median)"
done
