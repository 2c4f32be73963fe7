#!/bin/sh
# Replays every case of ../shared/conformance/{micro,random} and compares the records byte for byte, and the counts where
# they are given. It holds the core to an independent implementation.
rehearse=${BUILD:-build/release}/rehearse
set=../shared/conformance
if [ ! -d "$set" ]; then
    echo "skipped: $set not found"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
passed=0 failed=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for part in micro random; do
    ok=0 all=0
    for dir in "$set/$part"/*/; do
        all=$((all + 1))
        "$rehearse" replay --cases "$dir/cases" --events "$dir/events.jsonl" -o "ndjson=$out/records" -o "json=$out/summary" -q > "$out/log" 2>&1
        if cmp -s "$out/records" "$dir/records.ndjson" && { [ ! -f "$dir/counts.json" ] || grep -qF "$(cat "$dir/counts.json")" "$out/summary"; }; then
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
