#!/bin/sh
# What mutants cost beside the tests of one revision, by processor time: (test --mutate - test) to (test - loading the
# register), for as many mutants as there are and for 800 of them, which may cost at most 8 times as much.
set -eu
export LC_ALL=C
build=${BUILD:-build/release}
work=build/bench
mkdir -p "$work"

"$build/stopwatch" 5 /bin/sh -c "$build/rehearse decide --cases cases < /dev/null" > "$work/load"
"$build/stopwatch" 5 "$build/rehearse" test --cases cases -q -o json="$work/test.json" > "$work/test"
"$build/stopwatch" 5 "$build/rehearse" test --cases cases --mutate -q -o json="$work/mutation.json" > "$work/mutate"

# All operators, NEG and DEL too: each is a mutant that was played.
n=$(sed -n '/"mutation": {/,/"operators"/s/.*"total": \([0-9]*\).*/\1/p' "$work/mutation.json" |
    awk '{ n += $1 } END { print n }')
cat "$work/load" "$work/test" "$work/mutate" | awk -v n="$n" '
    { cpu[NR] = $2 }
    END {
        times = (cpu[3] - cpu[2]) / (cpu[2] - cpu[1])
        printf "mutation: %d mutants cost %.2f times the tests of one revision; ", n, times
        printf "800 of them %.2f times (limit 8.00)\n", times * 800 / n
        exit times * 800 / n > 8
    }'
