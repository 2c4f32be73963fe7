#!/bin/sh
# Sixty commits with planted changes: diff, blame and bisect name the planted commit and key each time. Dates run
# backwards there, so that ancestry alone can have decided.
set -u
export LC_ALL=C
rehearse=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
repo=$dir/repo
tests/harness/compare/make_log.sh > "$dir/log.jsonl" || exit 1
tests/harness/compare/make_history.sh "$repo" > "$dir/planted" || exit 1
with="--register $repo --events $dir/log.jsonl"

commit_of() { sed -n "s/ $1\$//p" "$dir/planted"; }
# says EXIT WHAT TEXT... -- COMMAND...: the exit status, and every text in what it writes
tells() {
    exit=$1 what=$2
    shift 2
    : > "$dir/texts"
    while [ "$1" != -- ]; do printf '%s\n' "$1" >> "$dir/texts"; shift; done
    shift
    "$rehearse" "$@" > "$dir/out" 2> "$dir/err"
    rc=$?
    test "$rc" -eq "$exit"
    ok "$what: exit status $rc, wanted $exit" $?
    while read -r text; do
        cat "$dir/out" "$dir/err" | grep -qF -e "$text"
        ok "$what: says $text" $?
    done < "$dir/texts"
}

test "$(git -C "$repo" rev-list --count main)" -eq 60
ok 'sixty commits' $?

# ---- blame: JOURNEY PLANTED FILE KEY LINE ----
while read -r journey planted file key line; do
    tells 0 "blame $journey" "\"commit\":\"$(commit_of "$planted")\"" "\"file\":\"cases/$file\"" "\"key\":$key" \
        "\"line\":$line," -- blame "$journey" $with -o ndjson
done <<'CASES'
j45-false-false limit policy.yaml "values.limit" 10
plans55-false loosened register/E1.yaml "when" 7
j15-false-false renamed register/E5.yaml null 1
j5-false-true side register/E3.yaml "when" 7
plans5-false routed register/E1.yaml "review.primary" 14
j5-true-false hidden register/E4.yaml "when" 7
j15-true-false revert register/E4.yaml "window" 8
j2000-false-false retimed register/E6.yaml "sla" 15
j500-false-false late register/E6.yaml "when" 7
CASES
tells 0 'a commit that does not load is passed over and named' "\"skipped\":[{\"commit\":\"$(commit_of broken)\"" \
    'RH-0402' -- blame plans55-false $with -o ndjson
tells 0 'blame from an older revision' "\"commit\":\"$(commit_of reverted)\"" -- \
    blame j15-true-false planted/reverted $with -o ndjson
tells 0 'what was always so' "\"commit\":\"$(commit_of base)\"" '"result":"first"' -- \
    blame j5-false-false planted/limit $with -o ndjson

# ---- bisect: JOURNEY PLANTED FILE KEY RANGE EXPECTATION ----
while read -r journey planted file key range expect; do
    tells 0 "bisect $journey $range" "\"commit\":\"$(commit_of "$planted")\"" "\"file\":\"cases/$file\"" \
        "\"key\":$key" -- bisect "$journey" "$range" --expect "$expect" $with -o ndjson
done <<'CASES'
j5-true-false hidden register/E4.yaml "when" planted/base..main {kind: opened, entry: E4}
plans55-false loosened register/E1.yaml "when" planted/base..main {kind: opened, entry: E1}
j15-false-false renamed register/E5.yaml null planted/base..main {kind: opened, entry: E5}
j45-false-false limit policy.yaml "values.limit" planted/base..main not {kind: opened, entry: E2}
j5-false-true side register/E3.yaml "when" planted/base..main not {kind: opened, where: deal.urgent == true, entry: E3}
plans5-false routed register/E1.yaml "review.primary" planted/base..main {kind: opened, entry: E1, route: revops}
j15-true-false reverted register/E4.yaml "window" planted/base..planted/reverted {kind: opened, entry: E4}
j500-false-false late register/E6.yaml "when" planted/base.. not {kind: opened, entry: E6}
CASES
tells 2 'what was reverted holds again' '"result":"nothing"' -- \
    bisect j15-true-false planted/base..main --expect '{kind: opened, entry: E4}' $with -o ndjson
tells 2 'it failed before the range' '"result":"end"' -- \
    bisect plans55-false planted/renamed..main --expect '{kind: opened, entry: E1}' $with -o ndjson
tells 64 'an entry that never was' 'E99' -- bisect plans55-false --expect '{kind: opened, entry: E99}' $with
tells 64 'no pattern' 'expected a pattern' -- bisect plans55-false --expect 'opened' $with
tells 64 'no expectation' '--expect PATTERN' -- bisect plans55-false $with
tells 64 'the working tree is no commit' 'worktree' -- blame plans55-false worktree $with
tells 64 'a plain folder has no commits' 'takes no --cases' -- blame plans55-false --cases cases \
    --events "$dir/log.jsonl"
tells 66 'a journey that is not there' 'no journey' -- blame nobody $with

# ---- diff: the whole way in one go names the commit and key of each row: JOURNEY ROW PLANTED FILE KEY ----
"$rehearse" diff planted/base..main $with -o ndjson -q > "$dir/rows" 2> "$dir/err"
ok 'diff: something is loosened' $(($? != 1))
row() { # JOURNEY ENTRY: the causes of that row
    grep -F "\"journey\":\"$1\"" "$dir/rows" | grep -F "\"entry\":\"$2\"" | sed -E 's/.*"causes":(.*),"class".*/\1/'
}
while read -r journey entry planted file key; do
    row "$journey" "$entry" > "$dir/out"
    grep -qF "{\"commit\":\"$(commit_of "$planted")\",\"file\":\"cases/$file\",\"key\":$key," "$dir/out"
    ok "diff: $entry in $journey goes back to $planted, $key" $?
done <<'CASES'
j45-false-false E2 limit policy.yaml "values.limit"
j45-false-false E2 hidden register/E2.yaml "when"
plans55-false E1 loosened register/E1.yaml "when"
j15-false-false E5 renamed register/E5.yaml null
j15-false-false E7 renamed register/E7.yaml null
j5-false-true E3 side register/E3.yaml "when"
plans5-false E1 routed register/E1.yaml "review.primary"
j5-true-false E4 hidden register/E4.yaml "when"
j2000-false-false E6 retimed register/E6.yaml "sla"
j500-false-false E6 late register/E6.yaml "when"
CASES
row j15-true-false E4 > "$dir/out"
test ! -s "$dir/out"
ok 'diff: what was reverted is no row' $?
"$rehearse" diff planted/base..main $with -o json -q -j 1 > "$dir/one" 2> "$dir/err"
"$rehearse" diff planted/base..main $with -o json -q -j 4 > "$dir/four" 2> "$dir/err"
cmp -s "$dir/one" "$dir/four"
ok 'diff: the same bytes from one thread and from four' $?

# ---- log: one row a commit that touched cases/, children before parents ----
"$rehearse" log main --register "$repo" --events "$dir/log.jsonl" -o ndjson -q > "$dir/rows" 2> "$dir/err"
ok 'log: exit status' $?
git -C "$repo" log --topo-order --no-merges --format=%H main -- cases | sort > "$dir/wanted"
git -C "$repo" rev-parse planted/merged >> "$dir/wanted"
sed -E 's/.*"commit":"([0-9a-f]*)".*/\1/' "$dir/rows" > "$dir/listed"
sort -o "$dir/wanted" "$dir/wanted"
sort "$dir/listed" | cmp -s - "$dir/wanted"
ok 'log: the commits that touched cases/, and no other' $?
while read -r commit; do
    for parent in $(git -C "$repo" rev-list "$commit^@" 2>/dev/null); do grep -F "$parent" "$dir/seen" 2>/dev/null; done
    echo "$commit" >> "$dir/seen"
done < "$dir/listed" > "$dir/out"
test ! -s "$dir/out"
ok 'log: no commit stands behind one of its ancestors' $?
# PLANTED VERDICT ROWS
while read -r planted verdict rows; do
    grep -F "\"commit\":\"$(commit_of "$planted")\"" "$dir/rows" > "$dir/out"
    grep -qF "\"verdict\":\"$(echo "$verdict" | tr _ " ")\"" "$dir/out" && grep -qF -e "$rows" "$dir/out"
    ok "log: $planted is $verdict, $rows" $?
done <<'CASES'
base HOLD "compared":false
limit HOLD "loosened":0
loosened NO-GO "loosened":5
renamed NO-GO "loosened":4
side HOLD "tightened":7
merged HOLD "tightened":7
hidden NO-GO "loosened":9
broken does_not_load RH-0402
mended GO "compared":true
reverted NO-GO "loosened":39
revert GO "tightened":39
CASES
tells 0 'log of a range' "$(commit_of retimed)" -- log planted/hidden..planted/retimed $with -o ndjson
grep -qF "$(commit_of hidden)" "$dir/out"
ok 'log: a range is without what its first side reaches' $((! $?))
tells 2 'log of nothing' '"revisions": []' -- log main..main $with -o json

# ---- other repositories: one that is cut off, one without a working tree, a second working tree ----
git clone -q --depth 8 "file://$repo" "$dir/shallow" 2> "$dir/err"
git clone -q --bare "$repo" "$dir/bare" 2> "$dir/err"
git -C "$repo" worktree add -q "$dir/second" planted/merged 2> "$dir/err"
log="--events $dir/log.jsonl"
# Covers: G1
tells 66 'blame beyond the end of a shallow clone' 'git fetch --unshallow' -- blame plans55-false \
    --register "$dir/shallow" $log
tells 0 'blame within a shallow clone' "$(commit_of late)" -- blame j500-false-false \
    --register "$dir/shallow" $log -o json
test ! -s "$dir/err"
ok 'and nothing is said of what it had no need of' $?
tells 0 'log of a shallow clone' '"compared":false' -- log --register "$dir/shallow" $log -o ndjson
tells 1 'diff in a shallow clone: a key that is older than the clone has no commit' '"commit":null' -- \
    diff main..main~5 --register "$dir/shallow" $log -o ndjson
tells 0 'blame in a bare repository' "$(commit_of loosened)" -- blame plans55-false --register "$dir/bare" $log -o json
tells 0 'blame from a merge commit, in a second working tree' "$(commit_of side)" -- \
    blame j5-false-true --register "$dir/second" $log -o json

finish
