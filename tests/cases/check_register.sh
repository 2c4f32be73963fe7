#!/bin/sh
# The register in cases/: it loads without a word of complaint, and its acceptance tests hold on their examples, on the
# unchanged clean journeys and on a made-up year; so do those of every revision of the example repository.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
none() { ! grep "$@"; }

"$rehearse" check --cases cases > "$dir/check" 2> "$dir/complaints"
check 'the register loads' grep -q 'Register: LOADS' "$dir/check"
check 'with no warning' test ! -s "$dir/complaints"

"$rehearse" test --cases cases -q -o "ndjson=$dir/results"
check 'acceptance tests hold' test $? -eq 0
# Both ways of a test: its examples, and the unchanged base.
holds() { # entry, name of the test
    test "$(grep -F "\"entry\":\"$1\"" "$dir/results" | grep -F "\"name\":\"$2\"" | grep -E '"way":"(example|clean)"' |
        grep -c '"result":"pass"')" -eq 2
}
# Covers: S1-TPL-01, S1-ACC-01, S1-MSY-01
check 'CO-EDGE-001' holds CO-EDGE-001 'no kickoff before there are criteria or somebody answers for their lack'
# Covers: S4-EXC-01
check 'CO-EDGE-001 goes to revenue operations' holds CO-EDGE-001 'revenue operations looks first'
check 'and then to the sales manager' holds CO-EDGE-001 \
    'after a business day without a decision the sales manager has it'
# Covers: S1-TPL-02, S1-ACC-02, S1-MCF-01
check 'CO-EDGE-002' holds CO-EDGE-002 'the wrong plan cannot be provisioned or billed by itself'
# Covers: S4-EXC-02
check 'CO-EDGE-002 goes to revenue operations' holds CO-EDGE-002 'revenue operations settles it'
check 'and the deal owner is asked' holds CO-EDGE-002 'the deal owner is asked at once'
# Covers: S1-TPL-03, S1-MSC-04
check 'CO-EDGE-003' holds CO-EDGE-003 'the customer hears of no new date or scope before the plan is approved'
# Covers: S1-TPL-04, S1-ACC-04, S1-MBP-02
check 'CO-EDGE-004' holds CO-EDGE-004 'nobody is told that the account is active while billing lacks something'
check 'CO-EDGE-004 gives finance a task' holds CO-EDGE-004 'finance gets a task within a business day'
# Covers: S4-EXC-04
check 'CO-EDGE-004 goes to finance' holds CO-EDGE-004 'finance operations looks first'
# Covers: S1-TPL-05, S1-ACC-06, S1-MLS-02
check 'CO-EDGE-005' holds CO-EDGE-005 'no access and no migration before security has approved the path'
# Covers: S4-EXC-08
check 'CO-EDGE-005 goes to security' holds CO-EDGE-005 'security looks first'
# Covers: S1-TPL-06, S1-MAI-03, S1-MCM-11
check 'CO-EDGE-006' holds CO-EDGE-006 'no message leaves before a person has decided'
# Covers: S1-FLD-16
check 'CO-EDGE-014' holds CO-EDGE-014 'nothing starts before the handoff is approved'
check 'CO-EDGE-014 goes to revenue operations' holds CO-EDGE-014 'revenue operations looks first'
check 'and then to the customer success leader' holds CO-EDGE-014 'after two business hours the customer success leader'
opens() { # entry: on an example of each of its tests, and not on the base
    grep -F "\"entry\":\"$1\"" "$dir/results" | grep -F '"way":"example"' | grep -q '"result":"pass"'
}
n=1
while [ "$n" -le 80 ]; do
    id=$(printf 'CO-EDGE-%03d' "$n")
    check "$id opens on its example" opens "$id"
    n=$((n + 1))
done
check 'every test is exercised by its examples' none -E '"result":"(fail|unproven)"' "$dir/results"

"$build/generate" --seed 1 --journeys 600 -o "$dir/events.jsonl"
"$rehearse" test --cases cases --events "$dir/events.jsonl" -q -o "ndjson=$dir/history" 2> "$dir/log"
check 'no test fails on a made-up year' none '"result":"fail"' "$dir/history"
check 'and most are put to use there' \
    test "$(grep '"way":"history"' "$dir/history" | grep -c '"result":"pass"')" -ge 30

fixtures/example-repo.sh "$dir/repo" > /dev/null
for revision in HEAD HEAD~1 HEAD~2 HEAD~3 HEAD~4; do
    check "acceptance tests hold at $revision of the example repository" \
        "$rehearse" test "$revision" --register "$dir/repo" -q -o "json=$dir/at"
done

finish
