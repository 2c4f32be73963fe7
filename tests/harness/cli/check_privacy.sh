#!/bin/sh
# What a store holds of people: with --pseudonymise only keyed names, and replays that say the same; after forget
# nothing, free pages included.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

run() { # STATUS COMMAND...
    want=$1
    shift
    "$@" > "$dir/out" 2> "$dir/err" < /dev/null
    expect "the status of $*" "$want" $?
}
absent() { # TEXT FILE...: stands in none of the files, as it is
    text=$1
    shift
    if LC_ALL=C grep -aqF -- "$text" "$@"; then bad "$text stands in $*"; else ok; fi
}
there() { if LC_ALL=C grep -aqF -- "$1" "$2"; then ok; else bad "$1 stands nowhere in $2"; fi; }

# ---- keyed names ----
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$dir/key"
chmod 600 "$dir/key"
cat tests/cases/facts/systems.jsonl fixtures/clean-enterprise.jsonl > "$dir/log.jsonl"
# Covers: P2
run 0 "$R" ingest "$dir/log.jsonl" --store "$dir/plain" -o json
run 0 "$R" ingest "$dir/log.jsonl" --store "$dir/named" --pseudonymise "$dir/key" --cases cases -o json
total() { sed -n '/"total"/,/}/s/.*"'"$1"'": \([0-9]*\).*/\1/p' "$dir/out"; }
n=$(wc -l < "$dir/log.jsonl")
expect 'what is accepted' "$n" "$(total accepted)"
for value in mira@heron.example 'Heron Logistics' O-77 A-77 C-77 DE-000000077 PO-77 lena.ostrow olle.berg mei.chen \
    clean-enterprise 'Orchard Energy' notes/won contracts/signed.pdf; do
    there "$value" "$dir/plain"
    absent "$value" "$dir/named"*
done
# The same happens under any name: the records differ in names alone.
strip() { sed -E 's/"(journey|event|by)":"[^"]*",?//g' | sort; }
"$R" replay --cases cases --store "$dir/plain" -q -o ndjson | strip > "$dir/a"
"$R" replay --cases cases --store "$dir/named" -q -o ndjson | strip > "$dir/b"
if [ -s "$dir/a" ] && cmp -s "$dir/a" "$dir/b"; then ok
else bad "records differ: $(diff "$dir/a" "$dir/b" | head -3)"; fi
# One key gives one name for one value; another key gives another; reading the file again gives nothing new.
run 0 "$R" ingest "$dir/log.jsonl" --store "$dir/again" --pseudonymise "$dir/key" --cases cases -o json
digest() { sed -n 's/.*"digest": "\([0-9a-f]*\)".*/\1/p' "$dir/out"; }
first=$(digest)
run 0 "$R" ingest "$dir/log.jsonl" --store "$dir/again" --pseudonymise "$dir/key" --cases cases -o json
expect 'the digest of the same file again' "$first" "$(digest)"
expect 'duplicates' "$n" "$(total duplicate)"
printf 'another key, also long enough\n' > "$dir/other"
chmod 600 "$dir/other"
run 0 "$R" ingest "$dir/log.jsonl" --store "$dir/third" --pseudonymise "$dir/other" --cases cases -o json
if [ "$first" = "$(digest)" ]; then bad 'two keys give one digest'; else ok; fi
# What nobody declared counts as sensitive; so do the bytes of a line that is refused.
cat > "$dir/odd.jsonl" << 'END'
{"specversion":"1.0","id":"i-secret-1","source":"/x","type":"no_such_type","subject":"J","time":"2026-03-01T00:00:00Z","data":{"note":"secret-note","n":123456789}}
{"specversion":"1.0","id":"2","source":"/x","type":"fields_ingested","subject":"J","time":"2026-03-01T00:00:00Z","data":{"fields":{"crm":{"no_such":"secret-field"},"customer":{"tasks":{"t1":{"owner":"secret@owner.example","status":"open"}}}}}}
{"specversion":"1.0","id":"3","source":"/desk/secret@owner.example","type":"fields_ingested","subject":"J","time":"2026-03-01T00:00:00Z","data":{"fields":{"crm":{"plan":"secret@owner.example"}}}}
{"specversion":"1.0","id":"4","source":"/x","type":"correction_recorded","subject":"J","time":"2026-03-01T00:00:00Z","data":{"of":"/desk/secret@owner.example 3","kind":"internal"}}
{"specversion":"1.0","id":"5","secret@owner.example":1,"secret@owner.example":2}
{"specversion":"secret-version","id":"6","source":"/x"}
{"specversion":"1.0","id":"7","subject":"secret-cut
END
run 0 "$R" ingest "$dir/odd.jsonl" --store "$dir/oddly" --pseudonymise "$dir/key" --cases cases -o json
absent secret "$dir/oddly"*
absent 123456789 "$dir/oddly"*
expect 'refused' 3 "$("$R" quarantine list --store "$dir/oddly" -o ndjson | wc -l)"

# Without names, too, no message and no report shows an address that stands in place of a name.
# Covers: I21
cat > "$dir/keyed.yaml" << 'END'
map: keyed
reads: {format: jsonl}
columns: {id: {as: id, type: string, class: id}}
source: '"/k"'
subject: row.id
emit: [{type: t, id: row.id, time: 'timestamp("2026-03-09T00:00:00Z")', data: {x: row.id}}]
END
printf '{"id":"1","secret@owner.example":1}\n{"id":"2","secret@owner.example":1,"secret@owner.example":2}\n' > "$dir/keyed.jsonl"
run 0 "$R" ingest "$dir/keyed.jsonl" --map "$dir/keyed.yaml" --store "$dir/keyed" -o pretty -o "json=$dir/keyed.json"
there 'aaaaaa@aaaaa.aaaaaaa' "$dir/keyed.json"
absent secret "$dir/out" "$dir/err" "$dir/keyed.json"
run 0 "$R" ingest "$dir/odd.jsonl" --store "$dir/shown" --cases cases -o pretty -o "json=$dir/keyed.json"
run 0 "$R" quarantine list --store "$dir/shown"
absent secret "$dir/out" "$dir/err" "$dir/keyed.json"

# Rows of two systems still find each other, by id, address and domain.
cat > "$dir/map.yaml" << 'END'
map: desk
reads: {format: json, rows: "$[*]", nulls: [""]}
columns:
  id: {as: id, type: string, class: id}
  deal: {as: deal, type: string, class: id, optional: true}
  mail: {as: mail, type: string, class: id, optional: true}
  site: {as: site, type: string, class: id, optional: true}
  tier: {as: tier, type: string, class: safe}
source: '"/desk"'
joins:
  - {on: crm.opportunity_id, value: row.deal}
  - {on: customer.champion, by: email, value: row.mail}
  - {on: customer.champion, by: domain, value: row.site}
emit:
  - type: fields_ingested
    id: row.id
    time: timestamp("2026-03-09T00:00:00Z")
    fields: {support.tier: row.tier}
END
for row in '"deal":"O-77"' '"mail":" MIRA@Heron.example"' '"site":"https://www.heron.example/x"'; do
    printf '[{"id":"T-1",%s,"tier":"joined"}]' "$row" > "$dir/desk.json"
    rm -f "$dir/joined"*
    run 0 "$R" ingest tests/cases/facts/systems.jsonl --store "$dir/joined" --pseudonymise "$dir/key" --cases cases
    run 0 "$R" ingest "$dir/desk.json" --map "$dir/map.yaml" --store "$dir/joined" --pseudonymise "$dir/key" \
        --cases cases -o json
    expect "rows joined by $row" 1 "$(total accepted)"
    absent heron "$dir/joined"*
done

# The key is its owner's alone and lies outside the repository.
chmod 644 "$dir/other"
run 77 "$R" ingest "$dir/log.jsonl" --store "$dir/none" --pseudonymise "$dir/other" --cases cases
there 'RH-0790: the key may be read by others (mode 644), expected 600' "$dir/err"
printf short > "$dir/short"
chmod 600 "$dir/short"
run 65 "$R" ingest "$dir/log.jsonl" --store "$dir/none" --pseudonymise "$dir/short" --cases cases
there 'RH-0791: a key of 5 bytes, expected 16 to 4096' "$dir/err"
run 66 "$R" ingest "$dir/log.jsonl" --store "$dir/none" --pseudonymise "$dir/missing" --cases cases
mkdir -p "$dir/clone/.git"
cp -r tests/data/small/cases "$dir/clone/cases"
cp -p "$dir/key" "$dir/clone/key"
run 77 "$R" ingest "$dir/log.jsonl" --store "$dir/none" --pseudonymise "$dir/clone/key" --cases "$dir/clone/cases"
there 'the key lies in the repository that it is to serve' "$dir/err"
cp -r tests/data/small/cases "$dir/cases"
cp -p "$dir/key" "$dir/cases/key"
run 77 "$R" ingest "$dir/log.jsonl" --store "$dir/none" --pseudonymise "$dir/cases/key" --cases "$dir/cases"
there 'the key lies in the repository that it is to serve' "$dir/err"
if [ -e "$dir/none" ]; then bad 'a refused key leaves a store'; else ok; fi

# ---- forgetting ----
mode() { stat -c %a "$1"; }
rm -f "$dir/store"*
cat > "$dir/cut.jsonl" << 'END'
{"specversion":"1.0","id":"x1","source":"/x","type":"fields_ingested","subject":"clean-strategic","data":{"only-here@strategic.example":"
{"specversion":"1.0","id":"x2","source":"/x","type":"fields_ingested","subject":"clean-strategic","time":"2025-03-20T00:00:00Z","data":{"fields":{"only_here_key":{"a":1}}}}
END
cat fixtures/clean-*.jsonl > "$dir/all.jsonl"
run 0 "$R" ingest "$dir/all.jsonl" "$dir/cut.jsonl" --store "$dir/store" -o json
run 0 "$R" ingest fixtures/clean-tech-touch.jsonl --store "$dir/rest" -q
printf '[{"id":"T-9","deal":"O-strategic","tier":"forget-me"}]' > "$dir/desk.json"
run 0 "$R" ingest "$dir/desk.json" --map "$dir/map.yaml" --store "$dir/store"
run 0 "$R" replay --cases cases --store "$dir/store" --keep-run -q -o "json=$dir/replayed"
there clean-strategic "$dir/store"
there forget-me "$dir/store"
# Covers: P7
run 0 "$R" forget clean-strategic --store "$dir/store" -o json
there '"journeys": 1' "$dir/out"
there '"erased": 1' "$dir/out"
expect 'the mode of the store' 600 "$(mode "$dir/store")"
for value in clean-strategic O-strategic forget-me only-here only_here_key; do absent "$value" "$dir/store"*; done
legal=$(sed -n 's/.*"legal_name":"\([^"]*\)".*/\1/p' fixtures/clean-strategic.jsonl | head -1)
absent "$legal" "$dir/store"*
there clean-enterprise "$dir/store"
expect 'what stands after forgetting' 8 "$("$R" replay --cases cases --store "$dir/store" -q -o json |
    sed -n 's/.*"journeys": \([0-9]*\).*/\1/p' | head -1)"
run 0 "$R" quarantine list --store "$dir/store" -o ndjson
expect 'what is quarantined' 0 "$(wc -l < "$dir/out")"
# What was refused goes with the journey that it names, however it is written, and with no other.
cat > "$dir/refused.jsonl" << 'END'
{"specversion":"1.0","id":"1","source":"/r","type":"t","subject":"J-7","time":"2026-03-02T00:00:00Z","data":{}}
{"specversion":"1.0","id":"2","source":"/r","type":"t","subject":"J\u002d7","time":"gone-escaped","data":{}}
{"specversion":"1.0","id":"J-7/3","source":"/r","type":"t","time":"gone-inside","data":{"note":"hi\nJ-7"}}
{"specversion":"1.0","id":"4","source":"/r","type":"t","subject":"J-77","time":"stays-longer","data":{"a":"AJ-7"}}
END
cat > "$dir/deals.yaml" << 'END'
map: deals
reads: {format: csv}
columns: {Id: {as: id, type: string, class: id}, N: {as: n, type: int}, Note: {as: note, type: text, class: free}}
source: '"/deals"'
subject: '"sf:" + row.id'
emit: [{type: t, id: row.id, time: 'timestamp("2026-03-09T00:00:00Z")', data: {n: row.n}}]
END
printf 'Id,N,Note\n0061,1,x\n0061,none,gone-mapped\n00612,none,stays-mapped\n7,1,x\n7,none,gone-short\n8,none,7 stays-short\n' \
    > "$dir/deals.csv"
rm -f "$dir/refused.db"*
run 0 "$R" ingest "$dir/refused.jsonl" --store "$dir/refused.db"
run 0 "$R" ingest "$dir/deals.csv" --map "$dir/deals.yaml" --store "$dir/refused.db"
for value in gone-escaped gone-inside gone-mapped gone-short stays-longer stays-mapped stays-short; do
    there "$value" "$dir/refused.db"
done
run 0 "$R" forget J-7 sf:0061 sf:7 --store "$dir/refused.db" -o json
for value in gone-escaped gone-inside gone-mapped gone-short; do absent "$value" "$dir/refused.db"*; done
for value in stays-longer stays-mapped stays-short; do there "$value" "$dir/refused.db"; done
run 0 "$R" quarantine list --store "$dir/refused.db" -o ndjson
expect 'what is quarantined of others' 3 "$(wc -l < "$dir/out")"
# Reading again what was read brings nothing back; the counts still add up.
run 0 "$R" ingest "$dir/all.jsonl" --store "$dir/store" -o json
absent clean-strategic "$dir/store"*
there '"journeys": 8' "$dir/out"
# All that are named must be there.
run 66 "$R" forget clean-enterprise no-such-one --store "$dir/store"
there 'no journey is called "no-such-one"' "$dir/err"
there clean-enterprise "$dir/store"
run 64 "$R" forget --store "$dir/store"
run 64 "$R" forget clean-enterprise
# What is left is what would be there without them.
for one in enterprise integration-heavy mid-market migration professional-services renewal self-serve; do
    set -- "$@" "clean-$one"
done
run 0 "$R" forget "$@" --store "$dir/store"
run 0 "$R" ingest fixtures/clean-tech-touch.jsonl --store "$dir/store" -o json
left=$(digest)
run 0 "$R" ingest fixtures/clean-tech-touch.jsonl --store "$dir/rest" -o json
expect 'the digest of what is left' "$(digest)" "$left"

finish
