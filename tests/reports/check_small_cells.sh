#!/bin/sh
# What is passed on of few customers (FAULTS.md P4): every report over a history of four journeys, as Markdown, tells no
# number of theirs but "<5"; the JSON of the same run has them, and over many journeys so has the Markdown.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

"$build/generate" --seed 5 --journeys 4 -o "$dir/few.jsonl" || exit 1
"$build/generate" --seed 5 --journeys 60 -o "$dir/many.jsonl" || exit 1
report() { # NAME COMMAND ARGUMENTS...: over both histories
    name=$1
    shift
    for size in few many; do
        "$rehearse" "$@" --cases cases --events "$dir/$size.jsonl" -q -o "markdown=$dir/$name.$size" \
            -o "json=$dir/$name.$size.json" > "$dir/out" 2> "$dir/err"
    done
    test -s "$dir/$name.few" && test -s "$dir/$name.many"
    ok "$name: it is written" $?
}
# Words that a number of people, rows or decisions stands before; "1 of 4 questions" is none of those.
people='journeys?|cases?|good|bad|actions?|decisions?|items?|undecided|real|synthetic|scored|never'
no_few() { # NAME
    ! grep -nE "(^|[^0-9.,;&-])[1-4] (of [0-9]+ \\\\\(|of [0-9]+:|$people)" "$dir/$1.few" > "$dir/out"
    # Covers: P4
    ok "$1: no small number in words" $?
    grep -q '&lt;5' "$dir/$1.few"
    ok "$1: says that they are few" $?
    grep -qE '(^|[^0-9])4,?$|: [1-4],?$' "$dir/$1.few.json"
    ok "$1: the JSON has the number" $?
}
# The columns of tables that count people hold no bare small number.
no_cell() { # NAME COLUMN...
    name=$1
    shift
    for column; do
        awk -F'|' -v column="$column" '
            /^\|/ && !head { head = 1; at = 0; for (i = 2; i < NF; i++) { c = $i; gsub(/^ +| +$/, "", c); if (c == column) at = i } next }
            /^\|/ && at { c = $at; gsub(/<br>.*/, "", c); gsub(/^ +| +$/, "", c); n++; if (c ~ /^[1-4]$/) bad++ }
            !/^\|/ { head = 0 }
            END { exit n == 0 || bad > 0 }' "$dir/$name.few"
        # Covers: P4
        ok "$name: column $column" $?
    done
}

period='--since 2025-01-01T00:00:00Z --until 2027-01-01T00:00:00Z'
# shellcheck disable=SC2086
report review review $period
report sweep sweep policy.silence_bd=3..5
report calibrate calibrate
report replay replay
report cover cover
report gate gate
for name in review sweep calibrate replay gate; do no_few "$name"; done
no_cell review Waiting Entered Left 'Too long' Journeys Raised Useful 'Waved through' Missed Quiet
no_cell sweep Caught Escaped Drag Items 'Too late' Queue
no_cell calibrate Cases Alarms
no_cell replay Journeys Openings Undecided Breached Released Rejected Times Actions
no_cell cover Journeys

# Evidence of few names nobody.
! sed -n '/Seen in fewer than five/,/^## /p' "$dir/review.few" | grep -qE 'synthetic-[0-9]+#'
ok 'review: few are not named' $?

grep -q '60 journeys' "$dir/sweep.many" && grep -q '60 journeys' "$dir/review.many"
ok 'many are told as they are' $?

finish
