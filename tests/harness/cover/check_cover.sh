#!/bin/sh
# Coverage of one entry (missing outcome or reason, between handoff and kickoff) by histories made by hand from a clean
# journey: each history says which clauses decided and when.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

is() { # GOT WANT NAME
    if [ "$1" = "$2" ]; then ok; else bad "$3: got $1, want $2"; fi
}

mkdir "$dir/tree"
cp -r cases "$dir/tree/cases"
cp -r fixtures "$dir/tree/fixtures"
rm "$dir"/tree/cases/register/*
cp cases/register/CO-EDGE-012.yaml "$dir/tree/cases/register/"

event() { # TIME TYPE KIND ROLE DATA: one more event of the journey
    printf '{"specversion":"1.0","id":"x%s","source":"/test","type":"%s","subject":"clean-mid-market","time":"%s","actor":"a.b","actorkind":"%s","actorrole":"%s","data":%s}\n' \
        "$1" "$2" "$1" "$3" "$4" "$5" >> "$dir/log.jsonl"
}
fresh() { cp fixtures/clean-mid-market.jsonl "$dir/log.jsonl"; }
cover() { # [OPTION...]: $dir/out, one clause a line; the exit status in $status
    "$R" cover --cases "$dir/tree/cases" --events "$dir/log.jsonl" -q -o ndjson -o json="$dir/json" "$@" > "$dir/out" \
        2> "$dir/err"
    status=$?
}
decided() { # the kinds that decided in the history, in order; an operand with its first word
    sed -n 's/.*"journeys":[1-9][0-9]*,"kind":"\([a-z]*\)",.*"says":"\([a-z]*\).*/\1:\2/p' "$dir/out" |
        sed 's/^\(operand\|effect\):\(.*\)/\1 \2/; s/:.*//' | tr '\n' ',' | sed 's/,$//'
}
last() { # KIND: when it last decided
    sed -n "s/.*\"kind\":\"$1\",\"last\":\"\{0,1\}\([^\",]*\).*/\1/p" "$dir/out" | head -1
}

# The outcome stands in the fields before there is a handoff: only the window keeps the entry from opening.
fresh
cover
is "$status" 0 'a clean journey'
is "$(decided)" 'window' 'a clean journey: the window keeps it closed'
is "$(last window)" '2025-03-03T16:36:00Z' 'when the window last decided'

# The reason is lost within the window, and given again by a machine: it opens by that operand alone, holds two actions
# and gives its task, and clears by data.
fresh
event 2025-03-03T18:45:00Z fields_ingested system revops '{"fields":{"handoff":{"purchase_reason":null}}}'
event 2025-03-04T15:00:00Z fields_ingested system revops '{"fields":{"handoff":{"purchase_reason":"growth"}}}'
cover
is "$(decided)" 'operand reason,window,clears,effect hold,effect hold,task' 'it opens by one operand'
is "$(last operand)" null 'the other operand decides nothing'

# Both are lost: neither operand alone decides, and as the packet lacks its outcome the actions would wait by default
# too. Nobody looks for a business day, and then the backup decides.
fresh
event 2025-03-03T18:45:00Z fields_ingested system revops \
    '{"fields":{"handoff":{"purchase_reason":null,"business_outcome":null}}}'
event 2025-03-04T19:30:00Z human_decided human sales_manager '{"entry":"CO-EDGE-012","decision":"approve"}'
cover
is "$(decided)" 'window,sla,backup,task' 'both operands hold: neither alone decides'
is "$(last sla)" '2025-03-04T18:45:00Z' 'when the clock ran out'

# Months are counted back from the end of the history.
printf '{"specversion":"1.0","id":"late","source":"/test","type":"fields_ingested","subject":"J9","time":"2025-09-01T12:00:00Z","data":{"fields":{"crm":{"plan":"pro"}}}}\n' >> "$dir/log.jsonl"
cover
is "$(grep -c '"never_fired": true' "$dir/json")" 0 'it opened within six months of the end'
is "$(sed -n 's/^  "since": "\(.*\)",/\1/p' "$dir/json")" '2025-03-01T12:00:00Z' 'six months before the end'
cover --months 5
is "$(grep -c '"never_fired": true' "$dir/json")" 1 'it did not within five'

# Without a history; an empty one; the same bytes by more threads.
"$R" cover --cases "$dir/tree/cases" -q -o json > "$dir/json" 2> "$dir/err"
is "$?" 0 'without a history'
if grep -q '"journeys": null' "$dir/json" && ! grep -q '"never_fired": true' "$dir/json"; then
    ok
else
    bad 'without a history nothing is said of it'
fi
# Covers: V8
: > "$dir/log.jsonl"
cover
is "$status" 2 'an empty history'
fresh
cover -j 1
cp "$dir/json" "$dir/one"
cover -j 3
if cmp -s "$dir/one" "$dir/json"; then ok; else bad 'three threads give the bytes of one'; fi
cover --months 0
is "$status" 64 'no months'

finish
