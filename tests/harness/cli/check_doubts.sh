#!/bin/sh
# The data-quality part of ingest: what is doubtful by a register's schema is counted and shown by its form; personal data
# in the wrong field is never shown.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

event() { # ID SUBJECT TIME TYPE DATA
    printf '{"specversion":"1.0","id":"%s","source":"/x","type":"%s","subject":"%s","time":"%s","data":%s}\n' \
        "$1" "$4" "$2" "$3" "$5"
}
fields() { event "$1" "$2" "$3" fields_ingested "{\"fields\":$4}"; }
{
    fields 1 J1 2026-03-02T14:00:00Z '{"crm":{"stage":"Closed-Won","opportunity_id":"O-1","value_minor":100}}'
    fields 2 J1 2026-03-02T14:00:30Z '{"contract":{"value_minor":90},"billing":{"value_minor":100,"start_date":"2026-03-07"}}'
    fields 3 J2 2026-03-02T14:00:00Z '{"crm":{"stage":"Closed-Won","opportunity_id":"O-1","plan":"ann@secret.example"}}'
    fields 4 J2 2026-03-05T14:00:00Z '{"crm":{"stage":"won!","package":"call +49 170 1234567","no_such":1}}'
    event 5 J3 2026-03-02T14:00:00Z trigger_received '{"trigger_type":"closed won","opportunity_id":"O-3"}'
    event 7 J5 2026-03-02T14:00:00Z trigger_received '{"trigger_type":"closed won","opportunity_id":"O-5"}'
    fields 6 J3 2026-06-02T14:00:00Z '{"crm":{"closed_won_at":"2026-03-08T03:00:00Z","seats":12,"segment":"123-45-6789"}}'
} > "$dir/log.jsonl"
i=0
while [ $i -lt 15 ]; do
    i=$((i + 1))
    fields "m$i" J4 2026-03-02T14:00:00Z "{\"sync\":{\"status\":\"$(printf "%${i}s" '' | tr ' ' x)\"}}"
done >> "$dir/log.jsonl"
"$R" ingest "$dir/log.jsonl" --store "$dir/store" --cases cases -q -o "json=$dir/json" -o "pretty=$dir/pretty" \
    -o "html=$dir/html" -o "markdown=$dir/md" > "$dir/out" 2> "$dir/err"
expect 'the status' 0 $?
tr -d '\n' < "$dir/json" | sed 's/  */ /g; s/{ "form"/\n&/g' > "$dir/rows"
doubt() { # KIND WHERE FORM NEAR N
    line="{ \"form\": $3, \"kind\": \"$1\", \"n\": $5, \"near\": $4, \"where\": \"$2\" }"
    if grep -qF -- "$line" "$dir/rows"; then ok; else bad "no $line: $(grep "\"$1\".*$2" "$dir/rows" | head -1)"; fi
}
# Covers: I17
doubt unknown_value crm.stage '"Aaaaaa-Aaa"' '"closed_won"' 2
doubt unknown_value crm.stage '"aaa!"' null 1
doubt unknown_value trigger_received.trigger_type '"aaaaaa aaa"' '"closed_won"' 2
expect 'unknown values that are listed' 10 "$(grep -c '"kind": "unknown_value"' "$dir/rows")"
if grep -q 'Closed-Won\|won!' "$dir/json" "$dir/pretty" "$dir/html" "$dir/md"; then bad 'a value is shown'; else ok; fi
# Covers: I21
doubt personal_data crm.plan null null 1
doubt personal_data crm.package null null 1
doubt personal_data crm.segment null null 1
for at in J2:crm.plan:ann@ J2:crm.package:1234567 J3:crm.segment:6789; do
    journey=${at%%:*} rest=${at#*:}
    field=${rest%%:*} marker=${rest#*:}
    for format in json pretty html; do
        "$R" eval "$field" --journey "$journey" --cases cases --store "$dir/store" -o $format > "$dir/out" 2>&1
        if grep -qF -- "$marker" "$dir/out"; then bad "eval shows $marker in $field"; else ok; fi
        "$R" explain "$journey" --cases cases --store "$dir/store" -o $format > "$dir/out" 2>&1
        if [ -s "$dir/out" ] && ! grep -qF -- "$marker" "$dir/out"; then ok; else bad "explain shows $marker"; fi
        "$R" packet "$journey" --cases cases --store "$dir/store" -o $format > "$dir/out" 2>&1
        if grep -qF -- "$marker" "$dir/out"; then bad "packet shows $marker in $field"; else ok; fi
    done
done
doubt undeclared crm.no_such null null 1
doubt day_off billing.start_date null null 1
doubt day_off crm.closed_won_at null null 1
doubt amounts_differ billing.value_minor '"contract.value_minor"' null 1
doubt amounts_differ contract.value_minor '"crm.value_minor"' null 1
doubt shared_value crm.opportunity_id null null 1
doubt facts_only 'no event but facts' null null 3
doubt gap 'under a minute' null null 15
doubt gap 'under a week' null null 1
doubt gap 'thirty days and more' null null 1
for file in pretty html md; do
    if grep -q 'personal data in the wrong field' "$dir/$file"; then ok; else bad "$file does not say it"; fi
done
# A dry run says the same; without a register nothing is said.
"$R" ingest "$dir/log.jsonl" --dry-run --cases cases -q -o json > "$dir/dry" 2> "$dir/err"
sed -n '/"quality"/,$p' "$dir/dry" > "$dir/a"
sed -n '/"quality"/,$p' "$dir/json" > "$dir/b"
if [ -s "$dir/a" ] && cmp -s "$dir/a" "$dir/b"; then ok; else bad 'a dry run says something else'; fi
"$R" ingest "$dir/log.jsonl" --dry-run -q -o json > "$dir/dry" 2> "$dir/err"
if grep -q '"quality"' "$dir/dry"; then bad 'quality without a register'; else ok; fi
# Clean journeys raise none of these.
"$R" ingest fixtures/clean-*.jsonl --dry-run --cases cases -q -o json > "$dir/clean" 2> "$dir/err"
for kind in unknown_value personal_data amounts_differ facts_only undeclared; do
    if grep -q "\"kind\": \"$kind\"" "$dir/clean"; then bad "clean journeys have $kind"; else ok; fi
done

# Columns that a mapping does not name, with the rows that say something there; of all files, the most frequent first.
awk 'BEGIN {
    printf "Id,At"
    for (k = 1; k <= 12; k++) printf ",U%d", k
    for (i = 1; i <= 12; i++) {
        printf "\na%d,2026-03-02T14:00:00Z", i
        for (k = 1; k <= 12; k++) printf ",%s", (k >= i ? "x" : "")
    }
    print ""
}' > "$dir/left.csv"
printf 'Id,At,U1\nb1,2026-03-02T14:00:00Z,x\nb2,2026-03-02T14:00:00Z,\nb3,2026-03-02T14:00:00Z,y\n' > "$dir/more.csv"
cat > "$dir/left.yaml" << 'END'
map: left
reads: {format: csv}
columns: {Id: {as: id, type: string, class: id}, At: {as: at, type: timestamp}}
source: '"s"'
subject: row.id
emit: [{type: fields_ingested, id: row.id, time: row.at, fields: {crm.account_id: row.id}}]
END
left() { # STORE-OPTIONS...
    "$R" ingest "$dir/left.csv" "$dir/more.csv" --map "$dir/left.yaml" -q -o json "$@" > "$dir/json" 2> "$dir/err"
    expect "the status with $*" 0 $?
    expect "columns with $*" 'U12=12 U11=11 U10=10 U9=9 U8=8 U7=7 U6=6 U5=5 U4=4 U1=3 ' \
        "$(jq -r '.quality[] | select(.kind == "unmapped_column") | "\(.where)=\(.n)"' "$dir/json" | tr '\n' ' ')"
}
left --dry-run
expect 'doubts that need a register' 0 "$(jq '[.quality[] | select(.kind != "unmapped_column")] | length' "$dir/json")"
left --dry-run --cases cases
expect 'journeys of facts alone' 15 "$(jq '.quality[] | select(.kind == "facts_only") | .n' "$dir/json")"
left --store "$dir/left.db" --cases cases
expect 'journeys of facts alone, in a store' 15 "$(jq '.quality[] | select(.kind == "facts_only") | .n' "$dir/json")"

# An export that comes under another name is told twice where the mapping has the file's name in its source; what differs
# in anything, and two events of one source, is not.
cat > "$dir/named.yaml" << 'END'
map: named
reads: {format: csv}
columns: {Id: {as: id, type: string}, At: {as: at, type: timestamp}, N: {as: n, type: int}}
source: '"x/" + file.name'
subject: row.id
emit:
  - {type: trigger_received, id: row.id + "/won", time: row.at, data: {opportunity_id: row.id}}
  - {type: fields_ingested, id: row.id + "/fields", time: row.at, fields: {crm.seats: row.n}}
END
printf 'Id,At,N\nA,2026-03-02T09:00:00Z,1\nB,2026-03-02T09:00:00Z,2\n' > "$dir/first.csv"
printf 'Id,At,N\nA,2026-03-02T09:00:00Z,1\nB,2026-03-02T09:00:00Z,3\nC,2026-03-02T09:00:00Z,1\n' > "$dir/second.csv"
"$R" ingest "$dir/first.csv" "$dir/second.csv" --map "$dir/named.yaml" --store "$dir/named.db" --cases cases -q \
    -o "json=$dir/json" > /dev/null 2>&1
twice() { jq -r '.quality[] | select(.kind == "told_twice") | "\(.where) \(.n)"' "$dir/json" | tr '\n' ' '; }
expect 'what two sources tell alike' 'trigger_received 2 fields_ingested 1 ' "$(twice)"
renamed() { "$R" ingest "$dir/$1" --map "$dir/$2.yaml" --store "$dir/named.db" 2>&1 > /dev/null | grep -c RH-0494; }
cp "$dir/first.csv" "$dir/other.csv"
expect 'warnings of the same bytes' 1 "$(renamed other.csv named)"
expect 'warnings of a file that is known' 0 "$(renamed first.csv named)"
printf 'Id,At,N\nD,2026-03-02T09:00:00Z,1\n' > "$dir/new.csv"
expect 'warnings of other bytes' 0 "$(renamed new.csv named)"
sed 's/ + file.name//' "$dir/named.yaml" > "$dir/system.yaml"
expect 'warnings where the source is one' 00 "$(renamed other.csv system)$(renamed first.csv system)"
rm -f "$dir/named.db"*
mkdir "$dir/again"
cp "$dir/first.csv" "$dir/again/"
expect 'warnings of a file of that name elsewhere' 00 "$(renamed first.csv named)$(renamed again/first.csv named)"
rm -f "$dir/named.db"*
"$R" ingest "$dir/first.csv" "$dir/second.csv" --map "$dir/named.yaml" --store "$dir/named.db" -q > /dev/null 2>&1
"$R" ingest "$dir/first.csv" --map "$dir/system.yaml" --store "$dir/named.db" --cases cases -q -o "json=$dir/json" > /dev/null 2>&1
expect 'with a third source' 'trigger_received 4 fields_ingested 3 ' "$(twice)"

finish
