#!/bin/sh
# Poison from end to end: nothing is found in a clean history, a planted leak is, whatever the threads.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh

# poison STATUS WHAT ARGUMENTS...: into $work/out as json
poison() {
    status=$1 what=$2
    shift 2
    "$rehearse" poison --cases cases "$@" -q -o json > "$work/out" 2> "$work/err"
    rc=$?
    [ "$rc" -eq "$status" ] || { printf '%s: exit %s, wanted %s\n' "$what" "$rc" "$status"; head -3 "$work/err"; }
    test "$rc" -eq "$status"
    ok "$what: status" $?
}
has() { # what, a text that the result must have
    tr -d ' \n' < "$work/out" | grep -qF -e "$2"
    ok "$1: has $2" $?
}

"$build/generate" --seed 5 --journeys 12 -o "$work/log.jsonl" --truth "$work/truth.json" || exit 1
: > "$work/empty.jsonl"

poison 0 'a history that is as it was known' --events "$work/log.jsonl"
has 'a history that is as it was known' '"poison_leaks":0'
has 'a history that is as it was known' '"suspects":0'
grep -q '"verdicts": [1-9]' "$work/out"
ok 'verdicts were held against garbage' $?

# Covers: V8
poison 2 'an empty history' --events "$work/empty.jsonl"

# One deal's contract is told by a final snapshot that is dated as if it had been known on the day it was signed.
sed '/"subject":"J-0000003"/s/"source":"\/contracts"/"source":"\/contracts","snapshot":true/' "$work/log.jsonl" \
    > "$work/planted.jsonl"
grep -q '"snapshot":true' "$work/planted.jsonl"
ok 'the leak is planted' $?
poison 1 'a snapshot that is dated too early' --events "$work/planted.jsonl"
has 'a snapshot that is dated too early' '"kind":"snapshot"'
has 'a snapshot that is dated too early' '"journey":"J-0000003"'
has 'a snapshot that is dated too early' '"suspects":1'
grep '"journey":' "$work/out" | grep -v J-0000003
test $? -eq 1
ok 'no other journey is named' $?
grep '"facts":' "$work/out" | grep -qv 'contract\.\|order_form\.'
test $? -eq 1
ok 'the facts are those of the snapshot' $?
newest=$(grep '"source":"/contracts"' "$work/log.jsonl" | sed 's/.*"time":"\([^"]*\)".*/\1/' | sort | tail -1)
has 'it was made at the newest event of its source or later' "\"known\":\"$newest\""

# The same snapshot where it was made: as late as the newest event of its source.
grep '"snapshot":true' "$work/planted.jsonl" |
    sed "s/\"time\":\"[^\"]*\"/\"time\":\"$newest\"/; s/\"id\":\"[^\"]*\"/\"id\":\"snap\"/" |
    sed 's/"knowntime":"[^"]*",//' > "$work/snapshot.jsonl"
poison 0 'a snapshot of the day it was made' --events "$work/log.jsonl" "$work/snapshot.jsonl"
has 'a snapshot of the day it was made' '"suspects":0'

# A mapping that is told too early a day of export: what it reads cannot have been known then.
map="--map salesforce-opportunity-import-tree"
"$rehearse" ingest fixtures/salesforce/Opportunitys.json $map --exported-at 2016-01-01T00:00:00Z \
    --store "$work/early.db" -q > /dev/null
poison 0 'an export dated before its own rows' --store "$work/early.db"
has 'an export dated before its own rows' '"suspects":112'
"$rehearse" ingest fixtures/salesforce/Opportunitys.json $map --exported-at 2030-01-01T00:00:00Z \
    --store "$work/late.db" -q > /dev/null
poison 0 'an export of the day it was made' --store "$work/late.db"
has 'an export of the day it was made' '"suspects":0'

# What explain says of each journey: how far it can be replayed as it was.
replayable() { # HOW-FAR ARGUMENTS...
    far=$1
    shift
    "$rehearse" explain "$@" --cases cases -o json > "$work/out" 2> "$work/err"
    has "explain: $1" "\"replayable\":\"$far\""
}
replayable exact J-0000003 --events "$work/log.jsonl"
replayable partial J-0000003 --events "$work/planted.jsonl"
replayable partial sf:OpportunityRef1 --store "$work/late.db"
head -1 "$work/snapshot.jsonl" > "$work/alone.jsonl"
replayable none J-0000003 --events "$work/alone.jsonl"

# Covers: K6
poison 1 'one thread' --events "$work/planted.jsonl" -j 1
mv "$work/out" "$work/one"
poison 1 'two threads' --events "$work/planted.jsonl" -j 2
cmp -s "$work/one" "$work/out"
ok 'the same bytes' $?
for format in pretty markdown html ndjson; do
    "$rehearse" poison --cases cases --events "$work/planted.jsonl" -q -o "$format" > "$work/text" 2> /dev/null
    grep -q 'J-0000003' "$work/text"
    ok "$format names the journey" $?
done
"$rehearse" poison --cases cases --events "$work/log.jsonl" -q -o junit > /dev/null 2>&1
test $? -eq 64
ok 'there is no junit of it' $?

finish
