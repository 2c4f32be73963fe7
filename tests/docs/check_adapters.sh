#!/bin/sh
# The page for those who write events from a connector: its example is read as it says, and each connector's advice
# holds.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

grep '^{"specversion"' docs/adapters.md > "$dir/events.jsonl"
check 'the example has an event of each connector' test "$(wc -l < "$dir/events.jsonl")" -eq 3
"$rehearse" replay --cases cases --events "$dir/events.jsonl" -q -o "ndjson=$dir/records" -o "json=$dir/summary"
check 'all of it is accepted' grep -q '"accepted": 3' "$dir/summary"
check 'and nothing is left over' grep -q '"unmapped": 0' "$dir/summary"
# Covers: S3-TOO-01
check 'a failed write that is sent as one asks for another try' grep -q '"do":"sync.retry"' "$dir/records"
check 'the page says that runs cost and errors want somebody' \
    sh -c "grep '^| Zapier ' docs/adapters.md | grep -q 'costs.*tasks and errors'"
# Covers: S3-TOO-02
sed 's/"peter.adeyemi"/"someone.else"/' "$dir/events.jsonl" | grep make-7 >> "$dir/events.jsonl"
"$rehearse" replay --cases cases --events "$dir/events.jsonl" -q -o "json=$dir/summary"
check 'an event that changes under its id is quarantined, both of it' grep -q '"quarantined": 2' "$dir/summary"
check 'the page says that a scenario has an owner' sh -c "grep '^| Make ' docs/adapters.md | grep -q 'ownership.*owner'"
# Covers: S3-TOO-03
grep '^{"specversion"' docs/adapters.md > "$dir/events.jsonl"
grep pa-3 docs/adapters.md |
    sed 's|/power-automate/writeback|/power-automate/test|; s/"success":false/"success":true/' >> "$dir/events.jsonl"
"$rehearse" replay --cases cases --events "$dir/events.jsonl" -q -o "json=$dir/summary"
check 'with a source of its own another environment is in nobody'"'"'s way' grep -q '"accepted": 4' "$dir/summary"
check 'the page says to plan licences and environments' \
    sh -c "grep '^| Power Automate ' docs/adapters.md | grep -q 'licences and environments'"

finish
