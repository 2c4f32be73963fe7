#!/bin/sh
# The engine beside the peers of ../shared/bench/peers, in one run: evaluation only, records loaded, one core, the
# same matches; by the processor time of each process, so that others count little.
# Usage: peers.sh ENGINE [RECORDS]. Works in build/peers. What is absent is skipped, and said. The peers: the same rules
# compiled as C, the same rules interpreted from a table by C, and DuckDB over a loaded table.
set -eu
engine=$1 records=${2:-100000} reps=${BENCH_REPS:-3}
here=$(dirname "$0")
. "$here/peers_copy.sh"

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
rate() { awk -v n="$records" -v s="$1" 'BEGIN { if (s > 0) printf "%.0f", n / s; else printf "0" }'; }

# ---- one workload: its name, the number of rules, and whether they share ----
workload() {
    name=$1 count=$2
    export RULES=$3
    mkdir -p "$work/bin/$name" "$work/c/gen$name"
    (cd "$work" && node genc.mjs "$count" > "c/gen$name/rules_gen.h" &&
        gcc -O3 -march=x86-64-v3 -w -I"c/gen$name" -Ic c/main.c c/b_hand.c -o "bin/$name/hand" -lm)
    node "$here/rules.mjs" "$work" "$count" > "$work/out/rules_$name.tsv"
    rm -f "$work/out/$name."*
    for rep in $(seq "$reps"); do
        last=
        [ "$rep" = "$reps" ] && last=$work/out/$name.engine
        $pin "$engine" "$work/out/rules_$name.tsv" "$work/$data" $last > "$work/out/$name.json"
        for way in batch memo pool; do
            grep "\"mode\":\"$way\"" "$work/out/$name.json" | field secs >> "$work/out/$name.$way"
        done
        peer "bin/$name/hand" eval "$data" - >> "$work/out/$name.native"
        peer "bin/$name/hand" evali "$data" - >> "$work/out/$name.interpreted"
        [ -z "$duck" ] || peer node duck.mjs table "$data" "out/$name.duckout" "$count" >> "$work/out/$name.duckdb"
    done
    (cd "$work" && "bin/$name/hand" e2e "$data" "out/$name.cout" > /dev/null)
    cut -d, -f1,2 "$work/out/$name.cout" > "$work/out/$name.c"
    same=same
    cmp -s "$work/out/$name.c" "$work/out/$name.engine" || same='DIFFERENT MATCHES (C)'
    if [ -n "$duck" ]; then
        cut -d, -f1,2 "$work/out/$name.duckout" | cmp -s - "$work/out/$name.engine" ||
            same="$same DIFFERENT MATCHES (DuckDB)"
    fi
    report
}

report() {
    printf '%s rules, %s (%s records, matches: %s)\n' "$count" "$RULES" "$records" "$same"
    best=0
    for way in batch memo pool native interpreted duckdb; do
        [ -s "$work/out/$name.$way" ] || continue
        r=$(rate "$(median < "$work/out/$name.$way")")
        printf '  %-22s %12s records/s\n' "$way" "$r"
        case $way in batch | memo | pool) best=$(awk -v a="$best" -v b="$r" 'BEGIN { print (a > b ? a : b) }') ;; esac
    done
    for peer in native interpreted duckdb; do
        [ -s "$work/out/$name.$peer" ] || continue
        r=$(rate "$(median < "$work/out/$name.$peer")")
        awk -v e="$best" -v p="$r" -v n="$peer" 'BEGIN { printf "  engine / %-13s %12.2f\n", n, e / p }'
    done
    awk -v e="$(median < "$work/out/$name.pool")" -v i="$(median < "$work/out/$name.interpreted")" 'BEGIN {
        printf "  one rule by itself     %12.2f times as long as interpreted (1.50 wanted at 40 rules)\n", e / i }'
    case $same in same) ;; *) failed=1 ;; esac
}

failed=0
workload 40 40 shared
workload 400 400 shared
workload unshared400 400 unshared
exit $failed
