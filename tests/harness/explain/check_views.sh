#!/bin/sh
# Trace, log and figures are views of one history: what `explain` tells of a journey, what `replay` writes down of it
# and what is counted over all are the same records.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
same() { # NAME A B
    if [ "$2" = "$3" ] && [ "$2" != 0 ]; then
        passed=$((passed + 1))
    else
        printf 'FAILED: %s: %s and %s\n' "$1" "$2" "$3"
        failed=$((failed + 1))
    fi
}

"$build/generate" --seed 3 --journeys 40 -o "$dir/events.jsonl"
"$rehearse" replay --cases cases --events "$dir/events.jsonl" -q -o "json=$dir/figures" -o "ndjson=$dir/log"

# Covers: S0-EVT-13
for kind in opened released sla_breached state observed did held task; do
    figure=$(awk -v key="\"kind\": \"$kind\"," '
        index($0, key) { of = 1 }
        of && /"n": / { sub(/.*: /, ""); print; exit }' "$dir/figures")
    same "figures and log agree on $kind" "$figure" "$(grep -c "\"kind\":\"$kind\"" "$dir/log")"
done
for journey in $(sed 's/.*"journey":"\([^"]*\)".*/\1/' "$dir/log" | sort -u | head -6); do
    "$rehearse" explain "$journey" --cases cases --events "$dir/events.jsonl" -q -o "json=$dir/trace"
    same "trace and log agree on $journey" "$(grep -c '"record": {' "$dir/trace")" \
        "$(grep -c "\"journey\":\"$journey\"" "$dir/log")"
done

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
