#!/bin/sh
# The nanoseconds of processor time that the interpreted C of ../shared/bench/peers takes for one of its 40 rules, as
# `make bench-peers` built it; nothing where it did not.
work=build/peers
[ -x "$work/bin/40/hand" ] && [ -s "$work/data/r100000.jsonl" ] || exit 0
"$work/bin/40/hand" evali "$work/data/r100000.jsonl" - | sed -n 's/.*"n":\([0-9]*\),"secs":\([0-9.]*\).*/\1 \2/p' |
    awk '{ printf "%.2f", $2 / $1 / 40 * 1e9 }'
