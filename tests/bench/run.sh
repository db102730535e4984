#!/bin/sh
# Figures of the intake, beside references in the same run.
#
#   sh tests/bench/run.sh              everything, some minutes
#   SECONDS_EACH=5 ROUNDS=1 sh tests/bench/run.sh     a quick look
#
# Prints a table: medians over ROUNDS rounds, in turn with the reference, so that
# a machine whose speed drifts treats both alike. Needs wrk, curl, age, python3 and
# tor (only because OnionShare asks for it; it is not started); OnionShare comes from PyPI into a
# directory of its own and is left out, by name, if it cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=${PROFILE:-release}
seconds=${SECONDS_EACH:-10}
rounds=${ROUNDS:-3}
work=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

for tool in wrk curl age python3 tor; do
    command -v "$tool" >/dev/null || missing="${missing:-} $tool"
done
[ -z "${missing:-}" ] || { apt-get update -qq; apt-get install -y -qq --no-install-recommends $missing >/dev/null; }

cargo build --quiet --locked --profile "$profile" --manifest-path "$root/Cargo.toml" -p subrosa-intake -p subrosa-desk
bin=${CARGO_TARGET_DIR:-$root/target}/$profile

port=18443
# start NAME: a fresh form; sets form, pid.
start() {
    port=$((port + 1)); form=https://127.0.0.1:$port
    "$bin/subrosa-intake" demo --dir "$work/$1" --listen "127.0.0.1:$port" >"$work/$1.log" 2>&1 &
    pid=$!; pids="$pids $pid"
    until curl -sko /dev/null "$form/"; do sleep 0.2; done
}
stop() { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null || true; }
memory() { awk -v k="$1:" '$1 == k { printf "%.1f MB", $2 / 1024 }' "/proc/$pid/status"; }
# load URL CLIENTS CLOSE: runs wrk, prints "REQUESTS/S P50 P99 ERRORS"
load() {
    CLOSE=$3 wrk -t2 -c"$2" -d"${seconds}s" --latency -s "$here/${4:-tip}.lua" "$1" | awk '
        /50%/ { p50 = $2 } /99%/ { p99 = $2 } /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = $NF } /Socket errors/ { bad = bad + $4 + $6 + $8 + $10 }
        END { printf "%s %s %s %d\n", rate, p50, p99, bad }'
}
seconds_of() { # COMMAND...: wall time in seconds
    begin=$(date +%s.%N); "$@" >/dev/null; end=$(date +%s.%N)
    echo "$begin $end" | awk '{ printf "%.2f", $2 - $1 }'
}
upload() { curl -sk --fail -o "$work/answer" -F "files=@$1" "$form/tip"; grep -q 'id="received"' "$work/answer"; }
median() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
row() { printf '%-58s %s\n' "$1" "$2"; }

has_onionshare=
if python3 -m venv "$work/onionshare" >/dev/null 2>&1 && "$work/onionshare/bin/pip" -q install onionshare-cli >/dev/null 2>&1; then
    has_onionshare=yes
    mkdir "$work/inbox"
    "$work/onionshare/bin/onionshare-cli" --local-only --receive --public --data-dir "$work/inbox" >"$work/onionshare.log" 2>&1 &
    pids="$pids $!"; onion_pid=$!
    until onion=$(grep -o 'http://127[^ ]*' "$work/onionshare.log" | head -1) && [ -n "$onion" ]; do sleep 0.5; done
fi

head -c 104857600 /dev/urandom >"$work/100m"
head -c 1073741824 /dev/urandom >"$work/1g"

row 'sealed and durable texts/s, p50, p99, errors (per round)' ''
for round in $(seq "$rounds"); do
    # A fresh form each round: its 65,536 key slots are soon full at this pace.
    start "round-$round"; sleep 1
    [ "$round" != 1 ] || row 'resident, idle' "$(memory VmRSS)"
    keep=$(load "$form" 32 ''); echo "$keep" >>"$work/keep"
    row "  round $round: 32 keep-alive clients" "$keep"
    new=$(load "$form" 16 yes); echo "$new" >>"$work/new"
    row "  round $round: 16 clients, a new connection each" "$new"
    if [ -n "$has_onionshare" ]; then
        other=$(load "$onion" 32 '' onionshare); echo "$other" >>"$work/other"
        row "  round $round: OnionShare, plaintext HTTP, 32 clients" "$other"
    fi
    stored=$("$bin/subrosa-intake" status --config "$work/round-$round/intake.toml" --json | grep -o '"envelopes":[0-9]*')
    row "  round $round: resident, peak, stored" "$(memory VmRSS), $(memory VmHWM), $stored"
    stop; rm -rf "$work/round-$round"
done
row 'median texts/s, 32 keep-alive clients' "$(cut -d' ' -f1 "$work/keep" | median)"
row 'median texts/s, 16 clients, new connections' "$(cut -d' ' -f1 "$work/new" | median)"
[ -z "$has_onionshare" ] || row 'median texts/s, OnionShare' "$(cut -d' ' -f1 "$work/other" | median)"
start thousand
seq 1000 | xargs -P4 -I{} curl -sko /dev/null -F "message=fiction {}" "$form/tip"
row 'resident with 1,000 tips stored, one client at a time' "$(memory VmRSS)"
stop

for size in 100m 1g; do
    for round in $(seq "$rounds"); do
        start "up-$size-$round"
        seconds_of upload "$work/$size" >>"$work/up-$size"; echo >>"$work/up-$size"
        memory VmHWM >>"$work/peak-$size"; echo >>"$work/peak-$size"
        stop; rm -rf "$work/up-$size-$round"
    done
    row "upload of $size: median seconds, peak resident" "$(grep . "$work/up-$size" | median), $(grep . "$work/peak-$size" | median) MB"
done
if [ -n "$has_onionshare" ]; then
    row 'upload of 1g to OnionShare, plaintext: seconds, peak' "$(seconds_of curl -s -o /dev/null -F "file[]=@$work/1g" "$onion/upload"), $(awk '/VmHWM/ { printf "%.1f MB", $2 / 1024 }' "/proc/$onion_pid/status")"
fi

recipient=$(age-keygen -o "$work/key" 2>&1 | grep -o 'age1.*')
row 'the age command on the same 1g: seconds' "$(seconds_of age -r "$recipient" -o "$work/1g.age" "$work/1g")"
