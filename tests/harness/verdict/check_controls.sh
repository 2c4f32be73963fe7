#!/bin/sh
# The controls that the gate's criteria stand for: each is listed with the criterion that holds it, and its result is
# that criterion's.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
gate() { "$rehearse" gate --cases cases --events "$@" -q -o "markdown=$dir/gate.md" -o "json=$dir/gate.json"; }
held() { # CONTROL CRITERION RESULT
    sed -n '/^## Controls/,/^## [^C]/p' "$dir/gate.md" | grep "^| $1 |" | grep "$2" | grep -q "$3"
}

"$build/generate" --seed 3 --journeys 60 -o "$dir/events.jsonl"
gate "$dir/events.jsonl"
# Covers: S3-MAP-01
check 'validation of what comes out: nothing opened for a reason that nobody can say' held S3-MAP-01 undecided pass
# Covers: S3-MAP-02
check 'observability: what the systems told could be read' held S3-MAP-02 quarantined pass
# Covers: S3-MAP-03
check 'human oversight: nobody decided without rights' held S3-MAP-03 oversight pass
# Covers: S3-MAP-04
check 'sanity of the model: too few checks to say' held S3-MAP-04 model inconclusive
# Covers: S3-MAP-05
check 'telemetry of progress: the systems told of actions' held S3-MAP-05 telemetry pass
# Covers: S3-MAP-06
check 'governance of escalation: items are looked at in time' held S3-MAP-06 breached pass
check 'the file of results has them as well' grep -q '"S3-MAP-06"' "$dir/gate.json"

# A customer success manager approves what is for revenue operations; a line is no event.
sed 's/"success_criteria":"[^"]*"/"success_criteria":null/' fixtures/clean-mid-market.jsonl > "$dir/bad.jsonl"
printf '%s\n' '{"specversion":"1.0","id":"x","source":"/x","type":"human_decided","subject":"clean-mid-market","time":"2025-03-03T19:00:00Z","actor":"nora.lind","actorrole":"csm","actorkind":"human","data":{"entry":"CO-EDGE-001","decision":"approve","reason":"go"}}' \
    'no event' >> "$dir/bad.jsonl"
gate "$dir/bad.jsonl" "$dir/events.jsonl"
check 'a decision without rights fails its control' held S3-MAP-03 oversight fail

finish
