#!/bin/sh
# Installs what the tests need, builds once, and runs all of them.
#
#   sh tests/run.sh           the usual round
#   sh tests/run.sh --full    with the long rounds
#   SUBROSA_SKIP=chromium,chromedriver sh tests/run.sh
#                             without the tests of tools that cannot be had here
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
    "") ;;
    --full) export SUBROSA_FULL=1 ;;
    *) echo "usage: sh tests/run.sh [--full]" >&2; exit 2 ;;
esac
skipped() { case ",${SUBROSA_SKIP:-}," in *",$1,"*) ;; *) return 1 ;; esac; }
has() { command -v "$1" > /dev/null; }

# --- what is needed: command, Debian's packages -----------------------------
missing=
while read -r tool packages; do
    has "$tool" || skipped "$tool" || missing="$missing $packages"
done <<END
gcc gcc libc6-dev
nm binutils
pkg-config pkg-config
curl curl
tar tar
python3 python3
strace strace
systemd-analyze systemd
apparmor_parser apparmor
openssl openssl
nft nftables
prlimit util-linux
mount mount
mkfs.ext4 e2fsprogs
age age
unzip unzip
minisign minisign
openssl openssl
faketime faketime
tesseract tesseract-ocr tesseract-ocr-eng
chromium chromium
chromedriver chromium-driver
END
# SQLCipher needs libcrypto's headers, which are no command.
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

# --- build once, then test --------------------------------------------------
step() { echo "+ $*"; "$@"; }
step cargo fetch --locked
step cargo build --locked --profile ci --workspace
if cargo nextest --version > /dev/null 2>&1; then
    step cargo nextest run --locked --cargo-profile ci --workspace --no-fail-fast
    step cargo test --locked --profile ci --workspace --doc
else
    step cargo test --locked --profile ci --workspace --no-fail-fast
fi
not_checked=
if cargo fmt --version > /dev/null 2>&1; then step cargo fmt --check; else not_checked="$not_checked rustfmt"; fi
if cargo clippy --version > /dev/null 2>&1; then
    step cargo clippy --locked --profile ci --workspace --all-targets -- -D warnings
else
    not_checked="$not_checked clippy"
fi

# --- what was not tested ----------------------------------------------------
echo "skipped by SUBROSA_SKIP: ${SUBROSA_SKIP:-nothing}"
echo "skipped because it is not installed:${not_checked:- nothing}"
[ -n "${SUBROSA_FULL:-}" ] || echo "skipped without --full: the long rounds"
