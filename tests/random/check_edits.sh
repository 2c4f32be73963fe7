#!/bin/sh
# Random proposals that the static rules of loosening call safe, and random journeys through them and their bases: as many
# as a test may take (`make edits` plays 100,000). A run in which something never happened is a failure.
set -u
out=$("${BUILD:-build/release}/edits" --count "${EDITS_COUNT:-2000}" --seed "${EDITS_SEED:-1}" 2>&1)
rc=$?
printf '%s\n' "$out"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# at_least NUMBER LIMIT
at_least() {
    [ "${1:-0}" -ge "$2" ]
}

# of_kind KIND COLUMN: of the single edits of a kind, from 1 (safe).
of_kind() {
    printf '%s\n' "$out" | awk -v kind="$1" -v column="$2" '$1 == kind { print $(column + 1) }'
}

ok 'nothing that is called safe lets more through' "$rc"
for what in 'journeys of' 'safe proposals' 'changed'; do
    n=$(printf '%s\n' "$out" | tail -1 | sed -n "s/.*\(^\|[^0-9]\)\([0-9][0-9]*\)[ ,]*$what.*/\2/p")
    check "there are $what" at_least "$n" 300
done
for kind in when_gains_or window_wider effect_stronger entry_new action_default lift_more role tier_stop approval_valid; do
    check "some edits of $kind are safe" at_least "$(of_kind "$kind" 1)" 1
done
for kind in when_other guard action_range; do check "some of $kind are unknown" at_least "$(of_kind "$kind" 3)" 3; done
for kind in review lift_fewer entry_removed; do check "some of $kind loosen" at_least "$(of_kind "$kind" 5)" 3; done
finish
