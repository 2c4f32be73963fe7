#!/bin/sh
# Random registers and journeys, and what must hold of each: as many as a test may take (`make invariants` runs
# 100,000). A run that tried nothing, or in which something never happened, is a failure.
set -u
invariants=${BUILD:-build/release}/invariants
out=$("$invariants" --count "${INVARIANTS_COUNT:-2000}" --seed "${INVARIANTS_SEED:-1}" 2>&1)
rc=$?
printf '%s\n' "$out"
passed=0 failed=0
check() {
    name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else printf 'FAILED: %s\n' "$name"; failed=$((failed + 1)); fi
}
check 'no invariant is broken' test "$rc" -eq 0
for what in opened undecided cleared released rejected breached did held timers suggestions outsiders prefixes; do
    n=$(printf '%s\n' "$out" | sed -n "s/.*[^0-9]\([0-9]*\) $what[,.].*/\1/p")
    check "something is $what" test "${n:-0}" -gt 20
done
check 'hardly any tree is refused' test \
    "$(printf '%s\n' "$out" | sed -n 's/.* \([0-9]*\) trees refused$/\1/p')" -lt 20

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
