#!/bin/sh
# Sweeps: each setting says what a replay of the register with that value says, whatever stands beside it.
set -u
build=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

refused() { # what it must say, then arguments
    says=$1
    shift
    "$build/rehearse" "$@" -q > "$dir/refused" 2>&1
    [ $? -eq 64 ] && grep -q "$says" "$dir/refused" || { cat "$dir/refused"; return 1; }
}
sweep() { "$build/rehearse" sweep "$@" --cases cases --events "$dir/events.jsonl" -q; }
# The numbers of one setting of $dir/sweep.ndjson: caught clean drag escaped items
of_setting() {
    sed -n "/\"value\":\"$1\"/s/.*\"cells\":{\"caught\":\([0-9]*\),\"clean\":\([0-9]*\),\"drag\":\([0-9]*\),\"escaped\":\([0-9]*\)}.*/\1 \2 \3 \4/p" \
        "$dir/sweep.ndjson"
}
# The same of a replay of a copy of the register with that value.
of_replay() { # name, value
    rm -rf "$dir/tree" && mkdir "$dir/tree" && cp -r cases fixtures "$dir/tree"
    sed -i "s/^  $1: *[^#]*/  $1: $2 /" "$dir/tree/cases/policy.yaml"
    "$build/rehearse" replay --cases "$dir/tree/cases" --events "$dir/events.jsonl" -q -o json > "$dir/replay.json"
    tr -d ' \n' < "$dir/replay.json" |
        sed 's/.*"judgement":{"cells":{"escaped":\([0-9]*\),"drag":\([0-9]*\),"caught":\([0-9]*\),"clean":\([0-9]*\).*/\3 \4 \2 \1/'
}
agrees() { # name, value
    left=$(of_setting "$2") right=$(of_replay "$1" "$2")
    [ -n "$left" ] && [ "$left" = "$right" ] || { echo "sweep: $left, replay: $right"; return 1; }
}

"$build/generate" --planted high_threshold --seed 3 --journeys 250 -o "$dir/events.jsonl"

# A value that only conditions of entries read, one that alerts read too, and one that the schema reads.
sweep policy.silence_bd=3..13:5 -o ndjson > "$dir/sweep.ndjson"
for value in 3 5 8 13; do check "silence_bd $value is what its replay says" agrees silence_bd $value; done
sweep policy.ai_conf_min=0.70..0.90:0.10 -o ndjson > "$dir/sweep.ndjson"
for value in 0.70 0.80 0.90; do check "ai_conf_min $value is what its replay says" agrees ai_conf_min $value; done
first=$(of_setting 0.70) last=$(of_setting 0.90)
check 'the settings do not all come to the same' test "$first" != "$last"
sweep policy.high_value_arr=5000000,20000000 -o ndjson > "$dir/sweep.ndjson"
for value in 5000000 10000000; do check "high_value_arr $value is what its replay says" agrees high_value_arr $value; done
sweep policy.approval_valid=3..20:17 -o ndjson > "$dir/sweep.ndjson"
check 'a span keeps its unit' grep -q '"value":"20 business days"' "$dir/sweep.ndjson"
for value in '3 business days' '10 business days'; do
    check "approval_valid $value is what its replay says" agrees approval_valid "$value"
done
# A span that each setting ends approvals by, a field that each has as its own, and what tells events apart.
sweep policy.approval_valid=1..12 -o ndjson > "$dir/sweep.ndjson"
for value in 1 4 12; do
    check "approval_valid $value of twelve is what its replay says" agrees approval_valid "$value business days"
done
sweep policy.milestone_days_mid_market=10..70:4 -o ndjson > "$dir/sweep.ndjson"
for value in 10 30 60 70; do
    check "milestone_days_mid_market $value is what its replay says" agrees milestone_days_mid_market $value
done
sweep policy.crm_writes=stage,audit_ref -o ndjson > "$dir/sweep.ndjson"
for value in stage audit_ref; do check "crm_writes $value is what its replay says" agrees crm_writes $value; done

# The present setting is tried and marked, wherever the range lies.
sweep policy.silence_bd=7..9 -o ndjson > "$dir/sweep.ndjson"
check 'four settings' test "$(wc -l < "$dir/sweep.ndjson")" -eq 4
check 'the present one is marked and comes where it belongs' sh -c \
    "head -1 $dir/sweep.ndjson | grep -q '\"current\":true.*\"differing\":0,.*\"value\":\"5\"'"
check 'one is preferred' test "$(grep -c '"preferred":true' "$dir/sweep.ndjson")" -eq 1

# A preference picks what costs least; of equals the nearest to the present setting.
sweep policy.ai_conf_min=0.60..0.90:0.05 --prefer 'escaped' -o ndjson > "$dir/sweep.ndjson"
check 'who wants no escapes gets the strictest' grep -q '"preferred":true.*"value":"0.90"' "$dir/sweep.ndjson"
sweep policy.ai_conf_min=0.60..0.90:0.05 --prefer '0 - escaped' -o ndjson > "$dir/sweep.ndjson"
check 'of equals the nearest to the present one' grep -q '"preferred":true.*"value":"0.80"' "$dir/sweep.ndjson"

# A value that does not fit says so in its row, and the others are told.
sweep policy.approval_valid=soon,5\ business\ days -o ndjson > "$dir/sweep.ndjson"
check 'a value that is none is told in its row' grep -q '"value":"soon","why":"[^"]' "$dir/sweep.ndjson"
check 'and the others are swept' grep -q '"useful":[0-9]*,"value":"5 business days"' "$dir/sweep.ndjson"

# The queue: with room for all of it nobody waits.
sweep policy.silence_bd=3..5 --capacity 100000 -o ndjson > "$dir/sweep.ndjson"
check 'with room for all, nobody waits' test "$(grep -c '"queue_last":0,"queue_longest":0' "$dir/sweep.ndjson")" -eq 3
sweep policy.silence_bd=3..5 --capacity 0 -o ndjson > "$dir/sweep.ndjson"
check 'with nobody to decide, all wait' sh -c \
    "sed -n 's/.*\"items\":\([0-9]*\),.*\"queue_longest\":\([0-9]*\).*/\1 \2/p' $dir/sweep.ndjson | awk '\$1 != \$2 { exit 1 }'"

sweep policy.silence_bd=3..9 -j1 -o json > "$dir/one.json"
sweep policy.silence_bd=3..9 -j4 -o json > "$dir/four.json"
check 'any number of threads gives the same bytes' cmp "$dir/one.json" "$dir/four.json"
for format in pretty html markdown; do
    sweep policy.silence_bd=3..5 -o $format > "$dir/out"
    check "$format names the value" grep -q 'silence.*bd' "$dir/out"
done
sweep policy.silence_bd=3..9 -o csv > "$dir/out.csv"
sweep policy.silence_bd=3..9 -o ndjson > "$dir/sweep.ndjson"
tr -d '\r' < "$dir/out.csv" | awk -F, 'NR > 1 { print $1, $4, $5, $6 }' > "$dir/left"
sed 's/.*"caught":\([0-9]*\),"clean":[0-9]*,"drag":\([0-9]*\),"escaped":\([0-9]*\)},"censored.*"value":"\([^"]*\)".*/\4 \1 \3 \2/' \
    "$dir/sweep.ndjson" > "$dir/right"
check 'csv has the numbers of json' cmp "$dir/left" "$dir/right"

check 'a name that is none is refused, with the nearest' refused 'did you mean silence_bd' \
    sweep policy.silence_db=3..5 --cases cases --events "$dir/events.jsonl"
check 'a range that is none is refused' refused 'expected policy.NAME=A..B' \
    sweep policy.silence_bd=x..5 --cases cases --events "$dir/events.jsonl"
check 'a range that runs down is refused' refused 'from the lower' \
    sweep policy.silence_bd=9..5 --cases cases --events "$dir/events.jsonl"
check 'a step of nothing is refused' refused 'a step is a number above 0' \
    sweep policy.silence_bd=1..5:0 --cases cases --events "$dir/events.jsonl"
check 'too many settings are refused' refused 'at most 200' \
    sweep policy.silence_bd=1..900 --cases cases --events "$dir/events.jsonl"
check 'a preference that reads what is not there is refused' refused 'prefer' \
    sweep policy.silence_bd=3..5 --prefer 'escapes' --cases cases --events "$dir/events.jsonl"

# What cannot be tried is refused or told; where nothing could be compared, nothing is preferred. Covers: V8
check 'an empty value' refused 'expected a value between commas' sweep policy.silence_bd= --cases cases --events "$dir/events.jsonl"
check 'an empty value among others' refused 'expected a value between commas' sweep policy.silence_bd=3,,4 --cases cases --events "$dir/events.jsonl"
check 'a range beyond all numbers' refused 'at most 200 settings' \
    sweep policy.silence_bd=-9000000000000000000..9000000000000000000 --cases cases --events "$dir/events.jsonl"
check 'a range of a span with its unit' refused 'the unit is that of the value' \
    sweep 'policy.approval_valid=1..5 business days' --cases cases --events "$dir/events.jsonl"
sweep policy.silence_bd=3,3,' 4',5 -o ndjson > "$dir/sweep.ndjson"
check 'each value once' test "$(wc -l < "$dir/sweep.ndjson")" -eq 3
for range in approval_valid=soon silence_bd=5..5 'silence_bd="4"'; do
    sweep "policy.$range" -o ndjson > "$dir/sweep.ndjson" 2> "$dir/err"
    expect "$range: nothing was compared" 2 $?
    check "$range: nothing is preferred" sh -c "! grep -q '\"preferred\":true' $dir/sweep.ndjson"
    check "$range: no error of all" test ! -s "$dir/err"
done

finish
