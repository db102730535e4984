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
# A ledger of every kind of row, a key archive, a document that counts as genuine, and what
# was decided of how many sources there are.
desk dkim-keys add dkim/keys.tsv
desk --as Ada batch > "$work/ledger" <<END
source add 'Harbour Gazette' --kind outlet --reliability B --owner 'Lantern Press'
source add 'Quay Courier' --kind outlet --reliability C --derives-from S5
source alias S6 'The Courier'
circle add 'those in the room' --people 14 --member 'Ines Vale' --member 'Olu Strand'
circle add 'the office' --people 30 --exclude 'Ines Vale' --from 2026-01-02 --until 2026-12-30
circle overlap K1 K2 --at-least 4
circle universe 400
claim add 'The fictional bridge was closed on 2 March.' --from T1 --circle K1 --day 2026-03-02 --concerns 'Olu Strand'
claim add 'The clerk has the key.' --from T2 --kind allegation --accuses 'the clerk' --circle K2 --embargo 2026-12-01
claim add 'The committee is careless.' --kind opinion --rests-on C1 --rests-on C2
link C1 T1 supports --basis first-hand --present-at K1
link C1 D2 supports --source S5 --heard-from unknown --interest none
link C1 D1 supports --source S6 --basis document
link C1 T3 contradicts --basis second-hand
link C2 I1:0-38 supports --basis first-hand
link C2 D1:0-20 mentions
answer E4 refuted --reason 'hearsay'
assess C1 --credibility 2 --label probable --reason 'a witness and two papers'
told S5 C1 --day 2026-11-19
authenticate D1 --reason 'the committee sent the same bytes'
note C1 'ask once more'
todo add 'ask for the minutes' --claim C2 --for Ben
independence C1 --independent S1 S6 --reason 'she has never met them'
flag D3 damaged --reason 'a page is missing'
END
# What the gate is asked about: a policy, two editors, a signature, a letter and its answer, a
# hold, a search outside, and two editors against a rule.
printf '[exposure]\nk = 5\nafter_tip_days = 0\n' > "$work/policy.toml"
printf 'Does the clerk have the key?' > "$work/letter"
desk policy set "$work/policy.toml" --reason 'a small town'
desk editor add Ben --key-out "$work/ben.pem"
desk editor add Ada --key-out "$work/ada.pem"
desk --as Ada batch > "$work/gate" <<END
respond offer 'the clerk' --claims C2 --sent 2026-11-20 --deadline 2099-01-01 --text-file '$work/letter'
respond answer 'the clerk' --declined
claim set C1 --novelty new
searched C1 --where 'the archive of the county' --day 2026-11-20
hold add C2 --reason 'the lawyer asked'
overrule C2 judged --and Ben --reason 'both of us met them'
END
desk signoff C1 --as Ben --key "$work/ben.pem"
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
claims=$(for number in 1 2 3; do desk --json claim show "C$number"; done | python3 -c 'import json, sys
keys = ["id", "text", "kind", "day", "novelty", "embargo", "from", "circles", "accuses", "concerns", "rests_on",
        "assessment", "unanswered", "independent", "at_most", "evidence", "told", "todo", "notes"]
claims = [json.loads(line) for line in sys.stdin]
print(json.dumps([{key: claim[key] for key in keys} for claim in claims], ensure_ascii=False))')
entry=$(desk --json log show | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["entries"]))')
gate=$(desk --json gate --all --as-of "$entry" | python3 -c 'import json, sys
judged = json.load(sys.stdin)["claims"]
failed = lambda claim: [rule["rule"] for rule in claim["rules"] if not rule["pass"]]
print(json.dumps([{"claim": claim["claim"], "verdict": claim["verdict"], "failed": failed(claim)} for claim in judged]))')
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
  "ledger": {"claims": $claims, "knew": $(desk --json knew)},
  "gate": {"entry": $entry, "claims": $gate},
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
