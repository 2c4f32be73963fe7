#!/bin/sh
# Commands on a real repository: revisions, the working tree, the base of a gate, and the same bytes however it is run.
set -u
B=${BUILD:-build/release}
R=$B/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

fixtures/example-repo.sh "$dir/repo" > /dev/null || exit 1
"$B/generate" --seed 7 --journeys 80 -o "$dir/log.jsonl" --truth "$dir/truth.json" || exit 1
repo=$dir/repo log=$dir/log.jsonl

# ---- revisions ----
# Covers: G1
status 66 'a revision that is not there' "$R" check nowhere --register "$repo"
says out 'nowhere' 'a revision that is not there'
status 66 'no repository' "$R" check --register "$dir"
status 0 'an old revision' "$R" check HEAD~4 --register "$repo"
status 0 'the working tree' "$R" check worktree --register "$repo"
status 66 'no register at that path' "$R" check --register "$repo:elsewhere"

# ---- diff ----
status 0 'the same revision twice has no diff' "$R" diff HEAD..HEAD --register "$repo" --events "$log" -o json
says out '"changed": 0' 'the same revision twice has no diff'
"$R" diff HEAD~4..HEAD --register "$repo" --events "$log" -o json="$dir/diff.json" 2> "$dir/err"
case $? in 0 | 1) ok ;; *) bad "diff: $(head -1 "$dir/err")" ;; esac
if grep -q '"file": "cases/register/CO-EDGE-0' "$dir/diff.json"; then ok; else bad 'a diff names no file as a cause'; fi
sed 's/^sla: .*/sla: 1/' "$repo/cases/register/CO-EDGE-002.yaml" > "$dir/entry" &&
    cp "$dir/entry" "$repo/cases/register/CO-EDGE-002.yaml"
# Covers: G12
"$R" diff HEAD..worktree --register "$repo" --events "$log" -o json="$dir/diff.json" 2> "$dir/err"
case $? in 0 | 1) ok ;; *) bad "diff of the working tree: $(head -1 "$dir/err")" ;; esac
git -C "$repo" checkout -q -- cases

# ---- gate ----
# Until changed texts are judged, a change is at best HOLD.
"$R" gate --register "$repo" --events "$log" -o json="$dir/gate.json" -o html="$dir/gate.html" \
    -o junit="$dir/gate.xml" -o markdown="$dir/gate.md" 2> "$dir/err"
case $? in 1 | 2) ok ;; *) bad "gate: $(head -1 "$dir/err")" ;; esac
for key in verdict launch expansion lanes criteria waivers coverage inputs policy register; do
    if grep -q "^  \"$key\": " "$dir/gate.json"; then ok; else bad "the gate's JSON has no $key"; fi
done
"$R" gate --register "$repo" --events "$log" -j 1 -o json="$dir/gate1.json" -o html="$dir/gate1.html" 2> /dev/null
TZ=America/St_Johns LANG=tr_TR.UTF-8 "$R" gate --register "$repo" --events "$log" \
    -j 8 -o json="$dir/gate8.json" -o html="$dir/gate8.html" 2> /dev/null
# Covers: K6, T7
same "$dir/gate1.json" "$dir/gate8.json" 'eight threads in another time zone give another gate'
same "$dir/gate1.html" "$dir/gate8.html" 'eight threads in another time zone give another page'
same "$dir/gate.json" "$dir/gate1.json" 'the gate depends on how often it is written'
awk 'BEGIN { srand(3) } { print rand() "\t" $0 }' "$log" | sort | cut -f 2- > "$dir/shuffled.jsonl"
mkdir "$dir/other" && cp "$dir/shuffled.jsonl" "$dir/other/log.jsonl"
"$R" replay --register "$repo" --events "$log" -o ndjson > "$dir/a.ndjson" 2> /dev/null
"$R" replay --register "$repo" --events "$dir/other/log.jsonl" -o ndjson > "$dir/b.ndjson" 2> /dev/null
# Covers: I14
same "$dir/a.ndjson" "$dir/b.ndjson" 'shuffled lines give other records'
if [ -s "$dir/a.ndjson" ]; then ok; else bad 'there are no records at all'; fi

# The gate's own policy cannot be loosened by what it judges.
sed 's/at_most: 0.15/at_most: 1/' "$repo/cases/gate.yaml" > "$dir/gate.yaml" &&
    cp "$dir/gate.yaml" "$repo/cases/gate.yaml"
# Covers: M1
"$R" gate worktree --register "$repo" --events "$log" -o json="$dir/gate.json" 2> /dev/null
case $? in 1 | 2) ok ;; *) bad 'a changed gate.yaml' ;; esac
if grep -q '"at_most": 0.15' "$dir/gate.json"; then ok; else bad 'a changed gate.yaml was used'; fi
git -C "$repo" checkout -q -- cases
status 2 'a plain folder has no base' "$R" gate --cases "$repo/cases" --events "$log" -o json
# It is its own base, so each entry opened as often there.
sed -n 's/.*"openings_base": \([0-9]*\).*/\1/p' "$dir/out" > "$dir/base"
sed -n 's/.*"openings_head": \([0-9]*\).*/\1/p' "$dir/out" > "$dir/head"
if grep -q '[1-9]' "$dir/head"; then ok; else bad 'a plain folder: nothing opened'; fi
same "$dir/base" "$dir/head" 'a plain folder: other openings of its base than its own'
status 64 'a plain folder and a base' "$R" gate --cases "$repo/cases" --base main --events "$log"

# A test that the base has and the head drops.
awk '/^acceptance:/ { exit } { print }' "$repo/cases/register/CO-EDGE-001.yaml" > "$dir/entry"
printf 'acceptance:\n  - {name: nothing much, always: "true"}\n' >> "$dir/entry"
cp "$dir/entry" "$repo/cases/register/CO-EDGE-001.yaml"
# Covers: M3
status 1 'a proposal that drops its tests' "$R" gate worktree --register "$repo" --events "$log" -o json
says out '"id": "tests_removed"' 'a proposal that drops its tests'
says out '"verdict": "NO-GO"' 'a proposal that drops its tests'

finish
