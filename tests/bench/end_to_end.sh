#!/bin/sh
# From exports to results, beside DuckDB with one thread: the records and rules of ../shared/bench/peers. DuckDB reads
# the file, applies the rules and writes a line a record: keeping nothing; keeping what an ingest keeps, the records as
# they came with their hashes beside a table of what the rules want, in a file; or from a table that it has in memory.
# rehearse ingests the file by a mapping and replays the store under a register that has an entry a rule: to a summary,
# by the slabs of the store and journey by journey; and with every record written.
# By the processor time of each process, interleaved, the least of BENCH_REPS (3). The matches and verdicts of all
# records are held against DuckDB's first; that they differ is the only failure.
#
#     tests/bench/end_to_end.sh [RECORDS]      default 100000
set -eu
export LC_ALL=C RULES=shared
records=${1:-100000} reps=${BENCH_REPS:-3}
here=$(dirname "$0") build=${BUILD:-build/release}
. "$here/peers_copy.sh"
[ -n "$duck" ] || exit 0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
node "$here/rules.mjs" "$work" 40 | node "$here/end_to_end.mjs" "$dir"
store=$dir/store.db
cp "$here/keeps.mjs" "$work/"

least() { sort -n | head -1; }
cost() { $pin "$build/stopwatch" 1 "$@" | cut -d' ' -f2; } # COMMAND...: seconds of processors
ingest() {
    cost /bin/sh -c "rm -f $store $store-*; exec $build/rehearse ingest $work/$data --map $dir/map.yaml \
        --exported-at 2025-07-31T00:00:00Z --store $store -q"
}
replay() { cost "$build/rehearse" replay --cases "$dir/cases" --store "$store" -j 1 -q "$@"; }

for rep in $(seq "$reps"); do
    peer node duck.mjs json "$data" "out/e2e.duckout" 40 >> "$dir/duck.e2e"
    peer node keeps.mjs "$data" "out/e2e.kept" 40 >> "$dir/duck.keeps"
    ingest >> "$dir/ingest"
    peer node duck.mjs tablecsv "$data" "out/e2e.duckout" 40 >> "$dir/duck.table"
    replay -o json="$dir/summary" >> "$dir/replay"
    mv "$store.slabs" "$dir/slabs"
    replay -o json="$dir/summary.steps" >> "$dir/steps"
    mv "$dir/slabs" "$store.slabs"
    replay -o json="$dir/summary" -o ndjson="$dir/records" >> "$dir/records.time"
done
node "$here/end_to_end.mjs" compare "$dir/records" "$work/out/e2e.duckout"
cmp "$work/out/e2e.kept" "$work/out/e2e.duckout"
cmp "$dir/summary" "$dir/summary.steps"

rate() { # NAME SECONDS PEER WANTED: a row
    awk -v n="$records" -v name="$1" -v s="$2" -v p="$3" -v want="$4" 'BEGIN {
        printf "  %-46s %9.0f records/s", name, n / s
        if (p > 0) printf "  %5.2f times DuckDB%s", p / s, want
        printf "\n" }'
}
i=$(least < "$dir/ingest") r=$(least < "$dir/replay") s=$(least < "$dir/steps") w=$(least < "$dir/records.time")
e=$(least < "$dir/duck.e2e") k=$(least < "$dir/duck.keeps") t=$(least < "$dir/duck.table")
both=$(echo "$i $r" | awk '{ print $1 + $2 }')
echo "40 rules over $records records, one thread"
rate 'DuckDB from the file' "$e" 0 ''
rate 'DuckDB from the file, all of it kept' "$k" 0 ''
rate 'DuckDB from its table' "$t" 0 ''
rate 'rehearse ingest' "$i" 0 ''
rate 'ingest and replay' "$both" "$k" ' that keeps what an ingest keeps (1.00 wanted)'
rate 'ingest and replay' "$both" "$e" ' that keeps nothing (1.00 wanted)'
rate 'replay from the store' "$r" "$t" ' (2.00 wanted)'
rate 'replay, journey by journey' "$s" "$t" ''
rate 'replay, journey by journey, records written' "$w" "$t" ''
