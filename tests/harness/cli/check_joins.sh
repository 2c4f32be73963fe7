#!/bin/sh
# Joins from outside: rows of two systems that name no journey find theirs by ids, addresses and domains; what does not
# is quarantined with its candidates; and no order of files and ingests changes the store.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

fields() { # ID SUBJECT FIELDS
    printf '{"specversion":"1.0","id":"%s","source":"/crm","type":"fields_ingested","subject":"%s",' "$1" "$2"
    printf '"time":"2026-01-05T09:00:00Z","data":{"fields":%s}}\n' "$3"
}
{
    fields 1 J1 '{"crm":{"opportunity_id":"O-1"},"customer":{"champion":"both@x.example"}}'
    fields 2 J2 '{"crm":{"opportunity_id":"O-2"},"customer":{"champion":"ann@Heron.example"}}'
    fields 3 J3 '{"customer":{"champion":"Both@X.example"}}'
} > "$dir/crm.jsonl"
cat > "$dir/bills.json" << 'END'
[{"id": "b1", "deal": "O-1", "terms": "net_30"},
 {"id": "b2", "mail": "ANN@heron.example ", "customer": "cus_2"},
 {"id": "b3", "customer": "cus_2", "terms": "net_60"},
 {"id": "b4", "deal": "O-9"},
 {"id": "b5", "mail": "both@x.example"},
 {"id": "b6"},
 {"id": "b7", "customer": "cus_9"}]
END
cat > "$dir/desk.json" << 'END'
[{"ticket": 1, "site": "https://www.heron.example/help", "open": 3}, {"ticket": 2, "site": "", "open": 1}]
END
cat > "$dir/bills.yaml" << 'END'
map: bills
reads: {format: json, rows: "$[*]", nulls: [""]}
columns:
  id: {as: id, type: string, class: id}
  deal: {as: deal, type: string, class: id, optional: true}
  mail: {as: mail, type: string, class: id, optional: true}
  customer: {as: customer, type: string, class: id, optional: true}
  terms: {as: terms, type: string, optional: true}
source: '"/bills"'
joins:
  - {on: crm.opportunity_id, value: row.deal}
  - {on: billing.customer_id, value: row.customer}
  - {on: customer.champion, by: email, value: row.mail}
emit:
  - type: fields_ingested
    id: row.id
    time: timestamp("2026-03-01T00:00:00Z")
    fields: {billing.payment_terms: row.terms, billing.customer_id: row.customer}
END
cat > "$dir/desk.yaml" << 'END'
map: desk
reads: {format: json, rows: "$[*]", nulls: [""]}
columns:
  ticket: {as: ticket, type: int, class: id}
  site: {as: site, type: string, class: quasi, optional: true}
  open: {as: open, type: int}
source: '"/desk"'
joins: [{on: customer.champion, by: domain, value: row.site}]
emit:
  - type: fields_ingested
    id: string(row.ticket)
    time: timestamp("2026-03-02T00:00:00Z")
    fields: {support.open_tickets: row.open}
END
take() { # STORE FILE
    case $2 in
    crm) "$R" ingest "$dir/crm.jsonl" --store "$dir/$1" -q -o json > "$dir/out" 2> "$dir/err" ;;
    *) "$R" ingest "$dir/$2.json" --map "$dir/$2.yaml" --store "$dir/$1" -q -o json > "$dir/out" 2> "$dir/err" ;;
    esac || bad "ingest of $2: $(head -1 "$dir/err")"
}
quarantined() { "$R" quarantine list --store "$dir/$1" -o ndjson | sed 's/,"id":[0-9]*//; s/"id":[0-9]*,//' | sort; }
digest() { sed -n 's/.*"digest": "\([0-9a-f]*\)".*/\1/p' "$dir/out"; }

# Covers: I14
first=
for order in 'crm bills desk' 'crm desk bills' 'bills crm desk' 'bills desk crm' 'desk crm bills' 'desk bills crm'; do
    rm -f "$dir/store"*
    for file in $order; do take store "$file"; done
    if [ -z "$first" ]; then
        first=$(digest)
        quarantined store > "$dir/first"
        cp "$dir/store" "$dir/whole"
    fi
    expect "the digest of $order" "$first" "$(digest)"
    quarantined store > "$dir/list"
    if cmp -s "$dir/first" "$dir/list"; then ok; else bad "$order: $(diff "$dir/first" "$dir/list")"; fi
done

# A dry run beside a store says what an ingest into it then does, and leaves it as it is; without one nothing answers.
take dry crm
for file in bills desk; do
    before=$(cksum < "$dir/dry")
    "$R" ingest "$dir/$file.json" --map "$dir/$file.yaml" --dry-run --store "$dir/dry" -q -o json \
        > "$dir/tried" 2> "$dir/err"
    expect "the status of a dry run of $file" 0 $?
    expect "the store after a dry run of $file" "$before" "$(cksum < "$dir/dry")"
    take dry "$file"
    for what in .total '[.quarantined[] | {code, message, place}]' '.digest != null'; do
        expect "$what of a dry run of $file" "$(jq -c "$what" "$dir/out" | sed 's/^true$/false/')" \
            "$(jq -c "$what" "$dir/tried")"
    done
done
"$R" ingest "$dir/desk.json" --map "$dir/desk.yaml" --dry-run -q -o json > "$dir/tried" 2> "$dir/err"
expect 'a dry run without a store' 2 "$(jq .total.quarantined "$dir/tried")"
"$R" ingest "$dir/crm.jsonl" --dry-run --store "$dir/dry" > "$dir/tried" 2> "$dir/err"
expect 'a store that nothing asks' 64 $?

fact() { # JOURNEY EXPRESSION
    expect "$1: $2" true "$("$R" eval "$2" --journey "$1" --cases cases --store "$dir/store" -q -o json 2> "$dir/err" |
        sed -n 's/^  "value": \(.*\),$/\1/p')"
}
fact J1 'billing.payment_terms == "net_30" && absent(support.open_tickets)'
fact J2 'billing.payment_terms == "net_60" && support.open_tickets == 3'
fact J3 'absent(billing.payment_terms)'

# Covers: I15
expect 'rows without a journey' 4 "$(grep -c 'RH-0469.*no journey answers to the row' "$dir/first")"
expect 'rows with several' 1 "$(grep -c "RH-0488.*the row's joins lead to 2 journeys: J1, J3" "$dir/first")"
expect 'all quarantined' 5 "$(wc -l < "$dir/first")"
if grep -qE 'both@|cus_9|O-9' "$dir/first"; then bad 'a value of a row is shown'; else ok; fi

# Ingesting again changes nothing.
take store bills
expect 'the digest after the same file' "$first" "$(digest)"

# An anchor that comes later brings in what waited; a second one takes back what was joined, and its journey forgets it.
fields 4 J4 '{"crm":{"opportunity_id":"O-9"}}' > "$dir/crm.jsonl"
take store crm
fact J4 'absent(billing.plan)'
expect 'left after a late anchor' 4 "$(quarantined store | wc -l)"
fields 5 J5 '{"crm":{"opportunity_id":"O-1"}}' > "$dir/crm.jsonl"
take store crm
fact J1 'absent(billing.payment_terms)'
expect 'a second anchor' 1 "$(quarantined store | grep -c 'lead to 2 journeys: J1, J5')"
counts=$("$R" ingest "$dir/bills.json" --map "$dir/bills.yaml" --store "$dir/store" -q -o json |
    sed -n '/"total"/,/}/s/.*"\([a-z]*\)": \([0-9]*\).*/\1 \2/p' | tr '\n' ' ')
expect 'the counts of the file' 'total  accepted 0 duplicate 3 quarantined 4 read 7 ' "$counts"

"$R" quarantine retry --store "$dir/store" -o json > "$dir/out" 2> "$dir/err"
expect 'the status of a retry' 0 $?
expect 'what a retry without news accepts' 0 "$(sed -n 's/.*"accepted": \([0-9]*\).*/\1/p' "$dir/out")"
"$R" quarantine retry > "$dir/out" 2>&1
expect 'a retry without a store' 64 $?

# Mappings whose joins are wrong say where.
wrong() { # OLD NEW STATUS SAYS
    sed "s/$1/$2/" "$dir/bills.yaml" > "$dir/wrong.yaml"
    "$R" ingest "$dir/bills.json" --map "$dir/wrong.yaml" --dry-run > "$dir/out" 2> "$dir/err"
    expect "$2" "$3" $?
    if grep -qF "$4" "$dir/err"; then ok; else bad "$2: $(head -1 "$dir/err")"; fi
}
wrong 'by: email' 'by: name' 65 'wrong.yaml:13:33: RH-0481: "name" is no way to compare (exact email domain)'
wrong 'on: customer.champion' 'on: champion' 65 '"champion" is no field, as crm.opportunity_id'
wrong 'value: row.deal' 'valeu: row.deal' 65 'valeu'

finish
