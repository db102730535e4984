#!/bin/sh
# What must survive the machine, while the form runs:
#   sh deploy/backup.sh CONFIG TO
# TO gets an ordinary bag of what no desk has confirmed, which only the desk can open, and
# `keys.tar`: the installation's names and keys. Encrypt `keys.tar` before it leaves the
# machine (age -r …): whoever has it can forge bags, and read replies on their way.
#
# Neither the vault nor `keyslots` is in it, on purpose: a copy of `keyslots` would undo
# every deletion that comes after it.
set -eu
umask 077
[ $# = 2 ] || { echo "usage: sh deploy/backup.sh CONFIG TO" >&2; exit 2; }
config=$1 to=$2
folder=$(cd "$(dirname "$config")" && pwd)
data=$(sed -n 's/^data *= *"\(.*\)".*/\1/p' "$config" | head -n 1)
case $data in /*) ;; *) data=$folder/$data ;; esac
[ -f "$data/installation.json" ] || { echo "error: no installation in $data" >&2; exit 5; }
mkdir -p "$to"
# The bag first: its number is then among what is kept.
"${SUBROSA_INTAKE:-subrosa-intake}" export --config "$config" --to "$to" > /dev/null
set --
for name in installation.json install.key bag.key transport.key mailboxes.json ring-state.json retention.json desks.json bags \
    tombstones.json; do
    [ ! -e "$data/$name" ] || set -- "$@" "$name"
done
tar -C "$data" -cf "$to/keys.tar.part" "$@"
sync -f "$to/keys.tar.part"
mv "$to/keys.tar.part" "$to/keys.tar"
echo "$to: the bag, and keys.tar with: $*"
