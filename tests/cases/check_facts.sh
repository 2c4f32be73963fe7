#!/bin/sh
# What comes in and what a journey then holds: facts/*.txt, asked of a store into which the clean journeys and
# facts/*.jsonl and, each by its mapping, facts/exports/* and facts/adapters/* were ingested. A line is one of
#
#   fact JOURNEY FIELD KNOWN SOURCE ID VALUE   at the end the field has the value, from that event, known since then
#   holds JOURNEY EXPRESSION                   true at the end
#   at INSTANT JOURNEY EXPRESSION              true at that instant
#   record JOURNEY COUNT REGEX                 so many records of the journey are like this
#   says FIELD SYSTEM                          the one system that may say the field
#   writes SYSTEM VERDICT                      what the workflow may do in the system by itself; `nothing`: no action
#   source METRIC COUNT                        so many of facts/sources.jsonl, as `review` counts them
#   blank BASE FIELD NAME                      a clean journey without the field lacks NAME, and its kickoff is held
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
line=

# What failed is told with its line of the table.
bad() { failed=$((failed + 1)); printf 'FAILED: %s: %s\n' "$line" "$1"; }

# evaluate JOURNEY EXPRESSION [OPTION...]: its value, and in $dir/reads what it reads
evaluate() {
    journey=$1 expression=$2
    shift 2
    "$R" eval "$expression" --journey "$journey" "$@" --cases cases --store "$dir/store" -q -o "json=$dir/value" -o "ndjson=$dir/reads" \
        2> "$dir/err" || head -1 "$dir/err"
    sed -n 's/^  "value": \(.*\),$/\1/p' "$dir/value"
}
fact() { # JOURNEY FIELD KNOWN SOURCE ID VALUE
    journey=$1 field=$2 known=$3 event="$4 $5"
    shift 5
    expect "$field == $*" true "$(evaluate "$journey" "$field == $*")"
    expect "the origin of $field" "$known $event" "$(sed -n \
        "s|.*\"name\":\"$field\".*\"known\":\"\([^\"]*\)\",\"event\":\"\([^\"]*\)\".*|\1 \2|p" "$dir/reads")"
}
holds() {
    journey=$1
    shift
    expect "$*" true "$(evaluate "$journey" "$*")"
}
at() { # INSTANT JOURNEY EXPRESSION
    instant=$1 journey=$2
    shift 2
    expect "$*" true "$(evaluate "$journey" "$*" --at "$instant")"
}
record() { # JOURNEY COUNT REGEX
    expect "the number of $3" "$2" "$(grep -F "\"journey\":\"$1\"" "$dir/records" | grep -Ec -- "$3")"
}
says() { # FIELD SYSTEM
    expect "the system of $1" "$2" "$(awk -v field="  $1:" '
        /^  [a-z_]+\.[a-z_]+:/ { inside = index($0, field) == 1 }
        inside && match($0, /from: [a-z]+/) { print substr($0, RSTART + 6, RLENGTH - 6); exit }' cases/schema.yaml)"
}
writes() { # SYSTEM VERDICT
    expect "what may be done in $1" "$2" "$(awk -v prefix="- id: $1." '
        /- id: / { inside = index($0, prefix) > 0 }
        inside && match($0, /default: [a-z]+/) { print substr($0, RSTART + 9, RLENGTH - 9); found = 1; exit }
        END { if (!found) print "nothing" }' cases/actions.yaml)"
}
source() { # METRIC COUNT
    expect "the figure of $1" "$2" "$(sed -n "s/.*\"metric\":\"$1\",.*\"value\":\([0-9]*\)}.*/\1/p" "$dir/review")"
}
blank() { # BASE FIELD NAME
    journey=$1-no-$3
    expect "$3 in the whole journey" false "$(evaluate "$1" "\"$3\" in handoff.missing_fields")"
    expect "$3 in the journey without it" true "$(evaluate "$journey" "\"$3\" in handoff.missing_fields")"
    record "$1" 1 '"action":"project.create_kickoff".*"kind":"observed".*"verdict":"allow"'
    record "$journey" 1 '"action":"project.create_kickoff".*"kind":"observed".*"verdict":"hold"'
}

# The journeys that lack a field: a copy of their base with null in its place, under a name and ids of their own.
lack() { # BASE FIELD NAME
    key=${2#*.}
    sed -E "s/\"(id|subject)\":\"$1/&-no-$3/g; s/\"$key\":(\"[^\"]*\"|\\[[^]]*\\])/\"$key\":null/" "fixtures/$1.jsonl"
}
cat tests/cases/facts/*.txt | while read -r kind base field name; do
    if [ "$kind" = blank ]; then lack "$base" "$field" "$name"; fi
done > "$dir/blank.jsonl"
"$R" ingest fixtures/clean-*.jsonl tests/cases/facts/*.jsonl "$dir/blank.jsonl" --store "$dir/store" -q \
    -o "json=$dir/ingest" > "$dir/err" 2>&1
for map in tests/cases/facts/exports/*.yaml; do
    "$R" ingest "${map%.yaml}.json" --map "$map" --exported-at 2026-04-01T00:00:00Z --store "$dir/store" -q \
        > /dev/null 2>> "$dir/err" || cat "$dir/err"
done
for file in tests/cases/facts/adapters/*; do
    map=${file##*/}
    "$R" ingest "$file" --map "${map%.*}" --exported-at 2026-04-01T00:00:00Z --store "$dir/store" -q \
        > /dev/null 2>> "$dir/err" || cat "$dir/err"
done
n=$(cat fixtures/clean-*.jsonl tests/cases/facts/*.jsonl "$dir/blank.jsonl" | wc -l)
# The ledger: which facts of a journey are of a final snapshot, and which are dated.
ledger() { # JOURNEY FIELD BOOL
    expect "whether $2 is of a snapshot" "$3" "$("$R" explain "$1" --cases cases --store "$dir/store" -q -o json |
        tr -d '\n' | sed 's/  */ /g; s/{ "field"/\n&/g' |
        sed -n "s/^{ \"field\": \"$2\",.*\"snapshot\": \([a-z]*\).*/\1/p")"
}
line=ledger
ledger hubspot:9001 crm.stage true
ledger hubspot:9001 journey.trigger_at false
ledger O-88 project.blocker_open true
ledger O-88 handoff.business_outcome false
line=ingest
expect 'what was accepted' "$n" "$(sed -n '/"total"/,/}/s/.*"accepted": \([0-9]*\).*/\1/p' "$dir/ingest")"
"$R" replay --cases cases --store "$dir/store" -q -o "ndjson=$dir/records" 2> "$dir/err"
"$R" review --cases cases --events tests/cases/facts/sources.jsonl --since 2026-03-01 --until 2026-04-01 \
    --as-of 2026-04-01T00:00:00Z -q -o "ndjson=$dir/review" 2> "$dir/err"

cat tests/cases/facts/*.txt > "$dir/lines"
while IFS= read -r line; do
    case $line in '#'* | '') continue ;; esac
    set -f
    # shellcheck disable=SC2086
    set -- $line
    set +f
    case $1 in
    fact | holds | at | record | says | writes | source | blank) "$@" ;;
    *) bad 'no such kind of line' ;;
    esac
done < "$dir/lines"

finish
