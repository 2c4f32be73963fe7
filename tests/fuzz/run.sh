#!/bin/sh
# Runs fuzz targets for a number of inputs each: run.sh FOLDER RUNS TARGET... FOLDER has the programs. Inputs that
# reach new edges are kept in build/fuzz-corpus; `run.sh merge FOLDER TARGET` puts a small set with nearly the same
# edges in tests/fuzz/corpus. Prints executions, edges at two thirds and at the end. Exit status 1 for a finding.
set -u
here=$(dirname "$0")
export ASAN_OPTIONS=detect_leaks=0 # arenas live to the end by design

# FUZZ_KEEP (45) inputs a target at most, of at most 1 KiB each: together fewer than 300.
merge() {
    to=$here/corpus/$2 from=build/fuzz-corpus/$2 all=build/fuzz-corpus/$2.all control=build/fuzz-corpus/$2.control
    rm -rf "$all" "$control"
    mkdir -p "$to" "$from" "$all" "$to.new"
    "$1/$2" -merge=1 -use_counters=0 -max_len=1024 -merge_control_file="$control" "$all" "$to" "$from" \
        > "build/fuzz-corpus/$2.log" 2>&1 || return 1
    awk -v most="${FUZZ_KEEP:-45}" -f "$here/choose.awk" "$control" | while read -r file; do
        head -c 1024 "$file" > "$to.new/$(basename "$file")"
    done
    rm -rf "$to" && mv "$to.new" "$to"
    find "$to" -type f | wc -l
}

if [ "$1" = merge ]; then
    merge "$2" "$3"
    exit
fi

folder=$1 runs=$2 failed=0
shift 2
for name in "$@"; do
    kept=build/fuzz-corpus/$name log=build/fuzz-corpus/$name.log dictionary=
    mkdir -p "$kept" "$here/corpus/$name"
    [ -f "$here/$name.dict" ] && dictionary=-dict=$here/$name.dict
    "$folder/$name" -runs="$runs" -seed=1 -timeout=20 -rss_limit_mb=3000 -max_len=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz-corpus/$name-" $dictionary "$kept" "$here/corpus/$name" > "$log" 2>&1 || failed=1
    awk -v name="$name" -v runs="$runs" '
        /^#[0-9]+/ && /cov: / {
            n = substr($1, 2) + 0
            for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1)
            if (n <= runs * 2 / 3) then = cov
            last = n
        }
        /stat::number_of_executed_units/ { last = $2 }
        /ERROR|SUMMARY/ && !said { said = $0 }
        END {
            printf "%-8s %12d executions, %6d edges at two thirds, %6d at the end", name, last, then, cov
            print said == "" ? "" : ": " said
        }' "$log"
done
exit $failed
