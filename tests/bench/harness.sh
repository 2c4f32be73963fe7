#!/bin/sh
# Journeys per second of ingest and replay at two sizes, each beside the time of reading the same bytes; and whether ten
# times the journeys cost at most 1.3 times ten times as much (by processor time, which other processes do not change).
#
#     tests/bench/harness.sh [SMALL LARGE]      default 10000 100000: about 6 GB under build/bench, kept for next time
set -eu
export LC_ALL=C
build=${BUILD:-build/release}
small=${1:-10000} large=${2:-100000}
work=build/bench
mkdir -p "$work"

history() { # N: the file of N journeys, made once a generator
    file=$work/$1.jsonl
    if [ ! -s "$file" ] || [ "$build/generate" -nt "$file" ]; then
        "$build/generate" --seed 1 --journeys "$1" -o "$file" --truth "$work/$1.truth.json" >&2
    fi
}

# measure NAME N COMMAND...: one row, and NAME's processor time into a file for the check.
measure() {
    name=$1 n=$2
    shift 2
    cost=$("$build/stopwatch" "$rounds" "$@")
    printf '%s\n' "$cost" > "$work/$name.$n"
    floor=$(cat "$work/read.$n")
    printf '%s %s %s %s\n' "$n" "$name" "$cost" "$floor" |
        awk '{ printf "%-8s %9d journeys  %8.2f s  %8.2f s of processors  ", $2, $1, $3, $4
               printf "%9.0f journeys/s  %7.1f times reading\n", $1 / $3, $4 / $6 }'
}

bench() {
    n=$1 rounds=$2
    history "$n"
    store=$work/$n.db
    "$build/stopwatch" "$rounds" --read "$file" > "$work/read.$n"
    measure read "$n" --read "$file"
    # Each ingest begins anew: sh removes the store, which costs next to nothing.
    measure ingest "$n" /bin/sh \
        -c "rm -f $store $store-wal $store-shm; exec $build/rehearse ingest $file --store $store -q"
    measure replay "$n" "$build/rehearse" replay --cases cases --store "$store" -q -o json
}

bench "$small" 3
bench "$large" 1

failed=0
for name in ingest replay; do
    cat "$work/$name.$small" "$work/$name.$large" | awk -v name=$name -v times="$large" -v of="$small" '
        { cpu[NR] = $2 }
        END {
            ratio = cpu[2] / cpu[1] / (times / of)
            printf "%s: %d times the journeys cost %.2f times as much each (limit 1.30)\n", name, times / of, ratio
            exit ratio > 1.3
        }' || failed=1
done
exit $failed
