#!/bin/sh
# A change of one entry over many journeys beside one replay of them, by processor time: at most 1.3 times is wanted.
# Three changes: a clock, a condition, and several keys of which a row may need any, so that its causes are searched
# for. Each once more with the base's run kept beside the store (replay --keep-run): at most 0.3 times is wanted then.
#
#     tests/bench/diff.sh [JOURNEYS]
set -eu
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
build=${BUILD:-build/release}
journeys=${1:-10000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
repo=$dir/repo
"$build/generate" --seed 5 --journeys "$journeys" -o "$dir/log.jsonl" --truth "$dir/truth"
"$build/rehearse" ingest "$dir/log.jsonl" --store "$dir/store.db" -q > /dev/null
git init -q --template= -b main "$repo"
cp -R cases "$repo/cases"
mkdir "$repo/fixtures"
cp fixtures/clean-*.jsonl "$repo/fixtures/"
commit() {
    git -C "$repo" add -A && git -C "$repo" -c user.name=t -c user.email=t@t.example commit -q --no-verify -m "$1"
}
commit base
git -C "$repo" tag base
cost() { # COMMAND...: the least seconds of processors of two runs
    "$build/stopwatch" 2 "$@" --store "$dir/store.db" --register "$repo" -q -j 1 -o "json=$dir/out" | cut -d' ' -f2
}
one=$(cost "$build/rehearse" replay base)
printf 'replay of %d journeys  %.2f s\n' "$journeys" "$one"
kept=$(cost "$build/rehearse" replay base --keep-run)
echo "$one $kept" | awk '{ printf "replay that keeps the run  %.2f s  %.2f times\n", $2, $2 / $1 }'
mv "$dir/store.db.run" "$dir/run"
measure() { # WHAT SED-SCRIPT: of CO-EDGE-001
    sed -i -E "$2" "$repo/cases/register/CO-EDGE-001.yaml"
    commit "$1"
    all=$(cost "$build/rehearse" diff base..main)
    cp "$dir/out" "$dir/cold"
    changed=$(sed -n 's/.*"changed": \([0-9]*\),.*/\1/p' "$dir/out" | head -1)
    mv "$dir/run" "$dir/store.db.run"
    warm=$(cost "$build/rehearse" diff base..main)
    mv "$dir/store.db.run" "$dir/run"
    cmp "$dir/out" "$dir/cold"
    echo "$one $all $warm" | awk -v what="$1" -v n="$changed" '{
        printf "diff, %-22s %.2f s  %.2f times (1.30 wanted), %d journeys changed\n", what, $2, $2 / $1, n
        printf "the same with a kept run     %.2f s  %.2f times (0.30 wanted)\n", $3, $3 / $1 }'
    git -C "$repo" reset -q --hard base
}
measure 'a clock' 's/^sla: 1/sla: 2/'
measure 'a condition' 's/^(when: .*)/\1 \&\& crm.plan != "none"/'
measure 'clock, condition, route' 's/^sla: 1/sla: 2/; s/^(when: .*)/\1 \&\& crm.plan != "none"/; s/^  primary: /  X: /; s/^  backup: /  primary: /; s/^  X: /  backup: /'
