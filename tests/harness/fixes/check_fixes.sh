#!/bin/sh
# The fixes of a review: what was planted comes first, rests on records that are there, stands on a line of a file, and
# the effect of its change is what a replay of the changed file says.
set -u
build=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

review() { # kind, seed; the first fix is in $dir/fix, one line
    "$build/generate" --planted "$1" --seed "$2" --journeys 500 -o "$dir/events.jsonl" --truth "$dir/truth.json"
    "$build/rehearse" review --cases cases --events "$dir/events.jsonl" --since 2025-01-06 --until 2026-01-06 -q \
        -o json="$dir/review.json" -o csv="$dir/review.csv" -o html="$dir/review.html" -o pretty > "$dir/pretty"
    tr -d '\n' < "$dir/review.json" | sed 's/  */ /g; s/.*"fixes": \[ *//; s/}, {  *"action": .*//; s/\], "fixes_all".*//' > "$dir/fix"
}
of_fix() { sed -n "s/.*\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$dir/fix"; }
effect() { # what, now|then
    tr '{' '\n' < "$dir/fix" | sed -n "/\"what\": \"$1\"/s/.*\"$2\": \([0-9]*\).*/\1/p"
}

# ---- a threshold that is too high: the change is a value of the policy ----
review high_threshold 3
check 'what was planted comes first' grep -q "\"$(of_fix subject)\"" "$dir/truth.json"
check 'it is critical' test "$(of_fix is_critical)" = true
check 'it is one of the five actions' test "$(of_fix action_class)" -eq 4
check 'its line is that of the policy value' sh -c \
    "sed -n '$(of_fix line)p' $(of_fix file) | grep -q '^  ai_conf_min:'"
to=$(of_fix change | sed 's/.*-> //')
check 'a change is proposed' test -n "$to"
for n in 1 2 3; do
    record=$(sed 's/.*"evidence": \[ *//; s/\].*//' "$dir/fix" | tr -d ' "' | cut -d, -f$n)
    "$build/rehearse" replay --cases cases --events "$dir/events.jsonl" -q -o ndjson > "$dir/records"
    check "record $record is an observed action that was allowed" sh -c \
        "grep '\"journey\":\"${record%#*}\",\"kind\":\"observed\",\"n\":${record#*#},' $dir/records | grep -q '\"verdict\":\"allow\"'"
done
cp -r cases "$dir/cases" && cp -r fixtures "$dir/fixtures"
sed -i "s/^  ai_conf_min: *[^#]*/  ai_conf_min: $to /" "$dir/cases/policy.yaml"
for side in now then; do
    tree=cases
    [ $side = then ] && tree=$dir/cases
    "$build/rehearse" replay --cases "$tree" --events "$dir/events.jsonl" -q -o json | tr -d ' \n' > "$dir/replay"
    escaped=$(sed 's/.*"cells":{"escaped":\([0-9]*\).*/\1/' "$dir/replay")
    after=$(sed 's/.*"after_divergence":{"escaped":\([0-9]*\).*/\1/' "$dir/replay")
    caught=$(sed 's/.*"cells":{"escaped":[0-9]*,"drag":[0-9]*,"caught":\([0-9]*\).*/\1/' "$dir/replay")
    check "escapes $side are those of a replay" test "$((escaped + after))" -eq "$(effect escaped $side)"
    check "catches $side are those of a replay" test "$caught" -eq "$(effect caught $side)"
done
check 'the change lets less escape' test "$(effect escaped then)" -lt "$(effect escaped now)"

# ---- other kinds: who is to do it ----
review failing_integration 2
check 'an integration that fails is action 3' test "$(of_fix action_class) $(of_fix subject)" = "3 CO-EDGE-048"
check 'it names a day from which it is so' grep -q '"scope": "since 2025-' "$dir/fix"
review missing_fields 2
check 'missing data is action 1' test "$(of_fix action_class) $(of_fix subject)" = "1 CO-EDGE-001"
review stamper 2
check 'a reviewer who stamps is action 5' test "$(of_fix action_class)" -eq 5
check 'and is named' grep -q "\"$(of_fix subject)\"" "$dir/truth.json"
check 'with the role that was decided in' grep -Eq "\"reviewers\": \[ \{ \"id\": \"$(of_fix subject)\",.*\"role\": \"[a-z_]+\"" "$dir/fix"
check 'it has an owner' test -n "$(of_fix owner)"

# ---- where no change that is tried comes out better: that is told, and not that nothing would change ----
"$build/generate" --seed 5 --journeys 1500 -o "$dir/events.jsonl" --truth "$dir/truth.json"
"$build/rehearse" review --cases cases --events "$dir/events.jsonl" --since 2025-01-06 --until 2026-01-06 -q \
    -o json="$dir/review.json" -o pretty | tr -s ' \n' '  ' > "$dir/pretty"
tried=$(jq '[.fixes[0:3][] | select(.is_replayed and .change == null)][0].changes_tried' "$dir/review.json")
check "there is such a fix, with $tried changes" test "$tried" -ge 5
check 'it says so' grep -q "none of $tried" "$dir/pretty"
check 'not that nothing changes' sh -c "! grep -q 'nothing changes' $dir/pretty"

# ---- where nothing is wrong ----
review clean 2
check 'nothing is critical' sh -c "! grep -q '\"is_critical\": true' $dir/review.json"

finish
