#!/bin/sh
# Freezes a case and a vault as today's programs write them:
#   sh tests/vectors/regenerate.sh 3
# writes tests/vectors/issue-3/. What they hold is said in README.md beside this.
set -eu
cd "$(dirname "$0")"
issue=${1:?the number of the issue}
bin=$(cd ../.. && pwd)
bin=${CARGO_TARGET_DIR:-$bin/target}/ci
port=${PORT:-18443}
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$work"' EXIT
demo=$work/demo
send() { curl --silent --show-error --fail --cacert "$demo/certificate.pem" "$@" "https://localhost:$port/tip" > /dev/null; }
desk() { "$bin/subrosa-desk" --case "$demo/case" --passphrase-file "$demo/passphrase" "$@"; }
hash() { sha256sum "$1" | cut -d' ' -f1; }

"$bin/subrosa-intake" demo --dir "$demo" --listen "127.0.0.1:$port" > "$work/log" 2>&1 &
server=$!
until curl --silent --cacert "$demo/certificate.pem" "https://localhost:$port/" > /dev/null; do
    kill -0 "$server"
    sleep 0.2
done

: > "$work/empty"
printf 'words' > "$work/words"
head -c 30000 /dev/urandom > "$work/binary"
head -c 100000 /dev/urandom > "$work/large"
head -c 40000 /dev/zero | tr '\0' 'n' > "$work/long"
send --form-string 'message=Правда — 真的 🙂' -F basis=saw -F consent=quote -F language=uk
send -F basis=document -F consent=paraphrase --form-string 'message=three files' \
    -F "files=@$work/empty;filename=empty" -F "files=@$work/words;filename=Отчёт.txt" -F "files=@$work/binary;filename=scan.bin"
send -F "message=<$work/long"
form=$(curl --silent --fail --cacert "$demo/certificate.pem" "https://localhost:$port/")
codename=$(echo "$form" | sed -n 's/.*<p id="codename">\([^<]*\).*/\1/p')
send -F "codename=$codename" -F saved=yes --form-string 'message=with a way back'
"$bin/subrosa-intake" export --config "$demo/intake.toml" --to "$work/out"
desk import "$work/out/bag-000001.tar"
answered=$(desk --json tips | tr '{' '\n' | sed -n 's/.*"characters":15,.*"id":"\(T[0-9]*\)".*/\1/p')
printf 'the answer' > "$work/answer"
desk reply "$answered" --text-file "$work/answer" --file "$work/words"
desk export --to "$work/back"
"$bin/subrosa-intake" deliver --config "$demo/intake.toml" "$work/back/bag-000001.tar"
send -F basis=told -F "files=@$work/large;filename=large.bin" --form-string 'message=after the first bag'
# A corpus of several formats, one of them a PDF that nobody has the password of; a
# conversation, part of it off the record; and the index of all that.
mkdir "$work/corpus"
for name in minutes.docx budget.ods page.html letter.eml papers.zip warcio.warc.gz minutes-latin1.txt encrypted.pdf; do
    cp "../fixtures/$name" "$work/corpus/"
done
(cd "$work" && desk corpus add corpus --kind official --publisher 'Bridge Committee of Nowhere') && exit 1 || test $? = 3
printf 'The clerk said that the gate was shut. Off the record: she has the key.' > "$work/notes"
desk interview add S1 --day 2026-11-20 --text-file "$work/notes" --terms on-background --descriptor 'a clerk'
desk terms I1:39-71 off-record --reason 'agreed while we spoke'
kill "$server"
wait "$server" || true
server=
rm -f "$demo/data/control.sock"

documents=$(for number in $(seq 1 40); do
    desk --json inspect "D$number" 2> "$work/log" || break
done | python3 -c 'import json, sys
keys = ["id", "type", "path", "bytes", "sha256", "characters", "failure", "standing", "kind", "publisher", "url", "published"]
items = [json.loads(line) for line in sys.stdin]
print(json.dumps([{key: item[key] for key in keys} for item in items if "id" in item], ensure_ascii=False))')
found() {
    desk --json search "$1" | python3 -c 'import json, sys
print(json.dumps(sorted({hit["item"] for hit in json.load(sys.stdin)["hits"]})))'
}

rm -rf "issue-$issue"
mkdir "issue-$issue"
pack() { tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-01 -C "$demo" -c "$@" | gzip -9n; }
pack case passphrase > "issue-$issue/case.tar.gz"
pack --exclude=./case --exclude=./passphrase . > "issue-$issue/vault.tar.gz"
cat > "issue-$issue/expected.json" <<END
{
  "in_case": 4,
  "in_vault": 1,
  "known": 0,
  "codename": "$codename",
  "replies": ["the answer"],
  "corpus": {
    "documents": $documents,
    "interview": [{"start": 0, "end": 39, "terms": "on-background"}, {"start": 39, "end": 71, "terms": "off-record"}],
    "searches": [
      {"query": "\\"bridge over the Elm\\"", "items": $(found '"bridge over the Elm"')},
      {"query": "clerk shut", "items": $(found 'clerk shut')},
      {"query": "three files", "items": $(found 'three files')}
    ]
  },
  "tips": [
    {"message": "Правда — 真的 🙂", "basis": "first-hand", "consent": "quote", "language": "uk", "files": []},
    {"message": "three files", "basis": "document", "consent": "paraphrase", "language": null, "files": [
      {"name": "empty", "sha256": "$(hash "$work/empty")"},
      {"name": "Отчёт.txt", "sha256": "$(hash "$work/words")"},
      {"name": "scan.bin", "sha256": "$(hash "$work/binary")"}
    ]},
    {"message": "$(cat "$work/long")", "basis": "unstated", "consent": "background", "language": null, "files": []},
    {"message": "with a way back", "basis": "unstated", "consent": "background", "language": null, "files": []},
    {"message": "after the first bag", "basis": "second-hand", "consent": "background", "language": null, "files": [
      {"name": "large.bin", "sha256": "$(hash "$work/large")"}
    ]}
  ]
}
END
ls -l "issue-$issue"
