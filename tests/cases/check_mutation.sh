#!/bin/sh
# The register's own tests against its mutants: the score, every operator, every entry, and nothing that weakens a hold
# entry unseen. NEG and DEL are held apart.
set -u
R=${BUILD:-build/release}/rehearse
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
passed=0 failed=0

holds() { # NAME CONDITION: an awk expression over killed, total, equivalent, least_op, least_entry, hold, apart
    if awk -v killed="$killed" -v total="$total" -v equivalent="$equivalent" -v least_op="$least_op" \
           -v least_entry="$least_entry" -v hold="$hold" -v apart="$apart" "BEGIN { exit !($2) }"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s: %s\n' "$1" "$2"
    fi
}
least() { # KEY: the least score of the rows that have this key
    awk -v key="\"$1\": " 'index($0, key) { of = 1 } of && /"score": / { of = 0; sub(/.*: /, ""); sub(/,/, "")
        if ($0 != "null" && (least == "" || $0 + 0 < least + 0)) least = $0 } END { print least }' "$out"
}
first() { # KEY: its first number behind "mutation"
    sed -n '/"mutation": {/,$p' "$out" | sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" | head -1
}

if ! "$R" test --cases cases --mutate -o json="$out" -q; then
    echo 'FAILED: the tests of the register fail as they are'
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
fi
killed=$(first killed) total=$(first total) equivalent=$(first equivalent) hold=$(first survivors_hold)
least_op=$(least op) least_entry=$(least entry)
# Unnoticed ones of the operators that are counted apart.
apart=$(sed -n '/"apart": {/,/"operators"/p' "$out" | sed -n 's/.*"\(killed\|total\)": \([0-9]*\).*/\1 \2/p' |
    awk '$1 == "killed" { n -= $2 } $1 == "total" { n += $2 } END { print n + 0 }')

holds 'at least 800 mutants' 'total - equivalent >= 800'
holds 'the score' 'killed >= 0.90 * (total - equivalent)'
holds 'every operator' 'least_op >= 0.80'
holds 'every entry' 'least_entry >= 0.60'
holds 'no survivor weakens a hold entry' 'hold == 0'
holds 'a negated and a deleted entry is always noticed' 'apart == 0'

# What no test can notice: nothing lifts the block on comms.send_executive, so holding or drafting it is one, and the
# task of the customer that is due first is open by its definition.
survivors=$(sed -n '/"survivors": \[/,$p' "$out" |
    sed -n 's/.*"entry": "\([^"]*\)".*/\1/p; s/.*"operator": "\([^"]*\)".*/\1/p; /^ *\],*$/q' | tr '\n' ' ')
if [ "$survivors" = 'CO-EDGE-035 EFF CO-EDGE-060 DROP ' ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    printf 'FAILED: nothing else survives: %s\n' "$survivors"
fi

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
