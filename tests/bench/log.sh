#!/bin/sh
# The log of 400 revisions beside one replay, by processor time: commits that each change one entry of the register (its
# clock, who looks first, its title). At most 10 replays are wanted. With SHARED every twentieth commit changes that
# value of policy.yaml: silence_bd, say, is read by conditions of entries; reminder_max by actions.yaml, too, and
# high_value_arr by schema.yaml, so that the core itself goes by it.
#
#     [SHARED=VALUE] tests/bench/log.sh [JOURNEYS] [COMMITS]
set -eu
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
build=${BUILD:-build/release}
journeys=${1:-2000} commits=${2:-400}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$build/generate" --seed 5 --journeys "$journeys" -o "$dir/log.jsonl" --truth "$dir/truth"
"$build/rehearse" ingest "$dir/log.jsonl" --store "$dir/store.db" -q > /dev/null
git init -q --template= -b main "$dir/repo"
cp -R cases "$dir/repo/cases"
mkdir "$dir/repo/fixtures"
cp fixtures/clean-*.jsonl "$dir/repo/fixtures/"
cd "$dir/repo"
commit() {
    git add -A && git -c user.name=t -c user.email=t@t.example -c gc.auto=0 commit -q --no-verify --allow-empty -m "$1"
}
commit first
n=1
set -- cases/register/*.yaml
while [ "$n" -lt "$commits" ]; do
    file=$1
    shift
    set -- "$@" "$file"
    case $((n % 20)) in
    0)
        if [ -n "${SHARED:-}" ]; then
            sed -i -E "s/^(  $SHARED: )[0-9]+/\1$((5 + n / 20))/" cases/policy.yaml
        fi
        ;;
    1 | 5 | 9 | 13) sed -i -E "s/^title: .*/title: Edition $n/" "$file" ;;
    2 | 6 | 10 | 14 | 17) sed -i -E 's/^  primary: /  X: /; s/^  backup: /  primary: /; s/^  X: /  backup: /' "$file" ;;
    *) sed -i -E 's/^sla: 1/sla: X/; s/^sla: 2/sla: 1/; s/^sla: X/sla: 2/; s/^sla: 3/sla: 2/' "$file" ;;
    esac
    commit "edition $n"
    n=$((n + 1))
done
cd "$OLDPWD"
cost() { # COMMAND...: the least seconds of processors of two runs
    "$build/stopwatch" 2 "$@" -q -j 1 -o "json=$dir/out" | cut -d' ' -f2
}
git -C "$dir/repo" rev-list --count main
one=$(cost "$build/rehearse" replay main --register "$dir/repo" --store "$dir/store.db")
all=$(cost "$build/rehearse" log main --register "$dir/repo" --store "$dir/store.db")
echo "$one $all" | awk -v n="$commits" -v j="$journeys" '{
    printf "replay of %d journeys  %.2f s\nlog of %d revisions  %.2f s\n", j, $1, n, $2
    printf "ratio  %.2f (at most 10 wanted): %s\n", $2 / $1, $2 <= 10 * $1 ? "met" : "MISSED" }'
