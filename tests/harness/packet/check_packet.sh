#!/bin/sh
# The review packet from outside: which item, its eighteen blocks, what its masks say and keep to themselves.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# status WANT NAME COMMAND... : runs it; standard output and error go to $dir/out and $dir/err.
# block N TEXT NAME: the line of block N in $dir/blocks holds TEXT.
block() { if grep -F "\"block\":$1," "$dir/blocks" | grep -qF -- "$2"; then ok; else bad "$3: block $1 lacks $2"; fi; }
lacks() { if grep -F "\"block\":$1," "$dir/blocks" | grep -qF -- "$2"; then bad "$3: block $1 has $2"; else ok; fi; }

events=$dir/log.jsonl
n_events=0
packet() { "$R" packet "$@" --cases cases --events "$events" -q; }
event() { # minutes behind 2025-03-03T18:42Z, type, actor, role, kind, data
    n_events=$((n_events + 1))
    printf '{"specversion":"1.0","id":"x%03d","source":"/x","type":"%s","subject":"shop/1","time":"%s","actor":"%s","actorrole":"%s","actorkind":"%s","data":%s}\n' \
        "$n_events" "$2" "$(date -u -d "2025-03-03T18:42:00Z + $1 minutes" +%Y-%m-%dT%H:%M:%SZ)" "$3" "$4" "$5" "$6" \
            >> "$events"
}
# A journey whose id holds a slash; contract and order form name another plan and another legal name than the CRM.
start() {
    head -15 fixtures/clean-mid-market.jsonl | sed 's/"subject":"clean-mid-market"/"subject":"shop\/1"/' |
        sed '2s/"plan":"pro"/"plan":"enterprise"/; 2s/"legal_name":"Alder Homes, Inc."/"legal_name":"Alder Homes GmbH"/' > "$events"
}

# ---- which item ----
start
event 10 fields_ingested s '' system '{"fields":{"handoff":{"success_criteria":null}}}'
status 66 'no journey' packet nobody
status 66 'a journey of several items' packet shop/1
says err 'RH-0680: journey shop/1 has 2 open items, name one of handoff/1, contract/1' 'a journey of several items'
status 66 'an item that is not there' packet shop/1/contract/2
says err 'RH-0680: journey shop/1 has no item contract/2 by then; open: handoff/1, contract/1' \
    'an item that is not there'
status 66 'an item before anything is open' packet shop/1/contract/1 --at 2025-03-03T15:57:00Z
says err 'has no item contract/1 by then; open: none' 'an item before anything is open'
status 66 'before anything is open' packet shop/1 --at 2025-03-03T15:57:00Z
says err 'journey shop/1 has no open item by then' 'before anything is open'
status 0 'the one open item' packet shop/1 --at 2025-03-03T18:00:00Z -o json
says out '"item": "shop/1/handoff/1"' 'the one open item'
status 64 'no item' packet
status 64 'a format that it does not have' packet shop/1/contract/1 -o junit

# ---- the blocks ----
event 20 human_decided eve csm human '{"entry":"CO-EDGE-002","decision":"approve","reason":"looks fine"}'
event 30 human_decided ada revops human \
    '{"area":"contract","decision":"request_info","reason":"which plan was sold?","scope":"plan"}'
status 0 'lines' packet shop/1/contract/1 -o ndjson
cp "$dir/out" "$dir/blocks"
n=0
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
    n=$((n + 1))
    [ "$(sed -n "${n}p" "$dir/blocks" | grep -c "\"block\":$number,")" -eq 1 ] && ok || bad "block $number is line $n"
done
# Covers: S1-PKT-01, S4-PKT-01
block 1 '"name":"crm.opportunity_id","set":true,"source":"crm"' 'links'
# Covers: S1-PKT-02
block 2 '"name":"customer.segment","set":true,"source":"cs","title":"segment of the customer","value":"mid_market"' \
    'segment'
# Covers: S1-PKT-03
block 3 '"mask":"<set>","name":"journey.owner","set":true' 'people'
# Covers: S1-PKT-04
block 4 '"name":"handoff.success_criteria","set":false' 'criteria that nobody gave'
# Covers: S1-PKT-05
block 5 '"name":"contract.plan","set":true,"source":"contracts","title":"plan in the contract","value":"enterprise"' \
    'contract'
# Covers: S1-PKT-06
block 6 '"name":"customer.champion","set":true' 'stakeholders'
# Covers: S1-PKT-07
block 7 '"name":"provisioning.sso_required","set":true' 'flags'
# Covers: S1-PKT-08, S4-PKT-07
block 8 '"state":"differs","topic":"plan"' 'conflicts'
block 8 '"mask":"<differs from contract>","name":"crm.legal_name"' 'conflicts can be decided without their values'
block 5 '"mask":"<same as crm>","name":"contract.renewal_date"' 'so can agreement be seen'
block 8 '"asked":false' 'what differs beside the case is told apart'
# Covers: S1-PKT-09, S1-AIA-07
block 9 '"ai":true,"derived":false,"event":"/assistant clean-mid-market-014"' 'the suggestion'
block 9 \
    '"name":"ai.confidence","set":true,"source":"ai","title":"confidence of the AI","value":0.954,"written_by":"ai"' \
    'its confidence'
block 9 '{"key":"citations","mask":"<3 given>","value":null}' 'its sources'
lacks 8 '"ai":true' 'facts stand apart from it'
# Covers: S1-PKT-10, S4-PKT-03
block 10 '"because":["plan in the contract, plan on the order form, plan in the CRM and plan in billing disagree"],"entry":"CO-EDGE-002"' 'the clause that holds, in words'
block 10 '"event":"/contracts clean-mid-market-002","known":"2025-03-03T15:56:00Z"' \
    'evidence has its event and its time'
# Covers: S4-PKT-06
block 10 '"name":"contract.document_ref","set":true,"source":"contracts"' 'evidence has its source'
# Covers: S4-PKT-02
says blocks '"action":"billing.write_field"' 'what the item holds'
# Covers: S4-PKT-04
block 12 '"clock":"4 business hours","due":null,"entry":"CO-EDGE-002","opened":"2025-03-03T18:42:00Z","risk":"high","sla":4,"stops":true' 'risk and clock; it rests while information is asked for'
# Covers: S4-PKT-05
block 13 '"backup":"finance_ops","entry":"CO-EDGE-002","escalation":"cs_leader","first_of_two":null,"needs_two":false,"primary":"revops","route":"revops"' 'reviewers'
# Covers: S4-PKT-08
block 14 \
    '"human":"settle which source is right; legal or the deal desk when the text of the contract itself is disputed"' \
    'what is recommended'
block 14 '"action":"task.create_internal","at":"2025-03-03T18:42:00Z","given":true,"owner":"deal_owner","text":"say which plan was sold"' 'and who was asked'
# Covers: S4-PKT-09
block 15 '"name":"journey.target_activation_at","set":true' 'impact'
# Covers: S4-PKT-10
block 16 '"filled":false' 'no draft is a gap'
# Covers: S1-PKT-11, S4-PKT-11
for verb in approve approve_with_edits approve_with_conditions reject request_info escalate override; do
    block 17 "{\"data\":{\"area\":\"contract\",\"decision\":\"$verb\"},\"decision\":\"$verb\"" 'the decisions'
done
block 17 '"decision":"override","needs":"a reason","roles":["revenue_leader","founder"]' \
    'an override is offered to those with the right to it alone'
block 17 '"decision":"approve","needs":null,"roles":["revops","finance_ops","cs_leader","revenue_leader","founder"]' \
    'an approval to every reviewer'
# Covers: S1-PKT-12, S4-PKT-12
block 18 '"by":"revops"' 'who said what'
block 18 '"reason":{"mask":"<given>","value":null},"scope":{"mask":"<given>","value":null},"text":"CO-EDGE-002 (Conflicting plan data) waits for information that revops asked for"' 'what was said is masked'
block 18 '"by":"csm"' 'a decision without rights stands in it too'
block 18 '"audit":[{"audit":["values per source","chosen source","approver"],"entry":"CO-EDGE-002"}]' \
    'what is to be written down'
# Covers: S4-PKT-13
status 0 'the whole' packet shop/1/contract/1 -o json
says out '"percent": 94' 'completeness is reported'
says out '"block": 16' 'and the gap is named'
says out '"question": [' 'the question'
says out '"left_minutes": null' 'no clock runs'

# ---- a decided item ----
event 40 human_decided ada revops human '{"area":"contract","decision":"approve_with_edits","reason":"pro was sold","edits":{"contract":{"plan":"pro"},"order_form":{"plan":"pro"}}}'
event 50 fields_ingested s '' system '{"fields":{"billing":{"plan":"enterprise"}}}'
status 0 'a closed item' packet shop/1/contract/1 -o ndjson
cp "$dir/out" "$dir/blocks"
block 5 '"name":"contract.plan","set":true,"source":"contracts","title":"plan in the contract","value":"enterprise"' \
    'it shows what was known before the decision'
block 18 '"edits":{"mask":"<given>","value":null}' 'and the decision'
block 17 '"rows":[]' 'nothing is left to decide'
status 0 'the next item of the area' packet shop/1/contract/2 -o ndjson
cp "$dir/out" "$dir/blocks"
block 18 '"priors":[{"closed":"2025-03-03T19:22:00Z","entries":"CO-EDGE-002","how":"CO-EDGE-002 (Conflicting plan data) released: approve_with_edits by revops","item":"shop/1/contract/1"' 'it names the earlier one'

# ---- clocks ----
start
status 0 'an item past its time' packet shop/1/contract/1 --as-of 2025-03-04T16:00:00Z -o json
says out '"left_minutes": 162' 'the clock of the next reviewer'
says out '"route": "finance_ops"' 'who has it now'
packet shop/1/contract/1 --as-of 2025-03-04T16:00:00Z -o ndjson > "$dir/blocks" 2> "$dir/err"
block 12 '"breaches":1' 'clocks that ran out are counted'

# ---- what is private ----
# Every text of a person or a company, in facts, decisions, actors and drafts, is a marker; no format shows one.
# Covers: P1, P3, P6
start
awk '/class: (id|quasi|free)/ && /type: (string|text|contact|principal|doc),/ {
        name = $1; sub(":", "", name); split(name, p, ".")
        if ($0 ~ /derived/) next
        printf "%s\"%s\":{\"%s\":\"CANARY-%d\"}", n++ ? "\n" : "", p[1], p[2], n
    }' cases/schema.yaml > "$dir/markers"
n=0
while read -r marker || [ -n "$marker" ]; do
    n=$((n + 1))
    event 1 fields_ingested "f$n" '' system "{\"fields\":{$marker}}"
done < "$dir/markers"
[ "$n" -ge 60 ] && ok || bad "only $n fields are marked"
event 2 fields_ingested k '' system '{"fields":{"contract":{"nonstandard_terms":["liability"],"exception_value_minor":9000000},"project":{"policy_exception_requested":true},"provisioning":{"integration_required":true,"integration_custom":true}}}'
event 2 customer_replied CANARY-P '' customer '{"role":"executive_sponsor","topic":"delay","sentiment":"CANARY-Q"}'
event 2 fields_ingested m '' system '{"fields":{"crm":{"legal_name":"CANARY-A"},"contract":{"legal_name":"CANARY-B"}}}'
event 3 ai_suggested a '' ai '{"task":"extract","model_version":"m","confidence":0.5,"citations":["CANARY-C"],"fields":{"CANARY-D":"CANARY-E"},"uncertain":["plan"]}'
event 4 message_drafted d '' automation '{"draft_id":"d1","type":"welcome","source":"ai","text_hash":"CANARY-F"}'
event 5 human_decided CANARY-G revops human \
    '{"area":"contract","decision":"request_info","reason":"CANARY-H","scope":"CANARY-I"}'
event 6 human_decided CANARY-J revops human '{"area":"handoff","decision":"approve_with_conditions","condition_owner":"CANARY-K","condition_due_at":"2030-01-01T15:00:00Z","reason":"CANARY-L"}'
event 7 human_decided CANARY-M revops human \
    '{"area":"scope","decision":"reject","reason":"CANARY-N","edits":{"crm":{"legal_name":"CANARY-O"}}}'
"$R" replay --cases cases --events "$events" -q -o ndjson 2> "$dir/err" | grep -c '"kind":"opened"' > "$dir/n"
[ "$(cat "$dir/n")" -ge 5 ] && ok || bad "only $(cat "$dir/n") entries open"
items=
for area in handoff customer_context scope billing contract security executive ai_quality; do
    "$R" packet "shop/1/$area/1" --cases cases --events "$events" -q -o "json=$dir/p-$area.json" \
        -o "html=$dir/p-$area.html" -o "markdown=$dir/p-$area.md" -o "pretty=$dir/p-$area.txt" \
        -o "ndjson=$dir/p-$area.lines" > /dev/null 2>> "$dir/err" && items="$items $area"
done
[ "$(echo "$items" | wc -w)" -ge 4 ] && ok || bad "only$items have packets"
if grep -l CANARY "$dir"/p-*; then bad 'a marker is shown'; else ok; fi
status 0 'private files' packet shop/1/contract/1 --private -o "json=$dir/private.json" -o "html=$dir/private.html"
[ "$(grep -c 'CANARY-[ABGHI]"' "$dir/private.json")" -ge 5 ] && ok || bad 'with --private they are'
[ "$(stat -c %a "$dir/private.json")" = 600 ] && [ "$(stat -c %a "$dir/private.html")" = 600 ] && ok ||
    bad 'in files of their owner alone'
status 64 'private, but to a pipe' packet shop/1/contract/1 --private
says err '--private: standard output is no terminal; name a file' 'private, but to a pipe'
status 64 'private, and one of two to a pipe' packet shop/1/contract/1 --private -o "json=$dir/x" -o markdown
[ -e "$dir/x" ] && bad 'nothing is written then' || ok

# ---- every item of a made-up year ----
# Whatever the item, the core says why, what waits, when, who, what and how; only facts that nobody gave leave a gap.
"${BUILD:-build/release}/generate" --seed 3 --journeys 60 -o "$events"
"$R" replay --cases cases --events "$events" -q -o ndjson 2> "$dir/err" | grep '"kind":"opened"' |
    sed 's/.*"entry":"\([^"]*\)","journey":"\([^"]*\)".*/\2 \1/' | while read -r journey entry; do
    printf '%s/%s/1\n' "$journey" "$(sed -n 's/^  area: //p' "cases/register/$entry.yaml")"
done | sort -u > "$dir/items"
n=0
while read -r item; do
    n=$((n + 1))
    packet "$item" -o ndjson > "$dir/blocks" 2> "$dir/err" || bad "no packet of $item: $(head -1 "$dir/err")"
    [ "$(grep -c '"block":' "$dir/blocks")" -eq 18 ] || bad "$item has not all blocks"
    for number in 1 8 10 11 12 13 14 17 18; do
        grep -F "\"block\":$number," "$dir/blocks" | grep -qF '"filled":true' || bad "block $number of $item is empty"
    done
done < "$dir/items"
[ "$n" -ge 20 ] && ok || bad "only $n items"

# ---- a register that says nothing of packets ----
cp -r cases "$dir/cases"
rm "$dir/cases/monitors.yaml"
start
status 0 'without monitors.yaml' "$R" packet shop/1/contract/1 --cases "$dir/cases" --events "$events" -q -o json
says out '"filled": 9' 'the core still says why, who and when'

finish
