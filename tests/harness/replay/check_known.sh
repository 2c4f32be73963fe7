#!/bin/sh
# What was known when: facts that were written later than they are dated, events behind the end of the replay, and
# events known before they happened.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

replay() {
    name=$1
    shift
    "$R" replay --cases tests/data/small/cases --events "$dir/log.jsonl" -o ndjson="$dir/$name" \
        -o json="$dir/$name.json" "$@" > "$dir/out" 2> "$dir/err" ||
        bad "$name: $(head -1 "$dir/err")"
}
# event ID TIME MORE FIELDS
event() {
    printf '{"specversion":"1.0","id":"%s","source":"crm","type":"fields_ingested","subject":"j","time":"%s",%s"data":{"fields":{%s}}}\n' "$@"
}
known() { printf '"knowntime":"%s",' "$1"; }

# The two plans differ since the 4th, as somebody wrote on the 10th; E1 is about plans that differ.
{
    event 1 2025-03-03T15:00:00Z '' \
        '"journey":{"lane":"high_touch"},"contract":{"plan":"basic"},"crm":{"value":200,"stage":"won","plan":"basic"}'
    event 2 2025-03-04T15:00:00Z "$(known 2025-03-10T15:00:00Z)" '"crm":{"plan":"pro"}'
    event 3 2025-03-06T15:00:00Z '' '"crm":{"value":300}'
} > "$dir/log.jsonl"
replay whole
# Covers: T12
says whole '{"at":"2025-03-10T15:00:00Z","by":null,"decision":null,"due":"2025-03-10T19:00:00Z","entry":"E1","journey":"j","kind":"opened"' 'a fact known late'
if grep '"entry":"E1"' "$dir/whole" | grep -q '"at":"2025-03-0'; then
    bad 'a fact was used before it was known'
else
    ok
fi
# The event's own time is what its expressions read as event.time; the order of the lines changes nothing.
sort -r "$dir/log.jsonl" > "$dir/turned" && mv "$dir/turned" "$dir/log.jsonl"
replay turned
if cmp -s "$dir/whole" "$dir/turned"; then ok; else bad 'another order of lines, other records'; fi

# Behind --as-of nothing is read, whatever its date: what comes of the replay is a beginning of the whole.
replay early --as-of 2025-03-08T00:00:00Z
# Covers: T8 T12
if [ -s "$dir/early" ] && [ "$(wc -l < "$dir/early")" -lt "$(wc -l < "$dir/whole")" ]; then
    ok
else
    bad 'the early records are not fewer'
fi
if head -n "$(wc -l < "$dir/early")" "$dir/whole" | cmp -s - "$dir/early"; then
    ok
else
    bad 'the early records are no beginning of the whole'
fi
tr -d ' \n' < "$dir/early.json" > "$dir/flat"
says flat '"total":{"accepted":3,"duplicate":0,"quarantined":0,"read":3}' 'three events were read'
says flat '"counts":{"read":2,"accepted":2,' 'two of them are in the replay'
# What the history says in between is the same, the future there or not.
grep -v '"id":"2"' "$dir/log.jsonl" > "$dir/less" && mv "$dir/less" "$dir/log.jsonl"
replay without --as-of 2025-03-08T00:00:00Z
if cmp -s "$dir/without" "$dir/early"; then ok; else bad 'an event of the future changes the past'; fi

# End before start: known before it happened, or by a nanosecond.
event 4 2025-03-06T15:00:00.000000001Z "$(known 2025-03-06T15:00:00Z)" '"crm":{"value":1}' >> "$dir/log.jsonl"
replay before
# Covers: T8
says err 'RH-0471' 'known before it happened'
tr -d ' \n' < "$dir/before.json" > "$dir/flat"
says flat '"total":{"accepted":2,"duplicate":0,"quarantined":1,"read":3}' 'known before it happened'

finish
