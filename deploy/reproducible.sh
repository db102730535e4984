#!/bin/sh
# Builds this tree twice, in two folders with different names, and compares the programs:
#   sh deploy/reproducible.sh [WORK]
# Takes two clean release builds. The same toolchain (rust-toolchain.toml), the same
# Debian and Debian's libssl-dev are what two machines must share.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$(mktemp -d)}
build() {
    mkdir -p "$1"
    (cd "$root" && git archive HEAD) | tar -C "$1" -xf -
    # The folder's name, and cargo's, stay out of the programs.
    (cd "$1" && CARGO_INCREMENTAL=0 SOURCE_DATE_EPOCH=1767225600 CARGO_TARGET_DIR="$1/target" \
        RUSTFLAGS="--remap-path-prefix=$1=/subrosa --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
        CFLAGS="-ffile-prefix-map=$1=/subrosa -ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
        cargo build --locked --release -p subrosa-intake -p subrosa-desk)
}
build "$work/one"
build "$work/another-one"
status=0
for program in subrosa-intake subrosa-desk; do
    one=$(sha256sum < "$work/one/target/release/$program")
    other=$(sha256sum < "$work/another-one/target/release/$program")
    if [ "$one" = "$other" ]; then echo "same       $program  ${one%% *}"; else echo "different  $program"; status=1; fi
done
exit $status
