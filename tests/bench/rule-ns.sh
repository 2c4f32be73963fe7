#!/bin/sh
# The nanoseconds of processor time that the interpreted C of ../shared/bench/peers takes for one of its 40 rules, as
# `make bench-peers` built it, and how many nodes of its tree a rule enters (bench_rules counts them); nothing where it did
# not.
work=build/peers rules=build/peers/out/rules_40.tsv data=build/peers/data/r100000.jsonl
[ -x "$work/bin/40/hand" ] && [ -s "$data" ] || exit 0
"$work/bin/40/hand" evali "$data" - | sed -n 's/.*"n":\([0-9]*\),"secs":\([0-9.]*\).*/\1 \2/p' |
    awk '{ printf "%.2f", $2 / $1 / 40 * 1e9 }'
engine=${BUILD:-build/release}/bench_rules
[ -x "$engine" ] && [ -s "$rules" ] || exit 0
"$engine" "$rules" "$data" | sed -n 's/.*"nodes_a_rule":\([0-9.]*\).*/ \1/p'
