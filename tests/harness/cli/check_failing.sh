#!/bin/sh
# A test that fails says where to look: the journey, the instant, the record, the clause that was broken and the example
# that showed it, each with its line; for people and for machines.
set -u
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
rehearse=${BUILD:-build/release}/rehearse
cp -r cases fixtures "$dir"
entry=$dir/cases/register/CO-EDGE-001.yaml
line_of() { grep -n -m 1 -e "$1" "$entry" | cut -d: -f1; }

# The entry no longer holds the kickoff.
sed -i '/^    - project.create_kickoff$/d' "$entry"
"$rehearse" test --cases "$dir/cases" -q -o "json=$dir/json" -o "markdown=$dir/md" -o "junit=$dir/xml" > "$dir/none" 2>&1
ok 'a test fails' "$(($? != 1))"
jq -c '.tests[] | select(.result == "fail" and (.name | startswith("no kickoff before")))' "$dir/json" > "$dir/row"
says() { jq -e "$1" "$dir/row"; }
check 'the journey' says '.journey == "clean-mid-market"'
check 'the instant, which is the record'\''s' says '.at == .record.at'
check 'the record' says '.record.kind == "did" and .record.action == "project.create_kickoff"'
check 'the clause and its line' says ".clause == \"until\" and .clause_line == $(line_of '^    until:')"
check 'the line of the test' says ".line == $(line_of 'name: no kickoff before')"
check 'the line of the example' says ".example_line > $(line_of '^    until:')"
words='journey clean-mid-market at [^;]*; clause until in line [0-9]*, shown by the example in line [0-9]*; record [0-9]*: did'
check 'in words' grep -q "$words project" "$dir/xml"
check 'and in a pull request' grep -q 'clause until in line' "$dir/md"

# An example that no longer opens its entry: the example is the clause.
sed -i 's/^when: .*/when: "false"/' "$entry"
"$rehearse" test --cases "$dir/cases" -q -o "json=$dir/json" > "$dir/none" 2>&1
jq -c '[.tests[] | select(.result == "fail" and .way == "example")][0]' "$dir/json" > "$dir/row"
check 'an example that opens nothing' says '.clause == "example" and .clause_line == .example_line and .record == null'
check 'of the entry' says '.says == "the entry did not open"'

# Examples that cannot be played are errors of the register, not of its rules.
unplayable() { # WHAT LINE TEXT: a line in place of the first example's `at`, and what is said
    awk -v line="$2" '!done && /^        at: handoff_submitted$/ { print line; done = 1; next } { print }' \
        cases/register/CO-EDGE-001.yaml > "$entry"
    "$rehearse" test --cases "$dir/cases" -q > "$dir/out" 2>&1
    ok "$1: status" "$(($? != 65))"
    check "$1: says so, and where" grep -q "CO-EDGE-001.yaml:[0-9]*:[0-9]*: RH-0332: example of .*: $3" "$dir/out"
}
unplayable 'an event that the base lacks' '        at: sla_breached' 'its base has no event of type sla_breached'
unplayable 'a year without holidays' '        then: [{after: 20000 business days, type: journey_closed}]' \
    'an event falls into a year without holidays data: journey_closed'
"$rehearse" test --cases cases -q -o "json=$dir/json" > "$dir/none" 2>&1
check 'what passes names no clause' jq -e '[.tests[] | select(.clause != null)] == []' "$dir/json"
finish
