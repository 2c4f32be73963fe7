#!/bin/sh
# rehearse map: every mapping of the program is listed and shown as it stands; `auto` takes the one that reads a file and
# never guesses; what `init` proposes loads, and reads the file it was made from; `ingest --explain` says of every row what it
# becomes, and whose it is only where it may.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# fails STATUS SAYS COMMAND...
fails() {
    want=$1 says=$2
    shift 2
    "$@" > "$dir/out" 2> "$dir/err"
    got=$?
    if [ $got -eq "$want" ] && grep -qF -- "$says" "$dir/err"; then ok; else bad "$*: $got, $(head -n 1 "$dir/err")"; fi
}
dry() { "$R" ingest "$1" --map "$2" --dry-run --exported-at 2026-06-01T00:00:00Z -q -o json 2> "$dir/err"; }
one() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" | head -n 1; }

"$R" map list > "$dir/list"
expect 'number of mappings' "$(find harness/ingest/maps -name '*.yaml' | wc -l)" "$(wc -l < "$dir/list")"
expect 'order of mappings' "$(cut -d ' ' -f 1 "$dir/list" | LC_ALL=C sort)" "$(cut -d ' ' -f 1 "$dir/list")"
expect 'mappings without a word on what they read' '' "$(grep -vE '^[a-z-]+  +[A-Z].{8}' "$dir/list")"
for map in harness/ingest/maps/*.yaml; do
    name=$(basename "$map" .yaml)
    if "$R" map show "$name" | cmp -s - "$map"; then ok; else bad "show $name is not the mapping"; fi
done
fails 66 'the nearest is segment' "$R" map show segmnt
fails 64 'expected `list`' "$R" map
fails 64 'expected `list`' "$R" map init

# auto
for export in fixtures/exports/*.csv fixtures/exports/*.json fixtures/exports/onboarding.*ml fixtures/exports/*.xes; do
    case $export in
    *.xes) name=xes ;;
    *.ocel.*) name=ocel ;;
    *) name=$(basename "$export") name=${name%.*} ;;
    esac
    expect "mapping of $export" "$name" "$(dry "$export" auto | one map)"
done
sed 's/time: row.day/time: row.dya/' > "$dir/names.yaml" << 'MAP'
map: names
reads: {format: csv}
columns: {Id: {as: id, type: string}, Day: {as: day, type: date, order: ymd, zone: UTC}}
source: '"crm"'
subject: row.id
emit: [{type: t, id: row.id, time: row.day}]
MAP
printf 'Id,Day\n1,2026-03-02\n' > "$dir/names.csv"
fails 65 'unknown name "row.dya"; the nearest is "row.day"' "$R" ingest "$dir/names.csv" --map "$dir/names.yaml" --dry-run
expect 'where names of a mapping come from' 1 "$(grep -c 'hint: row.NAME is a column' "$dir/err")"
printf 'Id,OpportunityId,StageName,CreatedDate,CloseDate,AccountId\n1,2,Closed Won,2026-01-02T00:00:00Z,2026-01-02,3\n' \
    > "$dir/both.csv"
fails 65 '2 built-in mappings read this file: salesforce-opportunity and salesforce-opportunity-history' \
    "$R" ingest "$dir/both.csv" --map auto --dry-run
printf 'a,b\n1,2\n' > "$dir/none.csv"
fails 65 'no built-in mapping reads this file' "$R" ingest "$dir/none.csv" --map auto --dry-run
fails 64 'mapping segment reads this file and xes the one before' "$R" ingest fixtures/exports/onboarding.xes \
    fixtures/exports/segment.json --map auto --dry-run

# init
for export in fixtures/exports/*.csv fixtures/exports/[a-np-z]*.json; do
    "$R" map init "$export" > "$dir/made.yaml" 2> "$dir/err" || bad "init $export: $(head -n 1 "$dir/err")"
    dry "$export" "$dir/made.yaml" > "$dir/out" || bad "the proposal for $export: $(head -n 1 "$dir/err")"
    expect "quarantined by the proposal for $export" 0 "$(sed -n 's/.*"quarantined": \([0-9]*\).*/\1/p' "$dir/out" | head -n 1)"
done
printf 'Key;When;Day;Sum;Is;in\nk1;1.2.2026 10:00;03.04.2026;1.5;true;x\nk2;28.2.2026 11:00;05.06.2026;2;false;\n' \
    > "$dir/german.csv"
"$R" map init "$dir/german.csv" > "$dir/made.yaml"
for line in 'reads: {format: csv, delimiter: ";", nulls: [""]}' '"When": {as: when, type: timestamp, form: local, order: dmy, class: quasi}' \
    '"Day": {as: day, type: date, order: proven, class: quasi}' '"Sum": {as: sum, type: money, scale: 2, class: quasi}' \
    '"Is": {as: is, type: bool, class: safe}' '"in": {as: in_6, type: string, class: free, optional: true}'; do
    if grep -qF -- "$line" "$dir/made.yaml"; then ok; else bad "no line $line"; fi
done
# Labels that only quotes can hold, and members that are called as somebody is.
printf '"Id","a\nb","c""\t\\","\342\200\256z"\n1,x,y,z\n' > "$dir/labels.csv"
printf '{"id":"1","a.b":2,"ann@example.com":3}\n' > "$dir/members.jsonl"
for export in labels.csv members.jsonl; do
    "$R" map init "$dir/$export" > "$dir/made.yaml"
    if grep -q ann "$dir/made.yaml"; then bad "init $export shows an address"; else ok; fi
    dry "$dir/$export" "$dir/made.yaml" > "$dir/out" || bad "the proposal for $export: $(head -n 1 "$dir/err")"
    expect "accepted by the proposal for $export" 1 "$(sed -n 's/.*"accepted": \([0-9]*\).*/\1/p' "$dir/out" | head -n 1)"
done
# Numbers that by their size are times of our days, all of a column by one form.
printf '{"Key":1,"a":1772441000,"b":1772441000123,"c":1772441000,"d":7}\n{"Key":2,"a":1772441001,"b":1772441000124,"c":1772441000123,"d":1772441000}\n' \
    > "$dir/times.jsonl"
"$R" map init "$dir/times.jsonl" | sed -n 's/^  "\(.\)".*form: /\1 /p' > "$dir/out"
expect 'columns that may be times' 'a seconds,b millis,' "$(tr '\n' , < "$dir/out")"
# As many columns as an expression may not nest, and no id among them.
awk 'BEGIN {
    for (r = 1; r <= 2; r++) {
        for (i = 1; i <= 300; i += r) printf("%s\"c%d\":\"w%d\"", i == 1 ? "{" : ",", i, r)
        print "}"
    }
}' > "$dir/wide.jsonl"
"$R" map init "$dir/wide.jsonl" > "$dir/made.yaml"
dry "$dir/wide.jsonl" "$dir/made.yaml" > "$dir/out" || bad "the proposal for wide.jsonl: $(head -n 1 "$dir/err")"
expect 'accepted by the proposal for wide.jsonl' 2 "$(sed -n 's/.*"accepted": \([0-9]*\).*/\1/p' "$dir/out" | head -n 1)"
fails 65 'copy a built-in mapping' "$R" map init fixtures/exports/onboarding.xes
fails 66 'cannot open' "$R" map init "$dir/missing.csv"

# explain
explain() { "$R" ingest "$@" --dry-run --explain --exported-at 2026-03-10T00:00:00Z -q > "$dir/out" 2> "$dir/err"; }
has() { if grep -qF -- "$1" "$dir/out"; then ok; else bad "no line says: $1"; fi; }
hasnt() { if grep -qF -- "$1" "$dir/out"; then bad "a line says: $1"; else ok; fi; }
printf 'Record ID,Deal Stage,Deal owner,Close Date\n9001,Closed Won,Dana Canary,2026-02-27 16:02\n9002,Lost,,\n,Lost,,\n' \
    > "$dir/deals.csv"
explain "$dir/deals.csv" --map hubspot-deals
has "$dir/deals.csv:2: 2 events"
has '  trigger_received 9999/aaa of aaaaaaa:9999 at 2026-02-27T21:02:00Z {account_id: null, '
has "$dir/deals.csv:3: no event"
has "$dir/deals.csv:4:1: RH-0485: column \"Record ID\" has no value"
hasnt Canary
explain "$dir/deals.csv" --map hubspot-deals --private
has '  fields_ingested 9001/fields/2026-03-10T00:00:00Z of hubspot:9001 at 2026-03-10T00:00:00Z {fields: {crm: {account_id: null, '
has 'deal_owner: Dana Canary'
fails 64 '--explain goes with --dry-run' "$R" ingest "$dir/deals.csv" --map hubspot-deals --explain --store "$dir/s.db"
fails 64 'the report needs a file' "$R" ingest "$dir/deals.csv" --map hubspot-deals --explain --dry-run -o json

# An export under another name is the same one; a later one of the same deals adds its facts and no second trigger. What a
# dry run says of the ledger, the store does.
# Covers: I12
section() { sed -n "/\"$1\"/,/}/p" "$dir/deals.json" | tr -d ' \n' | sed "s/^\"$1\"://; s/,\$//"; }
deals() { # FILE T OPTION...
    file=$1 at=$2
    shift 2
    "$R" ingest "$file" --map auto --exported-at "$at" -q -o "json=$dir/deals.json" "$@" > "$dir/out" 2>&1
}
cp fixtures/exports/hubspot-deals.csv "$dir/renamed.csv"
deals fixtures/exports/hubspot-deals.csv 2026-03-10T00:00:00Z --dry-run
expect 'the ledger of a dry run' '{"exact":0,"partial":3,"none":0}' "$(section ledger)"
deals fixtures/exports/hubspot-deals.csv 2026-03-10T00:00:00Z --store "$dir/deals.db"
expect 'the ledger of the store' '{"exact":0,"partial":3,"none":0}' "$(section ledger)"
first=$(one digest < "$dir/deals.json")
deals "$dir/renamed.csv" 2026-03-10T00:00:00Z --store "$dir/deals.db"
expect 'the digest after a file of another name' "$first" "$(one digest < "$dir/deals.json")"
deals "$dir/renamed.csv" 2026-04-10T00:00:00Z --store "$dir/deals.db"
expect 'a later export' '{"accepted":5,"duplicate":0,"quarantined":0,"read":5}' "$(section total)"
expect 'one trigger' 1 "$("$R" eval 'journey.trigger_count == 1' --journey hubspot:9001 --cases cases --store "$dir/deals.db" -q \
    -o json | grep -m 1 -c '"value": true')"

finish
