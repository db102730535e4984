#!/bin/sh
# Installs what the build needs, builds both programs and starts the demo:
#   sh deploy/demo.sh                      in ./subrosa-demo, on https://127.0.0.1:8443/
#   sh deploy/demo.sh --dir D --listen 127.0.0.1:9443
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
has() { command -v "$1" > /dev/null; }

missing=
has cc || missing="$missing gcc libc6-dev"
has pkg-config || missing="$missing pkg-config"
pkg-config --exists libcrypto 2> /dev/null || missing="$missing libssl-dev"
if [ -n "$missing" ]; then
    has apt-get || { echo "error: please install what Debian calls:$missing" >&2; exit 1; }
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update
    # shellcheck disable=SC2086 # a list of names
    $sudo apt-get install -y --no-install-recommends $missing
fi
has cargo || { echo "error: cargo is missing: see https://rustup.rs" >&2; exit 1; }

# The whole workspace, as the tests build it: nothing is built twice.
cargo build --manifest-path "$root/Cargo.toml" --locked --profile ci --workspace
exec "${CARGO_TARGET_DIR:-$root/target}/ci/subrosa-intake" demo "$@"
