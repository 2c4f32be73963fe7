#!/bin/sh
# A review and sweeps of fifty settings beside one replay of the same history, by processor time on one thread: at most
# twice is wanted. Rounds are interleaved, and the least of each counts, so that a busy machine changes all alike.
#
#     tests/bench/review.sh [STORE [ROUNDS]]     without STORE a year of 10,000 journeys under build/bench
set -eu
export LC_ALL=C
build=${BUILD:-build/release}
store=${1:-build/bench/10000.db} rounds=${2:-3}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ ! -s "$store" ]; then
    mkdir -p build/bench
    "$build/generate" --seed 1 --journeys 10000 -o "$dir/log.jsonl" --truth "$dir/truth"
    "$build/rehearse" ingest "$dir/log.jsonl" --store "$store" -q > "$dir/out"
fi
# A value that conditions of entries read, three that the clock is held against, three that the core itself goes by, one
# that a derived field is, and one each that actions.yaml, events.yaml and no more than the judging read.
cat > "$dir/what" << 'WHAT'
replay  replay
review  review
ai_conf_min 0.50..0.99  sweep policy.ai_conf_min=0.50..0.99
silence_bd 1..50  sweep policy.silence_bd=1..50
stakeholder_stale_days 1..50  sweep policy.stakeholder_stale_days=1..50
owner_bd 1..50  sweep policy.owner_bd=1..50
materiality, 50 values  sweep policy.materiality=100000..5000000:100000
high_value_arr, 50 values  sweep policy.high_value_arr=1000000..50000000:1000000
reminder_max 1..50  sweep policy.reminder_max=1..50
milestone_days_smb 20..69  sweep policy.milestone_days_smb=20..69
approval_valid 1..50  sweep policy.approval_valid=1..50
crm_writes, 4 values  sweep policy.crm_writes=stage,audit_ref,onboarding_id
follow_up_days 1..50  sweep policy.follow_up_days=1..50
WHAT
i=0
while [ $i -lt "$rounds" ]; do
    while IFS= read -r row; do
        # shellcheck disable=SC2086 # the command is words
        cost=$("$build/stopwatch" 1 "$build/rehearse" ${row##*  } --cases cases --store "$store" -q -j 1 -o "json=$dir/out" |
            cut -d' ' -f2)
        printf '%s\t%s\n' "${row%%  *}" "$cost" >> "$dir/costs"
    done < "$dir/what"
    i=$((i + 1))
done
awk -F'\t' '
    !($1 in least) || $2 < least[$1] { least[$1] = $2 }
    !($1 in seen) { seen[$1] = 1; order[++n] = $1 }
    END {
        for (i = 1; i <= n; i++) {
            ratio = least[order[i]] / least["replay"]
            verdict = i == 1 ? "" : ratio <= 2 ? "  met" : "  MISSED"
            printf "%-26s %8.2f s  %6.2f replays%s\n", order[i], least[order[i]], ratio, verdict
        }
        print "at most 2 replays are wanted, over 100,000 journeys"
    }
' "$dir/costs"
