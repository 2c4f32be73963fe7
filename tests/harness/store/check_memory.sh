#!/bin/sh
# An ingest takes the memory that docs/history-in.md states, however long the history is: 1 GB of JSON Lines, of events
# and of rows that a mapping reads, in an address space of fixed size; and so does a replay of it. CHECK_SCALE takes a
# part of it; `make check-all` has it whole, elsewhere it is an eighth, which is enough for what would hold it all.
# Covers: H1
set -u
build=${BUILD:-build/release}
R=$build/rehearse
scale=${CHECK_SCALE:-8}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

room=230000 # kB: what is stated, and the program and its libraries
count=$((500000 / scale))
[ "$scale" -eq 1 ] || echo "scaled: $count of 500000 records (CHECK_SCALE=$scale)"
# Tools of some builds take address space for themselves.
case $build in *asan* | *tsan* | *fuzz* | *wrapped*) room=unlimited ;; esac
within() { (ulimit -v "$room" && exec "$@"); }

# Records of 2 KB that differ: events of journeys of ten each, as they stand and as rows.
lines() { # FORMAT, which takes an id, a journey and a text
    awk -v n="$count" -v form="$1" 'BEGIN {
        for (text = ""; length(text) < 1800;) text = text "what was said of it "
        for (i = 0; i < n; i++) printf form "\n", i, i % (n / 10), text }'
}
cat > "$dir/map.yaml" <<'END'
map: rows
reads: {format: jsonl}
columns: {id: {as: id, type: string}, of: {as: of, type: string}, text: {as: text, type: text}}
source: '"rows"'
subject: row.of
emit: [{type: noted, id: row.id, time: 'timestamp("2026-03-02T09:00:00Z")', data: {text: row.text}}]
END
read_is() { grep -q "\"read\": $count," "$dir/$1" && grep -q "\"accepted\": $count," "$dir/$1"; }

lines '{"specversion":"1.0","id":"%d","source":"s","type":"noted","subject":"J-%d","time":"2026-03-02T09:00:00Z","data":{"text":"%s"}}' \
    > "$dir/events.jsonl"
check 'a long history of events is ingested in fixed memory' \
    within "$R" ingest "$dir/events.jsonl" --store "$dir/events.db" -o json="$dir/events.json" -q
check 'all its events are accepted' read_is events.json
rm -f "$dir/events.jsonl"
check 'and replayed in it' \
    within "$R" replay --cases tests/data/small/cases --store "$dir/events.db" -j 1 -o json="$dir/replay.json" -q
check 'with all journeys' grep -q "\"journeys\": $((count / 10))," "$dir/replay.json"
rm -f "$dir"/events.db*
lines '{"id":"%d","of":"J-%d","text":"%s"}' > "$dir/rows.jsonl"
check 'a long export is ingested by a mapping in fixed memory' \
    within "$R" ingest "$dir/rows.jsonl" --map "$dir/map.yaml" --store "$dir/rows.db" -o json="$dir/rows.json" -q
check 'all its rows are accepted' read_is rows.json
rm -f "$dir"/rows.db*
# The same rows, each of which looks back at the one before it of its journey.
sed -e 's/^emit: .*/history: {key: row.of, order: row.id}/' "$dir/map.yaml" > "$dir/back.yaml"
cat >> "$dir/back.yaml" <<'END'
emit: [{type: noted, id: row.id, time: 'timestamp("2026-03-02T09:00:00Z")', data: {last: prev.id, text: prev.text}}]
END
check 'and by one that looks back at other rows' \
    within "$R" ingest "$dir/rows.jsonl" --map "$dir/back.yaml" --store "$dir/rows.db" -o json="$dir/rows.json" -q
check 'all its rows are accepted, too' read_is rows.json
# Where there is no room for them it says so.
(trap '' XFSZ && ulimit -f 8192 && exec "$R" ingest "$dir/rows.jsonl" --map "$dir/back.yaml" --dry-run -q) \
    > "$dir/out" 2> "$dir/err"
expect 'the status without room for rows to look back at' 74 $?
check 'which is said' grep -q 'rows.jsonl: RH-0535: the rows before its rows cannot be kept beside: ' "$dir/err"
finish
