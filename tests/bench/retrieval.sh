#!/bin/sh
# How well passages for a claim are found: plain BM25 and `check`, side by side.
#
#   sh tests/bench/retrieval.sh FOLDER                  a set in BEIR layout
#   RETRIEVAL_FLAT=1 sh tests/bench/retrieval.sh FOLDER  every passage a document of its own
#   RETRIEVAL_SEED=7 …                                   other halves of the queries
#   sh tests/bench/retrieval.sh                         reports invented from RETRIEVAL_SEED (tests/retrieval)
#
# FOLDER holds corpus.jsonl, queries.jsonl and qrels/*.tsv (query, passage, score, under
# a head line). Passages whose ids are `PAGE-NUMBER`, one after the other with rising
# numbers, are one document; a set in which all ids have one prefix has no pages. The
# set goes through a case, its index and the code that `check` runs. Printed: nDCG@10
# and recall@20 over all queries with judgements and over two halves of them, p50 and p95.
# The halves are made by a hash of the page that a query's first relevant passage is of; the
# constants of the ranking were chosen on the first half of one set and never on the second.
# "plain BM25" is `search` with the claim's words (stems and rare whole words, k1 1.2, b 0.75).
# Figures are printed, never asserted.
set -eu
[ $# -le 1 ] || { sed -n '2,9p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
if [ $# -eq 1 ]; then
    RETRIEVAL_FOLDER=$(cd "$1" && pwd)
    export RETRIEVAL_FOLDER
fi
exec cargo test --quiet --locked --profile "${PROFILE:-release}" --manifest-path "$root/Cargo.toml" -p subrosa-desk \
    --lib check::bench::retrieval -- --ignored --nocapture
