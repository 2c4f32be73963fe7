#!/bin/sh
# Diffs of random registers over random snapshots (snapshot.h), by the slabs of the store and step by step: the same
# bytes. The head has an entry less, or one with another entry's condition, clock, area or effect.
#
#     tests/random/check_slab_diffs.sh [COUNT [FIRST]]     seeds FIRST (1) on
set -u
build=${BUILD:-build/release}
R=$build/rehearse
case $R in /*) ;; *) R=$PWD/$R ;; esac
dir=$(mktemp -d) || exit 1
. tests/kit/checks.sh
. tests/kit/slabs.sh
count=${1:-40} first=${2:-1} t=$dir/trial n_together=0 n_journeys=0

commit() { git -C "$t" -c user.name=a -c user.email=a@b commit -q -m one > "$dir/said" 2>&1; }

# The condition of the entry before takes the place of this one's; the first entry has the last one's.
swap_conditions() {
    from=$(ls "$t"/cases/register/*.yaml | tail -1)
    for to in "$t"/cases/register/*.yaml; do
        when=$(grep '^when: ' "$from")
        awk -v when="$when" '/^when: / { print when; next } { print }' "$to" > "$dir/edited"
        [ "$to" != "$1" ] || cp "$dir/edited" "$to.new"
        from=$to
    done
    mv "$1.new" "$1"
}

edit() { # SEED
    set -- "$1" "$t"/cases/register/*.yaml
    shift $((1 + $1 % ($# - 1)))
    case $(($(cksum < "$1" | cut -d' ' -f1) % 6)) in
        0) rm "$1" ;;
        1) sed -i 's/^sla: .*/sla: 2/' "$1" ;;
        2) sed -i 's/area: one/area: three/; s/area: two/area: one/' "$1" ;;
        3) sed -i 's/^  hold: /  draft: /' "$1" ;;
        *) swap_conditions "$1" ;;
    esac
}

compare() { # WHICH
    "$R" diff HEAD~1 HEAD --register "$t:cases" --store "$t/s.db" -v -o json="$dir/diff.json" -o html="$dir/diff.html" \
        > "$dir/$1.out" 2> "$dir/$1.told"
    echo $? >> "$dir/$1.out"
    for format in json html; do [ ! -f "$dir/diff.$format" ] || mv "$dir/diff.$format" "$dir/$1.$format"; done
    grep -v 'journeys were decided together' "$dir/$1.told" > "$dir/$1.err"
}

for seed in $(seq "$first" $((first + count - 1))); do
    rm -rf "$t" "$dir"/with* "$dir/slabs"
    mkdir "$t"
    "$build/snapshots" "$seed" "$t" > "$dir/said" || bad "no snapshot of $seed"
    slabs_ingest "$t"
    [ -f "$t/s.db.slabs" ] || continue
    git init -q "$t" && git -C "$t" add cases && commit
    edit "$seed"
    git -C "$t" add cases
    commit || continue
    compare with
    mv "$t/s.db.slabs" "$dir/slabs"
    compare without
    for what in out err json html; do
        [ -f "$dir/with.$what" ] || [ -f "$dir/without.$what" ] || continue
        cmp -s "$dir/with.$what" "$dir/without.$what" && continue
        bad "check_slab_diffs.sh 1 $seed: $what"
        diff "$dir/without.$what" "$dir/with.$what" | head -5 | cut -c1-200
        continue 2
    done
    n_together=$((n_together + $(slabs_told 1)0 / 10)) n_journeys=$((n_journeys + $(slabs_told 2)0 / 10))
    ok
done
echo "$n_together of $n_journeys journeys were decided together"
[ $((n_together * 6)) -gt "$n_journeys" ] && ok || bad 'a good share was decided together'
finish
