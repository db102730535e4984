#!/bin/sh
# Packs the form and the desk as two Debian packages, with stock dpkg-deb:
#   cargo build --locked --release && sh deploy/debian/build.sh target/release OUT
# Nothing is built here. Times and order are fixed (SOURCE_DATE_EPOCH), so the same
# programs give the same packages. COMPRESSION=none packs fast, to look inside.
set -eu
[ $# = 2 ] || { echo "usage: sh deploy/debian/build.sh PROGRAMS OUT" >&2; exit 2; }
programs=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
export SOURCE_DATE_EPOCH LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

put() { install -D -m "$1" "$2" "$tree/$3"; }

# Pages and completions come from the program itself.
help_of() {
    program=$1
    mkdir -p "$tree/usr/share/man/man1" "$tree/usr/share/bash-completion/completions" \
        "$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/fish/vendor_completions.d"
    # One stream of pages: the program's, then its commands'. Each begins with two lines
    # about the apostrophe, then its title.
    "$programs/$program" man > "$work/pages"
    awk -v folder="$tree/usr/share/man/man1" '
        /^\.ie .*ds Aq/ { held = $0; next }
        /^\.el .*ds Aq/ { held = held "\n" $0; next }
        /^\.TH / { if (file) close(file); file = folder "/" $2 ".1"; print held > file }
        { if (file) print > file }' "$work/pages"
    rm -f "$tree/usr/share/man/man1/"*-help.1 "$tree/usr/share/man/man1/"*-help-*.1
    gzip -9n "$tree/usr/share/man/man1/"*.1
    "$programs/$program" completions bash > "$tree/usr/share/bash-completion/completions/$program"
    "$programs/$program" completions zsh > "$tree/usr/share/zsh/vendor-completions/_$program"
    "$programs/$program" completions fish > "$tree/usr/share/fish/vendor_completions.d/$program.fish"
}

papers() {
    put 644 "$root/SECURITY.md" "usr/share/doc/$1/SECURITY.md"
    put 644 "$root/deploy/debian/copyright" "usr/share/doc/$1/copyright"
}

# What a program needs is what it is linked to: the C library of where it was built.
control() {
    mkdir -p "$tree/DEBIAN"
    cat > "$tree/DEBIAN/control" <<END
Package: $1
Version: $version
Architecture: $architecture
Maintainer: Subrosa <subrosa@example.org>
Section: net
Priority: optional
Installed-Size: $(du -sk "$tree" --exclude=DEBIAN | cut -f1)
Depends: $2
Description: $3
 Tips are sealed to the editors' keys before they are stored. Nobody who takes the
 server can read them; an offline desk opens and checks them.
END
}

pack() {
    (cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | sort | xargs -d '\n' md5sum > DEBIAN/md5sums)
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Z"${COMPRESSION:-xz}" --build "$tree" "$out/$1_${version}_$architecture.deb"
}

tree=$work/intake
put 755 "$programs/subrosa-intake" usr/bin/subrosa-intake
put 755 "$root/deploy/debian/subrosa-setup" usr/sbin/subrosa-setup
put 644 "$root/deploy/systemd/subrosa-intake.service" lib/systemd/system/subrosa-intake.service
put 644 "$root/deploy/apparmor/usr.bin.subrosa-intake" etc/apparmor.d/usr.bin.subrosa-intake
put 644 "$root/config/intake.example.toml" usr/share/subrosa/intake.example.toml
put 644 "$root/deploy/nftables/subrosa.nft" usr/share/subrosa/subrosa.nft
put 644 "$root/deploy/tor/torrc.example" usr/share/subrosa/torrc.example
help_of subrosa-intake
papers subrosa-intake
control subrosa-intake "libc6 (>= 2.34), libgcc-s1, adduser, openssl" "the form that seals every tip before it is stored"
echo /etc/apparmor.d/usr.bin.subrosa-intake > "$tree/DEBIAN/conffiles"
for script in postinst prerm postrm; do put 755 "$root/deploy/debian/intake.$script" "DEBIAN/$script"; done
pack subrosa-intake

[ -x "$programs/subrosa-desk" ] || exit 0
tree=$work/desk
put 755 "$programs/subrosa-desk" usr/bin/subrosa-desk
help_of subrosa-desk
papers subrosa-desk
control subrosa-desk "libc6 (>= 2.34), libgcc-s1, libssl3" "the offline desk that opens tips and checks what may be printed"
pack subrosa-desk
