#!/bin/sh
# Replays every case of ../shared/conformance/{micro,random} and compares the records byte for byte, and the counts
# where they are given. It holds the core to an independent implementation.
rehearse=${BUILD:-build/release}/rehearse
set=../shared/conformance
if [ ! -d "$set" ]; then
    echo "skipped: $set not found"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
passed=0 failed=0

# The summary's counts as counts.json has them: accepted are those that made a step.
counts_of() {
    awk -F '[:,]' '/"total": \{/ { part = "ingest" } /"counts": \{/ { part = "replay" } /\}/ { part = "" }
        part != "" && NF > 1 { gsub(/[" ]/, "", $1); n[part $1] = $2 + 0 }
        END { q = n["ingestquarantined"] + n["replayquarantined"]; p = n["replayproduced"]; u = n["replayunmapped"]
              d = n["ingestduplicate"]; r = n["ingestread"]
              printf "{\"accepted\":%d,\"duplicate\":%d,\"produced\":%d,", r - d - q - p - u, d, p
              printf "\"quarantined\":%d,\"read\":%d,\"unmapped\":%d}\n", q, r, u }' "$1"
}

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for part in micro random; do
    ok=0 all=0
    for dir in "$set/$part"/*/; do
        all=$((all + 1))
        "$rehearse" replay --cases "$dir/cases" --events "$dir/events.jsonl" -o "ndjson=$out/records" \
            -o "json=$out/summary" -q > "$out/log" 2>&1
        if cmp -s "$out/records" "$dir/records.ndjson" &&
            { [ ! -f "$dir/counts.json" ] || [ "$(counts_of "$out/summary")" = "$(cat "$dir/counts.json")" ]; }; then
            ok=$((ok + 1))
        else
            echo "differs: $dir"
            head -3 "$out/log"
        fi
    done
    echo "$part: $ok of $all"
    passed=$((passed + ok)) failed=$((failed + all - ok))
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
