#!/bin/sh
# Years with one thing wrong: it must be among the first three fixes. Years with nothing wrong: nothing is critical.
# The generator knows nothing of the ranking, and the ranking nothing of the generator.
#
# PLANTED_SEEDS years of each sort (default: one of each kind, and five clean ones), PLANTED_JOURNEYS journeys a year,
# from seed PLANTED_FIRST on. `make planted` runs 200 of each sort.
set -u
build=${BUILD:-build/release}
seeds=${PLANTED_SEEDS:-} journeys=${PLANTED_JOURNEYS:-600} first=${PLANTED_FIRST:-1}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

check() { # name, then a command that must succeed
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        printf 'FAILED: %s\n' "$name"
        failed=$((failed + 1))
    fi
}
year() { # kind, seed: a line of build/planted
    "$build/generate" --planted "$1" --seed "$2" --journeys "$journeys" -o "$dir/events.jsonl" --truth "$dir/truth.json" &&
        "$build/planted" cases "$dir/events.jsonl" "$dir/truth.json"
}
kinds=$(sed -n 's/^PLANTED([A-Z_]*, "\([a-z_]*\)".*/\1/p' fixtures/generate/planted.def | grep -v '^clean$')

# ---- planted ----
: > "$dir/planted"
if [ -n "$seeds" ]; then
    for seed in $(seq "$first" $((first + seeds - 1))); do year any "$seed" >> "$dir/planted"; done
else
    for kind in $kinds; do year "$kind" "$first" >> "$dir/planted"; done
fi
# The third word is the rank at which the planted target stands; 0: it is not listed.
awk '{ n[$2]++; if ($3 >= 1 && $3 <= 3) found[$2]++ } END { for (k in n) printf "%s %d of %d\n", k, found[k], n[k] }' \
    "$dir/planted" | sort
found=$(awk '$3 >= 1 && $3 <= 3' "$dir/planted" | wc -l) all=$(wc -l < "$dir/planted")
printf 'planted: %d of %d among the first three\n' "$found" "$all"
awk '$3 < 1 || $3 > 3' "$dir/planted" | cut -c1-160
check 'every year was judged' test "$all" -eq "${seeds:-$(printf '%s\n' "$kinds" | wc -l)}"
check 'there are at least twelve kinds' test "$(printf '%s\n' "$kinds" | wc -l)" -ge 12
check 'what was planted is among the first three fixes in nine years of ten' test $((found * 10)) -ge $((all * 9))

# ---- clean ----
: > "$dir/clean"
for seed in $(seq "$first" $((first + ${seeds:-5} - 1))); do year clean "$seed" >> "$dir/clean"; done
critical=$(awk '$5 > 0' "$dir/clean" | wc -l) all=$(wc -l < "$dir/clean")
printf 'clean: %d of %d with a critical fix\n' "$critical" "$all"
awk '$5 > 0' "$dir/clean" | cut -c1-160
check 'every clean year was judged' test "$all" -eq "${seeds:-5}"
check 'one clean year of a hundred has a critical fix at most' test $((critical * 100)) -le "$all"

# ---- the generator ----
year leak 7 > "$dir/one"
cp "$dir/events.jsonl" "$dir/again.jsonl"
(TZ=Asia/Tokyo LC_ALL=C.UTF-8 year leak 7) > "$dir/two"
check 'the same seed gives the same bytes' cmp -s "$dir/events.jsonl" "$dir/again.jsonl"
check 'and the same ranking' cmp -s "$dir/one" "$dir/two"
check 'the ranking shares no code with the generator' \
    sh -c '! grep -rl fixtures/generate harness engine && ! grep -rlE "harness/|engine/(judge|stats|step)" fixtures/generate'

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
