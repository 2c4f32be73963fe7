#!/bin/sh
# Runs fuzz targets: run.sh FOLDER RUNS TARGET... FOLDER has the programs. A target is run until it has had RUNS inputs,
# those of earlier runs of the same program counted: what reaches new edges is kept in build/fuzz-corpus/TARGET, the
# edges over the executions in TARGET.reach, so a run that is stopped goes on. Prints executions, edges at two thirds
# and at the end. Exit status 1 for a finding, or for new edges in the last third.
# FUZZ_LENGTH: bytes of an input at most; FUZZ_FLAGS: more flags, as -use_counters=0, which keeps inputs for edges alone
# and not for how often they are taken.
# `run.sh merge FOLDER TARGET` puts a small set with the same edges in tests/fuzz/corpus.
set -u
here=$(dirname "$0")
export ASAN_OPTIONS=detect_leaks=0 # arenas live to the end by design

# As few inputs, of at most FUZZ_LENGTH bytes (1 KiB) each, as reach all edges, and those with a name: they were
# findings once.
merge() {
    to=$here/corpus/$2 from=build/fuzz-corpus/$2 all=build/fuzz-corpus/$2.all
    rm -rf "$all"
    mkdir -p "$to" "$from" "$all"
    "$1/$2" -set_cover_merge=1 -use_counters=0 -max_len="${FUZZ_LENGTH:-1024}" "$all" "$to" "$from" \
        > "build/fuzz-corpus/$2.merge.log" 2>&1 || return 1
    find "$to" -type f -name '*-*' -exec cp {} "$all" \;
    rm -rf "$to" && mv "$all" "$to"
    find "$to" -type f | wc -l
}

if [ "$1" = merge ]; then
    merge "$2" "$3"
    exit
fi

# The reach of a target: its program's checksum, then rows "executions edges", one wherever the edges grew and one at
# the end of each run. Another program begins anew.
begin() {
    sum=$(cksum < "$program" | tr ' ' -)
    [ "$(head -n 1 "$reach" 2> /dev/null)" = "$sum" ] && return
    printf '%s\n' "$sum" > "$reach"
    rm -f "$kept.log"
}

# Adds libFuzzer's log to the reach.
absorb() {
    [ -f "$kept.log" ] || return 0
    awk -v before="$(tail -n 1 "$reach")" '
        BEGIN { if (split(before, at, " ") == 2) { runs = at[1]; most = at[2] } }
        /^#[0-9]+/ {
            last = substr($1, 2) + 0
            for (i = 2; i < NF; i++) if ($i == "cov:" && $(i + 1) + 0 > most + 0) {
                most = $(i + 1)
                printf "%d %d\n", runs + last, most
            }
        }
        /stat::number_of_executed_units/ { last = $2 }
        END { printf "%d %d\n", runs + last, most }' "$kept.log" >> "$reach"
    rm "$kept.log"
}

executions() {
    tail -n 1 "$reach" | awk '{ printf "%d", (NF == 2 ? $1 : 0) }'
}

report() {
    awk -v name="$name" 'NF == 2 { at[++n] = $1; edges[n] = $2 }
        END {
            for (i = 1; i <= n; i++) if (at[i] <= at[n] * 2 / 3) then = edges[i]
            fresh = edges[n] - then
            printf "%-8s %12d executions, %6d edges at two thirds, %6d at the end\n", name, at[n], then, edges[n]
            exit fresh > 0
        }' "$reach"
}

folder=$1 runs=$2 failed=0
shift 2
for name in "$@"; do
    program=$folder/$name kept=build/fuzz-corpus/$name dictionary=
    reach=$kept.reach
    mkdir -p "$kept" "$here/corpus/$name"
    [ -f "$here/$name.dict" ] && dictionary=-dict=$here/$name.dict
    begin
    absorb
    left=$((runs - $(executions)))
    if [ "$left" -gt 0 ]; then
        # shellcheck disable=SC2086 # flags are words
        "$program" -runs="$left" -entropic=0 ${FUZZ_FLAGS:-} -timeout=20 -rss_limit_mb=3000 -max_len="${FUZZ_LENGTH:-1024}" \
            -print_final_stats=1 -artifact_prefix="$kept-" $dictionary "$kept" "$here/corpus/$name" \
            > "$kept.log" 2>&1 || { failed=1; grep -m 1 -E 'ERROR|SUMMARY|does not hold' "$kept.log"; }
        absorb
    fi
    report || failed=1
done
exit $failed
