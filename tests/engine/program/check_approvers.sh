#!/bin/sh
# workflow.approvers is of one entry: its condition and its tests read it, and what is of the whole journey may not.
set -u
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
rehearse=${BUILD:-build/release}/rehearse

# refused WHAT FILE LINE...: the lines added to a file of the register make it one that does not load.
refused() {
    what=$1 file=$2
    shift 2
    rm -rf "$dir/cases"
    cp -r tests/data/core/cases "$dir"
    printf '%s\n' "$@" >> "$dir/cases/$file"
    "$rehearse" test --cases "$dir/cases" -q > "$dir/out" 2>&1
    ok "$what does not load" "$(($? != 65))"
    at=$(grep -n 'workflow.approvers' "$dir/cases/$file" | tail -1 | cut -d: -f1)
    check "$what: where and why" grep -q "$file:$at:[0-9]*: RH-0143: \"workflow.approvers\" is of one entry" "$dir/out"
}

refused 'a guard' states.yaml '  - {from: [s1], to: s2, guard: workflow.approvers > 0}'
refused 'what releases' actions.yaml '  - {id: act.more, default: hold, range: any, release: workflow.approvers > 0}'
refused 'what runs by itself' actions.yaml '  - {id: act.more, default: hold, range: any, auto: has(workflow.approvers)}'
refused 'a lift' tiers.yaml '  - {from: low, to: medium, when: workflow.approvers > 0}'
refused 'a derived field' schema.yaml '  f.n: {type: int, class: safe, from: x, derived: workflow.approvers}'
refused 'what an event sets' events.yaml '  more: {payload: {}, sets: {f.score: workflow.approvers}}'
refused 'an alert' monitors.yaml 'alerts:' '  - {rule: more, when: workflow.approvers > 0, to: [one], next: look}'
refused 'the score' health.yaml 'version: h1' 'scored: workflow.approvers > 0' 'inputs: {n: {weight: 1, value: "1"}}' \
    'bands: [{band: all, below: 101}]' 'absent: zero'
check 'a condition loads, and so does a test' "$rehearse" replay --cases tests/data/acceptance/03-approvers/cases \
    --events tests/data/acceptance/03-approvers/events.jsonl -q
finish
